"""Weights of a survey: shares that somebody told, raked, and metrics beside what they are without; never silently."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from centricity.errors import Fault, MisuseError, Place, StepError
from centricity.language import Language
from centricity.metrics import definition
from centricity.metrics.options import Options
from centricity.metrics.tallies import from_tallies
from centricity.metrics.wording import interval, written
from centricity.stats.rake import Raked, rake
from centricity.surveys.model import Survey as Questionnaire
from centricity.surveys.piping import unpiped
from centricity.surveys.question import Question
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Channel, Customer
from centricity.web.voice.models import Rating, Survey, Targets
from centricity.web.voice.shapes import Figure, figure_of

COLUMNS = {"department": "department", "segment": "segment", "market": "response__customer__market",
           "channel": "channel"}  # fmt: skip
"""Columns that shares may be told for, and where their groups stand."""
COLUMN_NAMES = {
    "department": _("department"), "segment": _("segment"), "market": _("market"), "channel": _("channel"),
}  # fmt: skip
MOST_GROUPS = 50
LARGEST = 5.0
"""The largest weight in averages, unless somebody says another."""
WHOLE, ROUNDING = 100.0, 0.05
"""What the shares of a column must come to in percent, and how far thirds written with one decimal may be off."""

Shares = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Beside:
    """A metric with weights beside the same without; ``hidden`` says why there is none."""

    question: str
    metric: str
    value: str = ""
    interval: str = ""
    n: int = 0
    weighted: str = ""
    weighted_interval: str = ""
    effective: float = 0.0
    hidden: bool = False
    code: str = ""
    row: str = ""
    figure: Figure | None = None
    weighted_figure: Figure | None = None


def targets_of(survey: Survey) -> Targets | None:
    """The shares that hold now."""
    return Targets.objects.filter(survey=survey).first()


@transaction.atomic
def targets_set(survey: Survey, shares: Shares, largest: float, number: int, actor: Actor) -> Targets:
    """Keep shares, in percent; the number is that of the shares as they were read, nought where there were none.

    Raises
    ------
    MisuseError
        With every share that will not do; where a nameless survey is open or has too small groups for them, or
        somebody else changed the shares meanwhile.
    """
    before = targets_of(survey)
    faults = list(_unfit(shares, largest))
    if faults:
        raise MisuseError(faults)
    if shares:
        _guarded(survey, shares)
    if number != (before.number if before else 0):
        raise MisuseError([Fault("web.changed_meanwhile")])
    made = Targets(survey=survey, number=number + 1, shares=shares, largest=largest, set_by=actor.name)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MisuseError([Fault("web.changed_meanwhile")]) from None
    told = {"shares": before.shares, "largest": before.largest} if before else {}
    record(actor, "survey.weighted", survey.target, told, {"shares": shares, "largest": largest})
    return made


def _unfit(shares: Shares, largest: float) -> Iterable[Fault]:
    if not 1 < largest <= 20:
        yield Fault(
            "stats.out_of_range", Place(key="largest"), {"name": "largest", "value": largest, "low": 1, "high": 20}
        )
    for column, groups in shares.items():
        if column not in COLUMNS:
            yield Fault("voice.weight_column", Place(key=column), {"name": column, "known": ", ".join(COLUMNS)})
        total = sum(groups.values())
        if any(not 0 <= share <= WHOLE for share in groups.values()) or not abs(total - WHOLE) <= ROUNDING:
            yield Fault("voice.weight_sum", Place(key=column), {"total": round(total, 2)})


def _guarded(survey: Survey, shares: Shares) -> None:
    """Refuse shares of a nameless survey that would tell small groups, without telling which they are."""
    weighing = Weighing(survey, Targets(survey=survey, shares=dict(shares), largest=LARGEST), "en")
    if weighing.sealed:
        raise MisuseError([Fault("voice.weight_sealed")])
    if weighing.small:
        raise MisuseError([Fault("voice.weight_small", fields={"least": weighing.least})])


class Weighing:
    """Answers of a survey weighed to shares, in a language; read in two queries."""

    def __init__(self, survey: Survey, targets: Targets, language: Language) -> None:
        assert survey.current is not None  # noqa: S101  it is asked of what was published
        self.survey, self.targets, self.language = survey, targets, language
        self.questionnaire: Questionnaire = survey.current.questionnaire
        self.nameless = self.questionnaire.nameless
        self.least = self.questionnaire.minimum_n if self.nameless else 0
        self.columns = [column for column in COLUMNS if column in targets.shares]

    @property
    def sealed(self) -> bool:
        """Whether even the sizes of groups wait for the end."""
        return self.nameless and self.survey.state != Survey.State.CLOSED

    @cached_property
    def people(self) -> pl.DataFrame:
        """Those who answered by what they are weighed by."""
        return _counted(self._rows, self.columns, n=Count("response", distinct=True))

    @cached_property
    def _tallies(self) -> pl.DataFrame:
        return _counted(self._rows, ("series", "row", "score", *self.columns), n=Count("pk"))

    @property
    def _rows(self) -> Any:
        return Rating.objects.filter(survey=self.survey)

    @property
    def small(self) -> bool:
        """Whether a nameless survey has a group, of all columns together, too small to be weighed."""
        if not self.least:
            return False
        there = {column: set(self.people[column]) for column in self.columns}
        lost = any(set(self.targets.shares[column]) - there[column] for column in self.columns)
        return lost or bool((self.people["n"] < self.least).any())

    @cached_property
    def raked(self) -> Raked | None:
        """Weights of the groups; none where they cannot be made."""
        return self._made[0]

    @cached_property
    def faults(self) -> list[Fault]:
        """Why they cannot."""
        return self._made[1]

    @cached_property
    def _made(self) -> tuple[Raked | None, list[Fault]]:
        if self.people.is_empty():
            return None, [Fault("voice.weight_nobody")]
        if self.small:
            return None, [Fault("voice.weight_small", fields={"least": self.least})]
        counts = self.people["n"].to_numpy().astype(np.float64)
        codes = {column: self.people[column].to_numpy() for column in self.columns}
        try:
            return rake(codes, self._wanted(), counts, largest=self.targets.largest), []
        except StepError as error:
            return None, [self._named(fault) for fault in error.faults]

    def _wanted(self) -> dict[str, dict[str, float]]:
        """Shares of one; those of whom a column tells nothing keep the share that they have."""
        made = {}
        for column in self.columns:
            told = self.targets.shares[column]
            unknown = int(self.people.filter(pl.col(column) == "")["n"].sum()) / int(self.people["n"].sum())
            total = sum(told.values())
            made[column] = {code: share / total * (1 - unknown) for code, share in told.items()}
            if unknown:
                made[column][""] = unknown
        return made

    def _named(self, fault: Fault) -> Fault:
        """A fault in the words of the page."""
        column = str(fault.fields.get("margin", ""))
        more = {"margin": str(COLUMN_NAMES.get(column, column))}
        if "code" in fault.fields:
            more["code"] = group_name(self.questionnaire, column, str(fault.fields["code"]), self.language)
        return replace(fault, fields={**fault.fields, **more})

    @property
    def heaviest(self) -> float:
        """The largest weight of anybody, in averages."""
        return float(self.raked.weights.max()) if self.raked else 0.0

    @property
    def unknown(self) -> dict[str, int]:
        """How many of whom a column tells nothing, where there are any."""
        found = {column: int(self.people.filter(pl.col(column) == "")["n"].sum()) for column in self.columns}
        return {column: n for column, n in found.items() if n}

    @cached_property
    def figures(self) -> list[Beside]:
        """Every rated question that somebody answered, with weights and without."""
        if self.raked is None:
            return []
        weights = self.people.select(self.columns).with_columns(weight=pl.Series(self.raked.weights, dtype=pl.Float64))
        frame = self._tallies.join(weights, on=self.columns)
        made = []
        for question in self.questionnaire.questions:
            text = unpiped(question.text, self.language)
            if question.kind == "matrix" and question.rated:
                made += [
                    self._beside(question, f"{text} — {row.text[self.language]}", frame, row.code)
                    for row in question.rows
                ]
            elif question.rated:
                made.append(self._beside(question, text, frame, ""))
        return [each for each in made if each.n or each.hidden]

    def _beside(self, question: Question, text: str, frame: pl.DataFrame, part: str) -> Beside:
        ours = _of(frame, question, part)
        metric = definition(question.metric or "")
        low, high = question.levels[0], question.levels[-1]
        options = Options(scale=f"{low}-{high}") if "scale" in metric.options else Options()
        title = (metric.short or metric.name)[self.language]
        cells = ours.group_by(self.columns).agg(pl.col("n").sum())
        if self.least and (cells.is_empty() or bool((cells["n"] < self.least).any())):
            return Beside(text, title, hidden=True, code=question.code, row=part)
        (plain,) = from_tallies(metric, ours.drop("weight"), (), options, self.least).rows
        (row,) = from_tallies(metric, ours, (), options, self.least).rows
        return Beside(
            text, title, written(plain.estimate.value, metric.unit, self.language),
            interval(plain.estimate, metric, self.language), plain.estimate.n,
            written(row.estimate.value, metric.unit, self.language), interval(row.estimate, metric, self.language),
            row.parts.get("effective_n", 0.0), code=question.code, row=part, figure=figure_of(plain.estimate),
            weighted_figure=figure_of(row.estimate),
        )  # fmt: skip


def weighing_of(survey: Survey, language: Language) -> Weighing | None:
    """The weights of a survey; none where nobody told shares, or all of it waits for the end."""
    targets = targets_of(survey)
    if survey.current is None or targets is None or not targets.shares:
        return None
    made = Weighing(survey, targets, language)
    return None if made.sealed else made


def _counted(rows: Any, names: Iterable[str], n: Count) -> pl.DataFrame:
    """Rows counted by some columns, whose groups without a name are empty texts."""
    listed = list(names)
    paths = [COLUMNS.get(name, name) for name in listed]
    found = [tuple("" if each is None else each for each in row) for row in rows.values_list(*paths).annotate(n=n)]
    kinds = {name: pl.Int64 if name == "score" else pl.String for name in listed} | {"n": pl.Int64}
    frame = pl.DataFrame(found, schema=kinds, orient="row")
    return frame.group_by(listed).agg(pl.col("n").sum()).sort(listed) if listed else frame


def _of(frame: pl.DataFrame, question: Question, row: str) -> pl.DataFrame:
    return frame.filter((pl.col("series") == question.series) & (pl.col("row") == row))


def group_name(questionnaire: Questionnaire, column: str, code: str, language: Language) -> str:
    """The name of a group: the words of an option that fills its column, or those of the platform."""
    for question in questionnaire.questions:
        if question.fills == column:
            named = {option.code: option.text[language] for option in question.options}
            return named.get(code, code)
    known: dict[str, Any] = {"market": dict(Customer.Market.choices), "channel": dict(Channel.choices)}.get(column, {})
    return str(known.get(code, code))


def groups_of(survey: Survey, column: str) -> dict[str, int | None]:
    """Groups that a share may be told for, with how many answered; of a nameless survey how many is not told.

    Those come from the answers and from the options of the question that fills the column.
    """
    assert survey.current is not None  # noqa: S101  it is asked of what was published
    questionnaire = survey.current.questionnaire
    filling = [question for question in questionnaire.questions if question.fills == column]
    codes = [option.code for question in filling for option in question.options]
    if questionnaire.nameless:
        known = codes or ([] if column != "channel" else _there(survey, column))
        return dict.fromkeys(known[:MOST_GROUPS])
    counted = dict(
        Rating.objects.filter(survey=survey).values_list(COLUMNS[column]).annotate(n=Count("response", distinct=True))
    )
    told: dict[str, int | None] = dict.fromkeys(codes, 0)
    there = sorted((code for code in counted if code), key=lambda code: (-counted[code], code))
    return dict(list((told | {code: counted[code] for code in there}).items())[:MOST_GROUPS])


def _there(survey: Survey, column: str) -> list[str]:
    """Groups of a closed nameless survey; before the end nothing is told of it."""
    if survey.state != Survey.State.CLOSED:
        return []
    return sorted(set(Rating.objects.filter(survey=survey).values_list(column, flat=True)) - {""})
