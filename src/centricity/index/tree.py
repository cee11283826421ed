"""The tree as the engine needs it: codes, children, weights."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from centricity.methods import Method, Metric
from centricity.methods.tree import Node


@dataclass(frozen=True)
class Tree:
    """Children, stated weights and directions by code; ``nodes`` runs from the deepest up to the index."""

    root: str
    metrics: tuple[str, ...]
    nodes: tuple[str, ...]
    children: Mapping[str, tuple[str, ...]]
    depths: Mapping[str, int]
    stated: Mapping[str, float | None]
    directions: Mapping[str, int]

    @classmethod
    def of(cls, method: Method) -> "Tree":
        """Take the tree out of a method."""
        nodes = sorted(method.nodes, key=lambda code: -method.depths[code])
        return cls(
            root=method.index.code,
            metrics=tuple(method.metrics),
            nodes=tuple(nodes),
            children={code: _codes(node.children) for code, node in method.nodes.items()},
            depths=method.depths,
            stated={code: part.weight for code, part in method.parts.items()},
            directions={code: _sign(metric) for code, metric in method.metrics.items()},
        )

    @cached_property
    def leaves(self) -> Mapping[str, tuple[str, ...]]:
        """Metrics below each node."""
        below: dict[str, tuple[str, ...]] = {code: (code,) for code in self.metrics}
        for node in self.nodes:
            below[node] = tuple(leaf for child in self.children[node] for leaf in below[child])
        return below


def _codes(parts: Iterable[Node | Metric]) -> tuple[str, ...]:
    return tuple(part.code for part in parts)


def _sign(metric: Metric) -> int:
    """Rubrics already turn the direction; only a measured value still has to be turned."""
    return -1 if metric.rubric is None and metric.direction == "lower_is_better" else 1
