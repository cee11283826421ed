"""How often anybody is asked at most, whatever the surveys: customers by name, addresses by a hash of them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.jobs.services import Progress
from centricity.web.people.models import Organisation
from centricity.web.voice.models import AskedAddress, Invite, Occasion, Pace, Survey

QUIET_DAYS = 30
"""Days in which nobody is asked twice, where an organisation has set no others."""
MOST_DAYS = 365
KEPT = timedelta(days=365)
"""So long it is known when an address was asked; nobody's quiet time is longer."""
_SALT = "centricity.voice.address"


def quiet_days(organisation: Organisation) -> int:
    """Days in which an organisation asks nobody twice."""
    found = Pace.objects.filter(organisation=organisation).values_list("quiet_days", flat=True).first()
    return QUIET_DAYS if found is None else found


@transaction.atomic
def quiet_days_set(organisation: Organisation, days: int, actor: Actor) -> None:
    """Set in how many days nobody is asked twice.

    Raises
    ------
    MisuseError
        Where there are more days than a year.
    """
    if not 0 <= days <= MOST_DAYS:
        raise MisuseError([Fault("voice.quiet_days", fields={"limit": MOST_DAYS})])
    hold(organisation)
    before = quiet_days(organisation)
    Pace.objects.update_or_create(organisation=organisation, defaults={"quiet_days": days})
    record(actor, "survey.pace", f"organisation:{organisation.code}", {"days": before}, {"days": days})


@transaction.atomic
def quiet_days_change(organisation: Organisation, read: int, days: int, actor: Actor) -> None:
    """Set the quiet days where they are still as they were read; see `quiet_days_set`.

    Raises
    ------
    MisuseError
        Where somebody else changed them since.
    """
    hold(organisation)
    if quiet_days(organisation) != read:
        raise MisuseError([Fault("web.changed_meanwhile")])
    quiet_days_set(organisation, days, actor)


def hold(organisation: Organisation) -> None:
    """Let nobody else of an organisation be invited until the transaction ends: two at once would ask twice."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _hash(organisation: Organisation, address: str) -> str:
    return salted_hmac(_SALT, f"{organisation.pk}:{address}", algorithm="sha256").hexdigest()


def asked_lately(survey: Survey, addresses: Iterable[str]) -> set[str]:
    """Which of these addresses another survey of the organisation has asked within the quiet days, or is about to."""
    days = quiet_days(survey.organisation)
    if not days:
        return set()
    hashes = {_hash(survey.organisation, each): each for each in addresses}
    kept = AskedAddress.objects.filter(organisation=survey.organisation, at__gte=timezone.now() - timedelta(days=days))
    recent = set(kept.values_list("hash", flat=True)) & set(hashes)
    waiting = Invite.objects.filter(survey__organisation=survey.organisation, sent_at=None, failed=False)
    coming = set(waiting.exclude(survey=survey).exclude(address="").values_list("address", flat=True))
    mine = set(Invite.objects.filter(survey=survey).exclude(address="").values_list("address", flat=True))
    return ({hashes[each] for each in recent} | coming & set(hashes.values())) - mine


def remember(survey: Survey, address: str) -> None:
    """Keep when an address was asked, not which it is."""
    if address:
        AskedAddress.objects.update_or_create(
            organisation=survey.organisation, hash=_hash(survey.organisation, address), defaults={"at": timezone.now()}
        )


def forget(organisation: Organisation, addresses: Iterable[str]) -> None:
    """Keep no more when somebody's addresses were asked."""
    hashes = [_hash(organisation, each) for each in addresses]
    AskedAddress.objects.filter(organisation=organisation, hash__in=hashes).delete()


def tidy(progress: Progress) -> None:
    """Forget when addresses were asked and what rules saw, a year after."""
    progress.next("Стираю старое", "Erasing what is old")
    before = timezone.now() - KEPT
    AskedAddress.objects.filter(at__lt=before).delete()
    Occasion.objects.filter(due_at__lt=before).exclude(outcome=Occasion.Outcome.WAITING).delete()
    with progress.finishing():
        pass
