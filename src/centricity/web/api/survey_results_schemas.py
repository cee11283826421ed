"""What operations on results of surveys give."""

from typing import Literal

from ninja import Schema

from centricity.web.api.schemas import Both, Fault
from centricity.web.api.survey_schemas import Interval, Item


class ResponseRate(Schema):
    """A share in percent of ``n`` people, with its interval; ``figure`` is null where there are none."""

    n: int
    figure: Interval | None


class WeightedItem(Schema):
    """A rated question, or a ``row`` of a matrix, without weights and with them."""

    code: str
    row: str
    text: Both
    n: int | None
    figure: Interval | None
    weighted: Interval | None
    effective_n: float | None
    withheld: bool


class Weighted(Schema):
    """Answers weighed to shares in percent; ``faults`` say why they could not be, and there are no items then."""

    number: int
    shares: dict[str, dict[str, float]]
    largest: float
    faults: list[Fault]
    effective_n: float | None
    design_effect: float | None
    heaviest: float | None
    unknown: dict[str, int]
    items: list[WeightedItem]


class SurveyResults(Schema):
    """What a survey came to; ``sealed`` waits for the end of an anonymous survey and has no items.

    ``rate`` is null where nobody was invited, ``weighted`` where no shares were told.
    """

    organisation: str
    code: str
    state: Literal["draft", "open", "closed"]
    sealed: bool
    least: int
    responses: dict[str, int]
    rate: ResponseRate | None
    finished: ResponseRate | None
    weighted: Weighted | None
    items: list[Item]


class Invited(Schema):
    """Of an anonymous survey it is known who used the invitation, of another who answered to the end."""

    all: int
    delivered: int
    used: int | None
    complete: int | None


class Begun(Schema):
    """Responses; how many ended early or were over the quota is null where an anonymous survey hides it."""

    all: int
    part: int
    whole: int
    early: int | None
    full: int | None


class AskedGroup(Schema):
    key: str
    asked: int | None
    begun: int | None
    complete: int | None
    rate: Interval | None
    withheld: bool


class AskedTable(Schema):
    column: str
    groups: list[AskedGroup]


class Seconds(Schema):
    """How long it took: the median, and between what half of them lie."""

    median: float
    low: float
    high: float
    n: int


class MissingGroup(Schema):
    """A group among the invited and among those who answered: shares in percent, their difference in points."""

    column: str
    key: str
    name: Both
    share_invited: float
    share_answered: float
    difference: Interval
    deviations: float
    verdict: Literal["rarer", "alike", "more"]


class MissingPeople(Schema):
    asked: int
    answered: int
    groups: list[MissingGroup]


class EarlyAndLate(Schema):
    """The main metric of the first and of the last third; null where there are too few answers."""

    code: str
    n: int
    early: Interval | None
    late: Interval | None
    difference: Interval | None
    verdict: str


class WhoAnswered(Schema):
    """Who was asked and who answered; null is what is not known, or hidden, as on the page."""

    organisation: str
    code: str
    anonymous: bool | None
    sealed: bool
    least: int
    invited: Invited | None
    begun: Begun | None
    rate: ResponseRate | None
    finished: ResponseRate | None
    seconds: Seconds | None
    tables: list[AskedTable]
    missing: MissingPeople | None
    thirds: EarlyAndLate | None
