"""Figures of what customers are worth, in words and tables."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from centricity.language import Language, number
from centricity.metrics import definition
from centricity.metrics.wording import SEGMENT_NAMES, interval, written
from centricity.stats.estimate import Estimate
from centricity.web.customers.models import Customer

_UNIT_OF_TIME = frozenset({"alpha", "beta"})
_LETTERS = {"alpha": "α", "beta": "β"}
_BUYING = {"bg_nbd": ("r", "alpha", "a", "b"), "pareto_nbd": ("r", "alpha", "s", "beta")}


def percent(found: Estimate | None, metric: str, language: Language) -> dict[str, str] | None:
    """A share with two decimals and its interval."""
    if found is None:
        return None
    known = definition(metric)
    value = written(found.value, known.unit, language, 2)
    return {"name": known.name[language], "value": value, "interval": interval(found, known, language)}


def named(rows: Iterable[Sequence[Any]]) -> list[tuple[Sequence[Any], dict[str, Any]]]:
    """Rows that begin with a customer, with who it is; whoever was merged into another since is told by that one."""
    told = list(rows)
    names = ("code", "name", "erased_at", "merged_into__code", "merged_into__name", "merged_into__erased_at")
    held = {each["pk"]: each for each in Customer.objects.filter(pk__in=[row[0] for row in told]).values("pk", *names)}
    return [(row, _now(held[row[0]])) for row in told if row[0] in held]


def _now(held: Mapping[str, Any]) -> dict[str, Any]:
    into = "merged_into__" if held["merged_into__code"] else ""
    return {name: held[into + name] for name in ("code", "name", "erased_at")}


def best_of(rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows of the best with their customers."""
    return [_row(row, each) for row, each in named(rows)]


def _row(row: Sequence[Any], each: Mapping[str, Any]) -> dict[str, Any]:
    _pk, total, days, last, *scores = row
    return {"each": each, "total": total, "days": days, "last": date.fromisoformat(last), "scores": scores}


def figures_of(figures: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Figures as the page shows them; nothing where there were no orders to count."""
    if "cltv" not in figures:
        return {}
    return {
        "heads": [
            _head(figures["cltv"], "historical_cltv", language),
            _head(figures["share"], "pareto_share", language, _("Share of all that the best tenth of customers bring")),
            _head(figures["repeat"], "repeat_purchase", language),
        ],
        "left_out": figures["orders"] - figures["sound"],
        "first": date.fromisoformat(figures["first"]), "last": date.fromisoformat(figures["last"]),
        "grid": _grid(figures["cells"], language),
        "segments": [_segment(each, language) for each in figures["segments"]],
        "ahead": _ahead(figures.get("ahead") or {}, figures["asked"], language),
    }  # fmt: skip


def _head(told: Mapping[str, Any], metric: str, language: Language, name: str = "") -> dict[str, str]:
    known, found = definition(metric), _estimate(told)
    return {
        "name": name or known.name[language], "value": written(found.value, known.unit, language),
        "interval": interval(found, known, language), "n": number(found.n, language),
    }  # fmt: skip


def _estimate(told: Mapping[str, Any]) -> Estimate:
    value, low, high = (math.nan if told[name] is None else told[name] for name in ("value", "low", "high"))
    return Estimate(value, low, high, told["n"], "")


def _grid(cells: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, Any]]:
    """Rows of recency from the latest, each with five cells of frequency; where nobody is there is no amount."""
    held = {(each["r"], each["f"]): each for each in cells}
    made = []
    for r in range(5, 0, -1):
        row = [held.get((r, f)) for f in range(1, 6)]
        told = [
            None
            if each is None
            else {"n": number(each["n"], language), "mean": written(each["mean"], "money", language)}
            for each in row
        ]
        made.append({"r": r, "cells": told})
    return made


def _segment(told: Mapping[str, Any], language: Language) -> dict[str, str]:
    return {
        "name": SEGMENT_NAMES[told["segment"]][language], "customers": number(told["customers"], language),
        "share": written(told["share"], "percent", language),
        "revenue_share": written(_known(told["revenue_share"]), "percent", language),
        "recency": number(told["recency"], language), "frequency": number(told["frequency"], language, 1),
        "amount": written(told["amount"], "money", language),
    }  # fmt: skip


def _known(value: float | None) -> float:
    return math.nan if value is None else value


def _ahead(told: Mapping[str, Any], asked: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """What is to be expected, with the parameters; those with a unit are told in days and in weeks."""
    if "estimate" not in told:
        return {"faults": [each[language] for each in told.get("faults", ())]}
    parts = told["parts"]
    return {
        "head": _head(told["estimate"], "predictive_cltv", language),
        "alive": written(100 * _known(parts["alive"]), "percent", language),
        "buying": [_parameter(name, parts, language) for name in _BUYING[asked["model"]]],
        "spending": [_parameter(name, parts, language) for name in ("p", "q", "v")],
        "notes": [each[language] for each in told["notes"]],
        "model": "BG/NBD" if asked["model"] == "bg_nbd" else "Pareto/NBD",
    }  # fmt: skip


def _parameter(name: str, parts: Mapping[str, Any], language: Language) -> dict[str, str]:
    value = _known(parts[name])
    weeks = number(value / 7, language, 4) if name in _UNIT_OF_TIME else ""
    return {"name": _LETTERS.get(name, name), "value": number(value, language, 4), "weeks": weeks}
