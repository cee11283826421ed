"""The header row of a table: every column named, no name twice."""

from collections import Counter
from collections.abc import Sequence

from centricity.errors import Fault, Place

SHOWN = 25
"""Faults of one kind listed one by one; the rest are counted."""

MAX_COLUMNS = 1_000


def shown(faults: Sequence[Fault]) -> list[Fault]:
    """Faults of one kind, those beyond the first `SHOWN` counted in one more."""
    if len(faults) <= SHOWN:
        return list(faults)
    first, rest = faults[0], len(faults) - SHOWN
    place = Place(first.place.file, sheet=first.place.sheet)
    return [*faults[:SHOWN], Fault("table.more", place, {"count": rest, "code": first.code}, first.severity)]


def header_faults(names: Sequence[str], file: str, sheet: str = "") -> list[Fault]:
    """Find what is wrong with a header row; ``names`` are trimmed."""
    place = Place(file, sheet=sheet, row=1)
    if not any(names):
        return [Fault("table.no_header", place)]
    if len(names) > MAX_COLUMNS:
        return [Fault("table.too_many_columns", place, {"got": len(names), "limit": MAX_COLUMNS})]
    blank = [
        Fault("table.blank_header", Place(file, sheet=sheet, row=1, column=column_letter(i)))
        for i, name in enumerate(names)
        if not name
    ]
    counts = Counter(name for name in names if name)
    repeated = [
        Fault("table.repeated_header", place, {"column": name, "count": count})
        for name, count in counts.items()
        if count > 1
    ]
    return [*shown(blank), *shown(repeated)]


def alike(names: Sequence[str], file: str, sheet: str = "") -> list[Fault]:
    """Find headers that differ by case alone, which engines take for one; as they are written in the file."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.lower(), []).append(name)
    place = Place(file, sheet=sheet, row=1)
    found = [group for group in groups.values() if len(group) > 1]
    return shown([Fault("table.alike_headers", place, {"columns": ", ".join(group)}) for group in found])


def column_letter(position: int) -> str:
    """Name of a column as Excel shows it: 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name
