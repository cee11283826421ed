"""Uncertain choices name parts, groups and alternatives that the method must have."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from centricity.methods.check_policies import Finding, check_policies
from centricity.methods.model import Method
from centricity.methods.policies import Policies
from centricity.methods.robustness import (
    AdjustmentChoice,
    CoefficientChoice,
    CutChoice,
    OmissionChoice,
    RaterChoice,
    Robustness,
    WeightChoice,
)
from centricity.methods.yaml_file import KeyPath

_ONCE = {
    "weighting", "normalisation", "aggregation", "treatment", "imputation", "adjustment", "cuts", "coefficients",
    "rater_error", "evidence", "benchmark",
}  # fmt: skip


def check_robustness(robustness: Robustness, method: Method, path: KeyPath = ("robustness",)) -> Iterator[Finding]:
    """Find every fault of meaning in the uncertain choices of a method or a study."""
    if robustness.base & (robustness.base - 1):
        yield "robustness.base", (*path, "base"), {"got": robustness.base}
    codes = Counter(choice.code for choice in robustness.assumptions)
    kinds = Counter(choice.kind for choice in robustness.assumptions)
    for i, choice in enumerate(robustness.assumptions):
        here: KeyPath = (*path, "assumptions", i)
        if codes[choice.code] > 1:
            yield "method.duplicate_code", (*here, "code"), {"code": choice.code, "count": codes[choice.code]}
        if choice.kind in _ONCE and kinds[choice.kind] > 1:
            yield "robustness.twice", (*here, "kind"), {"kind": choice.kind, "count": kinds[choice.kind]}
        yield from _choice(choice, method, here)


def _choice(choice: Any, method: Method, path: KeyPath) -> Iterator[Finding]:
    match choice:
        case WeightChoice():
            yield from _weights(choice, method, path)
        case CoefficientChoice():
            yield from _coefficients(choice, method, path)
        case RaterChoice():
            yield from _raters(choice, method, path)
        case CutChoice():
            yield from _known(choice.metrics, method.metrics, (*path, "metrics"))
        case OmissionChoice():
            yield from _known(choice.parts, method.parents, (*path, "parts"))
        case AdjustmentChoice():
            if method.policies.adjustment is None:
                yield "robustness.no_adjustment", path, {}
        case _ if hasattr(choice, "alternatives"):
            yield from _alternatives(choice, method, path)


def _known(named: Iterable[str], known: Iterable[str], path: KeyPath) -> Iterator[Finding]:
    for j, code in enumerate(named):
        if code not in set(known):
            yield "method.unknown_node", (*path, j), {"code": code}


def _weights(choice: WeightChoice, method: Method, path: KeyPath) -> Iterator[Finding]:
    if (choice.spread is None) == (choice.concentration is None):
        yield "robustness.weights", path, {}
    deepest = max(method.depths.values())
    for j, depth in enumerate(choice.depths):
        if not 1 <= depth <= deepest:
            yield "method.no_such_depth", (*path, "depths", j), {"depth": depth, "deepest": deepest}
    yield from _known(choice.parts, method.parents, (*path, "parts"))


def _coefficients(choice: CoefficientChoice, method: Method, path: KeyPath) -> Iterator[Finding]:
    adjustment = method.policies.adjustment
    if adjustment is None:
        yield "robustness.no_adjustment", path, {}
        return
    known = ", ".join(adjustment.coefficients)
    for group, (low, high) in choice.ranges.items():
        if group not in adjustment.coefficients:
            fields = {"group": group, "column": adjustment.column, "known": known}
            yield "method.unknown_group", (*path, "ranges", group), dict(fields)
        if low >= high:
            yield "robustness.range", (*path, "ranges", group), {"low": low, "high": high}


def _raters(choice: RaterChoice, method: Method, path: KeyPath) -> Iterator[Finding]:
    yield from _known(choice.metrics, method.metrics, (*path, "metrics"))
    given = [choice.shift is not None, choice.confusion is not None, choice.observed]
    if sum(given) != 1:
        yield "robustness.rater_error", path, {}
    if method.scale is None:
        yield "method.rubric_without_scale", path, {"metric": choice.kind}
    elif choice.confusion is not None:
        levels = round(method.scale.max - method.scale.min) + 1
        square = len(choice.confusion) == levels and all(len(row) == levels for row in choice.confusion)
        if not square or any(abs(sum(row) - 1) > 1e-6 for row in choice.confusion):
            yield "robustness.confusion", (*path, "confusion"), {"levels": levels}


def _alternatives(choice: Any, method: Method, path: KeyPath) -> Iterator[Finding]:
    """Each alternative must do as a policy of the method; what it needs is what the method's own would need."""
    for j, alternative in enumerate(choice.alternatives):
        if alternative == "none":
            continue
        policies = with_policy(method.policies, choice.kind, alternative)
        changed = method.model_copy(update={"policies": policies})
        for code, where, fields in check_policies(changed):
            if choice.kind in where and (code, where, fields) not in list(check_policies(method)):
                yield code, (*path, "alternatives", j, *where[where.index(choice.kind) + 1 :]), fields


def with_policy(policies: Policies, kind: str, policy: Any) -> Policies:
    """Policies with one of them replaced, by the kind of the choice."""
    if kind == "imputation":
        return policies.model_copy(update={"missing": policies.missing.model_copy(update={"imputation": policy})})
    return policies.model_copy(update={kind: policy})
