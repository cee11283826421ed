"""Alerts of an organisation: raised by the platform, acknowledged by a person; and what a person hears of."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Query, Router

from centricity.errors import Fault, MisuseError, Place
from centricity.language import LANGUAGES
from centricity.web.api import home_schemas as told
from centricity.web.api import shapes
from centricity.web.api.actions_schemas import Action, NewPlan
from centricity.web.api.owners import acted, plan_of
from centricity.web.api.routing import read, write
from centricity.web.audit.services import actor_of
from centricity.web.home.alert_words import told as said
from centricity.web.home.alerts import acknowledge, alert_act, alert_for, alerts_for, causes_choose, causes_of, muted_by
from centricity.web.home.digests import is_subscribed, subscription_set
from centricity.web.home.models import Alert
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

router = Router(tags=["dashboard"])
ROOT = "/organisations/{slug:organisation}/alerts"
HEARING = "/organisations/{slug:organisation}/hearing"
_WORDS = ("title", "says", "interval", "advice")
_NO_CAUSE = {"ru": "о таком в организации не сообщают", "en": "the organisation has no such alerts"}


@router.get(ROOT, **read(told.Alerts))
def list_alerts(request: HttpRequest, organisation: str, asked: Query[told.AlertsAsked]) -> Any:
    """Alerts that you want to hear of, the newest first: those that wait, or those that were acknowledged."""
    place = _place(request, organisation)
    rows = alerts_for(request.user, place).filter(acknowledged_at__isnull=asked.state == "open")
    return shapes.page(request, rows, asked, _shape)


@router.get(ROOT + "/{int:alert}", **read(told.Alert))
def get_alert(request: HttpRequest, organisation: str, alert: int) -> Any:
    """One alert with its numbers; a target is told to those alone who see its study inside."""
    return _shape(alert_for(request.user, _place(request, organisation), alert))


@router.post(ROOT + "/{int:alert}/acknowledge", **write("write", 200, told.Alert))
def acknowledge_alert(request: HttpRequest, organisation: str, alert: int) -> Any:
    """Say that you have seen to an alert; the first who says so stands."""
    found = alert_for(request.user, _place(request, organisation), alert)
    acknowledge(found, request.user, actor_of(request))
    return get_alert(request, organisation, alert)


@router.post(ROOT + "/{int:alert}/actions", **write("write", 201, Action))
def act_on_alert(
    request: HttpRequest, response: HttpResponse, organisation: str, alert: int, wanted: NewPlan
) -> Any:  # fmt: skip
    """Make an action of an alert, which is seen to thereby."""
    place = _place(request, organisation)
    found = alert_for(request.user, place, alert)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    return acted(response, alert_act(found, plan_of(place, wanted), request.user, actor_of(request)))


@router.get(HEARING, **read(told.Hearing))
def get_hearing(request: HttpRequest, organisation: str) -> Any:
    """What you may be alerted of, what of it you hear, and whether by a letter every Monday."""
    return _hearing(request, _place(request, organisation))


@router.patch(HEARING, **write("write", 200, told.Hearing))
def change_hearing(request: HttpRequest, organisation: str, change: told.HearingChange) -> Any:
    """Hear of these causes and no others, or switch the letter; what is not named stays."""
    place = _place(request, organisation)
    with transaction.atomic():
        if change.causes is not None:
            _known(place, change.causes)
            causes_choose(request.user, place, set(change.causes), actor_of(request))
        if change.letter is not None:
            subscription_set(request.user, place, actor_of(request), on=change.letter)
    return _hearing(request, place)


def _place(request: HttpRequest, organisation: str) -> Organisation:
    return organisation_for(request.user, organisation, VoiceRight.RESULTS)


def _hearing(request: HttpRequest, place: Organisation) -> shapes.Shape:
    muted = set(muted_by(request.user, place))
    causes = [{"cause": each, "heard": each not in muted} for each in causes_of(place)]
    return {"causes": causes, "letter": is_subscribed(request.user, place)}


def _known(place: Organisation, causes: list[str]) -> None:
    known = causes_of(place)
    faults = [
        Fault("web.value_unfit", Place(key=f"causes.{n}"), {"problem": _NO_CAUSE})
        for n, each in enumerate(causes)
        if each not in known
    ]
    if faults:
        raise MisuseError(faults)


def _metric(row: Alert) -> str | None:
    if row.kind == Alert.Kind.WATCH:
        return str(row.figures["metric"])
    return row.subject if row.kind == Alert.Kind.MOVED else None


def _shape(row: Alert) -> shapes.Shape:
    words: dict[str, dict[str, str]] = {name: {} for name in _WORDS}
    for language in LANGUAGES:
        with override(language):
            made = said(row, language)
            for name in _WORDS:
                words[name][language] = str(getattr(made, name))
    return words | {
        "id": row.pk, "kind": row.kind, "metric": _metric(row),
        "study": row.study or None, "period": row.period, "address": made.address, "figures": row.figures,
        "raised_at": row.raised_at, "acknowledged_at": row.acknowledged_at,
        "acknowledged_by": str(row.acknowledged_by) if row.acknowledged_by else None,
    }  # fmt: skip
