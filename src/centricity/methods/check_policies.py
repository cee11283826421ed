"""Policies that name a depth the tree has not, or lean on something the method has not."""

from collections.abc import Iterator

from centricity.methods.model import Method
from centricity.methods.yaml_file import KeyPath

Finding = tuple[str, KeyPath, dict[str, object]]
UP = {"ru": "возрастать", "en": "rise"}


def check_policies(method: Method) -> Iterator[Finding]:
    """Find every policy that the method's own tree and metrics do not bear out."""
    yield from _depths(method)
    yield from _needs(method)
    yield from _panel(method)


def _depths(method: Method) -> Iterator[Finding]:
    """Policies for one depth name a depth that the tree has."""
    policies, deepest = method.policies, max(method.depths.values())
    named: list[tuple[int, KeyPath]] = []
    if policies.adjustment is not None:
        named.append((policies.adjustment.depth, ("policies", "adjustment", "depth")))
    for i, level in enumerate(policies.aggregation.levels):
        named.append((level.depth, ("policies", "aggregation", "levels", i, "depth")))
    for i, threshold in enumerate(policies.missing.thresholds):
        named.append((threshold.depth, ("policies", "missing", "thresholds", i, "depth")))
    for depth, path in named:
        if depth > deepest:
            yield "method.no_such_depth", path, {"depth": depth, "deepest": deepest}


def _needs(method: Method) -> Iterator[Finding]:
    """Policies that lean on something the method does not have."""
    policies = method.policies
    path: KeyPath = ("policies", "normalisation", "kind")
    kind = policies.normalisation.kind
    if kind == "share_of_scale" and method.scale is None:
        yield "method.rubric_without_scale", path, {"metric": kind}
    if method.scale is not None and method.scale.min >= method.scale.max:
        yield "method.cuts_order", ("scale",), {"cuts": [method.scale.min, method.scale.max], "order": UP}
    field = {"goalposts": "goalposts", "distance_to_reference": "reference"}.get(kind)
    lacking = [code for code, metric in method.metrics.items() if field and getattr(metric, field) is None]
    if lacking:
        yield "method.metric_needs", path, {"kind": kind, "field": field, "metrics": ", ".join(lacking)}
    imputation = policies.missing.imputation
    needed = {"constant": "value", "denominator": "denominator"}.get(imputation.kind) if imputation else None
    if imputation is not None and needed and getattr(imputation, needed) is None:
        yield "settings.missing_key", ("policies", "missing", "imputation", needed), {"key": needed}
    rules = [("aggregation", policies.aggregation.rule, policies.aggregation.power)]
    for name, rule, power in rules:
        if rule == "power" and not power:
            yield "settings.missing_key", ("policies", name, "power"), {"key": "power"}
    for i, level in enumerate(policies.aggregation.levels):
        if level.rule == "power" and not level.power:
            yield "settings.missing_key", ("policies", "aggregation", "levels", i, "power"), {"key": "power"}


def _panel(method: Method) -> Iterator[Finding]:
    """A panel is a handful of people who sign their ratings: no rule that protects or counts respondents fits it."""
    if method.answered_by != "panel":
        return
    if method.scale is None:
        yield "method.panel_scale", ("answered_by",), {}
    if method.policies.disclosure.min_respondents > 1:
        path: KeyPath = ("policies", "disclosure", "min_respondents")
        yield "method.panel_policy", path, {"key": "policies.disclosure.min_respondents", "expected": 1}
    if method.policies.groups.weight == "respondents":
        path = ("policies", "groups", "weight")
        yield "method.panel_policy", path, {"key": "policies.groups.weight", "expected": "subjects"}
