"""A metric as data: what it says, what it needs, how it is made, how to read it."""

from typing import Annotated, Literal

from pydantic import Field

from centricity.language import Text
from centricity.methods.part import Code, Count, Flag, Number, Part

Kind = Literal["score", "number", "amount", "moment", "day", "flag", "label", "key"]
Unit = Literal[
    "points",
    "percent",
    "score",
    "hours",
    "days",
    "months",
    "money",
    "count",
    "ratio",
    "per100",
    "correlation",
    "periods",
]
Better = Literal["up", "down", "neither"]
Shape = Literal["groups", "curve", "matrix", "funnel", "segments", "lags"]
Family = Literal["answers", "customers", "value", "service", "journey", "experience"]
Word = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


class Column(Part):
    """A column of a table: its name everywhere, its kind, what it means.

    Attributes
    ----------
    blank
        Whether a blank cell says something (still open, still a customer) rather than being a fault.
    least
        Smallest number that makes sense.
    """

    name: Code
    kind: Kind
    title: Text
    blank: Flag = False
    least: Number | None = None


class TableContract(Part):
    """A table that metrics are made from.

    Attributes
    ----------
    unique
        Column whose values identify a row; a second row with the same value is a duplicate.
    order
        Pairs of moments of which the second cannot be before the first.
    within
        Pairs of numbers of which the first cannot be above the second.
    """

    title: Text
    columns: tuple[Column, ...]
    unique: Code | None = None
    order: tuple[tuple[Code, Code], ...] = ()
    within: tuple[tuple[Code, Code], ...] = ()

    def column(self, name: str) -> Column:
        """Column by its name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)


class Input(Part):
    """A table that a metric needs: the columns it cannot do without, and those it uses where they are.

    A metric that can be made from one table or another names several with the same ``role``.
    """

    table: Code
    needs: tuple[Code, ...]
    uses: tuple[Code, ...] = ()
    role: Code = "main"


class Scale(Part):
    """A scale of answers; ``better`` says which end is good."""

    min: Number
    max: Number
    whole: Flag = True
    better: Literal["high", "low"] = "high"

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest answer, which no mean of answers passes."""
        return self.min, self.max

    @property
    def text(self) -> str:
        """Write the scale: 0-10."""
        return f"{self.min:g}-{self.max:g}"


class Rule(Part):
    """How answers become a number: levels that count for, and against; the mean where neither is named."""

    scale: Scale
    positive: tuple[Number, Number] | None = None
    negative: tuple[Number, Number] | None = None


class Formula(Part):
    """The formula in words and in symbols."""

    words: Text
    symbols: Word


class Metric(Part):
    """A metric: all that one must know to compute and to read it.

    Attributes
    ----------
    better
        Which direction is good for the customer and the company.
    min_n
        Fewer than these are shown with a warning; where ``private``, not at all.
    private
        Whether those who answer are employees, whose small groups are withheld.
    rule
        Where the metric is made from answers on a scale.
    histories
        Whether it is made from whole histories of customers, which a period of the purchase would cut.
    snapshot
        Whether it looks at one moment, so that periods of its rows are no series.
    options
        Names of the options it listens to.
    """

    id: Code
    family: Family
    name: Text
    short: Text | None = None
    says: Text
    unit: Unit
    better: Better
    shape: Shape = "groups"
    inputs: tuple[Input, ...]
    formula: Formula
    interval: Text
    reading: Text
    source: Text
    min_n: Count = 30
    private: Flag = False
    histories: Flag = False
    snapshot: Flag = False
    rule: Rule | None = None
    options: tuple[Code, ...] = ()


class Catalogue(Part):
    """The metrics of one file."""

    metrics: tuple[Metric, ...]


class Contracts(Part):
    """All tables that metrics are made from."""

    tables: dict[Code, TableContract]
