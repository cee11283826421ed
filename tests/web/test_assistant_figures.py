"""What an assistant took off people: containment is that of the metric, and who had to ask again is seen beside it."""

import datetime as dt

import ibis
import polars as pl
import pytest
from api_kit import Program
from django.db import IntegrityError, transaction
from test_channels_page import ASKED, BEFORE, DAY, DAYS, PAGE, clients, contacted, noon, rated
from voice_kit import opened
from web_analysis import executive_of

from centricity.metrics import compute
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction
from centricity.web.customers.personal import export
from centricity.web.home.assistant import assistant
from centricity.web.home.channel_rows import Asked

pytestmark = pytest.mark.django_db

API = "/organisations/acme/channels"


@pytest.fixture
def executive(client, people):
    return executive_of(client, people)


@pytest.fixture
def dialogues(organisation):
    """Forty dialogues about orders, four handed over; ten about refunds, six handed over; one that ended unknown."""
    known = clients(organisation, 80)
    bot = {"kind": "contact", "robot": True}
    contacted(organisation, known[:36], DAYS, 36, "app", about="order", handed_over=False, **bot)
    contacted(organisation, known[36:40], DAYS, 4, "app", about="order", handed_over=True, **bot)
    contacted(organisation, known[40:44], DAYS, 4, "messenger", about="refund", handed_over=False, **bot)
    contacted(organisation, known[44:50], DAYS, 6, "messenger", about="refund", handed_over=True, **bot)
    contacted(organisation, known[50:51], DAYS, 1, "messenger", **bot)
    contacted(organisation, known[60:70], DAYS, 10, "phone")
    contacted(organisation, known[60:70], BEFORE, 10, "app", handed_over=False, **bot)
    return known


def test_containment_is_that_of_the_metric(organisation, dialogues):
    rows = Interaction.objects.filter(at__gte=noon(DAYS.first)).values_list("pk", "channel", "robot", "handed_over")
    frame = pl.DataFrame(
        [(str(pk), *rest) for pk, *rest in rows], schema=["request", "channel", "assistant", "handed_over"],
        orient="row", infer_schema_length=None,
    )  # fmt: skip
    made = compute("containment", ibis.memtable(frame), ("channel",))
    found = assistant(organisation, Asked(DAYS))
    assert {each.code: each.contained for each in found.channels} == {row.keys[0]: row.estimate for row in made.rows}
    assert found.whole.contained == compute("containment", ibis.memtable(frame)).rows[0].estimate
    assert (found.whole.begun, found.whole.untold, found.whole.handed_over) == (51, 1, 10)


def test_typical_dialogues_stand_with_their_containment_the_most_frequent_first(organisation, dialogues):
    about = assistant(organisation, Asked(DAYS)).about
    assert [(each.code, each.begun, each.contained.value) for each in about[:2]] == [
        ("order", 40, 90.0), ("refund", 10, 40.0),
    ]  # fmt: skip
    assert (about[2].code, about[2].contained.n) == ("", 0)


def test_a_customer_who_gave_up_and_asked_elsewhere_within_a_week_is_seen(organisation, dialogues):
    first = {each.customer_id: each.at.date() for each in Interaction.objects.filter(at__gte=noon(DAYS.first))}
    for who, days in ((0, 6), (1, 3), (2, 8), (40, 1), (36, 1)):
        day = first[dialogues[who].pk] + days * DAY
        Interaction.objects.create(
            organisation=organisation, customer=dialogues[who], kind="call", at=noon(day), channel="phone"
        )
    contacted(organisation, dialogues[70:71], type(DAYS)(DAYS.last + 60 * DAY, DAYS.last + 61 * DAY), 1, "phone")
    found = assistant(organisation, Asked(DAYS))
    assert {each.code: (round(each.again.value, 1), each.again.n) for each in found.channels} == {
        "app": (5.6, 36), "messenger": (25.0, 4),
    }  # fmt: skip
    assert (found.whole.again.n, found.whole.again.value) == (40, 7.5)
    assert {each.code: each.again.value for each in found.about} | {"": None} == {
        "order": pytest.approx(100 * 2 / 36), "refund": 25.0, "": None,
    }  # fmt: skip


def test_the_page_shows_the_assistant_with_the_satisfaction_of_its_channels(organisation, dialogues, executive):
    rated(opened(organisation, "transactional", "after"), DAYS, "app", 30, 10)
    shown = executive.get(PAGE + ASKED).content.decode()
    block = shown.partition("<figcaption>Assistant</figcaption>")[2].partition("</table>")[0]
    assert "90.0%" in block
    assert "75.0%" in block
    assert "Typical dialogues of the assistant" in shown
    assert "a claim of the agency Tidio" in shown
    assert "refund" in executive.get(f"{PAGE}{ASKED}&csv=about").content.decode()
    assert "asked_again" in executive.get(f"{PAGE}{ASKED}&csv=assistant").content.decode()


def test_dialogues_behind_a_number_are_listed_for_whoever_sees_customers(organisation, dialogues, client, people):
    client.force_login(people["agent"])
    client.cookies["language"] = "en"
    page = client.get(PAGE + ASKED).content.decode()
    assert "channel=messenger&amp;assistant=1" in page
    listed = client.get(f"{PAGE}contacts/{ASKED}&channel=app&assistant=1").content.decode()
    assert "Those begun with the assistant." in listed
    assert listed.count("<tr>") == 41
    client.force_login(people["executive"])
    assert "assistant=1" not in client.get(PAGE + ASKED).content.decode()


def test_without_dialogues_there_is_no_block(organisation, executive):
    contacted(organisation, clients(organisation), DAYS, 20, "phone")
    assert "Assistant" not in executive.get(PAGE + ASKED).content.decode()


def test_a_program_reads_the_same_figures(organisation, dialogues, people):
    rated(opened(organisation, "transactional", "after"), DAYS, "app", 30, 10)
    told = Program.of(people["executive"]).get(API, {"first": str(DAYS.first), "last": str(DAYS.last)}).json()
    lines = {each["channel"]: each for each in told["channels"]}
    assert (lines["app"]["contacts"], lines["app"]["csat"]["value"], lines["app"]["csat"]["n"]) == (40, 75.0, 40)
    assert lines["app"]["nps"] is None
    assert lines["phone"]["rate"]["value"] == 12.5
    assert (told["customers"], told["before_first"], told["before_last"]) == (80, "2026-04-02", "2026-06-30")
    assert [each["channel"] for each in told["together"]] == ["self_service", "person", "all"]
    assert told["assistant"]["whole"]["contained"]["value"] == 80.0
    assert told["came_of_it"] in {"rose", "cannot_tell", "not_covered"}


def test_a_program_is_told_where_nothing_is_known_and_where_days_are_wrong(organisation, people):
    program = Program.of(people["executive"])
    told = program.get(API).json()
    assert (told["channels"], told["assistant"], told["came_of_it"]) == ([], None, "not_covered")
    for wrong in (
        {"first": "2026-07-01"}, {"first": "2026-07-02", "last": "2026-07-01"}, {"first": "0001-01-01", "last": "x"},
        {"market": "B2X"},
    ):  # fmt: skip
        assert program.get(API, wrong).status_code == 422
    assert Program.of(people["stranger"]).get(API).status_code == 404


def test_the_timeline_tells_of_the_assistant_and_of_who_took_over(organisation, client, people):
    anna = Customer.objects.create(organisation=organisation, name="Anna")
    for handed_over in (True, False):
        Interaction.objects.create(organisation=organisation, customer=anna, kind="contact", at=noon(DAYS.first),
                                   channel="app", about="refund", robot=True, handed_over=handed_over)  # fmt: skip
    people["agent"].language = "en"
    people["agent"].save()
    client.force_login(people["agent"])
    shown = client.get(f"/customers/acme/{anna.code}/").content.decode()
    assert shown.count("with the assistant") == 2
    assert shown.count("handed over to a person") == 1
    assert [each["robot"] for each in export(anna, SYSTEM)["timeline"]] == [True, True]


@pytest.mark.parametrize("robot", [None, False])
def test_the_database_holds_no_hand_over_without_an_assistant(organisation, robot):
    anna = Customer.objects.create(organisation=organisation, name="Anna")
    with pytest.raises(IntegrityError), transaction.atomic():
        Interaction.objects.create(organisation=organisation, customer=anna, kind="contact", robot=robot,
                                   at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), handed_over=False)  # fmt: skip
