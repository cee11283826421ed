"""The tree of an index: nodes of any depth, with metrics as leaves."""

from collections.abc import Iterator
from typing import Literal

from centricity.language import Text
from centricity.methods.part import Code, Coded, Count, Number, Part, Positive
from centricity.methods.rubrics import Rubric

Direction = Literal["higher_is_better", "lower_is_better"]
SourceKind = Literal[
    "open_source",
    "text_mining",
    "mystery_shopping",
    "reviews",
    "interview",
    "survey",
    "official_statistics",
    "internal_records",
]
Refresh = Literal["monthly", "quarterly", "half_yearly", "yearly"]


class Indicator(Coded):
    """A raw quantity that a metric's rubric reads."""

    title: Text
    formula: Text | None = None
    unit: Text | None = None
    minimum: Number | None = None
    maximum: Number | None = None


class Metric(Coded):
    """A leaf of the index: what is observed, how it becomes a level, and what it rests on."""

    title: Text
    short: Text | None = None
    definition: Text | None = None
    question: Text | None = None
    direction: Direction = "higher_is_better"
    unit: Text | None = None
    weight: Positive | None = None
    indicators: tuple[Indicator, ...] = ()
    source_kinds: tuple[SourceKind, ...] = ()
    rubric: Rubric | None = None
    minimum_evidence: Text | None = None
    minimum_n: Count | None = None
    refresh: Refresh | None = None
    caveats: Text | None = None
    denominator: Code | None = None
    goalposts: tuple[Number, Number] | None = None
    reference: Number | None = None

    @property
    def label(self) -> Text:
        """Short title where there is one."""
        return self.short or self.title


class Node(Coded):
    """A sub-index, a pillar, a competency or the index itself: what its children add up to."""

    title: Text
    short: Text | None = None
    definition: Text | None = None
    weight: Positive | None = None
    nodes: tuple["Node", ...] = ()
    metrics: tuple[Metric, ...] = ()

    @property
    def label(self) -> Text:
        """Short title where there is one."""
        return self.short or self.title

    @property
    def children(self) -> tuple["Node | Metric", ...]:
        """Nodes, then metrics."""
        return (*self.nodes, *self.metrics)

    def walk(self, depth: int = 0) -> Iterator[tuple["Node | Metric", "Node | None", int]]:
        """Every part below and with this node, parents first: (part, parent, depth)."""
        if depth == 0:
            yield self, None, 0
        for child in self.children:
            yield child, self, depth + 1
            if isinstance(child, Node):
                yield from child.walk(depth + 1)


class Anchor(Part):
    """What one point of the scale means."""

    value: Number
    text: Text


class Scale(Part):
    """The common scale of levels; ``step`` is what a single rater may give."""

    min: Number
    max: Number
    step: Positive = 1.0
    anchors: tuple[Anchor, ...] = ()
