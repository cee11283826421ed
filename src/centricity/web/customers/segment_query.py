"""Rules as one query of the database, the same on both: what is missing is never zero, and fits no number."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Round, StrIndex
from django.db.models.lookups import Exact, GreaterThan, In, IsNull
from django.utils import timezone

from centricity.web.customers.contacts import contacts_of
from centricity.web.customers.expressions import Day, Fifth, OwnField
from centricity.web.customers.models import Customer, Interaction, Segment
from centricity.web.customers.rules import NPS, OWN, Rule, Type, rules_of
from centricity.web.people.models import Organisation

ORDER = "order"
_ALWAYS, _NEVER = Q(pk__isnull=False), Q(pk__isnull=True)


def among(organisation: Organisation) -> QuerySet[Customer]:
    """Customers whom a segment may hold: neither merged into others nor erased."""
    return Customer.objects.filter(organisation=organisation, merged_into=None, erased_at=None)


def members(segment: Segment, now: datetime | None = None) -> QuerySet[Customer]:
    """Customers who fit a segment now."""
    fit = condition(segment.organisation, rules_of(segment.rules), segment.joined_by, now or timezone.now())
    return among(segment.organisation).filter(fit).order_by("sought", "pk")


def counts(organisation: Organisation, segments: Sequence[Segment]) -> dict[int, int]:
    """How many customers fit each of some segments, in one query."""
    now = timezone.now()
    wanted = {
        f"n{each.pk}": Count("pk", filter=condition(organisation, rules_of(each.rules), each.joined_by, now))
        for each in segments
    }
    found = among(organisation).aggregate(**wanted) if wanted else {}
    return {each.pk: found[f"n{each.pk}"] for each in segments}


def memberships(organisation: Organisation, segments: Sequence[Segment]) -> QuerySet[Customer, Any]:
    """Customers, each with whether they fit each of some segments, in their order; one query."""
    now = timezone.now()
    told = {
        f"fits{each.pk}": Case(
            When(condition(organisation, rules_of(each.rules), each.joined_by, now), then=True), default=False
        )
        for each in segments
    }
    return among(organisation).order_by().annotate(**told).values_list("pk", *told)


def condition(organisation: Organisation, rules: Sequence[Rule], joined_by: str, now: datetime) -> Q:
    """Rules as a condition on customers; scores that are asked for together are made once."""
    scores = [each for each in rules if each.type == Type.SCORE and each.operator not in {"known", "unknown"}]
    together = scores if joined_by == "all" else []
    parts = [_of(each, organisation, now) for each in rules if each not in together]
    if together:
        parts.append(_scores(together, organisation))
    return reduce(and_ if joined_by == "all" else or_, parts) if parts else _NEVER


def _of(rule: Rule, organisation: Organisation, now: datetime) -> Q:
    happened = _HAPPENED.get(rule.field)
    if happened is not None:
        return happened(rule, organisation, now)
    if rule.field.startswith(OWN):
        return _text(rule, OwnField(rule.field.removeprefix(OWN)))
    return _day(rule, now) if rule.type == Type.DAY else _text(rule, F(rule.field))


def _text(rule: Rule, held: Any) -> Q:
    """A rule on a text of the customer; the empty one is missing, and so is consent that was not asked for."""
    if rule.field == "consent":
        known = ~Q(consent=Customer.Consent.UNKNOWN)
        unknown = ~known
    else:
        known = Q(GreaterThan(held, Value("")))
        unknown = Q(IsNull(held, True)) | Q(Exact(held, Value("")))
    if rule.operator in {"known", "unknown"}:
        return known if rule.operator == "known" else unknown
    if rule.operator == "contains":
        return Q(GreaterThan(StrIndex(held, Value(rule.values[0])), Value(0)))
    named = Q(In(held, list(rule.values)))
    return named if rule.operator == "is" else known & ~named


def _day(rule: Rule, now: datetime) -> Q:
    name, today = rule.field, now.date()
    if rule.operator in {"known", "unknown"}:
        return Q(**{f"{name}__isnull": rule.operator == "unknown"})
    if rule.operator in {"before", "since"}:
        return Q(**{f"{name}__{'lt' if rule.operator == 'before' else 'gte'}": rule.values[0]})
    edge = today - timedelta(days=int(rule.number))
    return Q(**{f"{name}__lte": edge}) if rule.operator == "long_ago" else Q(**{f"{name}__range": (edge, today)})


def _happened(organisation: Organisation, kind: str) -> QuerySet[Interaction]:
    return Interaction.objects.filter(organisation=organisation, kind=kind).order_by()


def _orders(rule: Rule, organisation: Organisation, now: datetime) -> QuerySet[Interaction]:
    """Orders that a rule looks at."""
    found = _happened(organisation, ORDER)
    return found if rule.days is None else found.filter(at__gt=now - timedelta(days=rule.days), at__lte=now)


def _whose(rows: QuerySet[Interaction, Any]) -> Q:
    return Q(pk__in=rows.values("customer"))


def _count(rule: Rule, organisation: Organisation, now: datetime) -> Q:
    """Whoever did not order has ordered nought times: that is a count, not something missing."""
    n = int(rule.number)
    rows = _orders(rule, organisation, now).values("customer").annotate(n=Count("pk"))
    if rule.operator == "at_least":
        return _whose(rows.filter(n__gte=n)) if n else _ALWAYS
    if rule.operator == "at_most":
        return ~_whose(rows.filter(n__gt=n))
    return _whose(rows.filter(n=n)) if n else ~_whose(rows)


def _money(rule: Rule, organisation: Organisation, now: datetime) -> Q:
    """A sum of amounts; there is none where no order tells one."""
    rows = _orders(rule, organisation, now).filter(amount__isnull=False).values("customer")
    if rule.operator in {"known", "unknown"}:
        return _whose(rows) if rule.operator == "known" else ~_whose(rows)
    lookup = {"is": "exact", "at_least": "gte", "at_most": "lte"}[rule.operator]
    return _whose(rows.annotate(total=Round(Sum("amount"), 2)).filter(**{f"total__{lookup}": rule.number}))


def _since_order(rule: Rule, organisation: Organisation, now: datetime) -> Q:
    """Whole days since the last order; of nobody who never ordered."""
    rows = _happened(organisation, ORDER).values("customer").annotate(last=Max("at"))
    if rule.operator in {"known", "unknown"}:
        return _whose(rows) if rule.operator == "known" else ~_whose(rows)
    day = now - timedelta(days=int(rule.number))
    if rule.operator in {"is", "at_least"}:
        rows = rows.filter(last__lte=day)
    if rule.operator in {"is", "at_most"}:
        rows = rows.filter(last__gt=day - timedelta(days=1))
    return _whose(rows)


def _since_contact(rule: Rule, organisation: Organisation, now: datetime) -> Q:
    """Whole days since a customer last turned to us, wherever that is kept; of nobody who never did."""

    def whose(after: datetime | None = None) -> Q:
        lists = contacts_of(organisation)
        parts = lists if after is None else [rows.filter(at__gt=after) for rows in lists]
        return reduce(or_, (_whose(rows) for rows in parts))

    if rule.operator in {"known", "unknown"}:
        return whose() if rule.operator == "known" else ~whose()
    day = now - timedelta(days=int(rule.number))
    within = whose(day - timedelta(days=1))
    if rule.operator == "at_most":
        return within
    return (within if rule.operator == "is" else whose()) & ~whose(day)


def scored(organisation: Organisation) -> QuerySet[Interaction, Any]:
    """Customers with orders, with their scores from 1 to 5.

    As `centricity.metrics.value.scored_customers` gives them: purchases of one day are one, equals are alike.
    """
    rows = _happened(organisation, ORDER).filter(amount__gte=0).values("customer")
    rows = rows.annotate(last=Day(Max("at")), days=Count(Day("at"), distinct=True), total=Round(Sum("amount"), 2))
    return rows.annotate(recency=Fifth("last", down=True), frequency=Fifth("days"), monetary=Fifth("total"))


def _score(rule: Rule, organisation: Organisation, _now: datetime) -> Q:
    if rule.operator in {"known", "unknown"}:
        plain = _happened(organisation, ORDER).filter(amount__gte=0)
        return _whose(plain) if rule.operator == "known" else ~_whose(plain)
    return _scores([rule], organisation)


def _scores(rules: Sequence[Rule], organisation: Organisation) -> Q:
    """Customers whose scores fit every one of some rules."""
    lookups = {"is": "exact", "at_least": "gte", "at_most": "lte"}
    fit = [Q(**{f"{each.field}__{lookups[each.operator]}": int(each.number)}) for each in rules]
    return _whose(scored(organisation).filter(*fit))


def _nps(rule: Rule, _organisation: Organisation, _now: datetime) -> Q:
    """The last answer to an NPS question, of whoever gave one under a name."""
    from centricity.web.voice.latest import nps_scores

    if rule.operator in {"known", "unknown"}:
        known = Q(Exists(nps_scores().order_by()))
        return known if rule.operator == "known" else ~known
    wanted = rule.values if rule.operator == "is" else tuple(each for each in NPS if each not in rule.values)
    scores = [score for each in wanted for score in _NPS_SCORES[each]]
    return Q(In(Subquery(nps_scores()[:1]), scores)) if scores else _NEVER


_NPS_SCORES = {"detractor": range(7), "passive": range(7, 9), "promoter": range(9, 11)}
_HAPPENED: dict[str, Callable[[Rule, Organisation, datetime], Q]] = {
    "orders": _count, "amount": _money, "since_order": _since_order,
    "since_contact": _since_contact, "nps": _nps, "recency": _score, "frequency": _score, "monetary": _score,
}  # fmt: skip
