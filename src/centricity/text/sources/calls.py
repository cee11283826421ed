"""Transcripts of calls: captions with times, and texts in which every line says who speaks."""

import re
from collections.abc import Iterator
from typing import Any

from centricity.text.documents import cleaned
from centricity.text.sources.opening import Opening
from centricity.text.sources.rows import Chunk
from centricity.text.sources.turns import TURNS, seconds

SPEAKERS = 8
"""More voices than that are no call but a text with colons."""

_CUE = re.compile(r"(?<!\d)((?:\d{1,9}:)?\d\d?:\d\d[.,]\d{1,3})\s+-->\s+((?:\d{1,9}:)?\d\d?:\d\d[.,]\d{1,3})")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,100})>")
_TAG = re.compile(r"<[^<>\n]{0,200}>")
_LINE = re.compile(r"(?:\[?(\d{1,2}:\d\d(?::\d\d)?)\]?\s+)?([^\W\d_][\w .№#-]{0,30}?)\s?:\s+(\S.*)")
_TIMED = re.compile(r"\[?\d{1,2}:\d\d")


def read_captions(opening: Opening) -> Iterator[Chunk]:
    """The one call of a WebVTT or SubRip file."""
    raw = opening.whole(opening.limits.feed)
    if raw is None:
        return
    turns = _cues(opening.text(raw).replace("\r\n", "\n").replace("\r", "\n"))
    if turns:
        yield Chunk([{"turns": turns, "source_kind": opening.rule.source_kind or "call"}], [1])
    else:
        opening.report.skip("text.captions_empty")


def _cues(text: str) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    for block in re.split(r"\n[ \t]*\n", text)[: 5 * TURNS]:
        found = _CUE.search(block)
        if found is None:
            continue
        said = " ".join(block[found.end() :].split("\n")[1:])
        _append(turns, *_voice(said), seconds(found[1]), seconds(found[2]))
    return turns


def _voice(said: str) -> tuple[str | None, str]:
    """Who speaks, and what."""
    voice = _VOICE.search(said)
    plain = " ".join(cleaned(_TAG.sub("", said))[0].split())
    if voice is not None:
        return voice[1].strip(), plain
    line = None if _TIMED.match(plain) else _LINE.fullmatch(plain)
    return (line[2], line[3]) if line else (None, plain)


def _append(
    turns: list[dict[str, Any]], speaker: str | None, text: str, start: float | None, end: float | None
) -> None:
    """Add a turn; what the same voice goes on saying belongs to its turn."""
    last = turns[-1] if turns else None
    if not text:
        return
    if last and speaker is not None and last["speaker"] == speaker:
        last.update(text=f"{last['text']} {text}", end=end)
    elif len(turns) < TURNS:
        turns.append({"speaker": speaker, "start": start, "end": end, "text": text})


def spoken(text: str, *, told: bool = False) -> list[dict[str, Any]] | None:
    """Turns of a text in which every line says who speaks; None where it is a text like any other.

    Parameters
    ----------
    told
        Whether the settings say that it is a call; otherwise two voices must take turns.
    """
    lines = [line.strip() for line in text[:1_000_000].splitlines() if line.strip()]
    found = [_LINE.fullmatch(line) if len(line) < 20_000 else None for line in lines[: 2 * TURNS]]
    voices = [match[2] for match in found if match]
    enough = 0.9 * len(lines) if not told else 1
    if len(voices) < max(enough, 1 if told else 4) or not (
        told or 2 <= len(set(voices)) <= min(SPEAKERS, len(voices) // 2)
    ):
        return None
    turns: list[dict[str, Any]] = []
    for line, match in zip(lines, found, strict=False):
        if match is None and turns:
            turns[-1]["text"] += " " + cleaned(line)[0]
        elif match is None:
            _append(turns, None, cleaned(line)[0], None, None)
        else:
            _append(turns, cleaned(match[2])[0], cleaned(match[3])[0], seconds(match[1]), None)
    return turns
