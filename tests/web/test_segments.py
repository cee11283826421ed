"""Segments by rule: the query agrees with a plain reading, faults come at once, pages hold their rights."""

import csv
import io
import json
import uuid
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from voice_kit import opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction, Key, Segment
from centricity.web.customers.rules import FIELDS, OPERATORS, checked, field_of, rules_of
from centricity.web.customers.segment_query import among, condition, counts, members
from centricity.web.customers.segment_services import Wanted, segment_create, segment_edit
from centricity.web.customers.segment_words import rule_words
from centricity.web.people.models import Organisation
from centricity.web.people.services import organisation_create
from centricity.web.voice.models import Rating, Response, Version

pytestmark = pytest.mark.django_db
HOME = "/customers/acme/segments/"
EN = {"Accept-Language": "en"}
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
B2C = {"field": "market", "operator": "is", "values": ["B2C"]}


def rule(field, operator, *values, days=None):
    return {"field": field, "operator": operator, "values": list(values), "days": days}


def made(organisation, *rules, code="one", joined_by="all"):
    return segment_create(organisation, code, Wanted("Один", "One", joined_by, rules), SYSTEM)


def who(organisation, *rules, joined_by="all", now=NOW):
    fit = condition(organisation, checked(rules), joined_by, now)
    return sorted(among(organisation).filter(fit).values_list("name", flat=True))


def customer(organisation, name, **facts):
    return Customer.objects.create(organisation=organisation, name=name, sought=name.lower(), **facts)


def happened(who, kind="order", days=0, amount=None):
    return Interaction.objects.create(
        customer=who, organisation_id=who.organisation_id, kind=kind, at=NOW - timedelta(days=days), amount=amount
    )


# --- a plain reading of the rules -------------------------------------------------------------------------------


def plain(rules, joined_by, people, now):
    """Who fits, by loops over everybody."""
    scores = scored(people)
    join = all if joined_by == "all" else any
    return sorted(each["name"] for each in people if join(fits(one, each, scores, now) for one in rules))


def scored(people):
    """Scores by name, as a table of customers gives them: equals share the lowest place."""
    told = {}
    for each in people:
        orders = [(at, amount) for kind, at, amount in each["events"] if kind == "order" and amount is not None and amount >= 0]
        if orders:
            days = {at.date() for at, _ in orders}
            told[each["name"]] = (max(days), len(days), sum(amount for _, amount in orders))

    def fifth(name, at, *, down=False):
        below = sum((other[at] > told[name][at]) if down else (other[at] < told[name][at]) for other in told.values())
        return 1 + below * 5 // len(told)

    return {
        name: {"recency": 6 - fifth(name, 0, down=True), "frequency": fifth(name, 1), "monetary": fifth(name, 2)}
        for name in told
    }


def held(one, each, scores, now):
    """What a rule looks at; None where it is not known."""
    name, events = one.field, each["events"]
    if name.startswith("fields."):
        return each["fields"].get(name.removeprefix("fields.")) or None
    if name in {"recency", "frequency", "monetary"}:
        return scores.get(each["name"], {}).get(name)
    back = now - timedelta(days=one.days or 10**5)
    orders = [(at, a) for kind, at, a in events if kind == "order" and (one.days is None or back < at <= now)]
    if name == "orders":
        return len(orders)
    if name == "amount":
        amounts = [amount for _, amount in orders if amount is not None]
        return sum(amounts) if amounts else None
    if name in {"since_order", "since_contact"}:
        kinds = {"order"} if name == "since_order" else {"contact", "call", "visit", "feedback", "request"}
        known = [at for kind, at, _ in events if kind in kinds]
        return (now - max(known)) // timedelta(days=1) if known else None
    value = each[name]
    return None if value in {"", None} or (name, value) == ("consent", "unknown") else value


def fits(one, each, scores, now):
    value, asked = held(one, each, scores, now), one.values
    if one.operator in {"known", "unknown"}:
        return (value is None) == (one.operator == "unknown")
    if value is None:
        return False
    if one.operator in {"at_least", "at_most"}:
        return value >= Decimal(asked[0]) if one.operator == "at_least" else value <= Decimal(asked[0])
    if one.operator == "lately":
        return now.date() - timedelta(days=int(asked[0])) <= value <= now.date()
    if one.operator == "long_ago":
        return value <= now.date() - timedelta(days=int(asked[0]))
    if one.operator == "contains":
        return asked[0] in value
    if isinstance(value, (int, Decimal)):
        return value == Decimal(asked[0])
    if isinstance(value, date):
        return value < date.fromisoformat(asked[0]) if one.operator == "before" else value >= date.fromisoformat(asked[0])
    return (value in asked) == (one.operator == "is")


AWKWARD = ["Yes", "No", "ёж", "a'b", '"', "0", "2024", "%", "_", "\\", "$.x", "Yes no"]
NAMES = ["Churn", "0", "2024", "a'b", '"', "город", "$.x", "a__in"]
amounts = st.none() | st.decimals(-50, 500, places=2, allow_nan=False)
events = st.tuples(
    st.sampled_from(["order", "order", "order", "contact", "call", "answer"]),
    st.integers(-3 * 24, 60 * 24).map(lambda h: NOW - timedelta(hours=h)),
    amounts,
)
days = st.none() | st.integers(0, 60).map(lambda n: NOW.date() - timedelta(days=n - 5))
people = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["person", "company"]),
            "market": st.sampled_from(["", "B2C", "B2B"]),
            "segment": st.sampled_from(["", *AWKWARD]),
            "language": st.sampled_from(["", "ru", "en"]),
            "channel": st.sampled_from(["", "email", "phone"]),
            "consent": st.sampled_from(["unknown", "given", "withdrawn"]),
            "joined": days, "left": days,
            "fields": st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["", *AWKWARD]), max_size=3),
            "events": st.lists(events, max_size=5),
        }
    ),
    max_size=12,
)  # fmt: skip


@st.composite
def one_rule(draw):
    name = draw(st.sampled_from([*(set(FIELDS) - {"nps"}), *(f"fields.{each}" for each in NAMES)]))
    field = field_of(name)
    from centricity.web.customers.rules import ALLOWED

    operator = draw(st.sampled_from([each for each in ALLOWED[field.type] if name != "kind" or each not in {"known", "unknown"}]))
    whole = st.integers(0, 6).map(str)
    value = {
        "word": st.sampled_from(field.words or ("x",)), "text": st.sampled_from(AWKWARD),
        "day": st.integers(0, 60).map(lambda n: (NOW.date() - timedelta(days=n)).isoformat()) if operator in {"before", "since"} else st.integers(0, 40).map(str),
        "count": whole, "days": st.integers(0, 60).map(str), "score": st.integers(1, 5).map(str),
        "money": st.decimals(-50, 900, places=2, allow_nan=False).map(str),
    }[str(field.type)]  # fmt: skip
    several = operator in {"is", "is_not"} and str(field.type) in {"word", "text"}
    values = [] if operator in {"known", "unknown"} else draw(st.lists(value, min_size=1, max_size=3 if several else 1))
    return rule(name, operator, *values, days=draw(st.none() | st.integers(1, 50)) if field.back else None)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(people=people, rules=st.lists(one_rule(), min_size=1, max_size=3), joined_by=st.sampled_from(["all", "any"]))
def test_the_query_agrees_with_a_plain_reading(organisation, people, rules, joined_by):
    with transaction.atomic():
        beta = organisation_create("beta", "Бета", "Beta")
        happened(customer(beta, "stranger", market="B2C", fields={"Churn": "Yes"}), amount=Decimal(7))
        for i, each in enumerate(people):
            each["name"] = f"c{i}"
            one = customer(organisation, each["name"], **{k: v for k, v in each.items() if k not in {"events", "name"}})
            Interaction.objects.bulk_create(
                Interaction(customer=one, organisation=organisation, kind=kind, at=at, amount=amount)
                for kind, at, amount in each["events"]
            )
        sound = checked(rules)
        assert who(organisation, *rules, joined_by=joined_by) == plain(sound, joined_by, people, NOW), sound
        transaction.set_rollback(True)
