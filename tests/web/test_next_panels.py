"""The next panel: made of the one before, due a year after it, told of until it is made."""

import datetime as dt

import pytest
from api_kit import asker
from django.utils import timezone
from test_panels import HR, IT, closed, made

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.home.alerts import raise_alerts
from centricity.web.home.models import Alert
from centricity.web.panels.cycle import next_due_set, panels_due, study_proposed
from centricity.web.panels.models import Panel
from centricity.web.panels.services import Wanted, panel_create
from centricity.web.panels.waves import panel_wave
from centricity.web.voice.due import year_after

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/organisations/acme/panels"
PAGE = "/panels/acme/maturity/"


@pytest.fixture
def three(people):
    return [people[role] for role in ("employee", "agent", "rater")]


@pytest.fixture
def panel(organisation, three):
    return closed(made(organisation, three))


def soon(panel, days=10):
    day = timezone.localdate() + dt.timedelta(days=days)
    Panel.objects.filter(pk=panel.pk).update(next_due=day)
    return day


def after(panel, three, code="next"):
    title = {"ru": "Зрелость", "en": "Maturity"}
    wanted = Wanted(code, title, "six_questions", (IT, HR), three, follows=panel)
    return panel_create(panel.organisation, wanted, SYSTEM)


def test_closing_sets_the_day_and_the_next_panel_ends_the_waiting(organisation, panel, three):
    assert panel.next_due == year_after(timezone.localdate())
    assert [each.pk for each in panels_due(organisation)] == [panel.pk]
    after(panel, three)
    assert not panels_due(organisation).exists()
    assert Entry.objects.filter(action="panel.created").latest("pk").after["follows"] == "maturity"


def test_the_form_begins_as_the_panel_was(client, people, panel, three):
    client.force_login(people["analyst"])
    page = client.get("/panels/acme/new/?follows=maturity", headers={"Accept-Language": "en"}).content.decode()
    assert f'value="maturity-{panel.next_due.year}"' in page
    assert "it | ИТ | IT" in page
    assert page.count("checked") == 3
    sent = {
        "title_ru": "х", "title_en": "x", "code": "again", "method": "six_questions",
        "people": [each.pk for each in three],
    }  # fmt: skip
    assert client.post("/panels/acme/new/?follows=maturity", sent).status_code == 302
    assert Panel.objects.get(code="again").follows == panel
    assert client.get("/panels/acme/new/?follows=nothing").status_code == 200
    shown = client.get(PAGE, headers={"Accept-Language": "en"}).content.decode()
    assert "/panels/acme/again/" in shown
    client.force_login(people["employee"])
    assert "/panels/acme/again/" not in client.get(PAGE).content.decode()


def test_the_day_is_set_by_who_may_edit_and_never_by_two(client, people, panel):
    day = timezone.localdate() + dt.timedelta(days=40)
    client.force_login(people["analyst"])
    client.post(f"{PAGE}cycle/", {"version": panel.version, "next_due": day.isoformat()})
    client.post(f"{PAGE}cycle/", {"version": panel.version, "next_due": ""})
    client.post(f"{PAGE}cycle/", {"version": panel.version + 1, "next_due": "2020-01-01"})
    panel.refresh_from_db()
    assert panel.next_due == day
    client.force_login(people["employee"])
    assert client.post(f"{PAGE}cycle/", {}).status_code == 403
    with pytest.raises(MisuseError):
        next_due_set(panel, None, panel.version - 1, SYSTEM)


def test_it_is_told_of_once_and_ends_with_the_next_panel(organisation, panel, three):
    day = soon(panel)
    for _ in range(2):
        raise_alerts(organisation, timezone.now())
    alert = Alert.objects.get()
    assert (alert.kind, alert.subject, alert.period) == ("cycle", panel.target, day.isoformat())
    after(panel, three)
    raise_alerts(organisation, timezone.now())
    assert Alert.objects.get().acknowledged_at is not None


def test_lists_and_the_page_of_maturity_tell_the_day(client, people, panel):
    client.force_login(people["executive"])
    pages = {"/panels/acme/": "the next panel by", "/dashboard/acme/analysis/maturity/": "the next one by"}
    for path, words in pages.items():
        assert words in client.get(path, headers={"Accept-Language": "en"}).content.decode()


def test_the_next_panel_is_a_wave_of_the_same_study(panel, three):
    assert study_proposed(panel) == "maturity"
    panel_wave(panel, "rated", "2026", dt.date(2026, 11, 1), SYSTEM)
    panel.refresh_from_db()
    assert study_proposed(after(panel, three)) == "rated"


def test_a_program_makes_it_and_sets_the_day(client, people, panel, three):
    ask = asker(client, ROOT)
    new = {
        "code": "again", "title": {"ru": "п", "en": "p"}, "method": "six_questions",
        "people": [each.email for each in three],
    }  # fmt: skip
    assert ask(people["analyst"], "post", body=new | {"follows": "nothing"}).status_code == 422
    answer = ask(people["analyst"], "post", body=new | {"follows": "maturity"})
    assert answer.json()["follows"] == "maturity"
    tag = ask(people["analyst"], "get", "/maturity").headers["ETag"]
    put = ask(people["analyst"], "put", "/maturity/cycle", {"next_due": "2099-01-31"}, **{"If-Match": tag})
    assert (put.status_code, put.json()["next_due"]) == (200, "2099-01-31")
    late = ask(people["analyst"], "put", "/maturity/cycle", {"next_due": None}, **{"If-Match": tag})
    assert late.status_code == 412
    assert ask(people["employee"], "put", "/maturity/cycle", {"next_due": None}).status_code == 403
