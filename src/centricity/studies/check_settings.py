"""What a schema cannot say about a study file: names that must exist in the method."""

from collections.abc import Iterator

from centricity.errors import Fault
from centricity.methods import Method
from centricity.methods.yaml_file import KeyPath, YamlFile
from centricity.studies.settings import Settings

Finding = tuple[str, KeyPath, dict[str, object]]


def check_settings(settings: Settings, method: Method, file: YamlFile) -> list[Fault]:
    """Find every fault of meaning in a study file, given its method."""
    findings = [*_nodes(settings, method), *_waves(settings)]
    return [Fault(code, file.place(path), fields) for code, path, fields in findings]


def _nodes(settings: Settings, method: Method) -> Iterator[Finding]:
    for i, goal in enumerate(settings.goals):
        if goal.node not in method.parts:
            yield "method.unknown_node", ("goals", i, "node"), {"code": goal.node}
    for i, claim in enumerate(settings.claims):
        for j, code in enumerate(claim.nodes):
            if code not in method.parts:
                yield "method.unknown_node", ("claims", i, "nodes", j), {"code": code}
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
