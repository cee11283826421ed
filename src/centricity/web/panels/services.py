"""Panels made, opened and closed: every step is audited, and none is taken back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.surveys.catalogue import METHODS
from centricity.web.audit.services import Actor, record
from centricity.web.jobs.services import ask
from centricity.web.panels.models import Assessor, Judgement, Panel
from centricity.web.people.models import Organisation, User
from centricity.web.people.selectors import holders
from centricity.web.voice.due import due_after

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]")
UNIT = re.compile(r"[A-Za-z0-9_.-]{1,64}")
FEWEST, MOST = 2, 20
"""People of a panel: one alone agrees with himself."""
MOST_DEPARTMENTS = 60
WHOLE = {"code": "everybody", "ru": "Вся организация", "en": "The whole organisation"}


@dataclass(frozen=True)
class Wanted:
    """A panel as it is asked for; without departments the organisation is rated as a whole."""

    code: str
    title: Mapping[str, str]
    method: str
    departments: Sequence[Mapping[str, str]]
    people: Sequence[User]
    due: date | None = None
    follows: Panel | None = None


@transaction.atomic
def panel_create(organisation: Organisation, wanted: Wanted, actor: Actor) -> Panel:
    """Make a panel, whose people may rate from now on and are told so.

    Raises
    ------
    MisuseError
        With everything that does not fit.
    """
    faults = [*_unfit(wanted), *_unfit_people(organisation, wanted.people)]
    if faults:
        raise MisuseError(faults)
    departments = [{"code": d["code"], "ru": d["ru"], "en": d["en"]} for d in wanted.departments] or [WHOLE]
    made = Panel(
        organisation=organisation, code=wanted.code, method=wanted.method, departments=departments, due=wanted.due,
        title_ru=wanted.title["ru"], title_en=wanted.title["en"], follows=wanted.follows,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MisuseError([Fault("panels.code_taken", fields={"code": wanted.code})]) from None
    Assessor.objects.bulk_create(
        Assessor(panel=made, user=user, number=number) for number, user in enumerate(wanted.people, 1)
    )
    after: dict[str, Any] = {
        "method": made.method,
        "departments": len(departments),
        "experts": [user.pk for user in wanted.people],
    }
    if wanted.follows is not None:
        after["follows"] = wanted.follows.code
    record(actor, "panel.created", made.target, after=after)
    ask("panels.tell", made.target, actor, panel=made.pk)
    return made


def _unfit(wanted: Wanted) -> list[Fault]:
    faults = []
    if not CODE.fullmatch(wanted.code) or wanted.code == "new":
        faults.append(Fault("panels.code", fields={"code": wanted.code}))
    if wanted.method not in METHODS:
        faults.append(Fault("panels.method", fields={"got": wanted.method, "known": ", ".join(METHODS)}))
    codes = [str(each["code"]) for each in wanted.departments]
    odd = sorted({code for code in codes if not UNIT.fullmatch(code) or codes.count(code) > 1})
    if odd or len(codes) > MOST_DEPARTMENTS:
        got = ", ".join(odd) or len(codes)
        faults.append(Fault("panels.departments", fields={"got": got, "most": MOST_DEPARTMENTS}))
    return faults


def _unfit_people(organisation: Organisation, people: Sequence[User]) -> list[Fault]:
    """People without a role on the organisation could not even see the panel."""
    known = set(holders(organisation.code).values_list("pk", flat=True))
    strange = [str(user) for user in people if user.pk not in known]
    faults = [Fault("panels.without_role", fields={"people": ", ".join(strange)})] if strange else []
    if not FEWEST <= len({user.pk for user in people}) <= MOST:
        faults.append(Fault("panels.people", fields={"n": len(people), "fewest": FEWEST, "most": MOST}))
    return faults


@transaction.atomic
def hand_in(assessor: Assessor, actor: Actor) -> None:
    """Hand in the blind ratings of one of the panel, all of them.

    Raises
    ------
    MisuseError
        Where some departments or items are not rated yet, or the panel is open already.
    """
    panel = _held(assessor.panel)
    left = panel.units - assessor.judgements.count()
    if left > 0:
        raise MisuseError([Fault("panels.left", fields={"n": left, "of": panel.units})])
    if panel.state != Panel.State.BLIND:
        raise MisuseError([Fault("panels.not_blind")])
    if Assessor.objects.filter(pk=assessor.pk, handed_in_at=None).update(handed_in_at=timezone.now()):
        record(actor, "panel.handed_in", panel.target, after={"assessor": assessor.number})


@transaction.atomic
def panel_open(panel: Panel, version: int, actor: Actor) -> None:
    """Lay the ratings open to the panel; what was rated blindly is kept beside what is changed from now on.

    Raises
    ------
    MisuseError
        Where fewer than two have handed in, or somebody else changed the panel.
    """
    handed = panel.assessors.exclude(handed_in_at=None).count()
    if handed < FEWEST:
        raise MisuseError([Fault("panels.few", fields={"n": handed, "fewest": FEWEST})])
    _turn(panel, version, str(Panel.State.BLIND), state=Panel.State.OPEN, opened_at=timezone.now())
    Judgement.objects.filter(assessor__panel=panel).update(blind=F("level"))
    after = {"handed_in": handed, "left_out": panel.assessors.filter(handed_in_at=None).count()}
    record(actor, "panel.opened", panel.target, after=after)


@transaction.atomic
def panel_close(panel: Panel, version: int, actor: Actor) -> None:
    """Close an open panel: its ratings stay as they are.

    Raises
    ------
    MisuseError
        Where it is not open, or somebody else changed it.
    """
    due = due_after(panel.next_due, timezone.localdate())
    _turn(
        panel, version, str(Panel.State.OPEN), state=Panel.State.CLOSED, closed_at=timezone.now(), next_due=due
    )  # fmt: skip
    record(actor, "panel.closed", panel.target)


def _turn(panel: Panel, version: int, step: str, **values: Any) -> None:
    same = Panel.objects.filter(pk=panel.pk)
    if not same.filter(version=version, state=step).update(version=version + 1, **values):
        other = same.exclude(state=step).exists()
        raise MisuseError([Fault("panels.other_state" if other else "web.changed_meanwhile")])


def _held(panel: Panel) -> Panel:
    """The panel, held until the transaction ends."""
    return Panel.objects.select_for_update().get(pk=panel.pk)
