"""Setting up how an organisation takes feedback: its public form, its follow-ups and its list of causes."""

from django.db import IntegrityError, transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.feedback.models import FEWEST_DAYS, MOST_DAYS, Cause, Desk
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import holders

FIRST_CAUSES = (
    ("Товар или услуга", "Product or service"),
    ("Цена и условия", "Price and terms"),
    ("Сроки и доставка", "Timing and delivery"),
    ("Сотрудник", "Staff"),
    ("Правила и процесс", "Rules and process"),
    ("Сайт или приложение", "Website or app"),
    ("Мало сведений", "Lack of information"),
    ("Просто спасибо", "Thanks alone"),
)
"""The list that an organisation begins with, in Russian and English."""


@transaction.atomic
def desk_of(organisation: Organisation) -> Desk:
    """The desk of an organisation, made with a first list of causes where there is none."""
    desk, fresh = Desk.objects.get_or_create(organisation=organisation)
    if fresh:
        causes = [Cause(organisation=organisation, title_ru=ru, title_en=en) for ru, en in FIRST_CAUSES]
        Cause.objects.bulk_create(causes, ignore_conflicts=True)
    return desk


def desk_held(organisation: Organisation) -> Desk:
    """The desk of an organisation, which nobody else changes until the transaction ends."""
    return Desk.objects.select_for_update().get(pk=desk_of(organisation).pk)


@transaction.atomic
def form_set(organisation: Organisation, version: int, actor: Actor, *, form_open: bool) -> None:
    """Switch the public form on or off.

    Raises
    ------
    MisuseError
        Where somebody else changed it since it was read.
    """
    desk = desk_of(organisation)
    changed = Desk.objects.filter(pk=desk.pk, version=version).update(form_open=form_open, version=version + 1)
    if not changed:
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "desk.form", desk.target, {"form_open": desk.form_open}, {"form_open": form_open})


@transaction.atomic
def follow_ups_set(organisation: Organisation, owner: User | None, days: int, version: int, actor: Actor) -> None:
    """Say who comes back to customers where nobody is named, and within how many days.

    Raises
    ------
    MisuseError
        Where the person does not handle feedback, the days are too few or too many, or somebody else changed it.
    """
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise MisuseError([Fault("web.desk_days", fields={"fewest": FEWEST_DAYS, "most": MOST_DAYS})])
    if owner is not None and not _handles(organisation, owner.pk):
        raise MisuseError([Fault("web.owner_without_role")])
    desk = desk_of(organisation)
    changed = Desk.objects.filter(pk=desk.pk, version=version).update(owner=owner, days=days, version=version + 1)
    if not changed:
        raise MisuseError([Fault("web.changed_meanwhile")])
    before = {"owner": desk.owner_id or "", "days": desk.days}
    record(actor, "desk.follow_ups", desk.target, before, {"owner": owner.pk if owner else "", "days": days})


def owner_of(desk: Desk) -> User | None:
    """Who comes back to customers where nobody is named; nobody once the person handles feedback no more."""
    return _handles(desk.organisation, desk.owner_id) if desk.owner_id is not None else None


def _handles(organisation: Organisation, person: int) -> User | None:
    return holders(organisation.code, VoiceRight.HANDLE).filter(pk=person).first()


@transaction.atomic
def cause_add(organisation: Organisation, title_ru: str, title_en: str, actor: Actor) -> Cause:
    """Add a cause to the organisation's list.

    Raises
    ------
    MisuseError
        Where it is there already.
    """
    desk = desk_of(organisation)
    try:
        with transaction.atomic():
            made = Cause.objects.create(organisation=organisation, title_ru=title_ru, title_en=title_en)
    except IntegrityError:
        raise MisuseError([Fault("web.cause_taken")]) from None
    record(actor, "cause.created", desk.target, after={"name": title_ru})
    return made
