"""The method: one frozen value that holds a whole methodology."""

import hashlib
import json
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from centricity.language import Text
from centricity.methods.part import VERSION, Code, Coded, Part
from centricity.methods.policies import (
    Bands,
    Diagnosis,
    Grouping,
    Policies,
    Recommendation,
    Tiers,
)
from centricity.methods.robustness import Robustness
from centricity.methods.tree import Metric, Node, Scale

SCHEMA = "centricity/method-1"


class Provenance(Part):
    """What is published by the source, what is proposed here, and what to beware of."""

    published: Text
    proposed: Text
    caution: Text | None = None


class Source(Part):
    """Where the methodology comes from."""

    citation: Text
    reference: Annotated[str, Field(max_length=500)] | None = None


class Trait(Coded):
    """One element of the portrait of a customer-centric organisation, with the nodes that evidence it."""

    title: Text
    text: Text
    nodes: tuple[Code, ...]


class Conclusion(Part):
    """A paragraph of the report's closing section."""

    title: Text
    text: Text


class Method(Part):
    """A methodology as data: the tree, the rubrics, the policies and every text in ru and en.

    Equal content gives an equal ``hash``, whatever the layout of the file it came from.

    Attributes
    ----------
    answered_by
        Who answers the metrics' questions: respondents, each for himself, or a panel that rates by evidence.
    """

    format: Annotated[Literal["centricity/method-1"], Field(alias="schema")]
    id: Code
    version: Annotated[str, Field(strict=True, pattern=VERSION)]
    title: Text
    summary: Text
    subject: Text = Text(ru="Объект", en="Subject")
    source: Source
    provenance: Provenance
    scale: Scale | None = None
    answered_by: Literal["respondents", "panel"] = "respondents"
    index: Node
    groupings: tuple[Grouping, ...] = ()
    policies: Policies = Policies()
    bands: Bands | None = None
    tiers: Tiers | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    portrait: tuple[Trait, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    robustness: Robustness | None = None
    cycle_months: Annotated[int, Field(strict=True, ge=1, le=120)] | None = None

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """Leaves of the tree by code, in the order of the tree."""
        return {part.code: part for part, _, _ in self.index.walk() if isinstance(part, Metric)}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Inner nodes by code, parents first; the first is the index."""
        return {part.code: part for part, _, _ in self.index.walk() if isinstance(part, Node)}

    @cached_property
    def parts(self) -> dict[str, Node | Metric]:
        """Nodes and metrics by code, parents first."""
        return {part.code: part for part, _, _ in self.index.walk()}

    @cached_property
    def parents(self) -> dict[str, str]:
        """Code of each part's parent; the index has none."""
        return {part.code: parent.code for part, parent, _ in self.index.walk() if parent is not None}

    @cached_property
    def depths(self) -> dict[str, int]:
        """Depth of each part; the index is 0."""
        return {part.code: depth for part, _, depth in self.index.walk()}

    @property
    def identity(self) -> str:
        """Id and version: what a result carries, and what two results must share to be compared."""
        return f"{self.id} {self.version}"

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical content."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def grouping(self, code: str) -> Grouping | None:
        """Return the grouping of that code, or None."""
        return next((grouping for grouping in self.groupings if grouping.code == code), None)

    def is_survey(self) -> bool:
        """Tell whether respondents answer the metrics as questions, each for himself and protected.

        A panel answers the same questions by evidence and under its names: its ratings are those of any raters.
        """
        asked = any(metric.question is not None for metric in self.metrics.values())
        return asked and self.answered_by == "respondents"
