"""Channels that an organisation offers: listed in order, each with where it is and when it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from centricity.errors import Fault, MisuseError, Place
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import CHANNELS, Channel
from centricity.web.feedback.desks import desk_of
from centricity.web.feedback.models import LONGEST_ADDRESS, LONGEST_WAY, Desk, Way
from centricity.web.feedback.way_addresses import address_fits, is_plain
from centricity.web.people.models import Organisation

REACHING = tuple(map(str, (Channel.EMAIL, Channel.PHONE, Channel.SMS, Channel.MESSENGER)))
"""Channels by which somebody can be answered who leaves a contact."""
_TEXTS = ("name_ru", "name_en", "hours_ru", "hours_en")


@dataclass(frozen=True)
class Offered:
    """A channel as somebody lists it."""

    channel: str
    name_ru: str = ""
    name_en: str = ""
    address: str = ""
    always: bool = False
    hours_ru: str = ""
    hours_en: str = ""


def ways_of(organisation: Organisation) -> list[Way]:
    """Channels that are offered, in their order; none where no list is set."""
    return list(Way.objects.filter(organisation=organisation))


def codes_of(organisation: Organisation) -> list[str]:
    return [each.channel for each in ways_of(organisation)]


@transaction.atomic
def ways_set(organisation: Organisation, offered: Sequence[Offered], version: int, actor: Actor) -> None:
    """Replace the list; an empty one leaves all channels alike.

    Raises
    ------
    MisuseError
        Where a channel is unknown or comes twice, an address will not do, a text is too long, or somebody else
        changed how feedback is taken since it was read.
    """
    wanted = [_trimmed(each) for each in offered]
    if faults := list(_faults(wanted)):
        raise MisuseError(faults)
    desk = desk_of(organisation)
    if not Desk.objects.filter(pk=desk.pk, version=version).update(version=version + 1):
        raise MisuseError([Fault("web.changed_meanwhile")])
    before = codes_of(organisation)
    Way.objects.filter(organisation=organisation).delete()
    Way.objects.bulk_create(
        Way(organisation=organisation, place=place, **asdict(each)) for place, each in enumerate(wanted)
    )
    after = {"channel": [each.channel for each in wanted], "url": [each.address for each in wanted if each.address]}
    record(actor, "desk.ways", desk.target, {"channel": before}, after)


def _trimmed(each: Offered) -> Offered:
    """A channel without blanks around its texts; who answers day and night has no hours."""
    told = {name: " ".join(str(getattr(each, name)).split()) for name in (*_TEXTS, "address")}
    if each.always:
        told |= {"hours_ru": "", "hours_en": ""}
    return Offered(each.channel, always=each.always, **told)


def _faults(wanted: Sequence[Offered]) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, each in enumerate(wanted):
        if each.channel not in CHANNELS:
            yield Fault("web.way_unknown", Place(key=f"items.{n}.channel"))
        elif each.channel in seen:
            yield Fault("web.way_twice", Place(key=f"items.{n}.channel"), {"channel": each.channel})
        seen.add(each.channel)
        long = [name for name in _TEXTS if len(getattr(each, name)) > LONGEST_WAY or not is_plain(getattr(each, name))]
        for name in long:
            yield Fault("web.way_text", Place(key=f"items.{n}.{name}"), {"limit": LONGEST_WAY})
        if each.address and not address_fits(each.channel, each.address):
            yield Fault("web.way_address", Place(key=f"items.{n}.address"), {"limit": LONGEST_ADDRESS})
