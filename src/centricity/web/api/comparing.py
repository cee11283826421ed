"""Ratings of a panel side by side."""

import math
from typing import Any

from centricity.stats.estimate import Estimate
from centricity.web.api.shapes import Shape
from centricity.web.panels.comparing import Cell, Compared, Line
from centricity.web.panels.selectors import Looked
from centricity.web.people.roles import VoiceRight


def compared_shape(looked: Looked) -> Shape:
    """All ratings of those who handed in; by name to the panel and to whoever leads it, to others by numbers."""
    compared, named = Compared(looked.panel, "en"), looked.assessor is not None or looked.right >= VoiceRight.MANAGE
    people = [{"number": p.number, "person": p.user.email if named and p.user else None} for p in compared.people]
    return {
        "people": people, "departments": [_department(compared, each) for each in looked.panel.departments],
        "apart": compared.apart,
        "agreement_blind": agreed(compared.agreement(blind=True)), "agreement": agreed(compared.agreement(blind=False)),
    }  # fmt: skip


def _department(compared: Compared, told: Any) -> Shape:
    title = {"ru": told["ru"], "en": told["en"]}
    return {"department": told["code"], "title": title, "lines": _lines(compared, told["code"])}


def _lines(compared: Compared, department: str) -> list[Shape]:
    titles = {code: dict(metric.label) for code, metric in compared.panel.rated_by.metrics.items()}
    return [_line(each, titles[each.item]) for each in compared.lines(department)]


def _line(line: Line, title: Shape) -> Shape:
    return {
        "item": line.item, "title": title, "mean": line.mean, "apart": line.apart,
        "cells": [_cell(each) for each in line.cells],
    }  # fmt: skip


def _cell(cell: Cell) -> Shape | None:
    if cell is None:
        return None
    return {"level": cell.level, "blind": cell.blind, "note": cell.note, "record": cell.record_id}


def agreed(found: Estimate) -> Shape:
    """An agreement with its interval and n."""
    ends = {name: float(getattr(found, name)) for name in ("value", "low", "high")}
    return {name: end if math.isfinite(end) else None for name, end in ends.items()} | {"n": int(found.n)}
