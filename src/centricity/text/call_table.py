"""Calls of a batch of documents as a table of numbers and places: no word that was said stands in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from centricity.text.calls import BOTH, CallResult, Side, call_result
from centricity.text.documents import MOMENT
from centricity.text.judge import Judge

SCHEMA: Final = pa.schema(
    [
        pa.field("document", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("published_at", MOMENT),
        pa.field("company", pa.string()),
        *(pa.field(f"turns_{side}", pa.int32(), nullable=False) for side in (*BOTH, "unknown")),
        *(pa.field(f"{side}_talk_share", pa.float64()) for side in BOTH),
        pa.field("talk_by", pa.string()),
        pa.field("seconds", pa.float64()),
        pa.field("silence_share", pa.float64()),
        *(pa.field(f"interruptions_{side}", pa.int32()) for side in BOTH),
        *(pa.field(f"longest_{side}", pa.float64()) for side in BOTH),
        pa.field("longest_silence", pa.float64()),
        pa.field("silence_at", pa.int32()),
        pa.field("courtesy", pa.list_(pa.string()), nullable=False),
        pa.field("courtesy_expected", pa.int32(), nullable=False),
        pa.field("tones", pa.list_(pa.int8()), nullable=False),
        pa.field("customer_tone_first", pa.float64()),
        pa.field("customer_tone_last", pa.float64()),
        pa.field("blame_at", pa.int32()),
        pa.field("warnings", pa.int32(), nullable=False),
    ]
)
"""Columns of a call: shares from 0 to 1, times in seconds, null where it is not known.

company
    Code of the company that the source itself names; null where it names none of those looked for.
longest_silence, silence_at
    Seconds of the longest silence, and the character of the body (title, line end, text) at which the turn after it
    begins; the place is null where the text of the document does not hold the turn.
courtesy, courtesy_expected
    Codes of what the agent was expected to say and said, and how much was expected: 0 where no turn is the agent's.
tones
    -1, 0 or 1 of each turn; null where it has no words.
customer_tone_first, customer_tone_last
    Mean tone of the first and of the last third of the customer's turns; null where there are fewer than two.
blame_at
    Character of the body at which the customer's last turn of blame begins, of those in the last third.
warnings
    Labels that are of no side, and times that cannot be.
"""

_COLUMNS: Final = ["document", "source", "published_at", "about", "language", "title", "text", "turns"]
_LOST: Final = 50
"""Turns that a text does not hold after which no more are looked for: it is a text of its own, or was cut."""

Row = Mapping[str, Any]


def call_table(
    documents: pa.RecordBatch,
    judge: Judge,
    company_of: Callable[[str], str | None] = lambda _: None,
    sides: Mapping[str, Side] | None = None,
) -> pa.RecordBatch:
    """Measure the calls among the documents of a batch: a row for each of the kind ``call`` that has turns.

    Parameters
    ----------
    documents
        In `documents.SCHEMA`, as read: what is said is looked at before it is masked.
    judge
        Is asked once for the turns of all calls; a turn is judged as a text that names no company.
    company_of
        Code of the company that a source names.
    sides
        Labels of speakers, as `calls.call_result` takes them.
    """
    spoken = pc.greater(pc.list_value_length(documents["turns"]), 0)
    there = pc.and_(pc.equal(documents["source_kind"], "call"), spoken)
    calls = documents.select(_COLUMNS).filter(there).to_pylist()
    said = _tones(calls, judge)
    made = [
        _row(row, call_result(row["turns"], row["document"], sides, lambda turns: list(islice(said, len(turns)))),
             company_of)
        for row in calls
    ]  # fmt: skip
    return pa.RecordBatch.from_pylist(made, schema=SCHEMA)


def _tones(calls: Sequence[Row], judge: Judge) -> Iterator[int | None]:
    """Tone of all turns of all calls, one after another."""
    texts = [turn["text"] or "" for row in calls for turn in row["turns"]]
    return iter(judge.alone(texts, [row["language"] for row in calls for _ in row["turns"]], "call"))


def _row(row: Row, call: CallResult, company_of: Callable[[str], str | None]) -> dict[str, Any]:
    places = _places(row)
    silence, turn = call.longest_silence or (None, None)
    return {
        **{name: row[name] for name in ("document", "source", "published_at")},
        "company": None if row["about"] is None else company_of(row["about"]),
        **{f"turns_{side}": n for side, n in call.turns.items()},
        **{f"{side}_talk_share": share for side, share in (call.talk_share or {}).items()},
        **{f"interruptions_{side}": n for side, n in (call.interruptions or {}).items()},
        **{f"longest_{side}": seconds for side, seconds in (call.longest or {}).items()},
        **{name: getattr(call, name) for name in ("talk_by", "seconds", "silence_share", "tones")},
        "longest_silence": silence,
        "silence_at": None if turn is None else places[turn - 1],
        "courtesy": [item.code for item in call.courtesy if item.turn is not None],
        "courtesy_expected": len(call.courtesy),
        "warnings": len(call.warnings),
        **_ends(call, places),
    }


def _ends(call: CallResult, places: Sequence[int | None]) -> dict[str, Any]:
    """Tone of the customer at both ends of the call, and where the end is blamed."""
    toned = [
        (tone, place)
        for tone, side, place in zip(call.tones, call.sides, places, strict=True)
        if side == "customer" and tone is not None
    ]
    if len(toned) < 2:
        return {}
    third = max(len(toned) // 3, 1)
    first, last = ([tone for tone, _ in part] for part in (toned[:third], toned[-third:]))
    blamed = [place for tone, place in toned[-third:] if tone < 0]
    return {
        "customer_tone_first": sum(first) / third,
        "customer_tone_last": sum(last) / third,
        "blame_at": blamed[-1] if blamed else None,
    }


def _places(row: Row) -> list[int | None]:
    """Character of the body at which each turn begins; None where the text does not hold it in its order."""
    body, reached, lost = f"{row['title'] or ''}\n{row['text']}", 0, 0
    found: list[int | None] = []
    for turn in row["turns"]:
        said = turn["text"] or ""
        at = body.find(said, reached) if said and lost < _LOST else -1
        lost += at < 0
        found.append(None if at < 0 else at)
        reached = reached if at < 0 else at + len(said)
    return found
