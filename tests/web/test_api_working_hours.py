"""Working hours and times of answers by a program: every fault at once, by version, with the rights of the pages."""

from datetime import UTC, datetime, timedelta

import pytest
from api_kit import Program, codes
from feedback_kit import said

from centricity.web.audit.models import Entry
from centricity.web.feedback.models import Item
from centricity.web.people.hours import hours_of

pytestmark = pytest.mark.django_db
HOURS = "/organisations/acme/hours"
FIGURES = "/organisations/acme/feedback/figures"
MOSCOW = {"zone": "Europe/Moscow"}


@pytest.fixture
def director(people):
    return Program.of(people["cx_director"])


def put(program, hours, match=None):
    return program.ask("put", HOURS, {"hours": hours}, If_Match=match or program.get(HOURS).headers["ETag"])


def test_hours_are_set_read_and_taken_away(director, organisation):
    assert director.get(HOURS).json() == {"hours": None, "ahead": [], "revision": 0}
    made = put(director, MOSCOW | {"closes": "24:00", "weekdays": [6, 0], "days_off": ["2026-06-12"]}).json()
    assert made["hours"] == {
        "opens": "09:00", "closes": "24:00", "weekdays": [0, 6], "zone": "Europe/Moscow", "country": "",
        "days_off": ["2026-06-12"], "days_on": [], "short": [], "round_the_clock": False,
    }  # fmt: skip
    assert len(made["ahead"]) == 14
    assert {(each["opens"], each["closes"]) for each in made["ahead"]} == {("09:00", "24:00"), (None, None)}
    assert hours_of(organisation).calendar.closes == 24
    assert put(director, made["hours"]).json()["hours"] == made["hours"]
    assert put(director, None).json() == {"hours": None, "ahead": [], "revision": 3}
    assert Entry.objects.filter(action="organisation.hours").count() == 3


def test_everything_wrong_with_hours_is_told_with_its_place(director, organisation):
    wrong = {"opens": "18:00", "closes": "09:00", "weekdays": [], "zone": "Mars", "country": "XX",
             "days_on": ["2026-06-12"], "days_off": ["2026-06-12"]}  # fmt: skip
    refused = put(director, wrong)
    assert refused.status_code == 422
    assert [(fault["code"].removeprefix("web.hours_"), fault["key"]) for fault in refused.json()["faults"]] == [
        ("order", "closes"), ("weekdays", "weekdays"), ("zone", "zone"), ("country", "country"), ("both", "days_on"),
    ]  # fmt: skip
    for hours in ({}, MOSCOW | {"opens": "9"}, MOSCOW | {"weekdays": [7]}, MOSCOW | {"short": ["tomorrow"]}, 9,
                  MOSCOW | {"lunch": 1}, MOSCOW | {"zone": "a\x00"}, MOSCOW | {"days_on": ["1969-01-01"]}):  # fmt: skip
        assert put(director, hours).status_code == 422, hours
    assert hours_of(organisation) is None


def test_hours_that_were_changed_meanwhile_are_kept(director, organisation):
    tag = director.get(HOURS).headers["ETag"]
    assert put(director, MOSCOW, tag).status_code == 200
    late = put(director, None, tag)
    assert (late.status_code, codes(late)) == (412, ["web.changed_meanwhile"])
    assert codes(director.ask("put", HOURS, {"hours": None})) == ["web.match_needed"]
    assert hours_of(organisation) is not None


def test_who_sees_figures_reads_hours_and_only_who_manages_sets_them(people, organisation):
    for role in ("executive", "agent", "analyst"):
        program = Program.of(people[role])
        assert program.get(HOURS).status_code == 200
        assert put(program, MOSCOW).status_code == 403
    assert Program.of(people["stranger"]).get(HOURS).status_code == 404
    assert hours_of(organisation) is None


def test_figures_tell_times_in_both_hours(director, people, organisation):
    friday = datetime(2026, 6, 5, 14, tzinfo=UTC)
    for n in range(7):
        item = said(organisation, f"text {n}")
        answered = None if n == 6 else friday + timedelta(hours=65 + n)
        Item.objects.filter(pk=item.pk).update(received_at=friday, first_answer_at=answered)
    asked = {"first": "2026-06-01", "last": "2026-06-30"}
    reader = Program.of(people["executive"])
    found = reader.get(FIGURES, asked).json()
    assert (found["first"], found["last"], found["waiting"]) == ("2026-06-01", "2026-06-30", 1)
    assert found["first_answer"] == {
        "calendar": {"value": 67.5, "low": 65.0, "high": 70.0, "n": 6}, "working": None, "outside": 0,
    }  # fmt: skip
    assert found["solution"]["calendar"] == {"value": None, "low": None, "high": None, "n": 0}
    put(director, MOSCOW)
    found = reader.get(FIGURES, asked).json()
    assert found["first_answer"]["working"] == {"value": 4.5, "low": 2.0, "high": 7.0, "n": 6}
    assert found["first_answer_of_nine_in_ten"]["working"]["value"] == 6.5
    assert found["solution"]["working"] == {"value": None, "low": None, "high": None, "n": 0}
    assert found["answered"]["value"] == pytest.approx(100 * 6 / 7)


def test_a_period_is_two_days_in_order(people):
    reader = Program.of(people["executive"])
    assert reader.get(FIGURES).json()["first_answer"]["calendar"]["n"] == 0
    for wrong in ({"first": "2026-06-02", "last": "2026-06-01"}, {"first": "x"}, {"last": "9999-12-31"},
                  {"first": "1969-01-01"}, {"first": "2099-01-01"}):  # fmt: skip
        assert reader.get(FIGURES, wrong).status_code == 422, wrong
