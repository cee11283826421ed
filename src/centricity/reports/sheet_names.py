"""Names of sheets as Excel allows them."""

import re
from typing import Any

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def sheet_name(book: Any, wanted: str) -> str:
    """A name Excel allows: 31 characters, no brackets, colons, stars or slashes, unlike any other."""
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    name = _FORBIDDEN.sub(" ", wanted).strip("' ")[:31] or "Sheet"
    number = 2
    while name.lower() in taken:
        suffix = f" {number}"
        name = name[: 31 - len(suffix)] + suffix
        number += 1
    return name
