"""What changes when anything does that pages of the dashboard are made of: they are made anew then, and not before."""

import time
from collections.abc import Hashable

from django.db.models import Max

from centricity.web.audit.selectors import last_number
from centricity.web.customers.models import Interaction
from centricity.web.people.models import Organisation
from centricity.web.voice.tallies import stamp

FRESH = 300
"""Seconds after which things are made anew in any case: days end, and follow-ups fall due by themselves."""


def state_of(organisation: Organisation) -> tuple[Hashable, ...]:
    """The state of everything that is told of an organisation: deeds, interactions, ratings and surveys."""
    last = Interaction.objects.aggregate(last=Max("pk"))["last"]
    return organisation.pk, last_number(), last, stamp(organisation), int(time.time() // FRESH)
