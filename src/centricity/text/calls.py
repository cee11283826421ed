"""What a transcript tells of a call: who spoke how much, silence, interruptions, courtesy, tone turn by turn."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import groupby
from typing import Any, Final, Literal

from centricity.errors import Fault, Place
from centricity.language import Text
from centricity.text.lexicon import lexicon
from centricity.text.redact import redacted

Side = Literal["agent", "customer"]
Tone = Callable[[Sequence[str]], Sequence[int | None]]
"""Tone of many texts: -1, 0, 1, or None where it cannot be told."""

SIDES: Final[Mapping[str, Side]] = {
    **dict.fromkeys(("agent", "operator", "support", "manager", "employee", "consultant", "rep", "bot"), "agent"),
    **dict.fromkeys(("агент", "оператор", "сотрудник", "менеджер", "консультант", "специалист", "робот"), "agent"),
    **dict.fromkeys(("customer", "client", "caller", "user", "buyer"), "customer"),
    **dict.fromkeys(("клиент", "абонент", "покупатель", "пользователь", "звонящий"), "customer"),
}
"""Which side a label stands for; a number behind it, as in «Оператор 2», does not count."""

_LONGEST_CALL: Final = 86_400.0
_WORD = re.compile(r"\w+")
_NAMED: Final = 20
_LABEL = re.compile(r"[\s:#№_\-]*\d*[\s:]*\Z")


@dataclass(frozen=True)
class Courtesy:
    """One thing an agent is expected to say, and the turn where it was said, counted from 1; None where it was not."""

    code: str
    title: Text
    turn: int | None


@dataclass(frozen=True)
class CallResult:
    """What one call tells; everything that rests on times is None where they are not known.

    Attributes
    ----------
    turns
        Turns with words, by side: ``agent``, ``customer``, ``unknown``.
    talk_share
        Share of the agent and of the customer in what both said, 0 to 1, by time, or by words where not every turn
        has its times; ``talk_by`` says which. None where neither side spoke.
    silence_share
        Share of the call in which nobody spoke, 0 to 1; a call begins with its first turn and ends with its last.
    longest_silence
        Seconds of the longest stretch in which nobody spoke, and the turn that ended it, counted from 1; None where
        there was no silence.
    interruptions
        Turns by side that began after the other side had begun and before it had ended.
    longest
        Seconds of the longest stretch of one side without the other.
    longest_words
        The same in words, by side; known without times.
    courtesy
        The checklist of what the agent is expected to say; empty where no turn is the agent's.
    sides
        Side of each turn; None where its label is of neither.
    tones
        Tone of each turn as the caller's model tells it; empty without a model.
    warnings
        Labels that are of no side, and times that cannot be.
    """

    document: str
    turns: Mapping[str, int]
    talk_share: Mapping[str, float] | None
    talk_by: Literal["time", "words"] | None
    seconds: float | None
    silence_share: float | None
    interruptions: Mapping[str, int] | None
    longest: Mapping[str, float] | None
    longest_words: Mapping[str, int]
    courtesy: tuple[Courtesy, ...]
    longest_silence: tuple[float, int] | None = None
    sides: tuple[Side | None, ...] = ()
    tones: tuple[int | None, ...] = ()
    warnings: tuple[Fault, ...] = field(default=())

    @property
    def courtesy_share(self) -> float | None:
        """Share of the checklist that was said, 0 to 1; None where no turn is the agent's."""
        return sum(item.turn is not None for item in self.courtesy) / len(self.courtesy) if self.courtesy else None


@dataclass(frozen=True)
class _Turn:
    side: Side | None
    start: float
    end: float
    text: str

    @cached_property
    def words(self) -> int:
        return len(_WORD.findall(self.text))

    @property
    def timed(self) -> bool:
        return not math.isnan(self.start) and not math.isnan(self.end)


def call_result(
    turns: Sequence[Mapping[str, Any]],
    document: str = "",
    sides: Mapping[str, Side] | None = None,
    tone: Tone | None = None,
    names: Iterable[str] = (),
) -> CallResult:
    """Measure one call.

    Parameters
    ----------
    turns
        ``speaker``, ``start`` and ``end`` in seconds (None where unknown) and ``text``, in the order of the call.
    document
        Identifier of the call.
    sides
        Labels of speakers beside `SIDES`, or against them, in any case.
    tone
        A model of tone, asked once for all turns.
    names
        Names of the customer, where they are known; one in a turn of the agent counts as used.
    """
    named = {**SIDES, **{label.casefold(): side for label, side in (sides or {}).items()}}
    read = [_read(turn, named) for turn in turns]
    said = [turn for turn in read if turn.words]
    both = [turn for turn in said if turn.side]
    timed = bool(both) and all(turn.timed for turn in said)
    share, by = _talk_share(both, timed=timed)
    return CallResult(
        document=document,
        turns={side: sum(turn.side == (side if side != "unknown" else None) for turn in said) for side in _COUNTED},
        talk_share=share,
        talk_by=by,
        seconds=_length(said) if timed else None,
        silence_share=_silence(said) if timed else None,
        interruptions=_interruptions(both) if timed else None,
        longest=_longest(both, lambda run: max(t.end for t in run) - run[0].start) if timed else None,
        longest_words={side: int(n) for side, n in _longest(both, lambda run: sum(t.words for t in run)).items()},
        courtesy=_courtesy([(place, turn) for place, turn in enumerate(read, 1) if turn.side == "agent"], names),
        longest_silence=_longest_silence(read) if timed else None,
        sides=tuple(turn.side for turn in read),
        tones=tuple(tone([turn.text for turn in read])) if tone else (),
        warnings=_warnings(turns, read, document),
    )


BOTH: Final[tuple[Side, ...]] = ("agent", "customer")
_COUNTED: Final = (*BOTH, "unknown")


def _read(turn: Mapping[str, Any], named: Mapping[str, Side]) -> _Turn:
    label = str(turn.get("speaker") or "").strip().casefold()
    side = named.get(label) or named.get(_LABEL.sub("", label))
    start, end = _second(turn.get("start")), _second(turn.get("end"))
    if end < start:
        start = end = math.nan
    return _Turn(side, start, end, str(turn.get("text") or ""))


def _second(told: Any) -> float:
    if isinstance(told, bool) or not isinstance(told, (int, float)):
        return math.nan
    return float(told) if 0 <= told <= _LONGEST_CALL else math.nan


def _talk_share(
    turns: Sequence[_Turn], *, timed: bool
) -> tuple[dict[str, float] | None, Literal["time", "words"] | None]:
    spoken = {side: [turn for turn in turns if turn.side == side] for side in BOTH}
    seconds = {side: _covered(mine) for side, mine in spoken.items()} if timed else {}
    if sum(seconds.values()) > 0:
        return {side: value / sum(seconds.values()) for side, value in seconds.items()}, "time"
    words = {side: sum(turn.words for turn in mine) for side, mine in spoken.items()}
    total = sum(words.values())
    return ({side: value / total for side, value in words.items()}, "words") if total else (None, None)


def _covered(turns: Iterable[_Turn]) -> float:
    """Seconds in which at least one of the turns runs."""
    total, reached = 0.0, -math.inf
    for turn in sorted(turns, key=lambda turn: turn.start):
        total += max(0.0, turn.end - max(turn.start, reached))
        reached = max(reached, turn.end)
    return total


def _length(turns: Sequence[_Turn]) -> float:
    return max(turn.end for turn in turns) - min(turn.start for turn in turns)


def _silence(turns: Sequence[_Turn]) -> float | None:
    length = _length(turns)
    return max(0.0, 1 - _covered(turns) / length) if length > 0 else None


def _longest_silence(turns: Sequence[_Turn]) -> tuple[float, int] | None:
    """Seconds, and the turn that ended it; None where somebody always spoke."""
    said = sorted(((turn.start, turn.end, place) for place, turn in enumerate(turns, 1) if turn.words))
    longest, before, reached = 0.0, 0, said[0][0]
    for start, end, place in said:
        if start - reached > longest:
            longest, before = start - reached, place
        reached = max(reached, end)
    return (longest, before) if before else None


def _interruptions(turns: Sequence[_Turn]) -> dict[str, int]:
    """Turns of each side that begin while the other speaks; two that begin at once interrupt nobody."""
    counts: dict[str, int] = dict.fromkeys(BOTH, 0)
    reached: dict[str, float] = dict.fromkeys(BOTH, -math.inf)
    begun: dict[str, float] = dict.fromkeys(BOTH, -math.inf)
    for turn in sorted(turns, key=lambda turn: turn.start):
        mine, other = ("agent", "customer") if turn.side == "agent" else ("customer", "agent")
        counts[mine] += begun[other] < turn.start < reached[other]
        if turn.end > reached[mine]:
            reached[mine], begun[mine] = turn.end, turn.start
    return counts


def _longest(turns: Sequence[_Turn], size: Callable[[list[_Turn]], float]) -> dict[str, float]:
    """The longest run of turns of one side, by side; a side that did not speak has 0."""
    found: dict[str, float] = dict.fromkeys(BOTH, 0)
    for side, run in groupby(turns, lambda turn: str(turn.side)):
        found[side] = max(found[side], size(list(run)))
    return found


def _courtesy(turns: Sequence[tuple[int, _Turn]], names: Iterable[str]) -> tuple[Courtesy, ...]:
    if not turns:
        return ()
    plain = [(place, _plain(turn.text)) for place, turn in turns]
    called = [re.compile(rf"(?<!\w){re.escape(_plain(name))}(?!\w)") for name in names if _plain(name)]
    found = []
    for code, (title, pattern, first, last) in _checklist().items():
        looked = plain[:first] if first else plain[-last:] if last else plain
        patterns = [pattern, *called] if code == "name_used" else [pattern]
        turn = next((place for place, text in looked if any(p.search(text) for p in patterns)), None)
        found.append(Courtesy(code, title, turn))
    return tuple(found)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower().replace("ё", "е")))


@cache
def expected() -> dict[str, Text]:
    """What an agent is expected to say, by code."""
    return {code: title for code, (title, *_) in _checklist().items()}


@cache
def _checklist() -> dict[str, tuple[Text, re.Pattern[str], int, int]]:
    made = {}
    for code, told in lexicon("empathy").items():
        phrases = "|".join(_phrase(phrase) for language in ("ru", "en") for phrase in told[language])
        within = told.get("within", {})
        pattern = re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")
        made[code] = (Text(**told["title"]), pattern, within.get("first", 0), within.get("last", 0))
    return made


def _phrase(phrase: str) -> str:
    words = re.findall(r"\w+\*?|\*", phrase.lower().replace("ё", "е"))
    return " ".join(re.escape(word.rstrip("*")) + (r"\w{0,30}" if word.endswith("*") else "") for word in words)


def _warnings(turns: Sequence[Mapping[str, Any]], read: Sequence[_Turn], document: str) -> tuple[Fault, ...]:
    place = Place(file=document)
    unknown = Counter(
        str(turn.get("speaker") or "") for turn, got in zip(turns, read, strict=True) if got.words and got.side is None
    )
    named = unknown.most_common(_NAMED)
    if unknown.total() > sum(n for _, n in named):
        named.append(("…", unknown.total() - sum(n for _, n in named)))
    faults = [
        Fault("text.speaker_unknown", place, {"speaker": redacted(name).text, "n": n}, "warning") for name, n in named
    ]
    told = [turn.get("start") is not None or turn.get("end") is not None for turn in turns]
    wrong = sum(said and not got.timed for said, got in zip(told, read, strict=True))
    if wrong:
        faults.append(Fault("text.turn_times", place, {"n": wrong}, "warning"))
    return tuple(faults)


def call_results(
    batch: Any, sides: Mapping[str, Side] | None = None, tone: Tone | None = None
) -> tuple[CallResult, ...]:
    """Measure the calls among the documents of a batch; documents without turns are passed by."""
    rows = batch.select(["document", "turns"]).to_pylist()
    return tuple(call_result(row["turns"], row["document"], sides, tone) for row in rows if row["turns"] is not None)
