"""The first step: rubrics turn raw values into levels, and percentile cuts are found or carried over."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from centricity.index.frame import Floats, Frame
from centricity.index.rubric import (
    bins,
    bins_by_group,
    capped,
    checklist_sum,
    matrix_levels,
    percentile_cuts,
)

Cuts = dict[str, tuple[float, ...]]
EVERYONE = "all"


def level(
    frame: Frame, metric: str, rubric: Mapping[str, Any], bottom: float, *, descending: bool
) -> tuple[Floats, Cuts | None]:
    """Level of every subject on one metric by its rubric.

    Parameters
    ----------
    frame
        Raw indicators in ``frame.raw[metric]``; an indicator nobody observed counts as missing.
    rubric
        The rubric as plain data, as `recipe_of` writes it.
    bottom
        Lowest level of the scale.
    descending
        Whether less is better.

    Returns
    -------
    tuple
        Levels of shape (n,), NaN where raw values are missing, and the percentile cuts used, by group (a group
        without any value above zero has none).
    """
    raw = frame.raw.get(metric, {})
    none = np.full(frame.n, np.nan)
    cuts: Cuts | None = None

    def indicator(name: str | None) -> Floats:
        return raw.get(name or metric, none)

    match rubric["kind"]:
        case "absolute":
            reached = _cut(frame, indicator(rubric.get("indicator")), rubric, descending=descending)
        case "percentile":
            zero = None if rubric.get("zero") is None else rubric["zero"] - bottom
            values = indicator(rubric.get("indicator"))
            reached, cuts = _percentile(frame, values, rubric, zero, descending=descending)
        case "checklist":
            answers = {item: indicator(item) for item in rubric["items"]}
            reached = bins(checklist_sum(answers, rubric["items"]), rubric["cuts"])
        case "matrix":
            rows = _cut(frame, indicator(rubric["rows"]["indicator"]), rubric["rows"])
            columns = _cut(frame, indicator(rubric["columns"]["indicator"]), rubric["columns"])
            reached = matrix_levels(rows, columns, rubric["table"]) - bottom
        case kind:
            raise ValueError(kind)
    levels = bottom + reached
    for cap in rubric.get("caps", ()):
        limits = {side: cap.get(side) for side in ("below", "at_least")}
        levels = capped(levels, indicator(cap["indicator"]), cap["level"], **limits)
    return levels, cuts


def _cut(frame: Frame, values: Floats, axis: Mapping[str, Any], *, descending: bool = False) -> Floats:
    own = axis.get("by_group")
    if not own:
        return bins(values, axis["cuts"], descending=descending)
    labels = frame.label(own["column"])
    return bins_by_group(values, axis["cuts"], own["cuts"], labels, descending=descending)


def _percentile(
    frame: Frame, values: Floats, rubric: Mapping[str, Any], zero: float | None, *, descending: bool
) -> tuple[Floats, Cuts]:
    """Cut each group by its own distribution: the frozen one, or this one where nothing is frozen.

    ``zero`` is how far above the lowest level a value of exactly 0 lies, where it has a level of its own.
    """
    first = 0.0 if zero is None else zero + 1
    frozen = (rubric.get("frozen") or {}).get("cuts", {})
    group = rubric.get("group")
    labels = frame.label(group) if group else np.full(frame.n, EVERYONE)
    reached = np.full(frame.n, np.nan)
    cuts: Cuts = {group: tuple(own) for group, own in frozen.items()}
    sign = -1.0 if descending else 1.0
    for name in np.unique(labels[~np.isnan(values)]):
        here = labels == name
        if name not in cuts:
            found = percentile_cuts(sign * values[here], rubric["cuts"], above_zero=zero is not None)
            cuts[str(name)] = tuple(sign * cut for cut in found)
        reached[here] = bins(values[here], cuts[str(name)], descending=descending) + first
    if zero is not None:
        reached[values == 0] = zero
    return reached, {group: own for group, own in cuts.items() if own}
