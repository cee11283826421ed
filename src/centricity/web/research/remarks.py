"""Faults of what was brought, each beside the row or the lines that it is in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centricity.errors import CentricityError
from centricity.language import Language
from centricity.web.look.grids import Cell, Grid
from centricity.web.research import services


@dataclass(frozen=True)
class Remark:
    """Faults of one place, with the row or the lines that they are in."""

    where: str
    faults: tuple[Mapping[str, Any], ...]
    row: Grid | None
    lines: tuple[tuple[int, str, bool], ...]


def remarks(told: Sequence[Mapping[str, Any]], language: Language) -> list[Remark]:
    """Faults in one language, those of one row or line together."""
    places: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for each in told:
        alone = each["row"] is None and each["line"] is None
        key = (each["file"], each["sheet"], each["row"], each["line"], each["place"][language] if alone else "")
        places.setdefault(key, []).append({**each, "text": each[language]})
    return [_remark(faults, language) for faults in places.values()]


def _remark(faults: Sequence[Mapping[str, Any]], language: Language) -> Remark:
    first = faults[0]
    wrong = {each["column"] for each in faults if each["column"]}
    cells = [cell for each in faults for cell in each.get("cells", ())]
    row = dict(map(tuple, cells))
    grid = None
    if row:
        columns = tuple((name, "", False) for name in row)
        grid = Grid("", columns, (tuple(Cell(row[name], numeric=False, wrong=name in wrong) for name in row),))
    lines = tuple((n, text, n == first["line"]) for n, text in first.get("lines", ()))
    return Remark(first["place"][language], tuple(faults), grid, lines)


def refused(error: CentricityError, language: Language) -> list[Remark]:
    """Faults of what was not taken at all, as those of an edition are told."""
    return remarks([services.told(fault) for fault in error.faults[: services.MOST_FAULTS]], language)
