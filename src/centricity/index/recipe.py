"""A recipe: the steps of a computation as data, so that a run can be replayed and one step changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from centricity.methods import Method, Metric
from centricity.methods.rubrics import Checklist

Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One step: its name in the chain and its arguments, plain enough for JSON."""

    name: str
    arguments: Arguments = field(default_factory=dict)


Recipe = tuple[Step, ...]


def recipe_of(method: Method) -> Recipe:
    """Steps that a method's policies ask for, in the order of the OECD/JRC handbook."""
    policies = method.policies
    steps = [
        Step("score", _score(method)),
        Step("denominate", _denominators(method)),
        Step("impute", _dump(policies.missing.imputation)),
        Step("treat", _dump(policies.treatment)),
        Step("normalise", _normalise(method)),
        Step("weigh", _dump(policies.weighting)),
        Step("aggregate", _dump(policies.aggregation) | {"thresholds": _thresholds(method)}),
        Step("adjust", _adjust(method)),
        Step("rank", _dump(policies.ranking)),
    ]
    return tuple(step for step in steps if step.arguments)


def changed(recipe: Recipe, name: str, **arguments: Any) -> Recipe:
    """Return the same recipe with some arguments of one step changed, or the step added at its place."""
    if any(step.name == name for step in recipe):
        return tuple(Step(name, dict(step.arguments) | arguments) if step.name == name else step for step in recipe)
    order = ("score", "denominate", "impute", "treat", "normalise", "weigh", "aggregate", "adjust", "rank")
    return tuple(sorted([*recipe, Step(name, arguments)], key=lambda step: order.index(step.name)))


def with_cuts(recipe: Recipe, cuts: Mapping[str, Mapping[str, tuple[float, ...]]]) -> Recipe:
    """Return the same recipe with percentile cuts carried over from an earlier wave, where none are frozen.

    ``cuts`` holds raw cut points per metric and group, as ``Build.cuts`` gives them.
    """
    score = next((step for step in recipe if step.name == "score"), None)
    if score is None or not cuts:
        return recipe
    rubrics = {
        code: _with_cuts(entry, cuts[code]) if code in cuts else entry
        for code, entry in score.arguments["rubrics"].items()
    }
    return changed(recipe, "score", rubrics=rubrics)


def _with_cuts(entry: Arguments, cuts: Mapping[str, tuple[float, ...]]) -> dict[str, Any]:
    if entry["rubric"].get("frozen"):
        return dict(entry)
    frozen = {"cuts": {group: list(values) for group, values in cuts.items()}}
    return dict(entry) | {"rubric": dict(entry["rubric"]) | {"frozen": frozen}}


def without(recipe: Recipe, name: str) -> Recipe:
    """Return the same recipe without one step."""
    return tuple(step for step in recipe if step.name != name)


def rule_at(arguments: Arguments, depth: int) -> tuple[str, float | None]:
    """Aggregation rule and power of the nodes at one depth, from the arguments of the step aggregate."""
    for own in arguments.get("levels", ()):
        if own["depth"] == depth:
            return own["rule"], own.get("power")
    return arguments.get("rule", "arithmetic"), arguments.get("power")


def _dump(part: Any) -> dict[str, Any]:
    return {} if part is None else dict(part.model_dump(mode="json", exclude_none=True, exclude={"status"}))


def _score(method: Method) -> dict[str, Any]:
    rubrics = {
        code: {"rubric": _rubric(metric), "direction": metric.direction}
        for code, metric in method.metrics.items()
        if metric.rubric is not None and metric.rubric.kind != "rater"
    }
    if method.scale is None or not rubrics:
        return {}
    return {"bottom": method.scale.min, "rubrics": rubrics}


def _rubric(metric: Metric) -> dict[str, Any]:
    rubric = metric.rubric
    if isinstance(rubric, Checklist):
        items = {item.code: item.weight for item in rubric.items}
        caps = [cap.model_dump(mode="json") for cap in rubric.caps]
        return {"kind": "checklist", "items": items, "cuts": list(rubric.cuts), "caps": caps}
    return _dump(rubric) if rubric is None else rubric.model_dump(mode="json", exclude={"levels"}, exclude_none=True)


def _denominators(method: Method) -> dict[str, Any]:
    by = {code: metric.denominator for code, metric in method.metrics.items() if metric.denominator}
    return {"columns": by} if by else {}


def _normalise(method: Method) -> dict[str, Any]:
    arguments = _dump(method.policies.normalisation)
    kind = arguments["kind"]
    if kind == "share_of_scale" and method.scale is not None:
        arguments |= {"bottom": method.scale.min, "top": method.scale.max}
    if kind == "goalposts":
        arguments["posts"] = {code: metric.goalposts for code, metric in method.metrics.items()}
    if kind == "distance_to_reference":
        arguments["references"] = {code: metric.reference for code, metric in method.metrics.items()}
    return arguments


def _thresholds(method: Method) -> list[dict[str, Any]]:
    return [threshold.model_dump(mode="json", exclude_none=True) for threshold in method.policies.missing.thresholds]


def _adjust(method: Method) -> dict[str, Any]:
    return _dump(method.policies.adjustment)
