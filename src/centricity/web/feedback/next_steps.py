"""What happens next with a message, for whoever left it: by when, how an answer comes, and what came of it."""

import math
from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centricity.stats.estimate import Estimate
from centricity.web.feedback.figures import figures_of, usual_period
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.improvement.models import Action
from centricity.web.improvement.selectors import came_of
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation

FEWEST = 5
"""Answers behind a usual time that is told to anybody."""
DAY = 24
"""Hours from which on a time is told in days."""
_USUAL = Kept[Estimate](256)


def next_steps(item: Item) -> Iterator[str]:
    """What is to come, in the words of the language at hand; spam is told as what waits for its answer."""
    if item.state == Item.State.CLOSED:
        yield _("We are done with it. If something is still wrong, leave another message.")
    elif item.state != Item.State.SPAM and item.first_answer_at is not None:
        yield _answered(item)
    else:
        yield _waiting(item)
        yield _way(item)
    if item.state != Item.State.SPAM:
        yield from _came_of_it(item)


def _answered(item: Item) -> str:
    promise = _promise(item)
    if promise is not None and promise.due > timezone.now():
        return _("We come back to you by %(when)s.") % {"when": _moment(promise.due)}
    return _("We have answered. It stays open until its cause is settled.")


def _waiting(item: Item) -> str:
    """By when somebody answers: as was promised, else as is usual here."""
    promise = _promise(item)
    if promise is not None:
        late = promise.due <= timezone.now()
        told = _("An answer was due by %(when)s and is late.") if late else _("Somebody answers by %(when)s.")
        return told % {"when": _moment(promise.due)}
    usual = _usual(item.organisation)
    if usual.n < FEWEST:
        return _("Somebody reads it and answers.")
    told = _("Somebody reads it and answers. Half of all messages get an answer %(within)s.")
    return told % {"within": _within(usual.value)}


def _promise(item: Item) -> FollowUp | None:
    return FollowUp.objects.filter(item=item, state=FollowUp.State.OPEN).first()


def _way(item: Item) -> str:
    if item.contact and item.consent:
        return _("The answer comes to the address you left, and stands on this page.")
    return _("The answer will appear on this page alone: look in again.")


def _came_of_it(item: Item) -> Iterator[str]:
    """Whether anything is changed because of it; what, is the organisation's own."""
    states = set(came_of(f"feedback:{item.pk}").values_list("state", flat=True))
    if Action.State.OPEN in states:
        yield _("Because of your message we are changing something: it is under way.")
    elif Action.State.DONE in states:
        yield _("Because of your message we have changed something.")


def _usual(organisation: Organisation) -> Estimate:
    """Hours to the first answer, the median of the usual period; made anew every day."""
    period = usual_period()
    return _USUAL.get((organisation.pk, period), lambda: figures_of(organisation, period).first_answer.calendar)


def _moment(when: datetime) -> str:
    return f"{date_format(when, 'DATETIME_FORMAT')} UTC"


def _within(hours: float) -> str:
    """A time of so many hours in words, rounded up: nobody is told less than is usual."""
    days, whole = math.ceil(hours / DAY), max(math.ceil(hours), 1)
    if hours > DAY:
        return ngettext("within %(n)s day", "within %(n)s days", days) % {"n": days}
    return ngettext("within %(n)s hour", "within %(n)s hours", whole) % {"n": whole}
