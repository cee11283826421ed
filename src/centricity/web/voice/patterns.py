"""Patterns that a survey may begin with."""

from typing import Any

from centricity.errors import Fault, MisuseError, Place
from centricity.methods import bundled_method
from centricity.surveys import bundled_survey, survey_ids
from centricity.surveys.catalogue import METHODS
from centricity.surveys.of_method import survey_of
from centricity.surveys.question import Option
from centricity.web.voice.drafts import plain
from centricity.web.voice.forms import options_of


def titles() -> dict[str, dict[str, str]]:
    """Titles of the patterns by their codes."""
    return {each: dict(bundled_survey(each).title) for each in survey_ids()}


def pattern(template: str, departments: str) -> dict[str, Any]:
    """The draft that a template begins with; one of maturity asks about departments, a line for each.

    Raises
    ------
    MisuseError
        Where a department has a code and no name.
    """
    if template in METHODS:
        told = options_of(departments)
        faults = [_nameless(each["code"]) for each in told if not each["text"]["ru"]]
        if faults:
            raise MisuseError(faults)
        listed = [Option.model_validate(each) for each in told]
        return plain(survey_of(bundled_method(template), listed))
    if template:
        return plain(bundled_survey(template))
    nothing = {"ru": "Новый опрос", "en": "A new survey"}
    thanks = {"ru": "Спасибо!", "en": "Thank you."}
    return {"schema": "centricity/survey-1", "id": "survey", "version": "1.0.0", "title": nothing, "thanks": thanks,
            "pages": []}  # fmt: skip


def _nameless(code: str) -> Fault:
    return Fault("voice.department_nameless", Place(key="departments"), {"code": code})
