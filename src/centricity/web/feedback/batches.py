"""Taking in many messages at once, in a few queries, all or none."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from centricity.web.audit.services import Actor, record
from centricity.web.feedback.desks import desk_of, owner_of
from centricity.web.feedback.follow_ups import due_of
from centricity.web.feedback.models import Desk, FollowUp, Item
from centricity.web.feedback.receiving import SUGGEST, Said, item_of
from centricity.web.jobs.services import ask
from centricity.web.people.hours import hours_of
from centricity.web.people.models import Organisation

ROWS = 500
"""Rows of a query: SQLite takes so many values at once."""
Key = tuple[str, str]


@transaction.atomic
def items_add(
    organisation: Organisation, said: Sequence[Said], actor: Actor, of: Mapping[str, str] | None = None
) -> list[tuple[Item, bool]]:
    """Take in many at once, and tell of each whether it is new; the log tells how many, and what they are ``of``.

    Raises
    ------
    MisuseError
        Where one has no text, or too much.
    """
    desk = desk_of(organisation)
    list(Desk.objects.select_for_update().filter(pk=desk.pk))  # two tables at once wait for each other here
    known, taken = _known(organisation, said), []
    for each in said:
        found = known.get((each.source, each.number)) if each.number is not None else None
        item = found or item_of(organisation, each)
        if each.number is not None:
            known[each.source, each.number] = item
        taken.append((item, found is None))
    fresh = [item for item, new in taken if new]
    if fresh or of is not None:
        counts = {"count": len(fresh), "known": len(taken) - len(fresh)}
        record(actor, "feedback.imported", desk.target, after=counts | dict(of or {}))
    if fresh:
        _keep(desk, fresh)
        ask(SUGGEST, f"organisation:{organisation.code}", actor)
    return taken


def _known(organisation: Organisation, said: Sequence[Said]) -> dict[Key, Item]:
    """What came before, by source and number."""
    numbers: dict[str, list[str]] = {}
    for each in said:
        if each.number is not None:
            numbers.setdefault(each.source, []).append(each.number)
    return {
        (source, str(item.number)): item
        for source, all_of_them in numbers.items()
        for begin in range(0, len(all_of_them), ROWS)
        for item in Item.objects.filter(
            organisation=organisation, source=source, number__in=all_of_them[begin : begin + ROWS]
        )
    }


def _keep(desk: Desk, items: list[Item]) -> None:
    """Keep messages, and open the follow-ups of those that complain."""
    Item.objects.bulk_create(items, batch_size=ROWS)
    now, owner, hours = timezone.now(), owner_of(desk), hours_of(desk.organisation)
    dues = {each: due_of(each, now, desk.days, hours) for each in {item.urgency for item in items}}
    follow_ups = [
        FollowUp(
            organisation=item.organisation, about=item.target, item=item, customer=item.customer, opened_at=now,
            due=dues[item.urgency], owner=owner,
        )
        for item in items
        if item.kind == Item.Kind.COMPLAINT
    ]  # fmt: skip
    FollowUp.objects.bulk_create(follow_ups, batch_size=ROWS)
