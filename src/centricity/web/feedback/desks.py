"""Setting up how an organisation takes feedback: its public form and its list of causes."""

from django.db import IntegrityError, transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.feedback.models import Cause, Desk
from centricity.web.people.models import Organisation

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
