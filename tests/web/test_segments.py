"""Segments by rule: the query agrees with a plain reading, faults come at once, pages hold their rights."""

import csv
import io
import json
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from feedback_kit import said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from voice_kit import opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction, Key, Segment
from centricity.web.customers.rules import ALLOWED, FIELDS, OPERATORS, checked, field_of, rules_of
from centricity.web.customers.segment_query import among, condition, counts, members
from centricity.web.customers.segment_services import Wanted, segment_create, segment_edit
from centricity.web.customers.segment_words import rule_words
from centricity.web.feedback.models import Item
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


def happened(who, kind="order", days=0, amount=None, **more):
    return Interaction.objects.create(
        customer=who, organisation_id=who.organisation_id, kind=kind, at=NOW - timedelta(days=days), amount=amount,
        **more,
    )  # fmt: skip


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
        orders = [
            (at, amount)
            for kind, at, amount in each["events"]
            if kind == "order" and amount is not None and amount >= 0
        ]
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


def fits(one, each, scores, now):  # noqa: PLR0911  one line for each operator
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
        return (
            value < date.fromisoformat(asked[0]) if one.operator == "before" else value >= date.fromisoformat(asked[0])
        )
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
    operator = draw(
        st.sampled_from([each for each in ALLOWED[field.type] if name != "kind" or each not in {"known", "unknown"}])
    )
    whole = st.integers(0, 6).map(str)
    past = st.integers(0, 60).map(lambda n: (NOW.date() - timedelta(days=n)).isoformat())
    value = {
        "word": st.sampled_from(field.words or ("x",)), "text": st.sampled_from(AWKWARD),
        "day": past if operator in {"before", "since"} else st.integers(0, 40).map(str),
        "count": whole, "days": st.integers(0, 60).map(str), "score": st.integers(1, 5).map(str),
        "money": st.decimals(-50, 900, places=2, allow_nan=False).map(str),
    }[str(field.type)]  # fmt: skip
    several = operator in {"is", "is_not"} and str(field.type) in {"word", "text"}
    values = [] if operator in {"known", "unknown"} else draw(st.lists(value, min_size=1, max_size=3 if several else 1))
    return rule(name, operator, *values, days=draw(st.none() | st.integers(1, 50)) if field.back else None)


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
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


# --- what the query must hold beside ----------------------------------------------------------------------------


def test_scores_are_those_of_the_metric_library(organisation):
    import polars as pl

    from centricity.metrics.value import scored_customers
    from centricity.web.customers.segment_query import scored
    from centricity.web.customers.value_orders import days_of, histories

    for i in range(37):
        one = customer(organisation, f"c{i}")
        for k in range(i % 6):
            happened(one, days=(i * 7 + k * 3) % 41, amount=Decimal(i * k % 11) / 10)
        happened(one, days=i, amount=None)
        happened(one, days=i, amount=Decimal(-3))
    days = days_of(organisation)
    end = (days["at"].max() - date(1970, 1, 1)).days
    table = scored_customers(histories(days), end).select("customer", pl.col("r", "f", "m"))
    known = {row[0]: row[1:] for row in table.iter_rows()}
    assert len(known) == 30
    assert {
        row["customer"]: (row["recency"], row["frequency"], row["monetary"]) for row in scored(organisation)
    } == known


def rated(organisation, who, score, days=1, metric="nps"):
    survey = Version.objects.filter(survey__organisation=organisation).first() or opened(organisation).current
    response = Response.objects.create(
        survey=survey.survey, version=survey, key_hash=uuid.uuid4().hex, language="ru", begun_at=NOW, state="whole",
        customer=who,
    )  # fmt: skip
    return Rating.objects.create(
        response=response, organisation=organisation, survey=survey.survey, series="nps", metric=metric, score=score,
        at=NOW - timedelta(days=days), month="2026-06", version=1,
    )  # fmt: skip


def test_the_last_answer_to_nps_counts_alone(organisation):
    one, two, three = (customer(organisation, name) for name in ("one", "two", "three"))
    customer(organisation, "silent")
    rated(organisation, one, 3, days=5)
    rated(organisation, one, 9, days=2)
    rated(organisation, two, 10, days=9)
    rated(organisation, two, 0, days=1)
    rated(organisation, three, 8)
    rated(organisation, three, 1, days=0, metric="csat")
    rated(organisation, None, 0, days=0)
    assert who(organisation, rule("nps", "is", "promoter")) == ["one"]
    assert who(organisation, rule("nps", "is", "detractor", "passive")) == ["three", "two"]
    assert who(organisation, rule("nps", "is_not", "promoter")) == ["three", "two"]
    assert who(organisation, rule("nps", "unknown")) == ["silent"]
    assert who(organisation, rule("nps", "known")) == ["one", "three", "two"]


def test_only_customers_who_turned_to_us_did_and_messages_count(organisation):
    ours, theirs, wrote, spam, asked = (
        customer(organisation, name) for name in ("ours", "theirs", "wrote", "spam", "asked")
    )
    happened(ours, "contact", days=3, outgoing=True)
    happened(theirs, "contact", days=3)
    happened(theirs, "call", days=1, outgoing=True)
    happened(wrote, "call", days=20)
    for who_, source in ((wrote, "review"), (spam, "form"), (asked, "survey")):
        said(organisation, source=source, customer=who_, at=NOW - timedelta(days=5))
    Item.objects.filter(customer=spam).update(state="spam")
    assert who(organisation, rule("since_contact", "known")) == ["theirs", "wrote"]
    assert who(organisation, rule("since_contact", "unknown")) == ["asked", "ours", "spam"]
    assert who(organisation, rule("since_contact", "at_most", "3")) == ["theirs"]
    assert who(organisation, rule("since_contact", "at_least", "4")) == ["wrote"]
    assert who(organisation, rule("since_contact", "is", "5")) == ["wrote"]


def test_what_is_missing_is_never_zero(organisation):
    never, once = customer(organisation, "never"), customer(organisation, "once")
    happened(once, days=10)
    assert never.interactions.count() == 0
    assert who(organisation, rule("since_order", "at_least", "0")) == ["once"]
    assert who(organisation, rule("since_order", "at_most", "36500")) == ["once"]
    assert who(organisation, rule("amount", "at_least", "-1000")) == []
    assert who(organisation, rule("amount", "unknown")) == ["never", "once"]
    assert who(organisation, rule("orders", "at_most", "0")) == ["never"]
    assert who(organisation, rule("orders", "at_most", "0", days=5)) == ["never", "once"]
    assert who(organisation, rule("monetary", "at_most", "5")) == []
    assert who(organisation, rule("market", "is_not", "B2B")) == []


def test_whole_days_pass_at_the_hour(organisation):
    one = customer(organisation, "one")
    happened(one, days=3)
    for now, days in ((NOW, 0), (NOW - timedelta(days=3), 0)):
        assert days == 0
        assert who(organisation, rule("since_order", "is", str((now - NOW).days + 3)), now=now) == ["one"]
    assert who(organisation, rule("since_order", "is", "2"), now=NOW - timedelta(seconds=1)) == ["one"]
    assert who(organisation, rule("since_order", "at_least", "3"), now=NOW - timedelta(seconds=1)) == []


def test_the_erased_and_the_merged_are_in_no_segment(organisation):
    kept = customer(organisation, "kept", market="B2C")
    customer(organisation, "gone", market="B2C", merged_into=kept)
    customer(organisation, "erased", market="B2C", erased_at=NOW)
    segment = made(organisation, B2C)
    assert [each.name for each in members(segment)] == ["kept"]
    assert counts(organisation, [segment]) == {segment.pk: 1}


# --- the language of the rules -----------------------------------------------------------------------------------


def test_every_fault_is_told_at_once_in_its_place():
    bad = [
        rule("colour", "is", "red"), rule("market", "at_least", "B2C"), rule("market", "is", "B2X"),
        rule("market", "is"), rule("orders", "at_least", "1.5"), rule("orders", "at_least", "3", days="0"),
        rule("joined", "since", "2026-02-30"), rule("monetary", "is", "6"),
    ]  # fmt: skip
    with pytest.raises(MisuseError) as error:
        checked(bad)
    assert [(each.place.key, each.code.removeprefix("web.segment_")) for each in error.value.faults] == [
        ("rules.0.field", "field"), ("rules.1.operator", "operator"), ("rules.2.values", "value"),
        ("rules.3.values", "values"), ("rules.4.values", "value"), ("rules.5.days", "days"),
        ("rules.6.values", "value"), ("rules.7.values", "value"),
    ]  # fmt: skip
    assert "рынок" in error.value.faults[1].sentence("ru")
    assert "market" in error.value.faults[1].sentence("en")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ([], "empty"), ([B2C] * 9, "rules"), ([rule("fields.", "is", "x")], "field"),
        ([rule("fields." + "x" * 41, "is", "x")], "field"), ([rule("fields.a\x00b", "is", "x")], "field"),
        ([rule("segment", "is", "x" * 201)], "value"), ([rule("segment", "is", "a\x00")], "value"),
        ([rule("segment", "is", *map(str, range(21)))], "values"), ([rule("market", "known", "B2C")], "no_value"),
        ([rule("amount", "is", "NaN")], "value"), ([rule("amount", "is", "1e400")], "value"),
        ([rule("amount", "is", "0.001")], "value"), ([rule("orders", "is", "-1")], "value"),
        ([rule("orders", "is", "1", days="٣")], "days"), ([rule("kind", "unknown")], "operator"),
        ([rule("consent", "is", "unknown")], "value"), ([rule("orders", "known")], "operator"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(bad, code):
    with pytest.raises(MisuseError) as error:
        checked(bad)
    assert [each.code for each in error.value.faults] == [f"web.segment_{code}"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["field", "operator", "values", "days"]),
            st.text(max_size=8) | st.integers() | st.none() | st.lists(st.text(max_size=5) | st.floats(), max_size=3)
            | st.sampled_from([*FIELDS, *OPERATORS, "fields.x"]),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_whatever_is_sent_is_rules_or_faults(raw):
    faults, sound = tried(raw)
    assert all(fault.text("ru") and fault.text("en") for fault in faults)
    if not faults:
        assert rules_of(json.loads(json.dumps([each.content() for each in sound]))) == sound
        assert all(rule_words(each, language) for each in sound for language in ("ru", "en"))


def tried(raw):
    try:
        return (), checked(raw)
    except MisuseError as error:
        return error.faults, ()


def test_rules_are_told_in_both_languages():
    asked = [
        rule("orders", "at_least", "3", days=90), rule("market", "is", "B2C", "B2B"), rule("consent", "is", "given"),
        rule("fields.город", "contains", "Каз"), rule("joined", "since", "2026-03-31"),
        rule("amount", "at_most", "1 200,50"),
        rule("nps", "is_not", "detractor"), rule("left", "unknown"),
    ]  # fmt: skip
    russian = [rule_words(each, "ru") for each in checked(asked)]
    assert russian[0] == "число заказов за последние 90 дн.: не меньше 3"
    assert russian[1] == "рынок: это B2C или B2B"
    assert russian[3] == "поле «город»: содержит «Каз»"
    assert russian[6:] == ["последний ответ на NPS: известно и не это критик", "ушёл: неизвестно"]
    english = [rule_words(each, "en") for each in checked(asked)]
    assert english[0] == "number of orders in the last 90 days: at least 3"
    assert english[2] == "consent to be asked: is given"
    assert english[5].endswith("at most 1,200.50")


# --- making and changing ------------------------------------------------------------------------------------------


def test_a_segment_is_changed_as_it_was_read(organisation):
    segment = made(organisation, B2C)
    wanted = Wanted("Два", "Two", "any", [B2C, rule("left", "known")])
    turned = segment_edit(segment, wanted, 0, SYSTEM)
    assert (turned.version, turned.title_en, turned.joined_by, len(turned.rules)) == (1, "Two", "any", 2)
    with pytest.raises(MisuseError) as error:
        segment_edit(segment, Wanted("Три", "Three", "all", [B2C]), 0, SYSTEM)
    assert error.value.faults[0].code == "web.changed_meanwhile"
    entry = Entry.objects.order_by("number").last()
    assert (entry.action, entry.before["rules"], entry.after["rules"]) == (
        "segment.changed", ["market is B2C"], ["market is B2C", "left known"],
    )  # fmt: skip
    with pytest.raises(MisuseError) as error:
        made(organisation, B2C)
    assert error.value.faults[0].code == "web.segment_taken"
    assert made(organisation_create("beta", "Бета", "Beta"), B2C).code == "one"


# --- pages ---------------------------------------------------------------------------------------------------------


def sent(**more):
    facts = {"code": "loyal", "title_ru": "Верные", "title_en": "Loyal", "joined_by": "all", "version": 0}
    return facts | more


ONE = {"field-0": "market", "operator-0": "is", "value-0": "b2c; B2B", "days-0": ""}
TWO = {"field-1": "nps", "operator-1": "is", "value-1": "сторонник; Passive", "days-1": ""}


def test_a_segment_is_made_without_scripts(organisation, client, people):
    customer(organisation, "Anna", market="B2C")
    customer(organisation, "Boris", market="B2G")
    client.force_login(people["analyst"])
    assert client.get(f"{HOME}add/", headers=EN).content.decode().count("<fieldset class=") == 2
    more = client.post(f"{HOME}add/", sent(**ONE, **TWO, add="1"), headers=EN).content.decode()
    assert more.count('<fieldset class="rule"') == 3
    assert 'value="Верные"' in more
    counted = client.post(f"{HOME}add/", sent(**ONE, count="1"), headers=EN)
    assert "1 customer fits the rules." in counted.content.decode()
    assert not Segment.objects.exists()
    answer = client.post(f"{HOME}add/", sent(**ONE, **TWO))
    segment = Segment.objects.get()
    assert answer.headers["Location"] == f"{HOME}of/loyal/"
    assert [each["values"] for each in segment.rules] == [["B2C", "B2B"], ["promoter", "passive"]]
    edit = client.get(f"{HOME}of/loyal/edit/", headers=EN).content.decode()
    assert 'value="promoter; passive"' in edit
    assert "code" not in client.get(f"{HOME}of/loyal/edit/").context["form"].fields
    assert client.post(f"{HOME}of/loyal/edit/", sent(**ONE)).status_code == 302
    stale = client.post(f"{HOME}of/loyal/edit/", sent(title_en="Other", **ONE), headers=EN)
    assert (stale.status_code, "somebody else" in stale.content.decode().lower()) == (422, True)
    told = client.get(HOME, headers=EN).content.decode()
    assert "1 customer" in told
    assert "market: is B2C or B2B" in told
    assert "Anna" in client.get(f"{HOME}of/loyal/").content.decode()
    assert "Boris" not in client.get(f"{HOME}of/loyal/").content.decode()


def test_faults_stand_beside_their_rules_and_nothing_is_lost(organisation, client, people):
    client.force_login(people["analyst"])
    bad = {"field-0": "", "operator-0": "is", "value-0": "x", "days-0": ""}
    worse = {"field-1": "orders", "operator-1": "at_least", "value-1": "many<script>", "days-1": "no"}
    answer = client.post(f"{HOME}add/", sent(title_en="", **bad, **worse), headers=EN)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert [len(row.wrong) for row in answer.context["rows"]] == [0, 2]
    assert answer.context["form"].errors["title_en"]
    assert "many&lt;script&gt;" in told
    assert "many<script>" not in told
    empty = client.post(f"{HOME}add/", sent(**bad), headers=EN)
    assert (empty.status_code, "has no rule" in empty.content.decode()) == (422, True)
    eighth = sent(add="1", **{f"field-{i}": "market" for i in range(8)})
    assert len(client.post(f"{HOME}add/", eighth).context["rows"]) == 8
    assert client.post(f"{HOME}add/", {}).status_code == 422


def test_segments_are_listed_with_as_many_queries_whatever_their_number(organisation, client, people):
    customer(organisation, "Anna", market="B2C")
    client.force_login(people["agent"])

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(HOME).status_code == 200
        return len(found)

    made(organisation, B2C, code="s0")
    queries()
    few = queries()
    for i in range(1, 15):
        made(organisation, B2C, rule("orders", "at_most", "3"), rule("frequency", "at_least", "2"), code=f"s{i}")
    assert queries() == few


HOSTILE = "<img src=x onerror=alert(1)>\"'{{7*7}}"


def test_every_text_is_escaped(organisation, client, people):
    segment_create(
        organisation, "bad", Wanted(HOSTILE, HOSTILE, "all", [rule("fields." + HOSTILE, "is", HOSTILE)]), SYSTEM
    )
    customer(organisation, HOSTILE, fields={HOSTILE: HOSTILE})
    opened(organisation)
    client.force_login(people["cx_director"])
    for address in (
        HOME,
        f"{HOME}of/bad/",
        f"{HOME}of/bad/edit/",
        f"{HOME}add/",
        "/surveys/acme/pulse/invites/",
        "/audit/",
    ):
        answer = client.get(address, headers=EN)
        assert "<img src=x" not in answer.content.decode()
    assert "1 customer" in client.get(f"{HOME}of/bad/", headers=EN).content.decode()


def test_customers_of_a_segment_come_as_a_table_without_formulas(organisation, client, people):
    one = customer(organisation, "=cmd()", market="B2C", segment="@x", joined="2026-01-02")
    Key.objects.create(customer=one, organisation=organisation, kind="phone", value="+79123456789")
    customer(organisation, "Other", market="B2B")
    made(organisation, B2C)
    client.force_login(people["analyst"])
    answer = client.get(f"{HOME}of/one/customers.csv", headers=EN)
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][:5] == [str(one.code), "'=cmd()", "person", "B2C", "'@x"]
    assert rows[1][-1] == "'+79123456789"
    assert Entry.objects.order_by("number").last().action == "segment.exported"


def test_who_may_see_and_who_may_change(organisation, client, people):
    made(organisation, B2C)
    pages = (HOME, f"{HOME}of/one/")
    edits = (f"{HOME}add/", f"{HOME}of/one/edit/", f"{HOME}of/one/customers.csv")
    for role, see, change in (
        ("agent", 200, 403), ("analyst", 200, 200), ("executive", 403, 403),
        ("stranger", 404, 404), ("rater", 403, 403),
    ):  # fmt: skip
        client.force_login(people[role])
        assert {client.get(page).status_code for page in pages} == {see}
        assert {client.get(page).status_code for page in edits} == {change}
    beta = organisation_create("beta", "Бета", "Beta")
    made(beta, B2C, code="theirs")
    client.force_login(people["analyst"])
    assert client.get(f"{HOME}of/theirs/").status_code == 404
    assert client.get("/customers/beta/segments/of/theirs/").status_code == 404


def test_a_survey_asks_customers_of_a_segment(organisation, client, people):
    for name, market in (("Anna", "B2C"), ("Boris", "B2B")):
        one = customer(organisation, name, market=market, consent="given", consent_source="x")
        Key.objects.create(customer=one, organisation=organisation, kind="email", value=f"{name}@example.org".lower())
    made(organisation, B2C)
    survey = opened(organisation)
    client.force_login(people["cx_director"])
    place = "/surveys/acme/pulse/invites/"
    assert client.get(place, {"quiet_days": 30}).context["reachable"].asked == 2
    assert client.get(place, {"quiet_days": 30, "by_rule": "one"}).context["reachable"].asked == 1
    assert client.get(place, {"quiet_days": 30, "by_rule": "no"}).context["reachable"] is None
    assert client.post(place, {"do": "customers", "quiet_days": 30, "by_rule": "one"}).status_code == 302
    assert [each.customer.name for each in survey.invites.all()] == ["Anna"]


def test_an_organisation_of_a_segment_is_the_only_one_it_holds(organisation):
    beta = organisation_create("beta", "Бета", "Beta")
    theirs = customer(beta, "theirs", market="B2C")
    happened(theirs, amount=Decimal(5))
    customer(organisation, "ours", market="B2C")
    assert isinstance(organisation, Organisation)
    assert who(organisation, rule("orders", "at_most", "0")) == ["ours"]
    assert who(organisation, rule("orders", "at_least", "0")) == ["ours"]
