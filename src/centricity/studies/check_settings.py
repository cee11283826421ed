"""What a schema cannot say about a study file: names that must exist in the method."""

from collections.abc import Iterator

from centricity.errors import Fault
from centricity.methods import Method
from centricity.methods.check_robustness import check_robustness
from centricity.methods.yaml_file import KeyPath, YamlFile
from centricity.studies.settings import Claim, Settings

Finding = tuple[str, KeyPath, dict[str, object]]


def check_settings(settings: Settings, method: Method, file: YamlFile) -> list[Fault]:
    """Find every fault of meaning in a study file, given its method."""
    findings = [*_nodes(settings, method), *_waves(settings), *_claims(settings)]
    if settings.robustness is not None:
        findings += check_robustness(settings.robustness, method)
    return [Fault(code, file.place(path), fields) for code, path, fields in findings]


def _nodes(settings: Settings, method: Method) -> Iterator[Finding]:
    for i, goal in enumerate(settings.goals):
        if goal.node not in method.parts:
            yield "method.unknown_node", ("goals", i, "node"), {"code": goal.node}
    for i, claim in enumerate(settings.claims):
        for j, code in enumerate(claim.nodes):
            if code not in method.parts:
                yield "method.unknown_node", ("claims", i, "nodes", j), {"code": code}
    for i, effort in enumerate(settings.efforts):
        if effort.metric not in method.metrics:
            yield "method.unknown_node", ("efforts", i, "metric"), {"code": effort.metric}
    for i, quote in enumerate(settings.quotes):
        if quote.topic is not None and quote.topic not in method.parts:
            yield "method.unknown_node", ("quotes", i, "topic"), {"code": quote.topic}


def _waves(settings: Settings) -> Iterator[Finding]:
    codes = [wave.code for wave in settings.waves]
    if codes and settings.wave not in codes:
        yield "study.wave_unknown", ("wave",), {"wave": settings.wave, "known": ", ".join(codes)}
    for i, code in enumerate(codes):
        if code in codes[:i]:
            yield "method.duplicate_code", ("waves", i, "code"), {"code": code, "count": codes.count(code)}


_NEEDS: dict[str, tuple[str, str]] = {
    "group_sizes": ("values и total", "values and total"),
    "same_figure": ("не меньше двух values", "at least two values"),
    "mean_of_parts": (
        "values: целое, затем размер и среднее каждой части",
        "values: the whole, then size and mean of each part",
    ),
    "dispersion_highest": ("nodes", "nodes"),
    "value": ("nodes и столько же values", "nodes and as many values"),
}


def _claims(settings: Settings) -> Iterator[Finding]:
    for i, claim in enumerate(settings.claims):
        if not _complete(claim):
            russian, english = _NEEDS[claim.kind]
            yield (
                "study.claim_incomplete",
                ("claims", i),
                {"kind": claim.kind, "expected": {"ru": russian, "en": english}},
            )


def _complete(claim: Claim) -> bool:
    """Tell whether a statement says enough to be held against a table."""
    match claim.kind:
        case "group_sizes":
            return bool(claim.values) and claim.total is not None
        case "same_figure":
            return len(claim.values) > 1
        case "mean_of_parts":
            return len(claim.values) > 2 and len(claim.values) % 2 == 1 and sum(claim.values[1::2]) > 0
        case "dispersion_highest":
            return bool(claim.nodes)
        case "value":
            return bool(claim.nodes) and len(claim.nodes) == len(claim.values)
