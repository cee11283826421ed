"""Alerts: raised once for a cause beyond noise, seen by whoever may, acknowledged, and turned into actions."""

import datetime as dt
import random
from dataclasses import replace

import pytest
from django.db.models import F
from django.utils import timezone
from feedback_kit import said
from test_board import page_of, rated
from test_goals import computed
from voice_kit import opened
from web_kit import study

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM, Actor
from centricity.web.feedback.models import FollowUp
from centricity.web.home.alerts import (
    acknowledge,
    alerts_for,
    causes_choose,
    causes_of,
    open_alerts,
    raise_alerts,
    week_of,
)
from centricity.web.home.models import Alert, Muted
from centricity.web.home.shifts import last_whole_month, month_before, shifts
from centricity.web.improvement.models import Action
from centricity.web.jobs.services import KINDS
from centricity.web.people.services import organisation_create
from centricity.web.research.targets import Target, targets_of_study
from centricity.web.voice.models import Survey
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)
PAGE = "/dashboard/acme/"
HEARD = {"nps", "csat", "overdue", "target", "watch", "cycle"}


@pytest.fixture
def moved(organisation):
    """NPS got better by far, CSAT stood where it was."""
    survey = opened(organisation)
    rated(survey, [0] * 60 + [10] * 40, "2026-09")
    rated(survey, [0] * 10 + [10] * 90, "2026-10")
    rated(survey, [5] * 40 + [4] * 10, "2026-09", "csat")
    rated(survey, [5] * 41 + [4] * 9, "2026-10", "csat")
    return survey


def test_months_are_told_by_the_calendar():
    assert last_whole_month(dt.date(2026, 1, 5)) == "2025-12"
    assert month_before("2026-03") == "2026-02"
    assert week_of(dt.date(2027, 1, 1)) == "2026-W53"


def test_a_metric_that_moved_is_told_of_once(organisation, moved):
    raise_alerts(organisation, NOW)
    raise_alerts(organisation, NOW + dt.timedelta(days=1))
    alert = Alert.objects.get()
    assert (alert.kind, alert.subject, alert.period, alert.figures["verdict"]) == ("moved", "nps", "2026-10", "better")
    gap, low, high, n = alert.figures["difference"]
    assert gap == 100.0
    assert 0 < low < gap < high
    assert n == 100


def test_a_month_that_is_not_over_and_a_month_without_the_one_before_tell_nothing(organisation):
    survey = opened(organisation)
    rated(survey, [0] * 90, "2026-08")
    rated(survey, [10] * 90, "2026-10")
    rated(survey, [0] * 90, "2026-11")
    raise_alerts(organisation, NOW)
    assert not Alert.objects.exists()


def test_of_many_metrics_noise_is_told_of_less_often_than_one_by_one(organisation):
    """A difference that 95 % alone would tell of is not told of where three others were looked at and stand still."""
    survey = opened(organisation)
    for month, low in (("2026-09", 30), ("2026-10", 17)):
        rated(survey, [0] * low + [10] * (100 - low), month)
    alone = {each.metric.id for each in shifts(organisation, "2026-10")}
    for metric in ("csat", "ces", "cli"):
        for month in ("2026-09", "2026-10"):
            rated(survey, [5, 4, 3, 2] * 25, month, metric)
    together = {each.metric.id for each in shifts(organisation, "2026-10")}
    assert (alone, together) == ({"nps"}, set())


def test_where_nothing_happens_alerts_are_rare(organisation):
    """Of forty organisations without any change few are alerted: the metrics of one are told of together."""
    draw, alerted = random.Random(7), 0
    for i in range(40):
        place = organisation_create(f"o{i}", "О", "O")
        survey = opened(place, code=f"s{i}")
        for metric in ("nps", "csat", "ces"):
            for month in ("2026-09", "2026-10"):
                rated(survey, [draw.choice([1, 3, 4, 5]) for _ in range(80)], month, metric)
        alerted += bool(shifts(place, "2026-10"))
    assert alerted <= 5


def asked_of_staff(organisation, code, month, scores):
    """A survey of staff that was closed in a month."""
    survey = opened(organisation, "internal_service", code)
    rated(survey, scores, month, "enps")
    state_set(survey, "closed", survey.version, SYSTEM)
    Survey.objects.filter(pk=survey.pk).update(closed_at=f"{month}-28T12:00:00+00:00")
    return survey


def test_answers_of_staff_raise_alerts_only_where_they_may_be_shown(organisation):
    asked_of_staff(organisation, "september", "2026-09", [0] * 30)
    later = asked_of_staff(organisation, "october", "2026-10", [10] * 30)
    assert [each.metric.id for each in shifts(organisation, "2026-10")] == ["enps"]
    Survey.objects.filter(pk=later.pk).update(state="open", version=F("version") + 1)
    assert shifts(organisation, "2026-10") == []


def test_a_small_survey_of_staff_raises_none(organisation):
    asked_of_staff(organisation, "september", "2026-09", [0] * 30)
    asked_of_staff(organisation, "october", "2026-10", [10] * 4)
    assert shifts(organisation, "2026-10") == []


def test_overdue_follow_ups_are_told_of_once_a_week_by_their_number(organisation):
    said(organisation, kind="complaint")
    raise_alerts(organisation, timezone.now())
    assert not Alert.objects.exists()
    FollowUp.objects.update(due=NOW - dt.timedelta(days=3))
    for days in (0, 1, 7):
        raise_alerts(organisation, NOW + dt.timedelta(days=days))
    assert list(Alert.objects.order_by("period").values_list("period", flat=True)) == ["2026-W46", "2026-W47"]
    assert Alert.objects.first().figures == {"count": 1, "oldest": "2026-11-09"}


def six(organisation):
    made = study("six", organisation, "six-questions")
    computed(made)
    return made


def test_a_target_falls_behind_where_less_is_done_than_time_has_passed(organisation):
    market, finance = targets_of_study(six(organisation))
    assert market.expected == pytest.approx(365 / 807)
    assert market.behind == (market.share < market.expected)
    assert finance.name == {"ru": "Финансы", "en": "Finance"}
    raise_alerts(organisation, NOW)
    raise_alerts(organisation, NOW)
    told = {each.subject for each in Alert.objects.filter(kind="target")}
    behind = [each for each in (market, finance) if each.behind]
    assert behind
    assert told == {f"six:{each.subject}:index:2026" for each in behind}


@pytest.mark.parametrize(
    ("share", "expected", "best", "behind"),
    [
        (0.44, 0.45, None, False), (0.39, 0.45, None, True), (0.95, 1.5, None, False), (0.9, 1.5, None, True),
        (0.3, 0.45, 0.5, False), (0.3, 0.45, 0.44, True), (-0.02, None, None, False), (-0.1, None, None, True),
        (-0.1, None, 0.2, False), (None, 0.45, None, False),
    ],
)  # fmt: skip
def test_what_the_interval_or_a_little_slack_may_make_up_for_is_not_behind(share, expected, best, behind):
    both = {"ru": "", "en": ""}
    target = Target("six", 1, "index", both, "", both, "2026", 14.0, 16.0, 19.0, share, expected, None, unowned=False)
    assert replace(target, best=best).behind == behind


def test_targets_are_seen_by_those_alone_who_see_the_study_inside(organisation, people, client):
    six(organisation)
    raise_alerts(organisation, NOW)
    alert = Alert.objects.filter(kind="target").first()
    for role, code in (("executive", 200), ("analyst", 200), ("agent", 404), ("service_owner", 404)):
        client.force_login(people[role])
        assert client.get(f"{PAGE}alerts/{alert.pk}/").status_code == code
        assert alerts_for(people[role], organisation).filter(kind="target").exists() == (code == 200)
    client.force_login(people["executive"])
    assert "Target falls behind: " in page_of(client, f"{PAGE}alerts/")


def test_an_alert_says_what_by_how_much_how_sure_and_what_to_do(organisation, moved, people, client):
    raise_alerts(organisation, NOW)
    client.force_login(people["executive"])
    board = page_of(client, PAGE)
    assert "NPS got better: +100.0" in board
    page = page_of(client, f"{PAGE}alerts/{Alert.objects.get().pk}/")
    assert "October 2026: 80.0 (n = 100); September 2026: −20.0 (n = 100)." in page
    assert "The difference lies between +" in page
    assert '<a href="/dashboard/acme/nps/">' in page
    assert "keep doing it" in page
    assert "Turn it into an action" not in page


def test_an_alert_is_acknowledged_once_and_leaves_the_dashboard(organisation, moved, people, client):
    raise_alerts(organisation, NOW)
    alert = Alert.objects.get()
    client.force_login(people["executive"])
    assert client.post(f"{PAGE}alerts/{alert.pk}/", {"do": "acknowledge"}).status_code == 302
    assert "NPS got better" not in page_of(client, PAGE)
    assert "Acknowledged by executive" in page_of(client, f"{PAGE}alerts/?ended=1")
    assert not acknowledge(alert, people["analyst"], Actor("user:1"))
    alert.refresh_from_db()
    assert alert.acknowledged_by == people["executive"]
    assert Entry.objects.filter(action="alert.acknowledged").count() == 1
    raise_alerts(organisation, NOW)
    assert not open_alerts(people["executive"], organisation).exists()


def test_an_alert_becomes_an_action_that_knows_what_it_came_of(organisation, moved, people, client):
    raise_alerts(organisation, NOW)
    at = f"{PAGE}alerts/{Alert.objects.get().pk}/"
    plan = {"do": "act", "title": "Tell the teams", "kind": "action"}
    client.force_login(people["executive"])
    assert client.post(at, plan).status_code == 403
    client.force_login(people["analyst"])
    assert client.post(at, plan | {"title": ""}).status_code == 422
    done = client.post(at, plan)
    made = Action.objects.get()
    assert done.url == f"/actions/acme/{made.pk}/"
    assert f'<a href="{at}">NPS, 2026-10</a>' in page_of(client, done.url)
    assert "Tell the teams" in page_of(client, at)


def test_everybody_chooses_what_to_hear_of(organisation, moved, people, client):
    raise_alerts(organisation, NOW)
    assert set(causes_of(organisation)) == HEARD
    client.force_login(people["executive"])
    sent = client.post(f"{PAGE}hearing/", {"causes": ["csat", "overdue"]})
    assert sent.status_code == 302
    assert set(Muted.objects.values_list("cause", flat=True)) == {"nps", "target", "watch", "cycle"}
    assert "NPS got better" not in page_of(client, PAGE)
    assert client.get(f"{PAGE}alerts/{Alert.objects.get().pk}/").status_code == 200
    assert client.post(f"{PAGE}hearing/", {"causes": ["retention"]}).status_code == 422
    client.force_login(people["analyst"])
    assert "NPS got better" in page_of(client, PAGE)
    causes_choose(people["executive"], organisation, HEARD, SYSTEM)
    assert not Muted.objects.exists()
    causes_choose(people["executive"], organisation, HEARD, SYSTEM)
    assert Entry.objects.filter(action="alerts.chosen").count() == 2


def test_strangers_and_other_organisations_see_no_alert(organisation, moved, people, client):
    raise_alerts(organisation, NOW)
    pk = Alert.objects.get().pk
    organisation_create("beta", "Бета", "Beta")
    client.force_login(people["stranger"])
    assert client.get(f"{PAGE}alerts/{pk}/").status_code == 404
    client.force_login(people["administrator"])
    assert client.get(f"/dashboard/beta/alerts/{pk}/").status_code == 404


def test_the_daily_work_looks_at_every_organisation(organisation, moved, monkeypatch):
    from centricity.web.jobs.services import ask, do_job

    monkeypatch.setattr(timezone, "now", lambda: NOW)
    job = ask("home.alert", "schedule", SYSTEM)
    do_job.call(str(job.pk))
    assert Alert.objects.count() == 1
    assert KINDS["home.alert"].every == dt.timedelta(days=1)
