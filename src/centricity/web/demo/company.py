"""The example company as a whole: laid once, by steps, each in full or not at all."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from centricity.cli.words import LANG
from centricity.language import Language
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Segment
from centricity.web.demo.answers import CODE, answers_lay
from centricity.web.demo.customers import customers_lay, customers_of
from centricity.web.demo.inbox import handled_already, handled_lay, hear_now, said_already, said_lay
from centricity.web.demo.plans import SEGMENTS, plans_lay
from centricity.web.demo.staff import staff_lay
from centricity.web.people.models import Organisation, User
from centricity.web.voice.models import Survey

Step = tuple[bool, Callable[[], None]]


def company_laid(organisation: Organisation) -> bool:
    """Whether all of it was laid, by the log: people may have taken away since what they did not want."""
    targets = [Segment(organisation=organisation, code=code).target for code in SEGMENTS]
    return Entry.objects.filter(action="segment.created", actor=SYSTEM.name, target__in=targets).exists()


def company_lay(organisation: Organisation) -> None:
    """Lay what is not there yet; the accounts of the example must be."""
    if company_laid(organisation):
        return
    language: Language = "ru" if LANG == "ru" else "en"
    today = timezone.now().date()
    customers_lay(organisation, today, language)
    for done, step in _steps(organisation, today, language):
        if not done:
            with transaction.atomic():
                step()
    if not handled_already(organisation):
        hear_now()
        with transaction.atomic():
            handled_lay(organisation, _person("agent"))
    with transaction.atomic():
        plans_lay(organisation, _person("director"), _person("owner"), today)


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def _steps(organisation: Organisation, today: date, language: Language) -> Iterator[Step]:
    """What is laid before anything of it is heard, and whether it is there."""
    surveys = set(Survey.objects.filter(organisation=organisation).values_list("code", flat=True))
    people = customers_of(today, language)
    yield CODE in surveys, lambda: answers_lay(organisation, people, today, language)
    yield "staff-1" in surveys, lambda: staff_lay(organisation, today, language)
    yield said_already(organisation), lambda: said_lay(organisation, _person("agent"), today, language)
