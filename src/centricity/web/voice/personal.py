"""What surveys hold of a customer: answers and invitations."""

from collections.abc import Iterator
from typing import Any

from centricity.surveys.question import APART
from centricity.web.customers.models import Customer
from centricity.web.customers.personal import HeldFile
from centricity.web.files.places import path_of
from centricity.web.files.selectors import files_numbered
from centricity.web.voice import file_answers, pacing
from centricity.web.voice.models import Invite, Occasion, Response

TOLD = frozenset({"text", "number", "date", "file"})
"""Kinds of answers in somebody's own words or figures."""


def export(customer: Customer) -> dict[str, Any]:
    """All that somebody answered under its name, and when it was asked."""
    responses = Response.objects.filter(customer=customer).select_related("survey").order_by("begun_at", "pk")
    invites = Invite.objects.filter(customer=customer).select_related("survey").order_by("made_at", "pk")
    occasions = Occasion.objects.filter(customer=customer).select_related("trigger__survey").order_by("due_at", "pk")
    return {
        "occasions": [
            {"survey": o.trigger.survey.code, "event": o.trigger.event, "due_at": o.due_at.isoformat(),
             "outcome": o.outcome}
            for o in occasions
        ],
        "responses": [
            {"survey": r.survey.code, "begun_at": r.begun_at.isoformat(), "state": r.state, "channel": r.channel,
             "answers": r.values}
            for r in responses
        ],
        "invitations": [
            {"survey": i.survey.code, "sent_at": i.sent_at and i.sent_at.isoformat(),
             "used_on": i.used_on and i.used_on.isoformat()}
            for i in invites
        ],
    }  # fmt: skip


def files(customer: Customer) -> Iterator[HeldFile]:
    """Files that somebody answered with under its name, by survey and question."""
    named: dict[str, tuple[str, str]] = {}
    responses = Response.objects.filter(customer=customer).select_related("survey", "version")
    for response in responses.order_by("begun_at", "pk"):
        for code, each in file_answers.files_of(response).items():
            named[str(each["id"])] = (str(each["name"]), f"{response.survey.code}/{code}")
    for file in files_numbered(named):
        name, about = named[str(file.pk)]
        yield HeldFile(str(file.pk), name, file.size, file.sha256, about, path_of(file.pk))


def erase(customer: Customer) -> None:
    """Ratings and choices stay with nobody's name; words and invitations go."""
    for response in Response.objects.filter(customer=customer).select_related("version"):
        kinds = {question.code: question.kind for question in response.version.questionnaire.questions}
        file_answers.forget(response)
        response.values = {
            name: value for name, value in response.values.items() if APART not in name and kinds.get(name) not in TOLD
        }
        response.customer = None
        response.save(update_fields=["values", "customer"])
    Invite.objects.filter(customer=customer).delete()
    Occasion.objects.filter(customer=customer).delete()
    pacing.forget(customer.organisation, customer.keys.filter(kind="email").values_list("value", flat=True))
