"""What a schema cannot say about a method: sums, order, overlaps and names that must exist."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from centricity.errors import Fault
from centricity.methods.check_policies import UP, Finding, check_policies
from centricity.methods.check_robustness import check_robustness
from centricity.methods.model import Method
from centricity.methods.part import Coded
from centricity.methods.policies import Diagnosis
from centricity.methods.rubrics import (
    Absolute,
    Axis,
    Checklist,
    CutsByGroup,
    Matrix,
    Percentile,
    Rater,
    Rubric,
    raw_indicators,
)
from centricity.methods.tree import Metric, Node
from centricity.methods.yaml_file import KeyPath, YamlFile

_EPS = 1e-6


def check_method(method: Method, file: YamlFile) -> list[Fault]:
    """Find every fault of meaning in a method.

    Parameters
    ----------
    method
        A method whose schema is sound.
    file
        The file it came from, for lines.

    Returns
    -------
    list of Fault
        Empty when the method is sound.
    """
    checks = (_codes, _tree, _metrics, _bands, _tiers, _groups, _references, check_policies, _robustness)
    return [Fault(code, file.place(path), fields) for check in checks for code, path, fields in check(method)]


def _robustness(method: Method) -> Iterator[Finding]:
    if method.robustness is not None:
        yield from check_robustness(method.robustness, method)


_CONSEQUENCES = {"method.weights_incomplete", "method.weights_sum", "method.empty_node", "method.matrix_shape"}


def without_consequences(faults: list[Fault], schema: list[Fault]) -> list[Fault]:
    """Leave out what is only said because a faulty part below was left out of the model."""
    keys = [fault.place.key for fault in schema]
    return [
        fault
        for fault in faults
        if fault.code not in _CONSEQUENCES or not any(_below(key, fault.place.key) for key in keys)
    ]


def _below(key: str, above: str) -> bool:
    return key.startswith((f"{above}.", f"{above}[")) or key == above


def _located(node: Node, path: KeyPath = ("index",)) -> Iterator[tuple[Node | Metric, KeyPath]]:
    yield node, path
    for i, child in enumerate(node.nodes):
        yield from _located(child, (*path, "nodes", i))
    for i, metric in enumerate(node.metrics):
        yield metric, (*path, "metrics", i)


def _codes(method: Method) -> Iterator[Finding]:
    counts = Counter(part.code for part, _ in _located(method.index))
    for part, path in _located(method.index):
        if counts[part.code] > 1:
            yield "method.duplicate_code", (*path, "code"), {"code": part.code, "count": counts[part.code]}
        if isinstance(part, Metric):
            yield from _repeated(part.indicators, (*path, "indicators"))
    for name in ("groupings", "diagnoses", "recommendations", "portrait"):
        yield from _repeated(getattr(method, name), (name,))
    for i, grouping in enumerate(method.groupings):
        yield from _repeated(grouping.values, ("groupings", i, "values"))
        if grouping.code == _RESERVED:
            yield "method.reserved_code", ("groupings", i, "code"), {"code": grouping.code}
    yield from _repeated(method.bands.bands if method.bands else (), ("bands", "bands"))
    yield from _repeated(method.tiers.tiers if method.tiers else (), ("tiers", "tiers"))


_RESERVED = "overall"
"""The grouping that holds the market and the benchmark."""


def _repeated(parts: Sequence[Coded], path: KeyPath) -> Iterator[Finding]:
    counts = Counter(part.code for part in parts)
    for i, part in enumerate(parts):
        if counts[part.code] > 1:
            yield "method.duplicate_code", (*path, i, "code"), {"code": part.code, "count": counts[part.code]}


def _tree(method: Method) -> Iterator[Finding]:
    stated = method.policies.weighting.kind == "stated"
    for part, path in _located(method.index):
        if not isinstance(part, Node):
            continue
        if not part.children:
            yield "method.empty_node", path, {"code": part.code}
            continue
        weights = [child.weight for child in part.children if child.weight is not None]
        if not weights:
            continue
        if len(weights) < len(part.children):
            missing = ", ".join(child.code for child in part.children if child.weight is None)
            yield "method.weights_incomplete", path, {"code": part.code, "missing": missing}
        elif stated and abs(sum(weights) - 1) > _EPS:
            yield "method.weights_sum", path, {"code": part.code, "sum": f"{sum(weights):.9g}"}


def _metrics(method: Method) -> Iterator[Finding]:
    if method.scale is not None and method.scale.min >= method.scale.max:
        return  # `_needs` says so; held against such a scale, every rubric would be wrong
    for part, path in _located(method.index):
        if isinstance(part, Metric) and part.rubric is not None:
            yield from _rubric(method, part, (*path, "rubric"))
        if isinstance(part, Metric) and part.goalposts and part.goalposts[0] >= part.goalposts[1]:
            yield "method.cuts_order", (*path, "goalposts"), {"cuts": part.goalposts, "order": UP}


_DOWN = {"ru": "убывать", "en": "fall"}


def _rubric(method: Method, metric: Metric, path: KeyPath) -> Iterator[Finding]:
    rubric = metric.rubric
    if method.scale is None:
        yield "method.rubric_without_scale", path, {"metric": metric.code}
        return
    down = metric.direction == "lower_is_better"
    if down and isinstance(rubric, (Checklist, Matrix, Rater)):
        yield "method.direction_unused", (*path[:-1], "direction"), {"metric": metric.code, "kind": rubric.kind}
    match rubric:
        case Absolute():
            yield from _absolute(method, rubric, path, down=down)
        case Percentile():
            yield from _ordered(rubric.cuts, (*path, "cuts"), down=False)
            if not all(0 < cut < 100 for cut in rubric.cuts):
                yield "method.percentile_range", (*path, "cuts"), {"cuts": rubric.cuts}
            yield from _levels(method, len(rubric.cuts) + _above_zero(method, rubric), (*path, "cuts"))
            for group, cuts in (rubric.frozen.cuts if rubric.frozen else {}).items():
                where = (*path, "frozen", "cuts", group)
                yield from _ordered(cuts, where, down=down, strict=False)
                yield from _counted(cuts, rubric.cuts, where)
        case Checklist():
            yield from _ordered(rubric.cuts, (*path, "cuts"), down=False)
            yield from _levels(method, len(rubric.cuts), (*path, "cuts"))
        case Matrix():
            yield from _matrix(method, rubric, path)
        case Rater() | None:
            pass
    yield from _indicators(metric, path)
    yield from _on_scale(method, rubric, path)


def _absolute(method: Method, rubric: Absolute, path: KeyPath, *, down: bool) -> Iterator[Finding]:
    yield from _ordered(rubric.cuts, (*path, "cuts"), down=down)
    yield from _by_group(method, rubric.by_group, path, down=down)
    yield from _levels(method, len(rubric.cuts), (*path, "cuts"))
    for group, cuts in (rubric.by_group.cuts if rubric.by_group else {}).items():
        yield from _levels(method, len(cuts), (*path, "by_group", "cuts", group))


def _on_scale(method: Method, rubric: Rubric | None, path: KeyPath) -> Iterator[Finding]:
    """Levels that a rubric states lie on the scale."""
    if method.scale is None or rubric is None:
        return
    stated = [(cap.level, (*path, "caps", i, "level")) for i, cap in enumerate(rubric.caps)]
    stated += [(text.level, (*path, "levels", i, "level")) for i, text in enumerate(rubric.levels)]
    if isinstance(rubric, Percentile) and rubric.zero is not None:
        stated.append((rubric.zero, (*path, "zero")))
    low, high = method.scale.min, method.scale.max
    for level, where in stated:
        if not low <= level <= high:
            yield "method.level_outside_scale", where, {"got": level, "low": low, "high": high}


def _ordered(cuts: tuple[float, ...], path: KeyPath, *, down: bool, strict: bool = True) -> Iterator[Finding]:
    pairs = list(pairwise(cuts))
    sound = all((a > b if down else a < b) or (not strict and a == b) for a, b in pairs)
    if not sound:
        yield "method.cuts_order", path, {"cuts": list(cuts), "order": _DOWN if down else UP}


def _by_group(method: Method, by_group: CutsByGroup | None, path: KeyPath, *, down: bool) -> Iterator[Finding]:
    if by_group is None:
        return
    for group, cuts in by_group.cuts.items():
        yield from _ordered(cuts, (*path, "by_group", "cuts", group), down=down)
        yield from _known_group(method, by_group.column, group, (*path, "by_group", "cuts", group))


def _above_zero(method: Method, rubric: Percentile) -> float:
    """Steps from the lowest level to where values above 0 start, if 0 has a level of its own."""
    return 0 if rubric.zero is None or method.scale is None else rubric.zero - method.scale.min + 1


def _levels(method: Method, steps: float, path: KeyPath) -> Iterator[Finding]:
    scale = method.scale
    if scale is not None and scale.min + steps > scale.max + _EPS:
        yield (
            "method.too_many_cuts",
            path,
            {"levels": f"{steps + 1:g}", "scale": f"{scale.min:g}-{scale.max:g}"},
        )


def _matrix(method: Method, rubric: Matrix, path: KeyPath) -> Iterator[Finding]:
    for name, axis in (("rows", rubric.rows), ("columns", rubric.columns)):
        yield from _axis(method, axis, (*path, name))
    shape = (len(rubric.rows.cuts) + 1, len(rubric.columns.cuts) + 1)
    got = (len(rubric.table), max((len(row) for row in rubric.table), default=0))
    ragged = len({len(row) for row in rubric.table}) > 1
    if got != shape or ragged:
        yield (
            "method.matrix_shape",
            (*path, "table"),
            {"got": f"{got[0]} x {got[1]}", "expected": f"{shape[0]} x {shape[1]}"},
        )
    scale = method.scale
    if scale is not None and any(not scale.min <= level <= scale.max for row in rubric.table for level in row):
        yield "method.matrix_levels", (*path, "table"), {"scale": f"{scale.min:g}-{scale.max:g}"}


def _axis(method: Method, axis: Axis, path: KeyPath) -> Iterator[Finding]:
    yield from _ordered(axis.cuts, (*path, "cuts"), down=False)
    yield from _by_group(method, axis.by_group, path, down=False)
    for group, cuts in (axis.by_group.cuts if axis.by_group else {}).items():
        yield from _counted(cuts, axis.cuts, (*path, "by_group", "cuts", group))


def _counted(cuts: tuple[float, ...], main: tuple[float, ...], path: KeyPath) -> Iterator[Finding]:
    if len(cuts) != len(main):
        yield "method.cuts_count", path, {"got": len(cuts), "expected": len(main)}


def _indicators(metric: Metric, path: KeyPath) -> Iterator[Finding]:
    if metric.rubric is None:
        return
    known = {indicator.code for indicator in metric.indicators} | {metric.code}
    if isinstance(metric.rubric, Checklist):
        known |= {item.code for item in metric.rubric.items}
        counts = Counter(item.code for item in metric.rubric.items)
        for code in (code for code, count in counts.items() if count > 1):
            yield "method.duplicate_code", (*path, "items"), {"code": code, "count": counts[code]}
    for name in raw_indicators(metric.rubric, metric.code):
        if name not in known:
            yield "method.unknown_indicator", path, {"metric": metric.code, "indicator": name}


def _bands(method: Method) -> Iterator[Finding]:
    if method.bands is None:
        return
    bands = method.bands.bands
    step = 1.0 if method.bands.rounding == "half_up" else 0.0
    for i, band in enumerate(bands):
        if band.low > band.high:
            yield (
                "method.band_reversed",
                ("bands", "bands", i),
                {"band": band.code, "low": f"{band.low:g}", "high": f"{band.high:g}"},
            )
    for i, (lower, upper) in enumerate(pairwise(bands), start=1):
        gap = upper.low - lower.high - step
        if abs(gap) > _EPS:
            code = "method.bands_gap" if gap > 0 else "method.bands_overlap"
            fields = {"lower": f"{lower.low:g}-{lower.high:g}", "upper": f"{upper.low:g}-{upper.high:g}"}
            yield code, ("bands", "bands", i, "low"), dict(fields)


def _tiers(method: Method) -> Iterator[Finding]:
    if method.tiers is None:
        return
    cuts = [tier.at_least for tier in method.tiers.tiers]
    *upper, last = cuts
    stated = [cut for cut in upper if cut is not None]
    if last is not None or len(stated) != len(upper) or sorted(stated, reverse=True) != stated:
        yield "method.tiers_order", ("tiers", "tiers"), {"cuts": cuts}
    if method.grouping(method.tiers.grouping) is None:
        yield "method.unknown_grouping", ("tiers", "grouping"), {"name": method.tiers.grouping}


def _columns(method: Method) -> dict[str, set[str]]:
    """Values known for each subject column that a grouping describes."""
    known: dict[str, set[str]] = {}
    for grouping in method.groupings:
        values = {member for value in grouping.values for member in (value.members or (value.code,))}
        known.setdefault(grouping.column, set()).update(values)
    return known


def _known_column(method: Method, column: str, path: KeyPath) -> Iterator[Finding]:
    known = _columns(method)
    if column not in known:
        yield "method.unknown_column", path, {"column": column, "known": ", ".join(sorted(known)) or "–"}


def _known_group(method: Method, column: str, group: str, path: KeyPath) -> Iterator[Finding]:
    known = _columns(method)
    if column not in known:
        yield "method.unknown_column", path, {"column": column, "known": ", ".join(sorted(known)) or "–"}
    elif known[column] and group not in known[column]:
        fields = {"group": group, "column": column, "known": ", ".join(sorted(known[column]))}
        yield "method.unknown_group", path, dict(fields)


def _groups(method: Method) -> Iterator[Finding]:
    adjustment = method.policies.adjustment
    path: KeyPath = ("policies", "adjustment")
    if adjustment is not None:
        for group in adjustment.coefficients:
            yield from _known_group(method, adjustment.column, group, (*path, "coefficients", group))
        for side in ("full", "empty") if adjustment.mix else ():
            group = getattr(adjustment.mix, side)
            if group not in adjustment.coefficients:
                known = ", ".join(adjustment.coefficients)
                yield (
                    "method.unknown_group",
                    (*path, "mix", side),
                    {"group": group, "column": adjustment.column, "known": known},
                )
    for i, recommendation in enumerate(method.recommendations):
        for j, market in enumerate(recommendation.markets):
            yield from _known_group(method, "market", market, ("recommendations", i, "markets", j))
    for part, where in _located(method.index):
        if isinstance(part, Metric) and isinstance(part.rubric, Percentile) and part.rubric.group:
            yield from _known_column(method, part.rubric.group, (*where, "rubric", "group"))
            for group in part.rubric.frozen.cuts if part.rubric.frozen else ():
                yield from _known_group(method, part.rubric.group, group, (*where, "rubric", "frozen", "cuts", group))


def _references(method: Method) -> Iterator[Finding]:
    named: list[tuple[str, KeyPath]] = []
    named += [(code, ("policies", "benchmark", "ties", i)) for i, code in enumerate(method.policies.benchmark.ties)]
    fieldwork = method.policies.fieldwork
    for i, feed in enumerate(fieldwork.feeds if fieldwork else ()):
        named.append((feed.node, ("policies", "fieldwork", "feeds", i, "node")))
    for i, diagnosis in enumerate(method.diagnoses):
        named += _conditions(diagnosis, i)
    named += [(r.node, ("recommendations", i, "node")) for i, r in enumerate(method.recommendations)]
    for i, trait in enumerate(method.portrait):
        named += [(code, ("portrait", i, "nodes", j)) for j, code in enumerate(trait.nodes)]
    for code, path in named:
        if code not in method.parts:
            yield "method.unknown_node", path, {"code": code}


def _conditions(diagnosis: Diagnosis, i: int) -> list[tuple[str, KeyPath]]:
    every = [(c.node, ("diagnoses", i, "every", j, "node")) for j, c in enumerate(diagnosis.every)]
    some = [(c.node, ("diagnoses", i, "some", j, "node")) for j, c in enumerate(diagnosis.some)]
    return [*every, *some]
