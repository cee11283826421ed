"""Who is missing among those who answered: the invited beside them, and the early beside the late."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl
from django.db.models import Case, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils.translation import gettext_lazy as _

from centricity.language import Language
from centricity.metrics import definition
from centricity.metrics.change import verdict
from centricity.metrics.definition import Metric
from centricity.metrics.figures import shares
from centricity.metrics.options import Options
from centricity.metrics.tallies import from_tallies
from centricity.metrics.wording import interval, moved, written
from centricity.stats.estimate import Estimate, difference
from centricity.surveys.model import Survey as Questionnaire
from centricity.surveys.piping import unpiped
from centricity.surveys.question import Question
from centricity.web.customers.models import Channel, Customer
from centricity.web.voice.models import Rating, Survey
from centricity.web.voice.responding import completed, delivered
from centricity.web.voice.shapes import Figure, figure_of

KNOWN = ("segment", "market", "channel", "kind", "language", "tenure")
"""What is known of the invited and of those who answered alike."""
COLUMN_NAMES = {
    "segment": _("segment"), "market": _("market"), "channel": _("preferred channel"), "kind": _("kind"),
    "language": _("language"), "tenure": _("customer for"),
}  # fmt: skip
_NAMES: dict[str, dict[str, Any]] = {
    "market": dict(Customer.Market.choices), "channel": dict(Channel.choices), "kind": dict(Customer.Kind.choices),
    "language": {"ru": "Русский", "en": "English"},
    "tenure": {
        "0": _("under a year"), "1": _("one to three years"), "3": _("three to five years"),
        "5": _("five years or more"),
    },
}  # fmt: skip
TENURES = ((1, "0"), (3, "1"), (5, "3"))
MOST_GROUPS = 50
NOTABLE = 0.1
"""Standardised differences from which on groups are called different; the same bound balance checks use."""
FEWEST = 10
"""Answers of a third from which on the early and the late are compared."""


@dataclass(frozen=True)
class Compared:
    """A group's share among the invited and among those who answered, in percent; ``d`` is in standard deviations.

    The interval of the difference is that of those who answered less those who did not (Newcombe), times the share of
    those who did not: the invited are both together.
    """

    column: Any
    name: Any
    asked: int
    answered: int
    share_asked: float
    share_answered: float
    gap: Estimate
    d: float
    code: str = ""
    key: str = ""

    @property
    def missing(self) -> bool:
        """Whether the group is rarer among those who answered than chance would have it."""
        return self.gap.high < 0 and self.d <= -NOTABLE

    @property
    def crowding(self) -> bool:
        return self.gap.low > 0 and self.d >= NOTABLE


@dataclass(frozen=True)
class Missing:
    """The comparison of the invited with those who answered."""

    asked: int
    answered: int
    groups: list[Compared]

    @property
    def who(self) -> list[Compared]:
        """Groups that are missing, those that most are first."""
        return sorted((each for each in self.groups if each.missing), key=lambda each: each.d)

    @property
    def crowd(self) -> list[Compared]:
        return sorted((each for each in self.groups if each.crowding), key=lambda each: -each.d)


def missing(survey: Survey) -> Missing | None:
    """Compare those who answered with all whom an invitation reached; nothing of a nameless survey."""
    assert survey.current is not None  # noqa: S101  it is asked of what was published
    if survey.current.questionnaire.nameless:
        return None
    known = delivered(survey).filter(customer__isnull=False).annotate(done=completed(survey))
    counts = known.aggregate(n=Count("pk"), whole=Count("pk", filter=Q(done=True)))
    n, whole = counts["n"], counts["whole"]
    if not 0 < whole < n:
        return Missing(n, whole, [])
    return Missing(n, whole, [each for column in KNOWN for each in _column(known, column, n, whole)])


def _column(known: Any, column: str, n: int, whole: int) -> Iterator[Compared]:
    told = known.annotate(key=_tenure() if column == "tenure" else _plain(column)).values("key")
    rows = told.annotate(n=Count("pk"), whole=Count("pk", filter=Q(done=True))).order_by("-n", "key")[:MOST_GROUPS]
    found = [(row["key"] or "", row["n"], row["whole"]) for row in rows]
    if len(found) < 2:
        return
    names = _NAMES.get(column, {})
    for key, asked, answered in found:
        gap, d = gap_of(asked, answered, n, whole)
        name = names.get(key, key) or _("not known")
        yield Compared(
            COLUMN_NAMES[column], name, asked, answered, 100 * asked / n, 100 * answered / whole, gap, d, column, key
        )  # fmt: skip


def _plain(column: str) -> Any:
    return F(f"customer__{column}")


def _tenure() -> Any:
    """How long somebody had been a customer when they were asked, in bands."""
    bands = [When(customer__joined__gt=TruncDate(F("sent_at") - timedelta(days=round(365.25 * years))),
                  then=Value(name)) for years, name in TENURES]  # fmt: skip
    return Case(When(customer__joined__isnull=True, then=Value("")), *bands, default=Value("5"))


def gap_of(asked: int, answered: int, n: int, whole: int) -> tuple[Estimate, float]:
    """How far a group's share among those who answered lies from that among the invited, in points and deviations."""
    silent = n - whole
    frame = pl.DataFrame({"hit": [answered, asked - answered], "n": [whole, silent]})
    there, gone = shares(frame, 0.95)
    apart, part = difference(there, gone), silent / n
    gap = Estimate(apart.value * part, apart.low * part, apart.high * part, whole, apart.method)
    p = asked / n
    spread = math.sqrt(p * (1 - p))
    return gap, (answered / whole - p) / spread if spread else 0.0


@dataclass(frozen=True)
class Thirds:
    """The main metric of the first and of the last third who answered; ``enough`` says whether it tells."""

    question: str
    metric: str
    n: int
    early: str = ""
    early_interval: str = ""
    late: str = ""
    late_interval: str = ""
    gap: str = ""
    gap_interval: str = ""
    verdict: str = ""
    figures: tuple[Figure, Figure, Figure] | None = None

    @property
    def enough(self) -> bool:
        return self.n >= FEWEST


def main_question(questionnaire: Questionnaire) -> Question | None:
    """The question whose metric stands for the survey: the first that is rated by one number."""
    rated = [question for question in questionnaire.questions if question.rated and question.kind != "matrix"]
    return rated[0] if rated else None


def thirds(survey: Survey, language: Language) -> Thirds | None:
    """Compare early with late answers of each wave: whoever answers late is more like those who do not answer at all.

    None where people are asked whenever something happens: an answer that came later was then asked for later.
    """
    assert survey.current is not None  # noqa: S101  it is asked of what was published
    questionnaire = survey.current.questionnaire
    question = main_question(questionnaire)
    if questionnaire.nameless or question is None or survey.triggers.exists():
        return None
    metric = definition(question.metric or "")
    if metric.private:
        return None  # a third of the answers would tell of the rest
    title, text = (metric.short or metric.name)[language], unpiped(question.text, language)
    rows = _placed(survey, question)
    n = rows.filter(place__lte=F("everybody") / 3).count()
    if n < FEWEST:
        return Thirds(text, title, n)
    options = Options(scale=f"{question.levels[0]}-{question.levels[-1]}") if "scale" in metric.options else Options()
    early, late = (
        _third(metric, rows.filter(third).values_list("score", flat=True), options)
        for third in (Q(place__lte=F("everybody") / 3), Q(place__gt=F("everybody") - F("everybody") / 3))
    )
    gap = difference(late, early)
    ends = "\u00a0…\u00a0".join(moved(each, metric.unit, language) for each in (gap.low, gap.high))
    return Thirds(
        text, title, n, written(early.value, metric.unit, language), interval(early, metric, language),
        written(late.value, metric.unit, language), interval(late, metric, language),
        moved(gap.value, metric.unit, language), ends, verdict(gap, metric.better),
        (figure_of(early), figure_of(late), figure_of(gap)),
    )  # fmt: skip


def _placed(survey: Survey, question: Question) -> QuerySet[Rating]:
    """Ratings of a question with their place among all of their wave, in the order they came."""
    wave: Any = {"partition_by": F("response__wave")}
    return Rating.objects.filter(survey=survey, series=question.series, row="").annotate(
        place=Window(RowNumber(), order_by=[F("at"), F("pk")], **wave), everybody=Window(Count("pk"), **wave)
    )


def _third(metric: Metric, scores: Any, options: Options) -> Estimate:
    counted = Counter(scores)
    frame = pl.DataFrame({"score": list(counted), "n": list(counted.values())})
    (row,) = from_tallies(metric, frame, (), options).rows
    return row.estimate
