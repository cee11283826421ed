"""Questions that are rated on a scale of their own, each a metric for itself: scales are never averaged together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from centricity.language import Text
from centricity.metrics import definition
from centricity.metrics.definition import Metric, Rule, Scale
from centricity.surveys.piping import unpiped
from centricity.surveys.question import APART
from centricity.surveys.question import Question as Asked
from centricity.web.home.readable import Rated, is_nameless, surveys_read
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Survey, Version

MEAN = "mean_score"
"""The metric of ratings and matrices."""
_KEPT = Kept[dict[str, "Question"]](64)


@dataclass(frozen=True)
class Question:
    """A question, or a row of a matrix, on one scale; ``versions`` are those that ask it so, none where all do.

    ``name`` tells it within its survey; an earlier scale of the same question is named with it.
    """

    survey: Survey
    rated: Rated
    name: str
    text: Text
    versions: tuple[int, ...] = ()

    @property
    def code(self) -> str:
        """The name of the metric that it is."""
        return f"{self.survey.code}{APART}{self.name}"

    @property
    def series(self) -> tuple[str, str, str]:
        """Under which name answers to it are compared across versions, as breaks of wording name it."""
        return self.rated.series, self.rated.row, self.rated.metric

    @property
    def conditions(self) -> dict[str, Any]:
        """Conditions on its ratings, in fields that tallies have as well; those on versions tallies have not."""
        return {"survey": self.survey, "metric": MEAN, "series": self.rated.series, "row": self.rated.row}

    @property
    def metric(self) -> Metric:
        """What its ratings are made into: the mean, on its scale."""
        mean = definition(MEAN)
        rule = Rule(scale=Scale(min=self.rated.low, max=self.rated.high, whole=False))
        return mean.model_copy(update={"id": self.code, "name": self.text, "short": mean.name, "rule": rule})


def is_question(metric: str) -> bool:
    """Whether a name of a metric is that of a question."""
    return APART in metric


def questions_of(organisation: Organisation) -> dict[str, Question]:
    """Questions by code, those of the newest survey first; of surveys alone of which figures may be shown."""
    mine = Survey.objects.filter(organisation=organisation)
    stamp = mine.aggregate(n=Count("pk"), versions=Sum("version"))
    return _KEPT.get((organisation.pk, *stamp.values()), lambda: _read(organisation))


def _read(organisation: Organisation) -> dict[str, Question]:
    surveys = surveys_read(organisation)
    earlier = _versions([each for each in surveys if each.current is not None and each.current.number > 1])
    found = (each for survey in surveys for each in _of_survey(survey, earlier.get(survey.pk) or _current(survey)))
    return {each.code: each for each in found}


def _current(survey: Survey) -> list[Version]:
    return [survey.current] if survey.current is not None else []


def _versions(surveys: list[Survey]) -> dict[int, list[Version]]:
    """Versions of surveys that have several, the newest first."""
    found: dict[int, list[Version]] = {}
    for each in Version.objects.filter(survey__in=surveys).order_by("survey", "-number"):
        found.setdefault(each.survey_id, []).append(each)
    return found


def _of_survey(survey: Survey, versions: list[Version]) -> Iterator[Question]:
    """Questions as they were worded last; one of several scales stands once for each.

    Of a nameless survey such a question is left out, and one that was asked as another metric: its results tell all
    its answers, so that one scale would tell the other.
    """
    texts: dict[Rated, Text] = {}
    asked: dict[Rated, list[int]] = {}
    for version in versions:
        for rated, text in _rated(version):
            texts.setdefault(rated, text)
            asked.setdefault(rated, []).append(version.number)
    scales: dict[tuple[str, str], list[Rated]] = {}
    for rated in texts:
        scales.setdefault((rated.series, rated.row), []).append(rated)
    for same in scales.values():
        means = [each for each in same if each.metric == MEAN]
        for rated in means if len(same) == 1 or not is_nameless(survey) else ():
            name = _name(rated, with_scale=rated != means[0])
            yield Question(survey, rated, name, texts[rated], tuple(asked[rated]) if len(means) > 1 else ())


def _rated(version: Version) -> Iterator[tuple[Rated, Text]]:
    for question in version.questionnaire.questions:
        if question.rated:
            yield from _rows(question)


def _rows(question: Asked) -> Iterator[tuple[Rated, Text]]:
    words = Text(ru=unpiped(question.text, "ru"), en=unpiped(question.text, "en"))
    ends = (question.metric or "", question.levels[0], question.levels[-1])
    if question.kind != "matrix":
        yield Rated(question.series, "", *ends), words
    for row in question.rows:
        text = Text(ru=f"{words.ru} — {row.text.ru}", en=f"{words.en} — {row.text.en}")
        yield Rated(question.series, row.code, *ends), text


def _name(rated: Rated, *, with_scale: bool) -> str:
    parts = [rated.series, rated.row, rated.scale if with_scale else ""]
    return APART.join(parts).rstrip(APART)


def scales_beside(organisation: Organisation, question: Question) -> list[Question]:
    """The same question on its other scales."""
    same = (question.survey, question.rated.series, question.rated.row)
    known = questions_of(organisation).values()
    return [e for e in known if (e.survey, e.rated.series, e.rated.row) == same and e.code != question.code]
