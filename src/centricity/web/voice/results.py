"""Results of a survey as they are read: every question with its number, interval and spread; small groups withheld."""

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import polars as pl

from centricity.language import Language, number
from centricity.metrics import definition
from centricity.metrics.change import Change, changes
from centricity.metrics.definition import Metric
from centricity.metrics.figures import shares
from centricity.metrics.options import Options
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.tallies import from_tallies
from centricity.metrics.wording import interval, limits, sentence, written
from centricity.surveys.flow import asked
from centricity.surveys.model import Survey as Questionnaire
from centricity.surveys.piping import unpiped
from centricity.surveys.question import APART, OTHER, Question
from centricity.web.voice.breaks import Break, breaks_within, mark_at, told_apart
from centricity.web.voice.models import Response, Survey
from centricity.web.voice.shapes import Bar, Cell, Figure, FileLine, Item, Table, figure_of
from centricity.web.voice.tallies import counted

COLUMNS = ("department", "segment", "market", "channel", "touchpoint")
FEWEST_TEXTS = 10
"""Nameless texts are shown from this number on: of fewer, each could be guessed by its words."""
MOST_TEXTS = 200
_OPEN: dict[Language, str] = {
    "ru": "скрыто до закрытия опроса: два взгляда, пока отвечают, выдали бы ответ между ними",
    "en": "withheld until the survey is closed: two looks while answers come would tell the one between them",
}
_OTHERS: dict[Language, str] = {
    "ru": "скрыто, чтобы нельзя было вычислить другие группы",
    "en": "withheld so that other groups cannot be worked out",
}
_NONE: dict[bool, dict[Language, str]] = {
    False: {"ru": "Ответов пока нет.", "en": "No answers yet."},
    True: {"ru": "Ответов нет.", "en": "No answers."},
}
"""What is said where nobody answered, by whether the survey is closed."""
MOST_READ = 20_000
"""Responses whose choices are counted, the latest first."""


class Results:
    """What a survey came to, in a language; read once, in a fixed number of queries."""

    def __init__(self, survey: Survey, language: Language) -> None:
        assert survey.current is not None  # noqa: S101  results are asked for of what was published
        self.survey, self.language = survey, language
        self.questionnaire: Questionnaire = survey.current.questionnaire
        self.least = self.questionnaire.minimum_n if self.questionnaire.nameless else 0

    def told_in(self, language: Language) -> "Results":
        """The same in another language, without reading it again."""
        made = Results(self.survey, language)
        vars(made).update(_tallies=self._tallies, _values=self._values, _breaks=self._breaks)
        return made

    @property
    def sealed(self) -> bool:
        """Whether results wait for the end: two looks at a nameless survey would tell the answer between them."""
        return self.questionnaire.nameless and self.survey.state != Survey.State.CLOSED

    @cached_property
    def _tallies(self) -> dict[str, pl.DataFrame]:
        """Scores counted by every column, and by month."""
        groups = ("series", "row", "score", "month")
        found = counted({"survey": self.survey}, groups, ("", *COLUMNS))
        monthly = [(series, row, score, month, n) for series, row, score, month, _, n in found.pop("")]
        return {"month": _frame(monthly)} | {
            column: _frame([(*row[:3], *row[4:]) for row in rows]) for column, rows in found.items()
        }

    @cached_property
    def _values(self) -> list[dict[str, Any]]:
        whole = Response.objects.filter(survey=self.survey, state=Response.State.WHOLE)
        return list(whole.order_by("-ended_at").values_list("values", flat=True)[:MOST_READ])

    @property
    def latest(self) -> int:
        """Of how many answers, the latest, choices, numbers and texts are told; nought where of all."""
        return MOST_READ if len(self._values) == MOST_READ else 0

    @property
    def items(self) -> Iterator[Item]:
        """Questions in their order."""
        for question in self.questionnaire.questions:
            if question.kind == "matrix" and question.rated:
                yield from (self._rated(question, row.code, row.text[self.language]) for row in question.rows)
            elif question.rated:
                yield self._rated(question, "", "")
            elif question.kind in {"single", "multiple", "consent"} and not (self.least and question.fills):
                yield self._chosen(question)
            elif question.kind == "text":
                yield self._told(question)
            elif question.kind == "file":
                yield self._filed(question)
            elif question.kind in {"number", "ranking"}:
                yield self._spread(question)

    def withheld_by(self, column: str) -> dict[str, set[str] | None]:
        """Groups of a column that the numbers of each rated question withhold; none where it is withheld itself."""
        return {
            question.code: self._withheld(question, column)
            for question in self.questionnaire.questions
            if question.rated and question.kind != "matrix"
        }

    def _withheld(self, question: Question, column: str) -> set[str] | None:
        ours, metric, options = self._ours(question, ""), definition(question.metric or ""), _options(question)
        (total,) = from_tallies(metric, ours["channel"], (), options, self.least).rows
        if total.hidden:
            return None
        outcome = from_tallies(metric, ours[column].rename({"key": column}), (column,), options, self.least)
        return {row.keys[0] for row in outcome.rows if row.hidden}

    def _ours(self, question: Question, row: str) -> dict[str, pl.DataFrame]:
        mine = (pl.col("series") == question.series) & (pl.col("row") == row)
        return {column: frame.filter(mine) for column, frame in self._tallies.items()}

    def _text(self, question: Question) -> str:
        return unpiped(question.text, self.language)

    def _asked(self, question: Question, row: str) -> str:
        return f"{self._text(question)} — {row}" if row else self._text(question)

    def _rated(self, question: Question, row: str, name: str) -> Item:
        metric = definition(question.metric or "")
        if metric.private and self.survey.state != Survey.State.CLOSED:
            return Item(question.code, self._asked(question, name), hidden=_OPEN[self.language])
        levels, options, ours = question.levels, _options(question), self._ours(question, row)
        whole = from_tallies(metric, ours["channel"], (), options, self.least)
        (total,) = whole.rows
        text = self._asked(question, name)
        title = (metric.short or metric.name)[self.language]
        if total.hidden or total.estimate.n == 0:
            return Item(question.code, text, title, hidden=self._hidden(total, metric) if total.hidden else "")
        counts = dict(ours["channel"].group_by("score").agg(pl.col("n").sum()).iter_rows())
        return Item(
            question.code, text, title, written(total.estimate.value, metric.unit, self.language),
            interval(total.estimate, metric, self.language), total.estimate.n, metric.says[self.language],
            bars=self._bars([(str(level), int(counts.get(level, 0))) for level in levels]),
            tables=list(self._tables(metric, ours, options)),
            changes=self._changes(metric, ours["month"], options, self._breaks_of(question, row)),
            figure=figure_of(total.estimate),
        )  # fmt: skip

    def _tables(self, metric: Any, ours: dict[str, pl.DataFrame], options: Options) -> Iterator[Table]:
        """Numbers by every column that tells at least two groups apart."""
        for column in COLUMNS:
            if ours[column]["key"].n_unique() > 1:
                told = ours[column].rename({"key": column})
                outcome = from_tallies(metric, told, (column,), options, self.least)
                yield Table(column, [self._cell(outcome, row) for row in outcome.rows])

    def _cell(self, outcome: Outcome, row: Row) -> Cell:
        key = self._name(row.keys[0])
        if row.hidden:
            return Cell(key, "", "", None, self._hidden(row, outcome.metric))
        value = written(row.estimate.value, outcome.metric.unit, self.language)
        ends = limits(row.estimate, outcome.metric, self.language)
        return Cell(key, value, ends, row.estimate.n, figure=figure_of(row.estimate))

    def _hidden(self, row: Row, metric: Metric) -> str:
        """Why a number is withheld."""
        if row.protects:
            return _OTHERS[self.language]
        return self._below(max(self.least, metric.min_n if metric.private else 0))

    def _below(self, n: int) -> str:
        return {"ru": f"скрыто: ответов меньше {n}", "en": f"withheld: fewer than {n} answers"}[self.language]

    def _name(self, code: str) -> str:
        """The words of an option that fills a column; the code where it is none."""
        return self._names.get(code, code) or {"ru": "не указано", "en": "not told"}[self.language]

    @cached_property
    def _names(self) -> dict[str, str]:
        filling = [question for question in self.questionnaire.questions if question.fills]
        return {option.code: option.text[self.language] for question in filling for option in question.options}

    @cached_property
    def _breaks(self) -> list[Break]:
        return breaks_within(self.survey)

    def _breaks_of(self, question: Question, row: str) -> list[Break]:
        """Versions from which on a question was asked in other words."""
        own = (question.series, row, question.metric or "")
        return [each for each in self._breaks if own in each.series]

    def _changes(self, metric: Any, months: pl.DataFrame, options: Options, breaks: list[Break]) -> list[str]:
        """What changed from month to month, in words; not where small groups are withheld: months would tell them."""
        if self.least or metric.private or months["key"].n_unique() < 2:
            return []
        outcome = from_tallies(metric, months.rename({"key": "month"}), ("month",), options)
        known = {change.keys: change for change in changes(outcome)}
        at = mark_at(breaks, [row.keys[0] for row in outcome.rows])
        return [
            "; ".join([self._month(outcome, row, known.get(row.keys), breaks),
                       *(each.says(self.language) for each in at.get(row.keys[0], ()))])
            for row in outcome.rows
        ]  # fmt: skip

    def _month(self, outcome: Outcome, row: Row, change: Change | None, breaks: list[Break]) -> str:
        said = sentence(outcome, row, self.language, change)
        return said if change is None else told_apart(said, breaks, change.before[0], change.keys[0], self.language)

    def _bars(self, counts: Sequence[tuple[str, int]], base: int | None = None) -> list[Bar]:
        """Counts with their shares of those who answered, each share with its interval."""
        total = sum(n for _, n in counts) if base is None else base
        if not total:
            return [Bar(text, n, 0.0, "") for text, n in counts]
        frame = pl.DataFrame({"hit": [n for _, n in counts], "n": [total] * len(counts)})
        percent = definition("csat")
        return [
            Bar(text, n, found.value, limits(found, percent, self.language), figure_of(found))
            for (text, n), found in zip(counts, shares(frame, Options().confidence), strict=True)
        ]

    def _chosen(self, question: Question) -> Item:
        given = [values[question.code] for values in self._values if question.code in values]
        if len(given) < max(self.least, 1):
            return Item(question.code, self._text(question), withheld=self._few(len(given)))
        picked = Counter(str(each) for value in given for each in (value if isinstance(value, list) else [value]))
        if question.kind == "consent":
            named = [("True", {"ru": "да", "en": "yes"}[self.language])]
            base = sum(question.code in asked(self.questionnaire, values) for values in self._values)
        else:
            named = [(option.code, option.text[self.language]) for option in question.options]
            named += [(OTHER, {"ru": "другое", "en": "other"}[self.language])] if question.other else []
            base = len(given)
        bars = self._bars([(text, picked.get(code, 0)) for code, text in named], base)
        if question.kind != "consent":
            bars = [replace(bar, code=code) for bar, (code, _) in zip(bars, named, strict=True)]
        ordered = sorted(bars, key=lambda bar: -bar.n)
        others = [v[f"{question.code}{APART}{OTHER}"] for v in self._values if f"{question.code}{APART}{OTHER}" in v]
        shown, asked_of = self._shown(others), self._text(question)
        return Item(question.code, asked_of, n=base, bars=ordered, texts=shown, all_texts=len(others))

    def _spread(self, question: Question) -> Item:
        """Numbers by their mean, rankings by the mean place of every option."""
        given = [values[question.code] for values in self._values if question.code in values]
        if len(given) < max(self.least, 1):
            return Item(question.code, self._text(question), withheld=self._few(len(given)))
        from centricity.stats.estimate import mean_estimate  # scipy is not read by pages that need none

        least, most = _ends(question)

        def said(numbers: Iterable[float]) -> tuple[str, Figure]:
            found = mean_estimate(pl.Series(list(numbers), dtype=pl.Float64).to_numpy()).within(least, most)
            ends = f" ({number(found.low, self.language, 1)} … {number(found.high, self.language, 1)})"
            return number(found.value, self.language, 1) + (ends if found.n > 1 else ""), figure_of(found)

        if question.kind == "number":
            value, figure = said(given)
            return Item(question.code, self._text(question), value=value, n=len(given), figure=figure)
        places = {o.code: [order.index(o.code) + 1 for order in given if o.code in order] for o in question.options}
        bars = [
            Bar(o.text[self.language], len(places[o.code]), 0.0, *said(places[o.code]), counted=False)
            for o in question.options
            if places[o.code]
        ]
        return Item(question.code, self._text(question), n=len(given), bars=bars)

    def _told(self, question: Question) -> Item:
        texts = [str(values[question.code]) for values in self._values if question.code in values]
        shown = self._shown(texts)
        withheld, n = (self._below(FEWEST_TEXTS), 0) if texts and not shown else ("", len(texts))
        return Item(question.code, self._text(question), n=n, texts=shown, all_texts=n, withheld=withheld)

    def _filed(self, question: Question) -> Item:
        """Files, the latest first; a nameless survey asks for none."""
        given = [value for values in self._values if isinstance(value := values.get(question.code), dict)]
        told = [FileLine(str(each["id"]), str(each["name"]), int(each["size"])) for each in given if "id" in each]
        return Item(question.code, self._text(question), n=len(told), files=told[:MOST_TEXTS])

    def _few(self, n: int) -> str:
        if n == 0 and not self.least:
            return _NONE[self.survey.state == Survey.State.CLOSED][self.language]
        return self._below(self.least)

    def _shown(self, texts: list[str]) -> list[str]:
        """Texts as they may be read: nameless ones masked, in no order, and from `FEWEST_TEXTS` on."""
        if not self.least:
            return texts[:MOST_TEXTS]
        if len(texts) < FEWEST_TEXTS:
            return []
        from centricity.text.redact import redacted  # the words it masks take a second to read

        masked = [redacted(text).text for text in texts[:MOST_TEXTS]]
        random.SystemRandom().shuffle(masked)
        return masked


def _ends(question: Question) -> tuple[float, float]:
    """The least and the most that may be answered: a number, or a place."""
    if question.kind == "ranking":
        return 1, len(question.options)
    least, most = question.minimum, question.maximum
    return -math.inf if least is None else least, math.inf if most is None else most


def _options(question: Question) -> Options:
    """How the metric of a question is computed."""
    levels, metric = question.levels, definition(question.metric or "")
    return Options(scale=f"{levels[0]}-{levels[-1]}") if "scale" in metric.options else Options()


def _frame(rows: Any) -> pl.DataFrame:
    """Counts as a table."""
    schema = {"series": pl.String, "row": pl.String, "score": pl.Int64, "key": pl.String, "n": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
