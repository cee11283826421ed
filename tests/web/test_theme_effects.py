"""What changed after an action on a theme: worked numbers, plain words where nothing can be told, and no cause."""

import datetime as dt
import re
from html import unescape

import numpy as np
import pytest
from api_kit import Program
from django.utils import timezone
from feedback_kit import HOSTILE
from voice_kit import content_of, opened

from centricity.stats.counts import poisson_limits, rate_estimates
from centricity.stats.estimate import difference
from centricity.web.audit.services import SYSTEM
from centricity.web.feedback.effects import effects_of
from centricity.web.feedback.models import Item
from centricity.web.feedback.themes import theme_create
from centricity.web.home.spans import metrics_told
from centricity.web.improvement.models import Action
from centricity.web.people.services import organisation_create
from centricity.web.voice.models import Rating, Response

pytestmark = pytest.mark.django_db
NOON = dt.time(12, tzinfo=dt.UTC)


def ago(days):
    return dt.datetime.combine(timezone.localdate() - dt.timedelta(days=days), NOON)


@pytest.fixture
def theme(organisation):
    return theme_create(organisation, "Двери", "Doors", SYSTEM)


def told(organisation, days, n=1, theme=None, **more):
    """So many messages of a day so many days ago."""
    at = ago(days)
    Item.objects.bulk_create(
        Item(organisation=organisation, source="call", channel="phone", text="x", at=at, received_at=at, theme=theme,
             **more)
        for _ in range(n)
    )  # fmt: skip


def done(theme, days, title="Repair the doors", **more):
    """An action on a theme that was done so many days ago."""
    values = {"state": "done", "ended_at": ago(days)} | more
    return Action.objects.create(organisation=theme.organisation, title=title, origin=theme.target, **values)


def rated(survey, scores, days, metric="nps"):
    at = ago(days)
    response = Response.objects.create(
        survey=survey, version=survey.current, key_hash=f"{survey.pk}{Response.objects.count()}", state="whole",
        language="ru", begun_at=at, ended_at=at,
    )  # fmt: skip
    Rating.objects.bulk_create(
        Rating(response=response, organisation=survey.organisation, survey=survey, series=metric, metric=metric,
               score=score, at=at, month=f"{at:%Y-%m}", version=1)
        for score in scores
    )  # fmt: skip


def lived(organisation, theme):
    """Four messages of the theme a day before an action 31 days ago, one a day after; six others every day."""
    for day in range(1, 62):
        told(organisation, day, 6)
        told(organisation, day, 4 if day > 31 else 1 if day < 31 else 50, theme)


def page_of(client, theme, query=""):
    response = client.get(f"/feedback/{theme.organisation.code}/themes/{theme.pk}/{query}")
    assert response.status_code == 200
    return re.sub(r"(<[^>]+>|\s)+", " ", unescape(response.content.decode()))


def test_rates_have_the_exact_limits_and_wider_ones_where_messages_come_in_bursts():
    even, bursts = np.full(30, 4.0), np.array([0.0] * 27 + [40.0] * 3)
    (one,) = rate_estimates(even)
    low, high = poisson_limits(np.float64(120))
    assert (one.value, one.n) == (4.0, 120)
    assert np.allclose([one.low, one.high], [low / 30, high / 30])
    (wide,) = rate_estimates(bursts)
    assert wide.value == 4.0
    assert wide.low < one.low
    assert wide.high > one.high
    (none,) = rate_estimates(np.zeros(14))
    assert (none.value, none.low) == (0.0, 0.0)
    assert none.high == pytest.approx(3.6889 / 14, rel=1e-4)


def test_the_worked_effect_has_both_sides_equal_and_leaves_out_the_day_itself_and_today(organisation, theme):
    lived(organisation, theme)
    told(organisation, 0, 40, theme)
    action = done(theme, 31)
    (effect,) = effects_of(theme)
    today = timezone.localdate()
    assert (effect.after.first, effect.after.last) == (today - dt.timedelta(30), today - dt.timedelta(1))
    assert (effect.before.first, effect.before.last) == (today - dt.timedelta(61), today - dt.timedelta(32))
    rate, share = effect.rows
    assert (rate.before.value, rate.after.value, rate.before.n, rate.after.n) == (4.0, 1.0, 120, 30)
    assert rate.difference == difference(rate.after, rate.before)
    assert (rate.verdict, share.verdict) == ("changed", "changed")
    assert share.before.value == pytest.approx(40.0)
    assert share.after.value == pytest.approx(100 / 7)
    assert share.before.low == pytest.approx(34.62, abs=0.01)
    assert effect.action == action
    assert (effect.told[0].unsorted, effect.told[1].unsorted) == (180, 180)


def test_the_page_says_fewer_with_intervals_and_warns_that_other_things_changed(client, people, organisation, theme):
    lived(organisation, theme)
    done(theme, 31)
    client.force_login(people["analyst"])
    page = page_of(client, theme)
    assert re.search(r"Messages of the theme a day 4\.00 3\.\d\d … 4\.\d\d n = 120 1\.00 .* −3\.00 .* lower than", page)
    assert "other things changed too" in page
    assert "Messages without a theme count as not of it: 180 of 300 before, 180 of 210 after" in page
    assert "Repair the doors" in page


def test_what_is_within_noise_is_said_so(client, people, organisation, theme):
    for day in range(1, 62):
        told(organisation, day, 2, theme)
    done(theme, 31)
    client.force_login(people["analyst"])
    assert "cannot tell: within noise" in page_of(client, theme)
    assert effects_of(theme)[0].rows[0].verdict == "cannot_tell"


def test_fewer_than_fourteen_days_on_either_side_are_not_compared(client, people, organisation, theme):
    client.force_login(people["analyst"])
    assert "No action on this theme is done yet" in page_of(client, theme)
    done(theme, 20)
    assert "fewer than 14 days before it" in page_of(client, theme)
    for day in range(1, 60):
        told(organisation, day, 1, theme)
    assert effects_of(theme)[0].after is not None
    Action.objects.all().delete()
    done(theme, 14)
    (early,) = effects_of(theme)
    assert (early.after, early.tells_on) == (None, timezone.localdate() + dt.timedelta(1))
    assert "Too early to tell" in page_of(client, theme)
    Action.objects.update(ended_at=ago(15))
    assert effects_of(theme)[0].after is not None


def test_the_side_before_is_no_longer_than_messages_are_known_and_never_longer_than_ninety_days(organisation, theme):
    told(organisation, 300)
    told(organisation, 120, 1, theme)
    done(theme, 100)
    (effect,) = effects_of(theme)
    assert (effect.before.last - effect.before.first).days == 89
    Item.objects.filter(at__lt=ago(200)).delete()
    (effect,) = effects_of(theme)
    assert (effect.before.last - effect.before.first).days == 19
    assert (effect.after.last - effect.after.first).days == 19


def test_spam_another_organisation_and_what_is_not_done_do_not_count(organisation, theme):
    lived(organisation, theme)
    other = organisation_create("globex", "Г", "Globex", SYSTEM)
    for day in range(32, 60):
        told(organisation, day, 9, theme, state="spam")
        told(other, day, 9)
    done(theme, 31)
    done(theme, 31, state="open", ended_at=None)
    done(theme, 31, state="dropped")
    (effect,) = effects_of(theme)
    assert effect.rows[0].before.n == 120
    assert effect.told[0].all == 300


def test_the_metric_beside_is_nps_or_what_most_answered_and_can_be_chosen(client, people, organisation, theme):
    lived(organisation, theme)
    done(theme, 31)
    survey = opened(organisation)
    client.force_login(people["executive"])
    assert "No metric can be put beside" in page_of(client, theme)
    rated(survey, [5] * 100 + [1] * 20, 40, "csat")
    rated(survey, [0] * 60 + [10] * 40, 40)
    rated(survey, [0] * 10 + [10] * 90, 10)
    rated(survey, [0] * 500, 31)
    page = page_of(client, theme)
    assert re.search(r"NPS −20\.0 .* n = 100 80\.0 .* n = 100 \+100\.0 .* better than before", page)
    assert re.search(r"CSAT 83\.3% .* n = 120 . n = 0 .*cannot tell: too few", page_of(client, theme, "?metric=csat"))
    for wrong in ("?metric=enps", "?metric=retention", "?metric='><script>"):
        assert "better than before" in page_of(client, theme, wrong)


def test_nameless_answers_are_never_told_by_days(organisation, theme):
    survey = opened(organisation, content_of("relationship_nps") | {"anonymous": True, "minimum_n": 5})
    rated(survey, [10] * 50, 10)
    assert metrics_told(organisation) == []


def test_other_actions_of_the_same_days_are_said(client, people, organisation, theme):
    lived(organisation, theme)
    done(theme, 31)
    done(theme, 25)
    client.force_login(people["analyst"])
    assert page_of(client, theme).count("other actions on this theme were done: 1") == 2


def test_titles_are_escaped_and_an_executive_sees_numbers_without_them(client, people, organisation, theme):
    lived(organisation, theme)
    done(theme, 31, HOSTILE[0])
    client.force_login(people["analyst"])
    raw = client.get(f"/feedback/acme/themes/{theme.pk}/").content.decode()
    assert HOSTILE[0] not in raw
    assert "&lt;script&gt;" in raw
    client.force_login(people["executive"])
    raw = client.get(f"/feedback/acme/themes/{theme.pk}/").content.decode()
    assert "&lt;script&gt;" not in raw
    assert "lower than before" in raw


def test_more_actions_cost_no_more_queries_of_messages(organisation, theme, django_assert_num_queries):
    lived(organisation, theme)
    for n in range(8):
        done(theme, 20 + n)
    with django_assert_num_queries(3):
        assert len(effects_of(theme)) == 5


def test_the_api_tells_the_same(people, organisation, theme):
    lived(organisation, theme)
    action = done(theme, 31)
    survey = opened(organisation)
    rated(survey, [0] * 60 + [10] * 40, 40)
    rated(survey, [0] * 10 + [10] * 90, 10)
    program = Program.of(people["executive"])
    listed = program.get("/organisations/acme/themes").json()
    assert [(each["id"], each["messages"]) for each in listed["items"]] == [(theme.pk, 30 * 4 + 30 + 50)]
    found = program.get(f"/organisations/acme/themes/{theme.pk}").json()
    (effect,) = found["effects"]
    assert (effect["action"], effect["before"]["of_theme"], effect["after"]["of_theme"]) == (str(action.pk), 120, 30)
    assert [each["what"] for each in effect["comparisons"]] == ["rate", "share", "nps"]
    assert [each["verdict"] for each in effect["comparisons"]] == ["changed", "changed", "better"]
    assert program.get(f"/organisations/acme/themes/{theme.pk}?metric=csat").json()["metric"] == "nps"
    assert program.get(f"/organisations/acme/themes/{theme.pk}?metric=churn").status_code == 422
    assert program.get("/organisations/acme/themes/999999").status_code == 404
    Action.objects.update(ended_at=ago(3))
    (early,) = program.get(f"/organisations/acme/themes/{theme.pk}").json()["effects"]
    assert early["before"] is None
    assert early["tells_on"] is not None
