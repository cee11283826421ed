"""Pages of rewards: made, read, changed and acted on by those who may, escaped, and the same over the API."""

import re
from html import unescape

import pytest
from api_kit import asker
from django.db import connection
from django.test.utils import CaptureQueriesContext
from incentive_kit import NPS, invited, latest, rated, scheme
from voice_kit import opened

from centricity.language import period_name
from centricity.web.improvement.models import Action, Incentive
from centricity.web.improvement.motivation.measures import Part

pytestmark = pytest.mark.django_db
LATEST = latest()
ROOT = "/actions/acme/motivation/"
SENT = {
    "title": "Desk", "who": "Service desk", "people": 8, "every": "month", "sales": 60, "least": 30, "most_fall": 10,
    "part0-metric": "nps", "part0-share": 40, "part0-floor": 0, "part0-target": 50,
}  # fmt: skip
WANTED = {
    "title": "Desk", "who": "Service desk", "people": 8, "every": "month", "sales": 60,
    "parts": [{"metric": "nps", "share": 40, "floor": 0, "target": 50}],
}  # fmt: skip


@pytest.fixture
def as_(client, people):
    def signed(role):
        client.force_login(people[role])
        return client

    return signed


def text(response):
    return re.sub(r"<[^>]+>|\s+", " ", unescape(response.content.decode()))


def test_a_scheme_is_made_changed_and_read(as_, organisation):
    client = as_("cx_director")
    assert client.post(f"{ROOT}new/", SENT | {"sales": 50}).status_code == 422
    assert client.post(f"{ROOT}new/", SENT | {"part0-target": ""}).status_code == 422
    assert client.post(f"{ROOT}new/", SENT | {"part0-cut": "department=made up"}).status_code == 422
    assert client.post(f"{ROOT}new/", SENT | {"people": 1}).status_code == 422
    assert client.post(f"{ROOT}new/", SENT).status_code == 302
    made = Incentive.objects.get()
    one = f"{ROOT}{made.pk}/"
    page = text(client.get(one))
    assert "nothing is payable" in page
    assert "Too few answers: n = 0, the scheme needs 30." in page
    form = client.get(f"{one}change/").content.decode()
    fields = {"most_fall": "10", "part0-floor": "0", "part0-target": "50"}
    for name, value in fields.items():
        assert re.search(rf'name="{name}" value="{value}"', form), name
    sales = {"sales": 100, "part0-metric": "", "version": 0}
    assert client.post(f"{one}change/", SENT | sales).status_code == 302
    assert "hangs on sales alone" in text(client.get(one))
    assert "no metric of customers" in text(client.get(ROOT))
    again = client.post(f"{one}change/", SENT | {"version": 0})
    assert again.status_code == 422
    assert "somebody else changed this" in text(again).lower()


def test_figures_points_and_links_are_shown(as_, organisation):
    survey = opened(organisation)
    rated(survey, [10] * 30 + [0] * 40, LATEST.before, channel="email", department="desk")
    rated(survey, [10] * 60 + [0] * 10, LATEST, channel="email", department="desk")
    made = scheme(organisation, Part("nps", 40, 0.0, 100.0, "department", "desk"))
    response = as_("executive").get(f"{ROOT}{made.pk}/?period={LATEST.code}")
    page = text(response)
    assert "71.4" in page
    assert "n = 70" in page
    assert "0.0 → 100.0 points" in page
    assert "Payable." in page
    assert '/dashboard/acme/nps/?months=12&amp;column=department&amp;key=desk"' in response.content.decode()
    assert "Too few answers" in text(
        as_("executive").get(f"{ROOT}{made.pk}/?period={LATEST.before.before.before.code}")
    )
    for nonsense in ("2999-01", "x", "2026-Q1"):
        assert as_("executive").get(f"{ROOT}{made.pk}/?period={nonsense}").status_code == 200


def test_a_sign_becomes_an_action_in_one_step(as_, organisation, people):
    survey = opened(organisation)
    rated(survey, [10] * 40, LATEST)
    invited(survey, LATEST.before, 200, 150)
    invited(survey, LATEST, 200, 30)
    made = scheme(organisation, owner=people["agent"])
    act, sent = f"{ROOT}{made.pk}/act/", {"period": LATEST.code, "sign": "rate", "part": "0"}
    assert as_("agent").post(act, sent).status_code == 403
    client = as_("analyst")
    assert "look at it" in text(client.get(f"{ROOT}{made.pk}/"))
    for other in ({"sign": "staff", "part": ""}, {"part": "7"}, {"part": "²"}, {"sign": ""}):
        assert client.post(act, sent | other).status_code == 404
    assert client.post(act, sent).status_code == 302
    action = Action.objects.get()
    assert (action.origin, action.owner) == (made.target, people["agent"])
    assert action.title == f"Find out: Response rate: NPS, {period_name(LATEST.code, 'en')}"
    assert f'href="{ROOT}{made.pk}/"' in client.get(f"/actions/acme/{action.pk}/").content.decode()
    assert action.title in text(client.get(f"{ROOT}{made.pk}/"))


def test_those_who_may_less_and_strangers_are_turned_away(as_, organisation):
    made = scheme(organisation)
    one = f"{ROOT}{made.pk}/"
    for role, codes in (("executive", (200, 200, 403, 403)), ("analyst", (200, 200, 403, 403)),
                        ("employee", (403, 403, 403, 403)), ("stranger", (404, 404, 404, 404))):  # fmt: skip
        client = as_(role)
        got = tuple(client.get(each).status_code for each in (ROOT, one, f"{ROOT}new/", f"{one}change/"))
        assert got == codes, role
    assert as_("analyst").post(f"{one}change/", SENT).status_code == 403
    assert as_("executive").get(f"{ROOT}{10**6}/").status_code == 404


def test_words_of_people_are_escaped_and_long_lists_take_the_same_queries(as_, organisation):
    bad = "<script>alert(1)</script>"
    made = scheme(organisation, Part("nps", 40, 0.0, 50.0, "segment", bad), title=bad, who=bad)
    client = as_("cx_director")
    for address in (ROOT, f"{ROOT}{made.pk}/", f"{ROOT}{made.pk}/change/"):
        assert bad not in client.get(address).content.decode()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as taken:
            client.get(ROOT)
        counts.append(len(taken))
        for number in range(5):
            scheme(organisation, title=f"s{number}")
    assert counts[0] == counts[1]


def test_both_languages_say_the_same(as_, organisation, people):
    survey = opened(organisation)
    rated(survey, [10] * 40, LATEST, spread=False)
    made = scheme(organisation, own_known=False)
    people["executive"].language = "ru"
    people["executive"].save()
    page = text(as_("executive").get(f"{ROOT}{made.pk}/"))
    assert "Мотивация" in page
    assert "Не выплачивается" in page
    assert "Not payable" not in page


def test_a_scheme_is_made_read_and_changed_over_the_api(client, organisation, people):
    ask = asker(client, "/api/v1/organisations/acme/incentives")
    director = people["cx_director"]
    assert ask(people["analyst"], "post", "", WANTED).status_code == 403
    wrong = ask(director, "post", "", WANTED | {"sales": 10, "people": 2})
    assert {each["code"] for each in wrong.json()["faults"]} == {"web.incentive_shares", "web.incentive_people"}
    stranger = ask(director, "post", "", WANTED | {"owner": 10**6})
    assert [each["code"] for each in stranger.json()["faults"]] == ["web.owner_without_role"]
    made = ask(director, "post", "", WANTED)
    assert made.status_code == 201, made.content
    path, tag = f"/{made.json()['id']}", made.headers["ETag"]
    assert ask(director, "put", path, WANTED).status_code == 428
    changed = ask(director, "put", path, WANTED | {"least": 50}, **{"If-Match": tag})
    assert (changed.status_code, changed.json()["least"]) == (200, 50)
    assert ask(director, "put", path, WANTED, **{"If-Match": tag}).status_code == 412
    rated(opened(organisation), [10] * 60, LATEST, channel="email")
    told = ask(people["executive"], "get", f"{path}/periods/{LATEST.code}").json()
    assert (told["held"], told["points"], told["parts"][0]["figure"]["n"]) == (40, None, 60)
    assert told["parts"][0]["reasons"] == ["own_unknown"]
    assert {each["code"] for each in told["signs"]} == {"rate", "top", "burst", "withheld", "staff", "rules"}
    assert ask(people["executive"], "get", f"{path}/periods/2999-01").status_code == 404
    assert ask(people["executive"], "get", "").json()["items"][0]["parts"][0]["metric"] == "nps"
    assert NPS.metric == "nps"
