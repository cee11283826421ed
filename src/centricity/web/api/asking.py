"""Asking customers once, and whom that would reach."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Status

from centricity.errors import Fault, MisuseError, Place
from centricity.web.api import asking_schemas as told
from centricity.web.api import shapes
from centricity.web.api import survey_deeds_schemas as of_letters
from centricity.web.api.desk import estimated
from centricity.web.api.routing import read, write
from centricity.web.audit.services import actor_of
from centricity.web.customers.selectors import segments_of
from centricity.web.feedback.figures import share
from centricity.web.people.roles import VoiceRight
from centricity.web.voice import inviting, reminding
from centricity.web.voice.models import Survey
from centricity.web.voice.pacing import quiet_days
from centricity.web.voice.selectors import survey_for

router = Router(tags=["surveys"])
PLACE = "/surveys/{slug:organisation}/{slug:survey}/invitations"
_NO_SEGMENT = {"ru": "в этом сегменте нет клиентов", "en": "no customer is in this segment"}
_CUSTOMERS = {
    "ru": "по адресам зовут только на опрос сотрудников",
    "en": "addresses are asked to surveys of staff alone",
}
_STAFF = {"ru": "на опрос сотрудников зовут по адресам", "en": "a survey of staff is asked by addresses"}


@router.get(PLACE, **read(told.Reach))
def get_survey_reach(request: HttpRequest, organisation: str, survey: str, among: Query[told.AmongAsked]) -> Any:
    """How many customers a survey would reach now, and why not the others; nobody is asked."""
    return _reach(_one(request, organisation, survey), among)


@router.post(PLACE, **write("admin", 202, told.Reach))
def ask_survey(request: HttpRequest, organisation: str, survey: str, among: told.Among) -> Any:
    """Ask customers who may be asked by e-mail, each once in a wave; letters are on their way then."""
    found = _one(request, organisation, survey)
    base, actor = request.build_absolute_uri("/"), actor_of(request)
    with transaction.atomic():
        reach = _reach(found, among)
        asked = inviting.customers_invite(found, _customers(found, among), _days(found, among), base, actor)
    return Status(202, reach | {"asked": asked})


@router.get(f"{PLACE}/letters", **read(of_letters.Letters))
def get_survey_letters(request: HttpRequest, organisation: str, survey: str) -> Any:
    """How many letters of a survey were sent and answered, and how many may be reminded."""
    found = _one(request, organisation, survey)
    counts = inviting.letters_counted(found)
    return {name.removeprefix("n_"): n for name, n in counts.items()} | {
        "answered": estimated(share(counts["n_sent"], counts["n_used"])),
        "remindable": reminding.to_remind(found).count(),
    }  # fmt: skip


@router.post(f"{PLACE}/addresses", **write("admin", 202, of_letters.LettersAsked))
def ask_addresses(request: HttpRequest, organisation: str, survey: str, wanted: of_letters.AddressesAsked) -> Any:
    """Ask e-mail addresses to a survey of staff; one that was asked already, or lately, is left alone."""
    found = _one(request, organisation, survey)
    if found.audience != "employees":
        raise MisuseError([Fault("web.value_unfit", Place(key="survey"), {"problem": _CUSTOMERS})])
    base, actor = request.build_absolute_uri("/"), actor_of(request)
    return Status(202, {"letters": inviting.addresses_invite(found, wanted.addresses, wanted.language, base, actor)})


@router.post(f"{PLACE}/reminders", **write("admin", 202, of_letters.LettersAsked))
def remind_survey(request: HttpRequest, organisation: str, survey: str) -> Any:
    """Remind whoever was asked three days ago or earlier and has not answered; nobody is reminded twice."""
    found = _one(request, organisation, survey)
    return Status(202, {"letters": reminding.remind(found, request.build_absolute_uri("/"), actor_of(request))})


def _one(request: HttpRequest, organisation: str, survey: str) -> Survey:
    return survey_for(request.user, organisation, survey, VoiceRight.MANAGE)


def _reach(survey: Survey, among: told.Among) -> shapes.Shape:
    return asdict(inviting.split(survey, _customers(survey, among), _days(survey, among))[1])


def _customers(survey: Survey, among: told.Among) -> Any:
    problem = None
    if survey.audience != "customers":
        problem = Fault("web.value_unfit", Place(key="survey"), {"problem": _STAFF})
    elif among.segment and among.segment not in segments_of(survey.organisation):
        problem = Fault("web.value_unfit", Place(key="segment"), {"problem": _NO_SEGMENT})
    if problem:
        raise MisuseError([problem])
    return inviting.customers_to_ask(survey, among.segment, among.market, among.by_rule)


def _days(survey: Survey, among: told.Among) -> int:
    return quiet_days(survey.organisation) if among.quiet_days is None else among.quiet_days
