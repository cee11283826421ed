"""Channels side by side: contacts and satisfaction, as on their page."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.stats.estimate import Estimate
from centricity.web.api import home_channels_schemas as told
from centricity.web.api import shapes
from centricity.web.api.routing import read
from centricity.web.api.shapes import Shape
from centricity.web.api.survey_shapes import figure
from centricity.web.customers.models import Customer
from centricity.web.customers.selectors import customers_by_number
from centricity.web.feedback.figures import Period, is_told, usual_period
from centricity.web.home.assistant import Assistant, Dialogues
from centricity.web.home.channel_rows import Asked, contacts_listed
from centricity.web.home.channels import Channels, Line, Moved, channels
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.shapes import figure_of

router = Router(tags=["dashboard"])
_NUMBERS = ("share", "rate", "repeated", "csat", "nps", "first_answer", "worked")


@router.get("/organisations/{slug:organisation}/channels", **read(told.ChannelFigures))
def get_channels(request: HttpRequest, organisation: str, asked: Query[told.ChannelsAsked]) -> Any:
    """Contacts, contact rate, satisfaction and hours to the first answer by channel, and what the assistant took."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return _shape(channels(place, _asked(asked)))


@router.get("/organisations/{slug:organisation}/channels/contacts", **read(told.ChannelContacts))
def list_channel_contacts(request: HttpRequest, organisation: str, asked: Query[told.ContactsAsked]) -> Any:
    """Contacts behind a number of a channel, the newest first."""
    place = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    rows = contacts_listed(place, _asked(asked), asked.channel, assistant=asked.assistant)
    part = shapes.page(request, rows, asked, lambda row: row)
    known = customers_by_number([customer for _at, customer, _channel in part["items"]])
    return part | {"items": [_contact(at, known.get(number), channel) for at, number, channel in part["items"]]}


def _asked(asked: told.ChannelsAsked) -> Asked:
    period = Period(asked.first, asked.last) if asked.first and asked.last else usual_period()
    return Asked(period, asked.market or "", asked.segment)


def _contact(at: datetime, customer: Customer | None, channel: str) -> Shape:
    return {"at": at, "customer": customer.code if customer is not None else None, "channel": channel}


def _shape(found: Channels) -> Shape:
    period, before = found.asked.period, found.asked.earlier().period
    known = found.days or (None, None)
    return {
        "first": period.first, "last": period.last, "before_first": before.first, "before_last": before.last,
        "customers": found.customers, "undated": found.undated, "unknown_authors": found.nobodys,
        "known_from": known[0], "known_until": known[1],
        "channels": [_line(each) for each in found.lines], "together": [_line(each) for each in found.groups],
        "self_service": _moved(found.self_service), "by_person": _moved(found.by_person), "csat": _moved(found.csat),
        "came_of_it": found.came_of_it, "assistant": _assistant(found.assistant),
    }  # fmt: skip


def _line(line: Line) -> Shape:
    numbers = {name: _measured(getattr(line, name)) for name in _NUMBERS}
    return {"channel": line.code, "contacts": line.contacts} | numbers


def _measured(found: Estimate) -> Shape | None:
    told_of = figure(figure_of(found)) if is_told(found) else None
    return None if told_of is None else told_of | {"n": found.n}


def _moved(found: Moved) -> Shape:
    both = is_told(found.now) and is_told(found.before)
    return {
        "now": _measured(found.now), "before": _measured(found.before), "verdict": found.verdict,
        "difference": figure(figure_of(found.by)) if both else None,
    }  # fmt: skip


def _assistant(found: Assistant) -> Shape | None:
    if found.whole is None:
        return None
    lists = {name: [_dialogues(each) for each in getattr(found, name)] for name in ("channels", "about")}
    return lists | {"whole": _dialogues(found.whole)}


def _dialogues(each: Dialogues) -> Shape:
    counts = {name: getattr(each, name) for name in ("begun", "untold", "handed_over")}
    return {"key": each.code, "contained": _measured(each.contained), "asked_again": _measured(each.again)} | counts
