"""Surveys that an analysis may read, and the rated questions in them."""

from dataclasses import dataclass

from centricity.language import Language
from centricity.surveys.model import Survey as Questionnaire
from centricity.surveys.piping import unpiped
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Survey

MOST_SURVEYS = 200
STAFF = "employees"


@dataclass(frozen=True)
class Rated:
    """A question, or a row of a matrix, that is answered by ratings from ``low`` to ``high``."""

    series: str
    row: str
    metric: str
    low: int
    high: int

    @property
    def scale(self) -> str:
        return f"{self.low}-{self.high}"


def surveys_read(organisation: Organisation) -> list[Survey]:
    """Surveys of which figures may be shown, the newest first: a nameless one, or one of staff, once it is closed."""
    known = Survey.objects.filter(organisation=organisation, current__isnull=False)
    found = known.select_related("current").order_by("-created_at", "-pk")[:MOST_SURVEYS]
    return [each for each in found if not is_sealed(each)]


def is_sealed(survey: Survey) -> bool:
    """Whether nothing of a survey may be shown yet: two looks while answers come would tell one of them."""
    return (is_nameless(survey) or survey.audience == STAFF) and survey.state != Survey.State.CLOSED


def questionnaire_of(survey: Survey) -> Questionnaire:
    assert survey.current is not None  # noqa: S101  only surveys with a version are read
    return survey.current.questionnaire


def is_nameless(survey: Survey) -> bool:
    """Whether who answered is not kept, or those who answered are staff."""
    return questionnaire_of(survey).nameless or survey.audience == STAFF


def least_of(survey: Survey) -> int:
    """Fewest answers that a group of a survey is shown with; nought where groups are not withheld."""
    return questionnaire_of(survey).minimum_n if is_nameless(survey) else 0


def rated_of(survey: Survey, language: Language) -> dict[Rated, str]:
    """Everything that is rated in a survey, with its words."""
    found: dict[Rated, str] = {}
    for question in questionnaire_of(survey).questions:
        if not question.rated:
            continue
        text = unpiped(question.text, language)
        levels = question.levels
        ends = (question.metric or "", levels[0], levels[-1])
        if question.kind != "matrix":
            found[Rated(question.series, "", *ends)] = text
        else:
            found |= {Rated(question.series, each.code, *ends): each.text[language] for each in question.rows}
    return found


def by_code(surveys: list[Survey]) -> dict[str, Survey]:
    return {each.code: each for each in surveys}
