"""Answers of customers are heard: a line of their timeline, and feedback where they say or lack something."""

from django.db import transaction

from centricity.surveys.question import Question
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Interaction
from centricity.web.feedback.models import LONGEST_TEXT, Item, Tone
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.jobs.services import Progress
from centricity.web.voice.answer_words import ratings_told, texts_of
from centricity.web.voice.models import Response

MOST = 2_000
"""Responses that are heard at once; the rest a minute later."""
UNHAPPY = {"nps": 6, "csat": 2, "ces": 2, "cli": 2}
"""Ratings from which down somebody is to be turned to, by kind of question."""


def hear(progress: Progress) -> None:
    """Take up complete responses of customers that were not heard yet; nameless ones are nobody's."""
    progress.next("Слушаю ответы", "Hearing answers")
    waiting = Response.objects.filter(state=Response.State.WHOLE, heard=False)
    rows = waiting.select_related("survey__organisation", "version", "customer").order_by("ended_at", "pk")
    for response in rows[:MOST]:
        with transaction.atomic():
            if Response.objects.filter(pk=response.pk, heard=False).update(heard=True):
                _heard(response)
    with progress.finishing():
        pass


def _heard(response: Response) -> None:
    questionnaire, organisation = response.version.questionnaire, response.survey.organisation
    if questionnaire.nameless or questionnaire.audience != "customers" or response.ended_at is None:
        return
    number = str(response.pk)
    if response.customer is not None:
        Interaction.objects.bulk_create([line_of(response)], ignore_conflicts=True)
    unhappy = any(_unhappy(question, response.values) for question in questionnaire.questions)
    text = "\n".join(texts_of(response))
    if not text and not unhappy:
        return
    title = response.survey.title(response.language)
    told = text or _told(response) or title
    said = Said(
        told[:LONGEST_TEXT], "survey", response.channel or "web", number, title=title[:200],
        language=response.language, kind="complaint" if unhappy else "", at=response.ended_at,
        customer=response.customer, consent=response.customer is not None,
    )  # fmt: skip
    made, fresh = item_add(organisation, said, SYSTEM)
    if fresh and not text and any(_low(question, response.values) for question in questionnaire.questions):
        Item.objects.filter(pk=made.pk).update(suggested_tone=Tone.NEGATIVE, suggested_by="rating")


def line_of(response: Response) -> Interaction:
    """The line of a customer's timeline that a complete response is."""
    return Interaction(
        organisation_id=response.survey.organisation_id, customer=response.customer, kind=Interaction.Kind.ANSWER,
        number=str(response.pk), at=response.ended_at, channel=response.channel, text=_told(response),
        about=response.survey.target,
    )  # fmt: skip


def _unhappy(question: Question, values: dict[str, object]) -> bool:
    """Whether an answer calls for somebody: a bad rating, or a wish to be turned to."""
    return values.get(question.code) is True if question.contact else _low(question, values)


def _low(question: Question, values: dict[str, object]) -> bool:
    """Whether a rating is a bad one; the words of its question would tell a model of texts nothing of that."""
    value = values.get(question.code)
    return question.kind in UNHAPPY and isinstance(value, int) and value <= UNHAPPY[question.kind]


def _told(response: Response) -> str:
    """Ratings in words of the language in which they were given."""
    return ratings_told(response, "en" if response.language == "en" else "ru")
