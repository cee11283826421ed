"""Whole responses that a program brings: by the rules of the pages, once each, nameless without a customer."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from centricity.errors import Fault, MisuseError, Place
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Customer
from centricity.web.voice.answering import Asked, whole_take
from centricity.web.voice.models import Response, Survey
from centricity.web.voice.sent import raw_of


@dataclass(frozen=True)
class Brought:
    """A response as a program has it; ``key`` is the program's own name of it."""

    answers: Mapping[str, Any]
    channel: str
    language: str
    customer: uuid.UUID | None
    key: str


def response_bring(survey: Survey, brought: Brought, actor: Actor) -> Response:
    """Take a response whole; one that was brought under this key before is given as it was taken.

    Raises
    ------
    MisuseError
        With every answer that will not do; where the survey is not open, or does not take such a response.
    """
    if survey.current is None:
        raise MisuseError([Fault("voice.not_open")])
    nameless = survey.current.questionnaire.nameless
    if nameless and brought.customer is not None:
        raise MisuseError([Fault("voice.nameless_named", Place(key="customer"))])
    if nameless and not survey.public:
        raise MisuseError([Fault("voice.by_invitation")])
    asked = Asked(brought.language, brought.channel, customer_id=_customer(survey, brought.customer))
    raw = raw_of(survey.current.questionnaire, brought.answers)
    with transaction.atomic():
        made, fresh = whole_take(survey, f"brought:{survey.pk}:{brought.key}", raw, asked)
        if fresh:
            record(actor, "survey.answered", survey.target, after={"channel": brought.channel})
    return made


def _customer(survey: Survey, code: uuid.UUID | None) -> int | None:
    if code is None:
        return None
    found = Customer.objects.filter(organisation=survey.organisation_id, code=code).values_list("pk", flat=True).first()
    if found is None:
        raise MisuseError([Fault("voice.customer_unknown", Place(key="customer"))])
    return int(found)
