"""Uncertain choices as data: what could have been decided or measured otherwise, and by how much."""

from typing import Annotated, Literal

from pydantic import Field

from centricity.language import Text
from centricity.methods.part import Code, Coded, Count, Flag, Part, Positive, Share
from centricity.methods.policies import Aggregation, Imputation, Normalisation, Treatment, Weighting

Sets = Annotated[int, Field(strict=True, ge=2, le=10_000)]
Level = Annotated[float, Field(strict=True, gt=0, lt=1)]
Nothing = Literal["none"]


class _Choice(Coded):
    """An uncertain choice; ``title`` names it in reports, where its kind does not say enough."""

    title: Text | None = None


class _Alternatives(_Choice):
    """A choice among alternatives, all as likely; with ``own`` what the method itself does is one of them."""

    own: Flag = True


class WeightChoice(_Choice):
    """Weights of parts: within ``spread`` of what they are, or from Dirichlet's distribution around it.

    Attributes
    ----------
    spread
        0.25: uniform from 75 to 125 % of the weight, before siblings are scaled to add up to 1.
    concentration
        Of Dirichlet's distribution of each set of siblings: the more, the nearer to the method's weights.
    depths, parts
        Whose weights vary: parts at these depths (1 is right below the index), or these parts; all where left out.
    """

    kind: Literal["weights"]
    spread: Level | None = None
    concentration: Positive | None = None
    depths: tuple[Count, ...] = ()
    parts: tuple[Code, ...] = ()


class WeightingChoice(_Alternatives):
    """Where weights come from."""

    kind: Literal["weighting"]
    alternatives: Annotated[tuple[Weighting, ...], Field(min_length=1)]


class NormalisationChoice(_Alternatives):
    """How metrics come onto one line."""

    kind: Literal["normalisation"]
    alternatives: Annotated[tuple[Normalisation, ...], Field(min_length=1)]


class AggregationChoice(_Alternatives):
    """How children become their parent."""

    kind: Literal["aggregation"]
    alternatives: Annotated[tuple[Aggregation, ...], Field(min_length=1)]


class TreatmentChoice(_Alternatives):
    """What is done about outliers."""

    kind: Literal["treatment"]
    alternatives: Annotated[tuple[Treatment | Nothing, ...], Field(min_length=1)]


class ImputationChoice(_Alternatives):
    """How missing cells are filled."""

    kind: Literal["imputation"]
    alternatives: Annotated[tuple[Imputation | Nothing, ...], Field(min_length=1)]


class AdjustmentChoice(_Choice):
    """Whether scores are smoothed at all: half the draws go without."""

    kind: Literal["adjustment"]


class CoefficientChoice(_Choice):
    """Smoothing coefficients of groups, each uniform between its bounds."""

    kind: Literal["coefficients"]
    ranges: Annotated[dict[Code, tuple[Positive, Positive]], Field(min_length=1)]


class CutChoice(_Choice):
    """Cut points of rubrics, each moved by up to ``spread`` of its distance from the nearest other cut.

    Attributes
    ----------
    sets
        How many sets of cuts are drawn; each draw takes one of them.
    """

    kind: Literal["cuts"]
    spread: Annotated[float, Field(strict=True, gt=0, le=0.5)] = 0.25
    metrics: tuple[Code, ...] = ()
    sets: Sets = 200


class Shift(Part):
    """A share of the levels is off by a step, up or down alike."""

    share: Level
    step: Positive = 1.0


class RaterChoice(_Choice):
    """Errors of those who rate: by a shift, by a confusion matrix, or as raters of this study differ among themselves.

    Attributes
    ----------
    confusion
        For each whole level of the scale, rising, the chances that the true level is each of them; rows add up to 1.
    observed
        Errors are the differences between the raters of the same cell, and as many raters are drawn as rated it.
    """

    kind: Literal["rater_error"]
    shift: Shift | None = None
    confusion: tuple[tuple[Share, ...], ...] | None = None
    observed: Flag = False
    metrics: tuple[Code, ...] = ()


class EvidenceChoice(_Choice):
    """Observations drawn again with replacement, within each cell, as if other raters, visits or reviews had come."""

    kind: Literal["evidence"]
    sets: Sets = 200


class OmissionChoice(_Choice):
    """Parts left out, one at a time; with ``own`` none is, as likely as any."""

    kind: Literal["left_out"]
    parts: Annotated[tuple[Code, ...], Field(min_length=1)]
    own: Flag = True


class BenchmarkChoice(_Choice):
    """Sizes of the benchmark."""

    kind: Literal["benchmark"]
    sizes: Annotated[tuple[Annotated[int, Field(strict=True, ge=1)], ...], Field(min_length=2)]


Choice = Annotated[
    WeightChoice
    | WeightingChoice
    | NormalisationChoice
    | AggregationChoice
    | TreatmentChoice
    | ImputationChoice
    | AdjustmentChoice
    | CoefficientChoice
    | CutChoice
    | RaterChoice
    | EvidenceChoice
    | OmissionChoice
    | BenchmarkChoice,
    Field(discriminator="kind"),
]


class Robustness(Part):
    """What is uncertain about an index, and how closely it is looked at.

    Attributes
    ----------
    draws
        How often all choices are drawn together.
    base
        Rows of Saltelli's design for sensitivity, a power of two; it takes base × (choices + 2) draws.
    interval
        Share of draws that an interval holds.
    within
        Places that an interval may span to be called narrow.
    separated
        Share of draws in which one must be ahead of another to be told from it.
    """

    assumptions: Annotated[tuple[Choice, ...], Field(min_length=1, max_length=30)]
    draws: Annotated[int, Field(strict=True, ge=100, le=1_000_000)] = 10_000
    base: Annotated[int, Field(strict=True, ge=64, le=65_536)] = 1_024
    seed: Count = 1
    interval: Level = 0.9
    top: Annotated[int, Field(strict=True, ge=1)] | None = None
    within: Count = 5
    separated: Annotated[float, Field(strict=True, gt=0.5, lt=1)] = 0.95
