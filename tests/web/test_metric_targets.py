"""Targets of the dashboard's metrics: in points or in percent of a base with its interval, with a plan or without."""

import datetime as dt
from html import unescape

import pytest
from api_kit import Program, codes
from test_alerts import asked_of_staff
from test_board import rated
from voice_kit import opened

from centricity.errors import MisuseError
from centricity.language import period_name
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.home.goal_progress import aiming_of, card
from centricity.web.home.goal_setting import Aimed, goal_change, goal_drop, goal_set
from centricity.web.home.models import Goal
from centricity.web.home.personal import erase, export
from centricity.web.home.shifts import last_whole_month
from centricity.web.home.watches import Number
from centricity.web.improvement.aims import aim_act
from centricity.web.improvement.services import Plan
from centricity.web.people.models import User
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
TODAY = dt.datetime.now(dt.UTC).date()
NOW, BEFORE = f"{TODAY:%Y-%m}", last_whole_month(TODAY)
DUE = TODAY + dt.timedelta(days=300)
LIST = "/dashboard/acme/targets/"
NEW = f"{LIST}new/?metric=nps"
API = "/organisations/acme/targets"


@pytest.fixture
def survey(organisation):
    return opened(organisation)


@pytest.fixture
def forty(survey):
    """NPS of 40 in the last whole month, of 100 answers; of 60 in the app."""
    rated(survey, [10] * 48 + [8] * 16 + [0] * 16, BEFORE, channel="web")
    rated(survey, [10] * 16 + [0] * 4, BEFORE, channel="app")
    return survey


def page_of(client, path):
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return unescape(answer.content.decode()).replace("\u00a0", " ")


def goal(organisation, stated="points", amount=10.0, number=("nps",), due=DUE, owner=None):
    return goal_set(organisation, Number(*number), Aimed(stated, amount, due, owner), SYSTEM)


def refused(organisation, **more):
    with pytest.raises(MisuseError) as caught:
        goal(organisation, **more)
    assert not Goal.objects.exists()
    return [fault.code for fault in caught.value.faults]


# --- in points and in percent --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "value", "said"),
    [
        ("points", 54.0, ("+10.0 points (+22.7% of the base)", "+10,0 пункта (+22,7 % от базы)")),
        ("percent", 48.4, ("+10.0% of the base (+4.4 points)", "+10,0 % от базы (+4,4 пункта)")),
    ],
)
def test_a_target_is_told_in_points_or_percent_and_both_are_shown(forty, client, people, stated, value, said):
    organisation = forty.organisation
    made = goal(organisation, stated)
    assert (made.base, made.base_n, made.base_month) == (44.0, 100, BEFORE)
    assert made.base_low < 44 < made.base_high
    assert made.value == pytest.approx(value)
    client.force_login(people["executive"])
    for language, words in zip(("en", "ru"), said, strict=True):
        User.objects.filter(pk=people["executive"].pk).update(language=language)
        page = page_of(client, f"{LIST}{made.pk}/")
        assert words in page
        assert period_name(BEFORE, language) in page
    User.objects.filter(pk=people["executive"].pk).update(language="en")
    assert ("may be negative" in page_of(client, f"{LIST}{made.pk}/")) == (stated == "percent")


def test_percent_of_a_base_that_is_not_above_zero_is_refused_with_the_reason(organisation, survey, client, people):
    rated(survey, [0] * 60 + [10] * 40, BEFORE)
    assert refused(organisation, stated="percent") == ["web.goal_percent"]
    client.force_login(people["cx_director"])
    sent = {"stated": "percent", "amount": "10", "due": DUE.isoformat()}
    answer = client.post(NEW, sent, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "a percentage of -20.0 means nothing" in answer.content.decode()
    made = goal(organisation, "points")
    assert made.value == -10.0
    assert card(aiming_of(made), "en").change == "+10.0\N{NO-BREAK SPACE}points"


def test_a_part_of_the_answers_has_a_target_of_its_own(organisation, forty):
    made = goal(organisation, "percent", number=("nps", "channel", "app"))
    assert (made.base, made.value) == (60.0, 66.0)
    assert card(aiming_of(made), "ru").name == "NPS, канал — приложение"
    goal(organisation)
    with pytest.raises(MisuseError) as caught:
        goal(organisation, amount=20)
    assert caught.value.faults[0].code == "web.goal_taken"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"amount": 60.0}, ["web.goal_range"]),
        ({"amount": 0.0}, ["web.goal_amount"]),
        ({"amount": 1.234}, ["web.goal_amount"]),
        ({"due": TODAY - dt.timedelta(days=1)}, ["web.goal_due"]),
        ({"amount": 60.0, "due": dt.date(2199, 1, 1)}, ["web.goal_range", "web.goal_due"]),
        ({"number": ("enps",)}, ["web.goal_no_base"]),
        ({"number": ("nope",)}, ["web.watch_metric"]),
        ({"number": ("nps", "channel", "fax")}, ["web.watch_part"]),
    ],
)
def test_what_makes_no_target_is_refused_with_every_reason(organisation, forty, more, said):
    assert refused(organisation, **more) == said


def test_what_the_dashboard_withholds_is_no_base(organisation):
    asked_of_staff(organisation, "staff", BEFORE, [10] * 4)
    assert refused(organisation, number=("enps",)) == ["web.goal_no_base"]


# --- how far it is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [
        ([], "unknown"),
        ([10] * 5, "unknown"),
        ([10] * 60 + [8] * 22 + [0] * 18, "noise"),
        ([10] * 900 + [8] * 100, "reached"),
        ([0] * 50 + [10] * 50, "away"),
    ],
)
def test_progress_is_told_only_beyond_noise_of_both_numbers(organisation, forty, client, people, scores, verdict):
    made = goal(organisation)
    rated(forty, scores, NOW)
    at = aiming_of(made).standing
    assert at.verdict == verdict
    if verdict == "noise":
        assert at.low < 44 < at.high
        client.force_login(people["executive"])
        assert "The interval holds the start: whether it moved at all cannot be told." in page_of(client, LIST)
        told = f"NPS: {period_name(NOW, 'en')}, 42.0, between "
        assert told in unescape(page_of(client, "/dashboard/acme/executive/"))
        assert "n = 100" in page_of(client, f"{LIST}{made.pk}/")


def test_a_target_of_all_answers_says_so_beside_a_part_of_them(organisation, forty, client, people):
    goal(organisation)
    client.force_login(people["executive"])
    narrowed = page_of(client, "/dashboard/acme/nps/?column=channel&key=app")
    assert "of all answers" in narrowed
    assert "of all answers" not in page_of(client, "/dashboard/acme/nps/")


def test_a_target_without_an_owned_dated_action_is_flagged_wherever_it_stands(organisation, forty, client, people):
    made = goal(organisation, owner=people["cx_director"])
    pages = (LIST, f"{LIST}{made.pk}/", "/dashboard/acme/nps/")
    client.force_login(people["executive"])
    for path in pages:
        assert "it is a wish, not a plan" in page_of(client, path)
    executive = page_of(client, "/dashboard/acme/executive/")
    assert "Targets of metrics" in executive
    assert "Targets without an action that has an owner and a day" in executive
    aim_act(organisation, Plan("Mend", people["agent"], DUE), made.target, SYSTEM)
    for path in pages:
        assert "it is a wish" not in page_of(client, path)
    assert "Targets without an action" not in page_of(client, "/dashboard/acme/executive/")


# --- by pages and programs ------------------------------------------------------------------------------------


def test_the_director_sets_plans_changes_and_drops_a_target_on_pages(organisation, forty, client, people):
    client.force_login(people["cx_director"])
    sent = {"stated": "points", "amount": "10", "due": DUE.isoformat(), "owner": people["cx_director"].pk}
    assert client.post(NEW, sent).status_code == 302
    made = Goal.objects.get()
    one = f"{LIST}{made.pk}/"
    act = {"do": "act", "title": "Mend", "kind": "action", "owner": people["agent"].pk, "due": DUE.isoformat()}
    assert client.post(f"{one}actions/", act).status_code == 302
    (action,) = aiming_of(made).actions
    assert client.post(f"{one}actions/", {"do": "unlink", "action": action.pk}).status_code == 302
    assert aiming_of(made).flag == "none"
    assert client.post(f"{one}actions/", {"do": "link", "action": action.pk}).status_code == 302
    assert "Target: NPS" in page_of(client, f"/actions/acme/{action.pk}/")
    changed = sent | {"amount": "5", "version": 0}
    assert client.post(one, changed).status_code == 302
    assert client.post(one, changed).status_code == 422
    made.refresh_from_db()
    assert (made.value, made.version) == (49.0, 1)
    assert client.post(f"{one}drop/", {"version": 0}).status_code == 422
    assert client.post(f"{one}drop/", {"version": 1}).status_code == 302
    assert "Target of a metric that was dropped" in page_of(client, f"/actions/acme/{action.pk}/")
    kinds = ["goal.set", "goal.changed", "goal.dropped"]
    assert [Entry.objects.filter(action=each).count() for each in kinds] == [1, 1, 1]


def test_a_program_does_what_the_pages_do(organisation, forty, people):
    director = Program.of(people["cx_director"])
    wanted = {"metric": "nps", "stated": "percent", "amount": 10, "due": DUE.isoformat()}
    made = director.post(API, wanted)
    assert made.status_code == 201
    told = made.json()
    assert (told["target"], told["stated"], told["flag"]) == (48.4, "percent", "none")
    assert told["percent"] == pytest.approx(10)
    assert told["points"] == pytest.approx(4.4)
    assert told["base_low"] < told["base"] == 44 < told["base_high"]
    one = f"{API}/{told['id']}"
    acted = director.post(f"{one}/actions", {"title": "Mend", "owner": people["agent"].pk, "due": DUE.isoformat()})
    (action,) = acted.json()["actions"]
    assert acted.json()["flag"] is None
    assert director.ask("delete", f"{one}/actions/{action}").status_code == 204
    assert director.ask("put", f"{one}/actions/{action}").json()["actions"] == [action]
    change = {"stated": "points", "amount": 6, "due": DUE.isoformat()}
    read = director.get(one)
    assert director.ask("put", one, change, If_Match=read.headers["ETag"]).json()["target"] == 50.0
    assert director.ask("put", one, change, If_Match=read.headers["ETag"]).status_code == 412
    assert codes(director.post(API, wanted)) == ["web.goal_taken"]
    assert director.get(API).json()["total"] == 1
    executive = Program.of(people["executive"])
    assert executive.get(one).json()["actions"] is None
    for who in ("analyst", "cx_expert"):
        assert Program.of(people[who]).post(API, wanted).status_code == 403
    assert director.ask("delete", one, If_Match=director.get(one).headers["ETag"]).status_code == 204


def test_of_two_who_change_a_target_the_second_is_told(organisation, forty):
    made = goal(organisation)
    goal_change(made, Aimed("points", 5.0, DUE), 0, SYSTEM)
    for deed in (lambda: goal_change(made, Aimed("points", 6.0, DUE), 0, SYSTEM), lambda: goal_drop(made, 0, SYSTEM)):
        with pytest.raises(MisuseError) as caught:
            deed()
        assert caught.value.faults[0].code == "web.changed_meanwhile"


def test_a_target_of_another_organisation_is_not_there(organisation, forty, client, people):
    made = goal(organisation)
    other = organisation_create("beta", "Бета", "Beta")
    client.force_login(people["administrator"])
    assert client.get(f"/dashboard/{other.code}/targets/{made.pk}/").status_code == 404


def test_who_answers_for_a_target_may_take_it_along_and_be_forgotten(organisation, forty, people):
    made = goal(organisation, owner=people["agent"])
    assert export(people["agent"])["targets"][0]["value"] == 54.0
    erase(people["agent"])
    made.refresh_from_db()
    assert made.owner is None
