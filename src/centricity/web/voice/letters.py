"""Letters that ask: in two forms, with the first rating as links and a way out that programs know."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.mail import DNS_NAME, EmailMultiAlternatives
from django.utils import translation

from centricity.language import Language
from centricity.surveys.question import Question
from centricity.web import letters
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Invite, Survey

MATRIX = "matrix"
"""Rated, and yet no question with one answer."""


def letter_of(survey: Survey, invite: Invite, base: str, *, again: bool, begun: bool = False) -> EmailMultiAlternatives:
    """The letter: a level of its first rating opens the survey with that level chosen, and keeps nothing.

    Whoever has begun is not asked the first question once more: the link leads to where they stopped.
    """
    assert survey.current is not None  # noqa: S101  it is open
    questionnaire = survey.current.questionnaire
    link = f"{base}s/p/{code_signed(invite.code)}/"
    out = f"{base}s/out/{code_signed(invite.code)}/" if invite.customer_id else ""
    language: Language = "en" if invite.language == "en" else "ru"
    with translation.override(language):
        more = {
            "title": questionnaire.title[language], "link": f"{link}?lang={language}", "out": out, "again": again,
            "organisation": survey.organisation.name_en if language == "en" else survey.organisation.name_ru,
            "nameless": questionnaire.nameless, "language": language,
            "intro": questionnaire.intro[language] if questionnaire.intro else "",
            "begun": begun, **({} if begun else _first(questionnaire.pages[0].questions[0], link, language)),
        }  # fmt: skip
        subject = f"{more['organisation']}: {questionnaire.title[language]}"
        letter = letters.letter_of("voice/letter", subject, more, out)
    letter.extra_headers["Message-ID"] = _number(invite, again=again)
    return letter


def _number(invite: Invite, *, again: bool) -> str:
    """The same for a letter that is sent once more: where its server died before saying that it took it."""
    return f"<{uuid5(NAMESPACE_URL, f'{invite.code}{again}')}@{DNS_NAME}>"


def _first(question: Question, link: str, language: Language) -> dict[str, Any]:
    """The first question with its levels as links, where one rating answers it."""
    if not question.levels or question.kind == MATRIX:
        return {}
    scale = question.scale
    return {
        "question": question.text[language],
        "low": scale.low[language] if scale and scale.low else "",
        "high": scale.high[language] if scale and scale.high else "",
        "levels": [(level, f"{link}?lang={language}&a={level}") for level in question.levels],
    }
