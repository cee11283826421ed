"""Reading segments, for those who may see customers."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.columns.lines import line_of
from centricity.web.customers.models import Customer, Key, Segment
from centricity.web.customers.rules import LONGEST_NAME, OWN, Type, rules_of
from centricity.web.customers.segment_query import members
from centricity.web.look.languages import spoken
from centricity.web.people.models import Organisation

LOOKED_AT, MOST_OWN = 500, 100
CHUNK = 1_000
_COLUMNS = ("code", "name", "kind", "market", "segment", "language", "channel", "consent", "joined", "left")


def segments_in(organisation: Organisation) -> QuerySet[Segment]:
    """Segments of an organisation, by code."""
    return Segment.objects.filter(organisation=organisation).select_related("organisation").order_by("code")


def segment_for(organisation: Organisation, code: str) -> Segment:
    """A segment of an organisation; 404 where there is none."""
    found = segments_in(organisation).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def customers_in(organisation: Organisation, code: str) -> QuerySet[Customer]:
    """Customers who fit a segment now.

    Raises
    ------
    MisuseError
        Where there is no such segment.
    """
    found = segments_in(organisation).filter(code=code).first()
    if found is None:
        raise MisuseError([Fault("web.segment_unknown", fields={"code": code[:60]})])
    return members(found)


class Listed:
    """Customers of a segment, of whom one page at a time is asked for: who fits is reckoned once, not for each page."""

    def __init__(self, fit: QuerySet[Customer], shown: QuerySet[Customer]) -> None:
        self._fit, self._shown = fit, shown

    @cached_property
    def _numbers(self) -> list[int]:
        return list(self._fit.values_list("pk", flat=True))

    def count(self) -> int:
        """How many fit."""
        return len(self._numbers)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Customer]:
        return list(self._shown.filter(pk__in=self._numbers[part]).order_by("sought", "pk"))


Rows: TypeAlias = QuerySet[Customer]


def _as_they_are(rows: Rows) -> Rows:
    return rows


def listed(segment: Segment, read: Callable[[Rows], Rows] = _as_they_are) -> Rows | Listed:
    """Customers who fit a segment now, to be counted and shown in pages; ``read`` adds what is read of those shown.

    Where scores are asked for they are reckoned over all orders, so the count and the page share one reckoning.
    """
    fit, scores = members(segment), any(each.type == Type.SCORE for each in rules_of(segment.rules))
    return Listed(fit, read(Customer.objects.all())) if scores else read(fit)


def own_fields_of(organisation: Organisation) -> list[str]:
    """Names of own fields that the newest customers have."""
    held = Customer.objects.filter(organisation=organisation).exclude(fields={}).order_by("-pk")
    names = {name for fields in held.values_list("fields", flat=True)[:LOOKED_AT] for name in fields}
    return sorted(name for name in names if len(OWN + name) <= len(OWN) + LONGEST_NAME)[:MOST_OWN]


def members_taken(segment: Segment, actor: Actor) -> Iterator[str]:
    """Customers of a segment as a table; the log tells that it was taken out."""
    record(actor, "segment.exported", segment.target)
    return spoken(members_csv(segment))


def members_csv(segment: Segment) -> Iterator[str]:
    """Customers of a segment as a table, read in parts; no cell is a formula."""
    titles = [
        _("code"), _("name"), _("kind"), _("market"), _("segment"), _("language"), _("channel"), _("consent"),
        _("customer since"), _("left"), _("do not contact"), _("e-mails"), _("phones"),
    ]  # fmt: skip
    yield "\ufeff" + line_of(titles)
    part: list[Customer] = []
    for each in members(segment).iterator(CHUNK):
        part.append(each)
        if len(part) == CHUNK:
            yield from line_ofs(part)
            part = []
    yield from line_ofs(part)


def line_ofs(part: list[Customer]) -> Iterator[str]:
    keys: dict[tuple[int, str], list[str]] = {}
    held = Key.objects.filter(customer__in=[each.pk for each in part], kind__in=["email", "phone"])
    for customer, kind, value in held.values_list("customer", "kind", "value"):
        keys.setdefault((customer, kind), []).append(value)
    for each in part:
        told = ["" if getattr(each, name) is None else str(getattr(each, name)) for name in _COLUMNS]
        refuses = _("yes") if each.do_not_contact else _("no")
        yield line_of([*told, refuses, *(", ".join(keys.get((each.pk, kind), [])) for kind in ("email", "phone"))])
