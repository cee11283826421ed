"""What drives a metric of a survey: importance of the rated questions beside how they are rated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl
from django.db.models import Count, Max

from centricity.errors import CentricityError, Fault
from centricity.language import Language, number
from centricity.metrics import definition
from centricity.metrics.options import Options
from centricity.metrics.quadrants import Placed, hundred, placed
from centricity.metrics.tallies import from_tallies
from centricity.metrics.touchpoints import DriverAnalysis
from centricity.metrics.wording import written
from centricity.stats.estimate import Estimate
from centricity.tables.write import OutputTable
from centricity.web.home.heard import METRICS
from centricity.web.home.readable import Rated, is_nameless, least_of, rated_of, surveys_read
from centricity.web.home.sheets import Analysis, Entry, Head, Sheet, refusal, sentences
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating, Survey

EVERY = "*"
MOST_ANSWERS = 10_000
"""Answers that are read, the latest first."""
MOST_CELLS = 1_200_000
"""Answers times pairs of questions: more would keep the reader waiting."""
MOST_SHAPLEY = 12
MOST_KEPT = 64
Kind = Literal["johnson", "shapley"]
_KEPT: dict[tuple[object, ...], Any] = {}

QUADRANTS: dict[str, dict[Language, str]] = {
    "mend_first": {"ru": "чинить первым: важно, а оценка низкая", "en": "mend first: it matters and is rated low"},
    "keep": {"ru": "беречь: важно, и оценка высокая", "en": "keep: it matters and is rated high"},
    "mend_later": {"ru": "чинить потом: оценка низкая, но важно мало", "en": "mend later: rated low, matters little"},
    "leave": {"ru": "не трогать: важно мало, оценка высокая", "en": "leave as it is: matters little, rated high"},
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("Вопрос", "Важность", "Связь", "Оценка, 0–100", "Что делать"),
    "en": ("Question", "Importance", "Goes", "Rating, 0–100", "What to do"),
}
_SIGNS: dict[Language, dict[int, str]] = {
    "ru": {1: "вместе", -1: "навстречу", 0: "не видно"},
    "en": {1: "together", -1: "opposite", 0: "not seen"},
}
_UNSURE = {"ru": "≈ в пределах шума: другие ответы переставили бы", "en": "≈ within noise: other answers might move it"}
_NO_ANSWERS = {"ru": "На эти вопросы ещё не отвечали.", "en": "Nobody has answered these questions yet."}
_NO_DRIVERS = {
    "ru": "Рядом с этим вопросом ничего не оценивают: сравнивать не с чем. Добавьте в опрос оценки частей.",
    "en": "Nothing else is rated beside this question, so there is nothing to compare. Add ratings of parts to it.",
}

_MANY: dict[Language, str] = {
    "ru": "Все порядки перебирают не больше чем для {n} частей. Снимите лишние или выберите относительные веса.",
    "en": "All orders are tried for {n} parts at most. Leave some out, or choose relative weights.",
}
_LATEST: dict[Language, str] = {
    "ru": "Прочитаны последние ответы, {n}: больше страница за раз не берёт.",
    "en": "The latest answers were read, {n}: the page takes no more at once.",
}
_UNRATED: dict[Language, str] = {
    "ru": "Вопросов, которые никто не оценил, и здесь их нет: {n}.",
    "en": "Questions that nobody rated, and which are not here: {n}.",
}
_FEW_RATED: dict[Language, str] = {
    "ru": "Вопросов анонимного опроса, на которые ответили меньше {least}, и здесь их нет: {n}.",
    "en": "Questions of an anonymous survey that fewer than {least} answered, and which are not here: {n}.",
}
_FEW_WHOLE: dict[Language, str] = {
    "ru": "Опрос анонимный, и ответивших на все эти вопросы меньше {least}: по ним узнали бы их ответы.",
    "en": "The survey is anonymous, and fewer than {least} answered all these questions: their answers would be told.",
}


@dataclass(frozen=True)
class Choice:
    """A metric that may be taken apart: the question, the surveys it is read from, what is rated beside it."""

    code: str
    title: str
    outcome: Rated
    surveys: tuple[Survey, ...]
    drivers: dict[Rated, str]

    @property
    def nameless(self) -> bool:
        return any(map(is_nameless, self.surveys))

    @property
    def least(self) -> int:
        """Fewest answers that may be told of; nought where nothing is withheld."""
        return max(map(least_of, self.surveys))


@dataclass(frozen=True)
class Driven:
    """An analysis with what the page draws of it."""

    analysis: Analysis
    points: list[tuple[int, float, float, str]]
    found: DriverAnalysis | None = None


def choices(organisation: Organisation, language: Language) -> dict[str, Choice]:
    """Metrics by survey, and those that several named surveys ask by one series; the latter first."""
    single: dict[str, Choice] = {}
    common: dict[Rated, list[Choice]] = {}
    words: dict[Rated, str] = {}
    for survey in surveys_read(organisation):
        rated = rated_of(survey, language)
        for outcome, text in rated.items():
            if outcome.metric not in METRICS:
                continue
            title = f"{_short(outcome)} · {survey.title(language)}: {text}"
            beside = {each: told for each, told in rated.items() if each != outcome}
            made = Choice(f"{survey.code}:{outcome.series}", title, outcome, (survey,), beside)
            single[made.code] = made
            if not made.nameless:  # answers of nameless surveys taken together would tell the smaller by subtraction
                common.setdefault(outcome, []).append(made)
                words.setdefault(outcome, text)
    joined = [_joined(each, words[outcome], language) for outcome, each in common.items() if len(each) > 1]
    return {each.code: each for each in joined} | single


def _short(outcome: Rated) -> str:
    known = definition(outcome.metric)
    return (known.short or known.name)["en"]


def _joined(found: Sequence[Choice], text: str, language: Language) -> Choice:
    """One question over several surveys: only what all of them rate can drive it."""
    shared = {each: text for each, text in found[0].drivers.items() if all(each in other.drivers for other in found)}
    outcome = found[0].outcome
    every = {"ru": "все опросы с этим вопросом", "en": "all surveys with this question"}[language]
    title = f"{_short(outcome)} · {every} ({len(found)}): {text}"
    return Choice(f"{EVERY}:{outcome.series}", title, outcome, tuple(s for c in found for s in c.surveys), shared)


def chosen_drivers(choice: Choice, asked: Sequence[str]) -> dict[Rated, str]:
    """Drivers that were asked for; of a nameless survey all of them, for two sets would tell those between them."""
    picked = {} if choice.nameless else {d: text for d, text in choice.drivers.items() if name_of(d) in asked}
    return picked or choice.drivers


def name_of(rated: Rated) -> str:
    return f"{rated.series}:{rated.row}" if rated.row else rated.series


def driven(choice: Choice, drivers: dict[Rated, str], kind: Kind, language: Language) -> Driven:
    """Take a metric apart into what drives it."""
    if not drivers:
        return Driven(Analysis(refused=[_NO_DRIVERS[language]]), [])
    if kind == "shapley" and len(drivers) > MOST_SHAPLEY:
        return Driven(Analysis(refused=[_MANY[language].format(n=MOST_SHAPLEY)]), [])
    most = _most(len(drivers))
    frame = _told(choice, _wide(choice, [choice.outcome, *drivers], most))
    unrated, drivers = len(drivers), {each: t for each, t in drivers.items() if name_of(each) in frame.columns}
    unrated -= len(drivers)
    names = [name_of(each) for each in drivers]
    if not names or name_of(choice.outcome) not in frame.columns:
        return Driven(Analysis(refused=[_NO_ANSWERS[language]]), [])
    if frame.select(name_of(choice.outcome), *names).drop_nulls().height < choice.least:
        return Driven(Analysis(refused=[_FEW_WHOLE[language].format(least=choice.least)]), [])
    try:
        made = _analysed(choice, names, kind, frame)
    except CentricityError as error:
        return Driven(Analysis(refused=refusal(error, language)), [])
    found = placed(names, made.found.shares, _ratings(choice, list(drivers)))
    found.sort(key=lambda each: -each.importance.value)
    texts = {name_of(each): text for each, text in drivers.items()}
    signs = dict(zip(made.found.names, made.found.signs, strict=True))
    sheet = _sheet(found, texts, signs, language)
    points = [
        (i, each.performance.value, 100 * each.importance.value, texts[each.name]) for i, each in enumerate(found, 1)
    ]
    left_out = _FEW_RATED if choice.nameless else _UNRATED
    notes = [left_out[language].format(n=unrated, least=choice.least)] * bool(unrated) + _notes(made, language)
    notes += [_LATEST[language].format(n=number(most, language))] * (frame.height >= most)
    return Driven(Analysis([sheet], _said(made, found, texts, language), notes), points, made)


def _most(drivers: int) -> int:
    """Answers that are read beside so many drivers."""
    return min(MOST_ANSWERS, 2 * MOST_CELLS // ((drivers + 1) * (drivers + 2)))


def _wide(choice: Choice, wanted: Sequence[Rated], most: int) -> pl.DataFrame:
    """A row per answer, a column per rating; the latest answers where there are many."""
    ratings = Rating.objects.filter(survey__in=choice.surveys)
    mine = ratings.filter(series=choice.outcome.series, row=choice.outcome.row).order_by("-at", "-pk")
    latest = mine.values("response_id")[:most]
    series = {each.series for each in wanted}
    rows = ratings.filter(response_id__in=latest, series__in=series).values_list(
        "response_id", "series", "row", "score"
    )
    told = [(str(response), f"{a}:{b}" if b else a, score) for response, a, b, score in rows.iterator(5_000)]
    schema = {"response": pl.String, "name": pl.String, "score": pl.Int64}
    frame = pl.DataFrame(told, schema=schema, orient="row")
    names = [name_of(each) for each in wanted]
    frame = frame.filter(pl.col("name").is_in(names))
    if frame.is_empty():
        return frame
    return frame.pivot("name", index="response", values="score", aggregate_function="first")


def _told(choice: Choice, frame: pl.DataFrame) -> pl.DataFrame:
    """Ratings without those questions that too few answered."""
    return frame.select(each.name for each in frame.iter_columns() if each.count() >= choice.least)


def _analysed(choice: Choice, names: Sequence[str], kind: Kind, frame: pl.DataFrame) -> DriverAnalysis:
    """The analysis as it was made last, made anew where answers have come since."""
    last = Rating.objects.filter(survey__in=choice.surveys).aggregate(last=Max("pk"))["last"]
    key = (choice.code, tuple(each.pk for each in choice.surveys), tuple(names), kind, last, frame.height)
    if key not in _KEPT:
        import ibis

        from centricity.metrics.touchpoints import driver_analysis

        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = driver_analysis(ibis.memtable(frame), name_of(choice.outcome), names, kind)
    made: DriverAnalysis = _KEPT[key]
    return made


def _ratings(choice: Choice, drivers: Sequence[Rated]) -> list[Estimate]:
    """How drivers are rated by all who rated them, from 0 to 100; a small group of a nameless survey is withheld."""
    ours = Rating.objects.filter(survey__in=choice.surveys, series__in={each.series for each in drivers}).order_by()
    counted: Any = ours.values_list("series", "row", "score").annotate(n=Count("pk"))
    schema = {"series": pl.String, "row": pl.String, "score": pl.Int64, "n": pl.Int64}
    frame = pl.DataFrame(list(counted), schema=schema, orient="row")
    return [_rating(choice, each, frame) for each in drivers]


def _rating(choice: Choice, driver: Rated, frame: pl.DataFrame) -> Estimate:
    mine = frame.filter((pl.col("series") == driver.series) & (pl.col("row") == driver.row))
    (row,) = from_tallies(definition("mean_score"), mine, (), Options(scale=driver.scale), choice.least).rows
    return hundred(row.estimate, driver.low, driver.high)


def _sheet(found: Sequence[Placed], texts: dict[str, str], signs: dict[str, int], language: Language) -> Sheet:
    heads = tuple(Head(title, numeric=0 < i < 4 and i != 2) for i, title in enumerate(_HEADS[language]))
    rows = tuple(_row(i, each, texts, signs, language) for i, each in enumerate(found, 1))
    columns = (
        "question", "importance", "importance_low", "importance_high", "direction", "rating", "rating_low",
        "rating_high", "n_rated", "quadrant", "beyond_noise",
    )  # fmt: skip
    cells: list[Any] = [
        (texts[p.name], p.importance.value, p.importance.low, p.importance.high, signs[p.name], p.performance.value,
         p.performance.low, p.performance.high, p.performance.n, p.quadrant, "yes" if p.sure else "no")
        for p in found
    ]  # fmt: skip
    title = {"ru": "Важность и оценка", "en": "Importance and rating"}[language]
    return Sheet("drivers", title, heads, rows, OutputTable("drivers", columns, cells))


def _row(place: int, each: Placed, texts: dict[str, str], signs: dict[str, int], language: Language) -> Any:
    weight, rated = each.importance, each.performance
    return (
        Entry(f"{place}. {texts[each.name]}"),
        Entry(written(100 * weight.value, "percent", language), _ends(weight, 100, language), bar=100 * weight.value),
        Entry(_SIGNS[language][signs[each.name]]),
        Entry(number(rated.value, language, 1), f"{_ends(rated, 1, language)}, n = {number(rated.n, language)}"),
        Entry(QUADRANTS[each.quadrant][language], "" if each.sure else _UNSURE[language]),
    )


def _ends(found: Estimate, times: float, language: Language) -> str:
    low, high = (number(times * each, language, 1) for each in (found.low, found.high))
    return {"ru": f"от {low} до {high}", "en": f"between {low} and {high}"}[language]


def _said(made: DriverAnalysis, found: Sequence[Placed], texts: dict[str, str], language: Language) -> list[str]:
    r2 = made.found.r2
    share, ends = written(100 * r2.value, "percent", language), _ends(r2, 100, language)
    n = number(made.found.n, language)
    said = [
        {"ru": f"Вместе эти вопросы объясняют {share} разброса общей оценки ({ends}), полных ответов n = {n}.",
         "en": f"Together these questions explain {share} of the spread of the overall score ({ends}), complete "
               f"answers n = {n}."}[language]
    ]  # fmt: skip
    first = [each for each in found if each.quadrant == "mend_first"]
    if first:
        named = "; ".join(_quoted(texts[each.name], language) + ("" if each.sure else " (≈)") for each in first)
        said.append({"ru": f"Чинить первым: {named}.", "en": f"Mend first: {named}."}[language])
    return said


def _quoted(text: str, language: Language) -> str:
    return f"«{text}»" if language == "ru" else f"“{text}”"


def _notes(made: DriverAnalysis, language: Language) -> list[str]:
    out, total = number(made.left_out, language), number(made.total, language)
    lost = {
        "ru": f"Неполных ответов, которые в расчёт не вошли: {out} из {total}.",
        "en": f"Answers that are not complete and were left out: {out} of {total}.",
    }[language]
    lines = {
        "ru": "Важно то, на что приходится не меньше равной доли объяснённого; низкая оценка — та, что ниже средней "
        "по частям.",
        "en": "A part matters from an equal share of what is explained on; low is a rating below their mean.",
    }[language]
    return [lost, lines, *sentences([Fault("metric.note_association"), *made.found.r2.warnings], language)]
