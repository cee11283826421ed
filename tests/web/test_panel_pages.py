"""Pages of panels: who sees what and when, what is kept of a form, and what is escaped."""

import pytest
from django.urls import reverse
from test_panels import ITEMS, all_in, made
from web_kit import PASSWORD

from centricity.web.audit.services import SYSTEM
from centricity.web.panels.models import Judgement, Panel, Record
from centricity.web.panels.services import panel_close, panel_open
from centricity.web.research.models import Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(people):
    return [people[role] for role in ("employee", "agent", "rater")]


@pytest.fixture
def panel(organisation, three):
    return made(organisation, three)


def go(client, user, name, *parts, verb="get", **data):
    client.force_login(user)
    return getattr(client, verb)(reverse(name, args=["acme", *parts]), data, headers={"Accept-Language": "en"})


def filled(item, **fields):
    return {f"{item}-{name}": value for name, value in fields.items()}


def test_a_panel_is_made_in_the_browser(client, people, three):
    sent = {
        "title_ru": "Зрелость", "title_en": "Maturity", "code": "made", "method": "cx_maturity",
        "departments": "it | ИТ | IT\nhr | Кадры | HR", "people": [each.pk for each in three], "due": "2027-01-31",
    }  # fmt: skip
    answer = go(client, people["analyst"], "panel_new", verb="post", **sent)
    assert answer.status_code == 302
    panel = Panel.objects.get(code="made")
    assert (panel.units, panel.assessors.count(), str(panel.due)) == (40, 3, "2027-01-31")
    refused = go(client, people["analyst"], "panel_new", verb="post", **sent | {"people": [three[0].pk]})
    assert refused.status_code == 422
    assert "one alone agrees with himself" in refused.content.decode()


def test_people_of_the_panel_see_it_and_others_by_their_right(client, people, panel):
    assert go(client, people["employee"], "panel", "maturity").status_code == 200
    assert go(client, people["executive"], "panel", "maturity").status_code == 200
    assert go(client, people["customer"], "panel", "maturity").status_code == 403
    assert go(client, people["stranger"], "panel", "maturity").status_code == 404
    assert go(client, people["executive"], "panel_rate", "maturity", "it").status_code == 403
    assert go(client, people["employee"], "panel_rate", "maturity", "nothing").status_code == 404
    assert go(client, people["employee"], "panel", "nothing").status_code == 403
    assert "Maturity" in go(client, people["employee"], "panels").content.decode()
    assert "Maturity" not in go(client, people["customer"], "panels").content.decode()
    client.force_login(people["rater"])
    assert "Maturity" in client.get("/panels/", headers={"Accept-Language": "en"}).content.decode()


def test_nobody_sees_the_ratings_of_others_before_they_lie_open(client, people, organisation, panel):
    all_in(panel)
    for role in ("employee", "cx_director", "administrator"):
        assert go(client, people[role], "panel_compare", "maturity").status_code == 403
    assert (
        go(client, people["employee"], "panel_state", "maturity", verb="post", state="open", version=0).status_code
        == 403
    )
    go(client, people["cx_director"], "panel_state", "maturity", verb="post", state="open", version=0)
    panel.refresh_from_db()
    assert panel.state == "open"
    shown = go(client, people["employee"], "panel_compare", "maturity").content.decode()
    assert "to be talked over" in shown
    assert "agent" in shown
    by_number = go(client, people["executive"], "panel_compare", "maturity").content.decode()
    assert "№ 2" in by_number
    assert "agent@" not in by_number
    assert ">agent<" not in by_number


def test_what_will_do_is_kept_and_what_will_not_stands_there_as_typed(client, people, panel):
    sent = {
        **filled("q1", level="4", title="Minutes", reference="wiki/1", kind="page", seen_on="2026-10-01"),
        **filled("q2", level="3", note="everybody says so"),
        **filled("q3", level="none"),
        **filled("q4", note="no level"),
        **filled("q5", level="5", title="Only a title", seen_on="2026-10-01"),
        **filled("q6", level="9"),
    }  # fmt: skip
    answer = go(client, people["employee"], "panel_rate", "maturity", "it", verb="post", **sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "4 items will not do and are not kept." in page
    assert "2 are kept." in page
    assert "everybody says so" in page
    assert "The level rests on nothing" in page
    assert list(Judgement.objects.order_by("item").values_list("item", "level")) == [("q1", 4), ("q3", None)]
    again = go(client, people["employee"], "panel_rate", "maturity", "it").content.decode()
    assert "Minutes" in again


def test_the_whole_way_in_the_browser_to_a_study(client, people, panel, three):
    for user, level in zip(three, (2, 3, 3), strict=True):
        for department in ("it", "hr"):
            sent = {}
            for item in ITEMS:
                sent |= filled(item, level=level, title="Seen", reference="folder 5", seen_on="2026-10-01", kind="page")
            assert go(client, user, "panel_rate", "maturity", department, verb="post", **sent).status_code == 302
        assert go(client, user, "panel_hand_in", "maturity", verb="post").status_code == 302
    director = people["cx_director"]
    go(client, director, "panel_state", "maturity", verb="post", state="open", version=0)
    go(client, director, "panel_state", "maturity", verb="post", state="closed", version=1)
    assert Panel.objects.get().state == "closed"
    answer = go(client, director, "panel_wave", "maturity", verb="post", study="rated", wave="2026", date="2026-11-01")
    assert answer.status_code == 302
    assert Study.objects.get(code="rated").editions.get().sound
    assert "/studies/rated/" in go(client, director, "panel", "maturity").content.decode()


def test_stale_pages_and_odd_versions_change_nothing(client, people, panel):
    all_in(panel)
    for version in ("7", "", "x", "9" * 30):
        go(client, people["cx_director"], "panel_state", "maturity", verb="post", state="open", version=version)
    assert Panel.objects.get().state == "blind"
    panel_open(panel, 0, SYSTEM)
    panel.refresh_from_db()
    panel_close(panel, panel.version, SYSTEM)
    late = go(
        client, people["employee"], "panel_rate", "maturity", "it", verb="post", **filled("q1", level="1", note="x")
    )
    assert late.status_code == 422
    assert "The panel is closed" in late.content.decode()


def test_words_of_people_are_escaped_and_lead_nowhere_harmful(client, people, organisation):
    title = "<script>alert(1)</script>"
    panel = made(
        organisation, [people["employee"], people["agent"]], departments=[{"code": "it", "ru": title, "en": title}]
    )
    nasty = filled(
        "q1", level="4", title=title, reference="javascript:alert(1)", kind="page", note=title, seen_on="2026-01-01"
    )
    go(client, people["employee"], "panel_rate", "maturity", "it", verb="post", **nasty)
    assert Record.objects.get().title == title
    for page in (
        go(client, people["employee"], "panel", panel.code),
        go(client, people["employee"], "panel_rate", panel.code, "it"),
    ):
        assert title not in page.content.decode()
    Panel.objects.update(state="open")
    panel.assessors.update(handed_in_at="2026-01-01T00:00:00Z")
    page = go(client, people["employee"], "panel_compare", panel.code).content.decode()
    assert title not in page
    assert 'href="javascript' not in page


def test_lists_take_as_many_queries_for_many_as_for_one(
    client, people, organisation, three, django_assert_max_num_queries
):
    for i in range(12):
        made(organisation, three, code=f"p{i}")
    client.force_login(people["cx_director"])
    with django_assert_max_num_queries(12):
        client.get(reverse("panels", args=["acme"]))
    all_in(Panel.objects.get(code="p1"))
    panel_open(Panel.objects.get(code="p1"), 0, SYSTEM)
    with django_assert_max_num_queries(12):
        client.get(reverse("panel_compare", args=["acme", "p1"]))


def test_a_person_without_a_role_any_more_sees_the_panel_no_more(client, people, panel):
    user = people["employee"]
    user.grants.all().delete()
    client.logout()
    assert client.login(username=user.email, password=PASSWORD)
    assert client.get(reverse("panel", args=["acme", "maturity"])).status_code == 404
    assert "Maturity" not in client.get("/panels/").content.decode()
