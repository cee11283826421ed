"""From weights of a survey to what the API gives."""

from typing import Any

from django.utils.translation import override

from centricity.surveys.model import Survey as Questionnaire
from centricity.surveys.piping import unpiped
from centricity.web.api.shapes import Shape
from centricity.web.api.survey_shapes import figure
from centricity.web.research.services import told
from centricity.web.voice.models import Survey
from centricity.web.voice.weighing import Beside, Weighing, weighing_of


def weighted(survey: Survey) -> Shape | None:
    """Metrics with weights beside the same without; none where no shares were told, or all waits for the end."""
    with override("ru"):
        made = weighing_of(survey, "ru")
        if made is None:
            return None
        raked, faults = made.raked, made.faults
    return {
        "number": made.targets.number, "shares": made.targets.shares, "largest": made.targets.largest,
        "faults": _faults(survey, faults) if faults else [],
        "effective_n": raked.effective_n if raked else None, "design_effect": raked.design_effect if raked else None,
        "heaviest": made.heaviest if raked else None, "unknown": _unknown(made),
        "items": [_item(made.questionnaire, each) for each in made.figures],
    }  # fmt: skip


def _unknown(made: Weighing) -> dict[str, int]:
    """How many of whom a column tells nothing; of a nameless survey it is not told."""
    return {} if made.nameless or made.raked is None else made.unknown


def _faults(survey: Survey, russian: list[Any]) -> list[Shape]:
    """Why there are no weights, with the names of groups in each language."""
    with override("en"):
        other = weighing_of(survey, "en")
        english = other.faults if other else []
    pairs = zip(russian, [*english, *russian][: len(russian)], strict=True)
    return [told(ru) | {"en": told(en)["en"]} for ru, en in pairs]


def _item(questionnaire: Questionnaire, found: Beside) -> Shape:
    return {
        "code": found.code, "row": found.row, "text": _text(questionnaire, found), "withheld": found.hidden,
        "n": None if found.hidden else found.n, "figure": figure(found.figure),
        "weighted": figure(found.weighted_figure), "effective_n": None if found.hidden else found.effective,
    }  # fmt: skip


def _text(questionnaire: Questionnaire, found: Beside) -> dict[str, str]:
    """The words of a question, or of it and a row of it."""
    question = next(each for each in questionnaire.questions if each.code == found.code)
    row = next((each.text for each in question.rows if each.code == found.row), None)
    return {
        language: unpiped(question.text, language) + (f" — {row[language]}" if row else "")
        for language in ("ru", "en")
    }  # fmt: skip
