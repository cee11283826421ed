"""How options of surveys are called, and where they are, for the actions that came of them."""

from collections.abc import Mapping

from django.urls import reverse

from centricity.language import Language
from centricity.surveys.piping import unpiped
from centricity.surveys.question import OTHER
from centricity.web.improvement.origins import Origin
from centricity.web.look.languages import language_now
from centricity.web.voice.models import Survey


def answers(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    """Options by survey, question and code; what the survey asks no more is called by its codes."""
    told = {each: each.split(":") for each in identifiers if each.count(":") == 2}
    pks = [int(part[0]) for part in told.values() if part[0].isascii() and part[0].isdecimal() and len(part[0]) < 19]
    known = Survey.objects.filter(organisation__code=organisation, pk__in=pks).select_related("current")
    surveys = {str(each.pk): each for each in known}
    language = language_now()
    return {
        identifier: Origin(
            _title(surveys[survey], question, option, language),
            reverse("survey_results", args=[organisation, surveys[survey].code]),
        )
        for identifier, (survey, question, option) in told.items()
        if survey in surveys
    }


def _title(survey: Survey, code: str, option: str, language: Language) -> str:
    questions = survey.current.questionnaire.questions if survey.current is not None else ()
    question = next((each for each in questions if each.code == code), None)
    name = survey.title_ru if language == "ru" else survey.title_en
    if question is None:
        return f"{name}: {code}, {option}"
    words = {each.code: each.text[language] for each in question.options}
    words.setdefault(OTHER, {"ru": "другое", "en": "other"}[language])
    return f"{name}: {unpiped(question.text, language)} – {words.get(option, option)}"
