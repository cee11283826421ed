"""Channels that an organisation offers: those stand first wherever somebody chooses one."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from centricity.web.customers.models import Channel
from centricity.web.people.models import Organisation

OFFERS: list[Callable[[Organisation], Sequence[str]]] = []
"""Codes of the channels that are listed, in their order; the app that keeps the list adds its own when it is ready."""


def channel_choices(organisation: Organisation) -> list[Any]:
    """Choices of a channel: those offered, then the others; all alike where nothing is listed."""
    listed = [code for each in OFFERS for code in each(organisation)]
    if not listed:
        return list(Channel.choices)
    names = dict(Channel.choices)
    rest = [(code, name) for code, name in names.items() if code not in listed]
    groups = [(_("Offered"), [(code, names[code]) for code in listed]), (_("Not offered"), rest)]
    return [group for group in groups if group[1]]
