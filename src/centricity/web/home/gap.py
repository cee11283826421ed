"""Perception gaps: what staff, customers and a study say of an organisation, on one scale and never in one number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl
from django.db.models import Count
from django.urls import reverse

from centricity.language import Language, number, period_short
from centricity.metrics import definition
from centricity.metrics.definition import Metric
from centricity.metrics.options import Options
from centricity.metrics.quadrants import beyond_noise, gap, hundred
from centricity.metrics.tallies import from_tallies
from centricity.metrics.wording import withheld_shortly, written
from centricity.stats.estimate import Estimate
from centricity.tables.write import OutputTable
from centricity.web.home.experience import CUSTOMERS
from centricity.web.home.outside import Seen
from centricity.web.home.readable import STAFF, Rated, least_of, rated_of, surveys_read
from centricity.web.home.sheets import Analysis, Entry, Head, Sheet
from centricity.web.home.voices import voices
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating, Survey

Side = Literal["inside", "customers", "outside"]
MONTHS = 12
ENDS = {"points": (-100.0, 100.0), "percent": (0.0, 100.0)}
"""Where the scales of metrics begin and end, by unit; a mean rating has the scale of its question."""
HEADLINES = ("enps", "nps", "csat")
"""What is held against the index of a study, which no question asks in its words."""

SIDES: dict[Side, dict[Language, str]] = {
    "inside": {"ru": "сотрудники", "en": "staff"},
    "customers": {"ru": "клиенты", "en": "customers"},
    "outside": {"ru": "взгляд со стороны", "en": "from outside"},
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("Кто говорит", "Показатель", "За что", "Как измерено", "На шкале 0–100"),
    "en": ("Who says it", "Measure", "Period", "As it is measured", "On the scale 0–100"),
}
_GAPS: dict[Language, tuple[str, ...]] = {
    "ru": ("Пара", "Разрыв, пунктов из 100", "Что это значит", "Оговорка"),
    "en": ("Pair", "Gap, points of 100", "What it says", "Mind"),
}
_TITLES = {
    "seen": {"ru": "Три взгляда на одной шкале", "en": "Three views on one scale"},
    "gaps": {"ru": "Разрывы", "en": "Gaps"},
}
_SCALE: dict[Language, str] = {
    "ru": "Шкала 0–100: 0 — худшее, что можно ответить или получить, 100 — лучшее. NPS и eNPS от −100 до 100 "
    "перенесены на неё так, что 0 стал 50; доли довольных стоят как есть; средние оценки и индекс — по месту "
    "между концами своей шкалы. Взгляды не складываются в одно число.",
    "en": "The scale 0–100: 0 is the worst that can be answered or scored, 100 the best. NPS and eNPS from −100 to 100 "
    "are moved so that 0 becomes 50; shares of the content stand as they are; mean ratings by their place on their "
    "own scale; the index by its place between the ends of its own. The views are never added up into one number.",
}
_NOTHING = {
    "ru": "Сравнивать нечего: нужны хотя бы два взгляда из трёх.",
    "en": "There is nothing to compare: two views of the three are needed at least.",
}
_MIND: dict[str, dict[Language, str]] = {
    "same": {"ru": "вопрос одного вида, спрошены разные люди", "en": "one kind of question, asked of different people"},
    "recommend": {
        "ru": "сотрудники часто оценивают строже клиентов; вопросы не одни и те же",
        "en": "staff often rates more strictly than customers; the questions are not the same",
    },
    "index": {
        "ru": "разные мерки: индекс оценивают по критериям, а не по ответам этих людей",
        "en": "different yardsticks: an index is scored by criteria, not by answers of these people",
    },
}


@dataclass(frozen=True)
class Saying:
    """What one side says: the number as it is measured, and on the common scale."""

    side: Side
    metric: str
    title: str
    period: str
    told: str
    found: Estimate
    href: str = ""
    hidden: str = ""

    def when(self, language: Language) -> str:
        """The months in words; a wave as it is called."""
        return " – ".join(period_short(each, language) for each in self.period.split(" – "))


def gaps(organisation: Organisation, outside: Seen | None, language: Language) -> Analysis:
    """The three views, and the gap of every pair of them that can be compared."""
    surveys = surveys_read(organisation)
    said = [
        *_inside(organisation, surveys, language), *_customers(organisation, surveys, language),
        *([_outside(outside, language)] if outside is not None else []),
    ]  # fmt: skip
    if not said:
        return Analysis(refused=[_NOTHING[language]])
    pairs = list(_pairs([each for each in said if not each.hidden]))
    refused = [] if pairs else [_NOTHING[language]]
    sheets = [_seen(said, language), *([_gaps(pairs, language)] if pairs else [])]
    return Analysis(sheets, [_sentence(*pair[:2], language) for pair in pairs], [_SCALE[language]], refused)


def _inside(organisation: Organisation, surveys: Sequence[Survey], language: Language) -> Iterator[Saying]:
    """Ratings of the latest survey of staff that is closed, in all, as its page of results has them."""
    staff = next((each for each in surveys if each.audience == STAFF), None)
    if staff is None:
        return
    href = reverse("survey_results", args=[organisation.code, staff.code])
    for rated, text in rated_of(staff, language).items():
        if rated.row:
            continue  # a matrix is about parts
        metric = definition(rated.metric)
        options = Options(scale=rated.scale) if "scale" in metric.options else Options()
        (row,) = from_tallies(metric, _counted(staff, rated), (), options, least_of(staff)).rows
        title = f"{(metric.short or metric.name)[language]}: {text}"
        if row.hidden:
            yield Saying("inside", metric.id, title, "", "", row.estimate, href, withheld_shortly(row, language))
        elif row.estimate.n:
            low, high = ENDS.get(metric.unit, (rated.low, rated.high))
            closed = f"{staff.closed_at:%Y-%m}" if staff.closed_at else ""
            told = written(row.estimate.value, metric.unit, language)
            yield Saying("inside", metric.id, title, closed, told, hundred(row.estimate, low, high), href)


def _counted(survey: Survey, rated: Rated) -> pl.DataFrame:
    ours = Rating.objects.filter(survey=survey, series=rated.series, row=rated.row)
    counted: Any = ours.order_by().values_list("score").annotate(n=Count("pk"))
    return pl.DataFrame(list(counted), schema={"score": pl.Int64, "n": pl.Int64}, orient="row")


def _customers(organisation: Organisation, surveys: Sequence[Survey], language: Language) -> Iterator[Saying]:
    """What customers said in the last twelve months in which anybody did."""
    ours = [each for each in surveys if each.audience != STAFF]
    for code in CUSTOMERS:
        frame = voices(organisation, ours, code).frame
        months = frame["month"].unique().sort().to_list()[-MONTHS:]
        if not months:
            continue
        metric = definition(code)
        (row,) = from_tallies(metric, frame.filter(pl.col("month").is_in(months))).rows
        period = " – ".join(dict.fromkeys((months[0], months[-1])))
        href = reverse("board_metric", args=[organisation.code, code])
        yield Saying(
            "customers", code, _name(metric, language), period, written(row.estimate.value, metric.unit, language),
            hundred(row.estimate, *ENDS[metric.unit]), href,
        )  # fmt: skip


def _outside(seen: Seen, language: Language) -> Saying:
    href = reverse("study_company", args=[seen.study.code, seen.subject])
    told = f"{number(seen.found.value, language, 1)} ({number(seen.low, language)}–{number(seen.high, language)})"
    return Saying(
        "outside", "index", f"{seen.index}: {seen.company}", seen.wave, told,
        hundred(seen.found, seen.low, seen.high), href,
    )  # fmt: skip


def _name(metric: Metric, language: Language) -> str:
    return (metric.short or metric.name)[language]


def _pairs(said: Sequence[Saying]) -> Iterator[tuple[Saying, Saying, str]]:
    """Pairs of two sides that can be compared, with what is to be minded."""
    for i, one in enumerate(said):
        for other in said[i + 1 :]:
            mind = _comparable(one, other)
            if mind:
                yield one, other, mind


def _comparable(one: Saying, other: Saying) -> str:
    if one.side == other.side:
        return ""
    metrics = {one.metric, other.metric}
    if "index" in metrics:
        return "index" if metrics & set(HEADLINES) else ""
    if metrics == {"enps", "nps"}:
        return "recommend"
    return "same" if one.metric == other.metric != "mean_score" else ""


def _seen(said: Sequence[Saying], language: Language) -> Sheet:
    heads = tuple(Head(title, numeric=i == 4) for i, title in enumerate(_HEADS[language]))
    rows = tuple(
        (Entry(SIDES[each.side][language]), Entry(each.title, href=each.href), Entry(each.when(language)),
         Entry(each.told), Entry(each.hidden) if each.hidden else _placed(each.found, language))
        for each in said
    )  # fmt: skip
    columns = ("side", "measure", "title", "period", "value", "low", "high", "n", "status")
    cells: list[Any] = [
        (each.side, each.metric, each.title, each.period, *_numbers(each)) for each in said
    ]  # fmt: skip
    return Sheet("seen", _TITLES["seen"][language], heads, rows, OutputTable("seen", columns, cells))


def _numbers(each: Saying) -> tuple[Any, ...]:
    if each.hidden:
        return (None, None, None, None, "withheld")
    return (each.found.value, each.found.low, each.found.high, each.found.n, "shown")


def _placed(found: Estimate, language: Language) -> Entry:
    n = f", n = {number(found.n, language)}" if found.n else ""  # a study may be made of scores without observations
    return Entry(number(found.value, language, 1), _ends(found, language) + n, bar=found.value)


def _ends(found: Estimate, language: Language) -> str:
    if beyond_noise(found) is None:
        return {"ru": "интервала нет", "en": "no interval"}[language]
    low, high = number(found.low, language, 1), number(found.high, language, 1)
    return {"ru": f"от {low} до {high}", "en": f"between {low} and {high}"}[language]


def _gaps(pairs: Sequence[tuple[Saying, Saying, str]], language: Language) -> Sheet:
    heads = tuple(Head(title, numeric=i == 1) for i, title in enumerate(_GAPS[language]))
    rows, cells = list[Any](), list[Any]()
    for one, other, mind in pairs:
        found = gap(one.found, other.found)
        rows.append(
            (Entry(f"{_called(one, language)} − {_called(other, language)}"),
             Entry(number(found.value, language, 1, signed=True), _ends(found, language)),
             Entry(_verdict(one, other, found, language)), Entry(_MIND[mind][language]))
        )  # fmt: skip
        known = {True: "yes", False: "no", None: "cannot tell"}[beyond_noise(found)]
        cells.append(
            (one.side, one.metric, other.side, other.metric, found.value, found.low, found.high, one.found.n,
             other.found.n, known, mind)
        )  # fmt: skip
    columns = (
        "side", "measure", "other_side", "other_measure", "gap", "low", "high", "n", "other_n", "beyond_noise", "mind",
    )  # fmt: skip
    return Sheet("gaps", _TITLES["gaps"][language], heads, tuple(rows), OutputTable("gaps", columns, cells))


def _called(each: Saying, language: Language) -> str:
    name = each.title if each.metric == "index" else _name(definition(each.metric), language)
    return f"{SIDES[each.side][language]}, {name}"


def _verdict(one: Saying, other: Saying, found: Estimate, language: Language) -> str:
    known = beyond_noise(found)
    if known is None:
        return {"ru": "не сказать: у одного из чисел нет интервала", "en": "cannot tell: a number has no interval"}[
            language
        ]
    if not known:
        return {"ru": "в пределах шума: разрыва не видно", "en": "within noise: no gap is seen"}[language]
    higher = SIDES[(one if found.value > 0 else other).side][language]
    return {"ru": f"сверх шума: выше — {higher}", "en": f"beyond noise, the higher: {higher}"}[language]


def _sentence(one: Saying, other: Saying, language: Language) -> str:
    found = gap(one.found, other.found)
    value, ends = number(found.value, language, 1, signed=True), _ends(found, language)
    pair = f"{_called(one, language)} − {_called(other, language)}"
    return f"{pair[:1].upper()}{pair[1:]}: {value} ({ends}); {_verdict(one, other, found, language)}."
