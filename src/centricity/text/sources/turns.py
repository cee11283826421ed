"""Turns of a call, however an export calls them."""

import math
from collections.abc import Mapping
from typing import Any

from centricity.text.documents import cleaned

TURNS = 20_000

_SPEAKER = ("speaker", "role", "channel", "name", "participant", "говорящий", "роль")
_TEXT = ("text", "transcript", "content", "message", "phrase", "текст", "реплика")
_START = ("start", "start_time", "begin", "from", "offset", "начало")
_END = ("end", "end_time", "stop", "to", "конец")


def turns_of(written: Any, sides: Mapping[str, str] | None = None) -> list[dict[str, Any]] | None:
    """Turns from a list of objects; None where it is no such list. Turns without words are left out.

    Parameters
    ----------
    sides
        What to call a speaker, by the label that is written.
    """
    if not isinstance(written, (list, tuple)) or not written:
        return None
    found = [_turn(turn, sides or {}) for turn in written[:TURNS] if isinstance(turn, Mapping)]
    return [turn for turn in found if turn["text"]] or None


def _turn(turn: Mapping[str, Any], sides: Mapping[str, str]) -> dict[str, Any]:
    speaker, text = _first(turn, _SPEAKER), _first(turn, _TEXT)
    label = None if speaker is None else cleaned(str(speaker))[0][:100]
    return {
        "speaker": None if label is None else sides.get(label, label),
        "start": seconds(_first(turn, _START)),
        "end": seconds(_first(turn, _END)),
        "text": cleaned(text)[0].strip() if isinstance(text, str) else "",
    }


def _first(turn: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((turn[name] for name in names if turn.get(name) is not None), None)


def seconds(written: Any) -> float | None:
    """Seconds from a number or from ``hh:mm:ss,mmm``; None where it is neither."""
    if isinstance(written, bool) or written is None:
        return None
    parts = str(written).replace(",", ".").split(":")
    try:
        total = sum(float(part) * 60**power for power, part in enumerate(reversed(parts[-3:])))
    except (ValueError, OverflowError):
        return None
    return total if math.isfinite(total) and total >= 0 else None
