"""Reminding once, of letters that were not answered and of answers that were begun and not ended."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Customer
from centricity.web.jobs.services import ask
from centricity.web.voice.inviting import open_now
from centricity.web.voice.keys import key_of_invite
from centricity.web.voice.models import Invite, Response, Survey
from centricity.web.voice.selectors import is_begun

REMIND_AFTER = timedelta(days=3)
LEFT_FOR = timedelta(days=1)
"""After so long nobody is taken to be answering still."""


@transaction.atomic
def remind(survey: Survey, base: str, actor: Actor) -> int:
    """Remind those who were asked three days ago or earlier and have not answered to the end; nobody twice."""
    open_now(survey)
    count = to_remind(survey).count()
    if count:
        record(actor, "survey.reminded", survey.target, after={"count": count})
        ask("survey.remind", survey.target, actor, base=base, survey=survey.pk)
    return count


def to_remind(survey: Survey) -> QuerySet[Invite]:
    """Invitations that a reminder may follow: customers who have changed their mind meanwhile are left alone."""
    waiting = Invite.objects.filter(survey=survey, wave=survey.wave, reminded_at=None, failed=False)
    willing = Q(customer=None) | Q(customer__consent=Customer.Consent.GIVEN, customer__do_not_contact=False)
    return waiting.filter(willing, Q(used_on=None) | _begun(survey), sent_at__lte=timezone.now() - REMIND_AFTER)


def _begun(survey: Survey) -> Q:
    """Invitations of customers who began and stopped; whose a nameless answer is, nobody knows."""
    if survey.current is None or survey.current.questionnaire.nameless:
        return Q(pk__in=[])
    mine = Response.objects.filter(survey=survey, customer=OuterRef("customer"), wave=OuterRef("wave"))
    state = Response.State
    stopped = mine.filter(state=state.PART, begun_at__lte=timezone.now() - LEFT_FOR)
    return Q(Exists(stopped), ~Exists(mine.exclude(state=state.PART)), used_on__isnull=False)


def left_open(survey: Survey, invite: Invite) -> bool:
    """Whether the answer to an invitation was begun, and its address leads to where it was left."""
    return invite.used_on is not None and is_begun(survey, key_of_invite(invite.code))
