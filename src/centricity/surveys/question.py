"""Questions: what is asked, what may be answered, and which metric the answers are made into."""

from typing import Annotated, Literal

from pydantic import Field

from centricity.language import Text
from centricity.methods.part import Code, Coded, Count, Flag, Number, Part
from centricity.surveys.condition import Condition

Kind = Literal[
    "nps", "csat", "ces", "cli", "enps", "esi", "rating", "single", "multiple", "matrix", "ranking", "number", "text",
    "date", "file", "consent",
]  # fmt: skip
FileKind = Literal["image", "pdf", "text"]
SCALES = {"nps": (0, 10), "enps": (0, 10), "csat": (1, 5), "ces": (1, 5), "cli": (1, 5), "esi": (1, 5)}
"""Scales of the questions whose metric fixes one."""
METRIC_OF = {kind: kind for kind in SCALES} | {"rating": "mean_score", "matrix": "mean_score"}
"""The metric that answers are made into, by kind of question."""
CHOICES = ("single", "multiple", "ranking", "matrix")
OTHER = "other"
"""The answer of whoever fits none of the options."""
APART = ":"
"""Between the code of a question and that of its row, or of what was told beside it; no code holds it."""
LONGEST_TEXT = 4_000
MEGABYTES, MOST_MEGABYTES = 5, 20
"""What a file may weigh where nothing is said, and what may be said."""

Options = Annotated[tuple["Option", ...], Field(max_length=100)]
Role = Literal["touchpoint", "channel", "segment", "department"]


class Option(Coded):
    """Something that may be chosen, or a row of a matrix."""

    text: Text


class Scale(Part):
    """Whole numbers from ``min`` to ``max``, with words at both ends."""

    min: Annotated[int, Field(strict=True, ge=0, le=1)] = 1
    max: Annotated[int, Field(strict=True, ge=2, le=10)] = 5
    low: Text | None = None
    high: Text | None = None


class Question(Coded):
    """A question.

    Attributes
    ----------
    options
        What may be chosen, or ranked; of a matrix, what may be chosen in each of its ``rows``.
        A matrix without options asks for a rating in each row.
    scale
        Of a rating; the other rated kinds have their own, and take only its words.
    other
        Whether whoever fits no option may tell their own.
    random
        Whether options come in another order for everybody.
    minimum, maximum
        Of a number; of a multiple choice, how many may be chosen.
    accepts, megabytes
        Of a file: its kinds, all of them where none is named, and how many megabytes it may have.
    show
        When it is asked; always where there is none.
    key
        Under which name its answers are compared across versions; its code where there is none.
    fills
        Which column of the answers' table its answer is: a department, a segment.
    contact
        Of a consent: whether whoever gives it wishes to be turned to.
    """

    kind: Kind
    text: Text
    hint: Text | None = None
    required: Flag = False
    options: Options = ()
    rows: Options = ()
    scale: Scale | None = None
    other: Flag = False
    random: Flag = False
    minimum: Number | None = None
    maximum: Number | None = None
    longest: Annotated[int, Field(strict=True, ge=1, le=LONGEST_TEXT)] = 2_000
    accepts: Annotated[tuple[FileKind, ...], Field(min_length=1, max_length=3)] | None = None
    megabytes: Annotated[int, Field(strict=True, ge=1, le=MOST_MEGABYTES)] | None = None
    show: Condition | None = None
    key: Code | None = None
    fills: Role | None = None
    contact: Flag = False

    @property
    def levels(self) -> range:
        """Ratings that may be given, from the lowest; none where it is not rated."""
        if self.kind in SCALES:
            low, high = SCALES[self.kind]
        elif self.rated:
            scale = self.scale or Scale()
            low, high = scale.min, scale.max
        else:
            return range(0)
        return range(low, high + 1)

    @property
    def rated(self) -> bool:
        """Whether its answers are ratings: one, or one in each row of a matrix."""
        return self.kind in METRIC_OF and not (self.kind == "matrix" and self.options)

    @property
    def metric(self) -> str | None:
        """The metric its ratings are made into."""
        return METRIC_OF[self.kind] if self.rated else None

    @property
    def series(self) -> str:
        """The name under which its answers are compared across versions."""
        return self.key or self.code


class Quota(Coded):
    """At most ``most`` complete responses that meet a condition; whoever comes later is thanked and let go."""

    when: Condition
    most: Annotated[Count, Field(ge=1)]
