"""From ratings to what the API gives: to a rater nothing but what was given."""

from collections.abc import Mapping
from typing import Any

from centricity.web.api.shapes import Shape
from centricity.web.rating.models import Level, Rater, Round
from centricity.web.rating.seeing import cells_of
from centricity.web.rating.selectors import Room, Seat, levels_of, raters_of

_TEXTS = ("part", "title", "question", "definition", "minimum_evidence")
_GIVEN = ("company", "metric", "level", "applies", "note", "kind", "title", "reference", "seen_on", "submitted_at")


def round_shape(made: Round, *, leads: bool) -> Shape:
    names = ("number", "wave", "shows", "due", "state", "created_at", "closed_at")
    told = {name: getattr(made, name) for name in names}
    return told | {"study": made.study.code, "taken": made.taken if leads else None}


def whole_shape(room: Room, made: Round) -> Shape:
    """A rating to whoever leads it, else to one who rates in it."""
    plain, seat = round_shape(made, leads=room.leads), room.seat(made)
    return plain | (_led(made) if room.leads else _seated(made, seat) if seat is not None else {})


def _led(made: Round) -> Shape:
    return {
        "companies": [_company(each) for each in made.companies],
        "metrics": [_metric(each) for each in made.metrics], "cells": [],
        "raters": [_rater(each, made) for each in raters_of(made)],
        "levels": [level_shape(each, own=False) for each in levels_of(made)],
    }  # fmt: skip


def _seated(made: Round, seat: Seat) -> Shape:
    """What a rater sees: companies, metrics and cells that were given, own levels, and those that may be seen."""
    metrics = {metric for _company, metric in seat.cells}
    seen = [each for rows in seat.others.values() for each in rows]
    return {
        "companies": [_company(each) for each in made.companies if each["code"] in seat.companies],
        "metrics": [_metric(each) for each in made.metrics if each["code"] in metrics],
        "cells": [{"company": company, "metric": metric} for company, metric in seat.cells], "raters": [],
        "levels": [level_shape(each, own=each.rater_id == seat.rater.pk) for each in [*seat.own.values(), *seen]],
    }  # fmt: skip


def _both(told: Mapping[str, Any]) -> dict[str, str]:
    return {"ru": told["ru"], "en": told["en"]}


def _company(told: Mapping[str, Any]) -> Shape:
    return {"code": told["code"], "name": _both(told)}


def _metric(told: Mapping[str, Any]) -> Shape:
    levels = [{"level": each["level"], "text": _both(each)} for each in told["levels"]]
    lines = [_both(line) for line in told["lines"]]
    return {"code": told["code"], "levels": levels, "lines": lines} | {name: _both(told[name]) for name in _TEXTS}


def _rater(rater: Rater, made: Round) -> Shape:
    cells = cells_of(rater, made)
    done = [each for each in rater.levels.all() if each.submitted_at and (each.company, each.metric) in cells]
    shares = [
        {"number": each.pk, "companies": each.companies, "metrics": each.metrics} for each in rater.assignments.all()
    ]
    return {
        "number": rater.number, "role": rater.role, "person": rater.user.email if rater.user else None,
        "shares": shares, "submitted": len(done), "cells": len(cells),
    }  # fmt: skip


def level_shape(row: Level, *, own: bool) -> Shape:
    told = {name: getattr(row, name) for name in _GIVEN} | {"rater": row.rater.number, "own": own}
    return told | {"returned_at": row.returned_at, "returned_why": row.returned_why}
