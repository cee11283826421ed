"""Policies: every choice between the observations and the published number, as data."""

from typing import Annotated, Literal

from pydantic import Field

from centricity.language import Text
from centricity.methods.part import Code, Coded, Count, Flag, Number, Part, Positive, Share

Average = Literal["mean", "median"]
Rule = Literal["arithmetic", "geometric", "harmonic", "power", "sum", "copeland"]


class Combination(Part):
    """How several raters become one value of a source, and several sources one value of a cell."""

    raters: Average = "mean"
    sources: Average = "mean"


class Threshold(Part):
    """What a node at one depth needs before its score is published (depth 0 is the index)."""

    depth: Count
    metrics: Count | None = None
    children: Count | None = None
    share: Share | None = None


class Imputation(Part):
    """How not-assessed cells are filled; never by default."""

    kind: Literal["group_mean", "group_median", "denominator", "constant"]
    group: Code | None = None
    value: Number | None = None
    denominator: Code | None = None


class Missing(Part):
    """Coverage needed and imputation allowed."""

    thresholds: tuple[Threshold, ...] = ()
    imputation: Imputation | None = None


class Treatment(Part):
    """Outliers: winsorise up to ``max_points``, then transform what still fails the test of shape.

    A metric passes if ``|skewness| < skewness`` or ``kurtosis < kurtosis`` (bias-corrected, excess).
    """

    kind: Literal["winsorise"]
    max_points: Count = 5
    skewness: Positive = 2.0
    kurtosis: Positive = 3.5
    then: Literal["log", "box_cox", "nothing"] = "log"


class Normalisation(Part):
    """How metrics of different units come onto one line."""

    kind: Literal[
        "none",
        "share_of_scale",
        "min_max",
        "z_score",
        "rank",
        "percentile_rank",
        "borda",
        "goalposts",
        "distance_to_maximum",
        "distance_to_reference",
        "fraction_of_maximum",
    ] = "none"
    low: Number = 0.0
    high: Number = 100.0
    mean: Number = 0.0
    sd: Positive = 1.0


class LevelRule(Part):
    """An aggregation rule of its own for the nodes at one depth."""

    depth: Count
    rule: Rule
    power: Number | None = None


class Aggregation(Part):
    """How children become their parent."""

    rule: Rule = "arithmetic"
    power: Number | None = None
    levels: tuple[LevelRule, ...] = ()


class Weighting(Part):
    """Where the weights come from."""

    kind: Literal["stated", "equal", "metric_count", "principal_components", "equal_influence"] = "equal"


class Mix(Part):
    """A share column that places a subject between two groups: 1 is all ``full``, 0 all ``empty``."""

    column: Code
    full: Code
    empty: Code


class Adjustment(Part):
    """A smoothing coefficient by group, applied to the nodes at one depth; linear in the mix where given."""

    depth: Count = 0
    column: Code
    coefficients: Annotated[dict[Code, Positive], Field(min_length=1)]
    mix: Mix | None = None
    cap: Positive | None = None
    status: Text


class Ranking(Part):
    """Ranks run from the highest score; ``min`` gives tied subjects the best of their places."""

    ties: Literal["min", "max", "average", "dense"] = "min"


class GroupValue(Coded):
    """One group of a grouping; ``members`` merges several values of the column into it."""

    title: Text
    short: Text | None = None
    members: tuple[Code, ...] = ()
    published_n: Count | None = None

    @property
    def label(self) -> Text:
        """Short title where there is one."""
        return self.short or self.title


class Grouping(Coded):
    """A way to divide the subjects: a column of ``subjects`` and its known values."""

    title: Text
    column: Code
    values: tuple[GroupValue, ...] = ()


class Benchmark(Part):
    """Mean of the best ``top`` subjects; ``ties`` decides at the border, each higher first, then by code."""

    top: Annotated[int, Field(strict=True, ge=1)] = 5
    ties: tuple[Code, ...] = ()


class Dispersion(Part):
    """Delta degrees of freedom of standard deviations: 0 population, 1 sample."""

    ddof: Literal[0, 1] = 0


class Groups(Part):
    """How the members of a group are averaged: each subject once, by its respondents, or by its column n."""

    weight: Literal["subjects", "respondents", "n"] = "subjects"


class Band(Coded):
    """A named stretch of the score, both ends included, with what it means and what to do next."""

    low: Number
    high: Number
    title: Text
    text: Text
    next_step: Text


class Bands(Part):
    """Bands of the index. ``rounding`` decides what becomes of a score between two integer bands."""

    rounding: Literal["half_up", "none"] = "half_up"
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]


class Tier(Coded):
    """Groups of a grouping whose index is at least this; the last tier takes the rest."""

    title: Text
    at_least: Number | None = None


class Tiers(Part):
    """Leaders, middle, low: a division of one grouping by thresholds."""

    grouping: Code
    tiers: Annotated[tuple[Tier, ...], Field(min_length=2)]
    strong: Positive = 5.0
    weak: Positive = 5.0


class Disclosure(Part):
    """What may leave: rows of subjects with consent, groups and respondent counts that are large enough."""

    consent_column: Code | None = None
    consent_granted: Code = "granted"
    min_group_n: Annotated[int, Field(strict=True, ge=1)] = 3
    min_respondents: Annotated[int, Field(strict=True, ge=1)] = 1
    complementary: Flag = True


class Condition(Part):
    """A node held against the market or a number: ``by`` points above or below it."""

    node: Code
    compared: Literal["above", "below"]
    to: Literal["market", "benchmark"] | Number = "market"
    by: Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)] = 0.0


class Diagnosis(Coded):
    """A pattern over nodes with a name: all of ``every`` and, where given, one of ``some``."""

    title: Text
    text: Text
    every: tuple[Condition, ...] = ()
    some: tuple[Condition, ...] = ()


class Recommendation(Coded):
    """An action, tied to the gap that triggers it: points below market or benchmark at one node."""

    node: Code
    to: Literal["market", "benchmark"] = "benchmark"
    gap: Positive
    text: Text
    action: Text
    markets: tuple[Code, ...] = ()


class Indicates(Part):
    """A raw indicator of a metric of another index."""

    metric: Code
    indicator: Code


class Feed(Indicates):
    """A node whose score, times the factor, is a raw indicator of another index."""

    node: Code
    factor: Positive = 1.0


class Fieldwork(Part):
    """Visits that a score must rest on, and the index that it feeds.

    Attributes
    ----------
    channels_feed
        Indicator that counts the channels in which anybody could be reached.
    """

    visits: Count = 5
    channels: Count = 3
    shoppers: Count = 2
    feeds: tuple[Feed, ...] = ()
    channels_feed: Indicates | None = None


class Policies(Part):
    """All policies of a method; what is left out takes the plain default."""

    combination: Combination = Combination()
    missing: Missing = Missing()
    treatment: Treatment | None = None
    normalisation: Normalisation = Normalisation()
    weighting: Weighting = Weighting()
    aggregation: Aggregation = Aggregation()
    adjustment: Adjustment | None = None
    ranking: Ranking = Ranking()
    groups: Groups = Groups()
    benchmark: Benchmark = Benchmark()
    dispersion: Dispersion = Dispersion()
    disclosure: Disclosure = Disclosure()
    fieldwork: Fieldwork | None = None
