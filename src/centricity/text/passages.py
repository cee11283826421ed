"""A mention with the text around it on one line, and back from the line to the place of the name."""

import re
from collections.abc import Mapping
from typing import Any, Final

AROUND: Final = 200
"""Characters to either side of a name that a passage may have."""

_NAME = re.compile(r"\[([^\[\]]*)\]")
_ROUND = str.maketrans("[]", "()")


def passage(row: Mapping[str, Any]) -> str:
    """The text around a mention on one line, the name in brackets; of a mention without a name, how the text begins.

    No other brackets stand in it, so that `placed` finds the name.
    """
    text = f"{row['title'] or ''}\n{row['text']}"
    start, end = int(row["start"]), int(row["end"])
    if start == end:
        return _one_line(text[: 2 * AROUND])
    before, name, after = text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]
    return f"{_one_line(before, 'left')}[{name}]{_one_line(after, 'right')}"


def _one_line(text: str, side: str = "both") -> str:
    line = text.replace("\n", " ").translate(_ROUND)
    return {"left": line.lstrip, "right": line.rstrip, "both": line.strip}[side]()


def placed(sentence: str) -> tuple[str, int, int]:
    """A passage without the brackets around the name, and where the name stands; nowhere where there are none."""
    named = _NAME.search(sentence)
    if named is None:
        return sentence, 0, 0
    text = sentence[: named.start()] + named[1] + sentence[named.end() :]
    return text, named.start(), named.start() + len(named[1])
