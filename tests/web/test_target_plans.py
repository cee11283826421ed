"""Plans of targets: real actions made and taken for them, how far they are in honest words, changed and dropped."""

import datetime as dt
from html import unescape

import pytest
from api_kit import asker
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_goals import PAGE
from test_goals import six as six  # noqa: PLC0414  a fixture

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.improvement.aims import aim_act, aim_link, aim_unlink, aimed
from centricity.web.improvement.models import Action, Aim
from centricity.web.improvement.origins import origin_of
from centricity.web.improvement.selectors import actions_of
from centricity.web.improvement.services import Plan, action_create, action_end
from centricity.web.research.goal_pages import _range, _share, _shares
from centricity.web.research.goals import aim_of, codes_of, goal_add, goal_change, goal_drop, goals_of, latest
from centricity.web.research.plans import Step, flag_of
from centricity.web.research.progress import Results, Standing
from centricity.web.research.targets import targets_of_study

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
FAR = dt.date(2200, 1, 1)


@pytest.fixture
def wish(six):
    """The code of the target that nothing is done for: of finance."""
    return goals_of(latest(six))[1]["code"]


def text_of(client, address):
    return unescape(client.get(address).content.decode())


# --- actions, both ways -------------------------------------------------------------------------------------


def test_an_action_made_for_a_target_is_one_of_the_organisation_and_leads_back(six, wish, client, people):
    client.force_login(people["cx_director"])
    page = f"{PAGE}{wish}/"
    assert "a wish, not a plan" in text_of(client, page)
    told = {"title": "Ask <b>finance</b>", "kind": "action", "owner": people["agent"].pk, "due": "2199-01-31"}
    assert client.post(f"{page}act/", told).status_code == 302
    made = Action.objects.get()
    assert (made.organisation_id, made.origin) == (six.organisation_id, aim_of(six, wish))
    assert made in actions_of(six.organisation)
    shown = client.get(page).content.decode()
    assert "Ask &lt;b&gt;finance&lt;/b&gt;" in shown
    assert "a wish, not a plan" not in unescape(shown)
    assert origin_of(made).address == page
    assert f'href="{page}"' in client.get(f"/actions/acme/{made.pk}/").content.decode()


def test_a_target_with_an_owned_action_is_no_wish_for_the_dashboard_either(six, wish, people):
    assert [each.unowned for each in targets_of_study(six)] == [False, True]
    aim_act(six.organisation, Plan("x", people["agent"]), aim_of(six, wish), SYSTEM)
    assert [each.unowned for each in targets_of_study(six)] == [False, True]
    aim_act(six.organisation, Plan("x", people["agent"], FAR), aim_of(six, wish), SYSTEM)
    assert [each.unowned for each in targets_of_study(six)] == [False, False]


def test_an_action_that_is_there_serves_a_target_and_keeps_what_it_came_of(six, wish, client, people):
    known = action_create(six.organisation, Plan("Known"), SYSTEM, origin="feedback:1")
    client.force_login(people["analyst"])
    page = f"{PAGE}{wish}/"
    assert client.post(f"{page}link/", {"action": known.pk}).status_code == 302
    assert "Known" in text_of(client, page)
    known.refresh_from_db()
    assert known.origin == "feedback:1"
    assert f'href="{page}"' in client.get(f"/actions/acme/{known.pk}/").content.decode()
    assert client.post(f"{page}link/", {"action": known.pk}).status_code == 422
    assert client.post(f"{page}unlink/", {"action": known.pk}).status_code == 302
    assert not Aim.objects.exists()
    assert Action.objects.filter(pk=known.pk, state="open").exists()
    assert client.post(f"{page}unlink/", {"action": "nonsense"}).status_code == 302
    told = [Entry.objects.get(action=f"action.{verb}") for verb in ("aimed", "unaimed")]
    assert (told[0].after, told[1].before) == ({"target": aim_of(six, wish)},) * 2


def test_what_has_ended_or_is_of_others_is_not_taken(six, wish, client, people):
    from centricity.web.people.services import organisation_create

    ended = action_create(six.organisation, Plan("x"), SYSTEM)
    action_end(ended, "done", "y", 0, SYSTEM)
    with pytest.raises(MisuseError):
        aim_link(ended, aim_of(six, wish), SYSTEM)
    foreign = action_create(organisation_create("beta", "Бета", "Beta"), Plan("Foreign"), SYSTEM)
    client.force_login(people["analyst"])
    for action in (ended, foreign):
        assert client.post(f"{PAGE}{wish}/link/", {"action": action.pk}).status_code == 422
    assert not Aim.objects.exists()


def test_two_who_link_one_action_link_it_once(six, wish):
    known = action_create(six.organisation, Plan("x"), SYSTEM)
    for _who in range(2):
        aim_link(known, aim_of(six, wish), SYSTEM)
    assert aimed(six.organisation, [aim_of(six, wish)]) == {aim_of(six, wish): [known]}
    for _who in range(2):
        aim_unlink(known, aim_of(six, wish), SYSTEM)
    assert Entry.objects.filter(action="action.unaimed").count() == 1


def test_whoever_does_not_handle_customers_sees_how_many_actions_and_not_which(six, wish, client, people):
    aim_act(six.organisation, Plan("Secret words"), aim_of(six, wish), SYSTEM)
    client.force_login(people["executive"])
    page = text_of(client, f"{PAGE}{wish}/")
    assert "Secret words" not in page
    assert "1 open action" in page
    for verb in ("act", "link", "unlink", "drop"):
        assert client.post(f"{PAGE}{wish}/{verb}/").status_code == 403


# --- flags --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "flag"),
    [
        ([], "none"),
        ([Step(True, False, None)], "unowned"),
        ([Step(False, True, FAR)], "ended"),
        ([Step(True, True, dt.date(2026, 11, 25)), Step(False, True, FAR)], "late"),
        ([Step(True, True, TODAY)], ""),
        ([Step(True, True, dt.date(2026, 1, 1)), Step(True, False, FAR)], ""),
    ],
)
def test_what_is_wrong_with_a_plan_is_told(steps, flag):
    assert flag_of(steps, TODAY) == flag
    assert flag_of(steps, TODAY, reached=True) == ""


def test_a_target_whose_actions_are_late_or_have_all_ended_is_flagged(six, wish, client, people):
    client.force_login(people["cx_director"])
    page = f"{PAGE}{wish}/"
    made = aim_act(six.organisation, Plan("x", people["agent"], dt.date(2026, 1, 1)), aim_of(six, wish), SYSTEM)
    assert "Every open action is overdue" in text_of(client, page)
    action_end(made, "done", "y", 0, SYSTEM)
    assert "All its actions have ended" in text_of(client, page)


def test_dropped_actions_are_no_plan(six, wish, client, people):
    client.force_login(people["cx_director"])
    made = aim_act(six.organisation, Plan("x", people["agent"], FAR), aim_of(six, wish), SYSTEM)
    action_end(made, "dropped", "no money", 0, SYSTEM)
    assert "No action stands behind this target" in text_of(client, f"{PAGE}{wish}/")


# --- how far ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "now", "low", "high", "target", "verdict"),
    [
        (18, None, None, None, 23, "unknown"),
        (None, 20, 19, 21, 23, "no_base"),
        (23, 20, 19, 21, 23, "at_base"),
        (18, 20, None, None, 23, "no_interval"),
        (18, 24, 23, 25, 23, "reached"),
        (18, 24, 22, 26, 23, "reached_unsure"),
        (18, 16, 15, 17, 23, "away"),
        (18, 19, 17, 21, 23, "noise"),
        (18, 22, 20, 24, 23, "close"),
        (18, 20, 19, 21, 23, "moved"),
        (23, 20, 19, 21, 18, "moved"),
        (23, 17, 16, 18, 18, "reached"),
        (23, 25, 24, 26, 18, "away"),
    ],
)
def test_how_far_a_target_is_says_what_the_interval_can_tell(base, now, low, high, target, verdict):
    assert Standing(base, now, low, high, target).verdict == verdict


def test_the_page_holds_the_figures_of_the_latest_wave(six, client, people):
    goal = goals_of(latest(six))[0]
    at = Results(six).standing(goal)
    market = six.current.views.get(audience="internal").groups.get(grouping="overall", code="market").scores["index"]
    assert (at.now, at.low, at.high) == (market["mean"], market["low"], market["high"])
    assert at.base == pytest.approx(next(iter(targets_of_study(six))).base)
    client.force_login(people["executive"])
    page = text_of(client, f"{PAGE}{goal['code']}/")
    assert f"{at.now:.1f}" in page
    assert "No interval is known for this score" in page


def test_an_interval_that_holds_no_error_of_the_score_tells_nothing(six, wish):
    at = Results(six).standing(goals_of(latest(six))[1])
    row = six.current.views.get(audience="internal").subjects.get(subject="finance").scores["index"]
    assert (at.now, at.low, at.high, at.verdict) == (row["score"], None, None, "no_interval")


def test_an_interval_is_told_in_points_and_in_shares_of_the_way():
    at = Standing(18.0, 20.0, 17.0, 23.5, 23.0)
    assert _range(at.low, at.high, "en") == "17.0 … 23.5"
    assert (_share(at, at.now, "en"), _shares(at, "en")) == ("40%", "−20 … 110%")
    bare = Standing(18.0, 20.0, None, None, 23.0)
    assert (_range(None, None, "en"), _shares(bare, "en")) == ("", "")


def test_the_list_asks_no_more_for_more_targets(six, client, people):
    client.force_login(people["cx_director"])
    for _more in range(2):
        with CaptureQueriesContext(connection) as few:
            client.get(PAGE)
    goal_add(six, {"node": "index", "target": 25.0, "wave": "2028"}, 1, SYSTEM)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) <= len(few)


# --- changed and dropped ------------------------------------------------------------------------------------


def test_a_target_is_changed_by_a_new_edition_and_keeps_its_actions(six, wish, client, people):
    made = aim_act(six.organisation, Plan("Stays", people["agent"], FAR), aim_of(six, wish), SYSTEM)
    client.force_login(people["cx_director"])
    told = {"target": "20.5", "wave": "2028", "due": "2028-05-01", "owner_en": "CFO", "owner_ru": "", "after": "1"}
    assert client.post(f"{PAGE}{wish}/", told).status_code == 302
    goal = goals_of(latest(six))[1]
    assert goal == {
        "subject": "finance", "node": "index", "code": wish, "target": 20.5, "wave": "2028",
        "due": dt.date(2028, 5, 1), "owner": {"ru": "CFO", "en": "CFO"}, "unowned": True,
    }  # fmt: skip
    assert goals_of(six.editions.get(number=1))[1]["target"] == 19
    page = text_of(client, f"{PAGE}{wish}/")
    assert "Stays" in page
    assert "1 May 2028" in page
    assert origin_of(made).address == f"{PAGE}{wish}/"
    assert Entry.objects.get(action="study.goal_changed").before == {"node": "index", "target": 19}


def test_of_two_who_change_a_target_the_second_is_told(six, wish, client, people):
    goal_change(six, wish, {"target": 20.0, "wave": "2026"}, 1, SYSTEM)
    with pytest.raises(MisuseError):
        goal_change(six, wish, {"target": 25.0, "wave": "2026"}, 1, SYSTEM)
    client.force_login(people["cx_director"])
    refused = client.post(f"{PAGE}{wish}/", {"target": "25", "wave": "2026", "after": "1"})
    assert refused.status_code == 422
    assert "omebody else changed this" in unescape(refused.content.decode())
    assert client.post(f"{PAGE}{wish}/drop/", {"after": "1"}).status_code == 422
    assert goals_of(latest(six))[1]["target"] == 20.0


def test_a_dropped_target_is_gone_and_its_actions_say_so(six, wish, client, people):
    made = aim_act(six.organisation, Plan("x"), aim_of(six, wish), SYSTEM)
    client.force_login(people["cx_director"])
    assert client.post(f"{PAGE}{wish}/drop/", {"after": "1"}).status_code == 302
    assert [goal["node"] for goal in goals_of(latest(six))] == ["index"]
    assert client.get(f"{PAGE}{wish}/").status_code == 404
    made.refresh_from_db()
    assert made.state == "open"
    assert origin_of(made).address == PAGE
    with pytest.raises(MisuseError):
        goal_drop(six, goals_of(latest(six))[0]["code"], 1, SYSTEM)


def test_codes_stay_where_nothing_they_are_made_of_changes_and_differ_in_doubles():
    one = {"node": "index", "wave": "2026", "target": 1}
    codes = codes_of([one, one | {"target": 2}, one | {"subject": "x"}, one | {"code": "mine"}])
    assert len(set(codes)) == 4
    assert codes[1] == f"{codes[0]}.2"
    assert codes[3] == "mine"
    assert codes_of([one | {"target": 5}]) == codes[:1]


# --- the API ------------------------------------------------------------------------------------------------


def test_a_target_is_set_planned_changed_and_dropped_over_the_api(six, client, people):
    ask, director = asker(client, "/api/v1/studies/six"), people["cx_director"]
    told = {"node": "index", "target": 23, "wave": "2027", "due": "2027-05-01"}
    assert ask(people["executive"], "post", "/targets", told).status_code == 403
    made = ask(director, "post", "/targets", told)
    assert made.status_code == 201, made.content
    path = made.headers["Location"].removeprefix("/api/v1/studies/six")
    assert (made.json()["flag"], made.json()["actions"], made.json()["due"]) == ("none", [], "2027-05-01")
    step = {"title": "x", "owner": people["agent"].pk, "due": "2199-01-01"}
    acted = ask(director, "post", f"{path}/actions", step)
    assert (acted.status_code, acted.json()["flag"]) == (201, None)
    assert ask(director, "post", f"{path}/actions", step | {"owner": people["stranger"].pk}).status_code == 422
    assert ask(people["executive"], "get", path).json()["actions"] is None
    (action,) = acted.json()["actions"]
    assert ask(director, "delete", f"{path}/actions/{action}").status_code == 204
    assert ask(director, "put", f"{path}/actions/{action}").json()["actions"] == [action]
    change = {"target": 24, "wave": "2028"}
    assert ask(director, "put", path, change).status_code == 428
    tag = ask(director, "get", path).headers["ETag"]
    changed = ask(director, "put", path, change, **{"If-Match": tag})
    assert (changed.json()["target"], changed.json()["due"]) == (24, None)
    assert ask(director, "put", path, change, **{"If-Match": tag}).status_code == 412
    tag = ask(director, "get", path).headers["ETag"]
    assert ask(director, "delete", path, **{"If-Match": tag}).status_code == 204
    assert ask(director, "get", path).status_code == 404
    assert ask(director, "get", "/targets").json()["total"] == 2


@pytest.mark.parametrize(
    "change", [{"node": "nothing"}, {"subject": "nobody"}, {"wave": "a b"}, {"target": "x"}, {"due": "1800-01-01"}]
)
def test_the_api_refuses_what_makes_no_target(six, client, people, change):
    told = {"node": "index", "target": 23, "wave": "2027"} | change
    refused = asker(client, "/api/v1/studies/six")(people["analyst"], "post", "/targets", told)
    assert refused.status_code == 422
    assert six.editions.count() == 1
