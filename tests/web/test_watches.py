"""Watched numbers: told once when beyond their bound, never where the dashboard withholds, set by whoever may."""

import datetime as dt

import pytest
from django.utils.translation import override
from test_alerts import asked_of_staff
from test_board import page_of, rated
from voice_kit import opened

from centricity.errors import MisuseError
from centricity.metrics import definition
from centricity.stats.estimate import Estimate
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.segment_services import Wanted, segment_create
from centricity.web.home import watches
from centricity.web.home.alert_words import told
from centricity.web.home.alerts import alerts_for, causes_choose, raise_alerts
from centricity.web.home.asked import Asked
from centricity.web.home.digest_letter import written
from centricity.web.home.models import Alert, Subscription, Watch
from centricity.web.home.narrowing import monthly_part
from centricity.web.home.personal import erase, export
from centricity.web.home.watch_words import bound_text
from centricity.web.home.watches import Limit, Number, watch_change, watch_delete, watch_make
from centricity.web.home.watching import figure_of, standing, watches_check
from centricity.web.people.services import organisation_create
from centricity.web.voice.models import Rating
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)
LIST = "/dashboard/acme/watches/"
NEW = f"{LIST}new/?metric=nps"


def days(n):
    return NOW + dt.timedelta(days=n)


def watch(organisation, owner=None, number=("nps",), bound="at_least", value=20, **more):
    return watch_make(organisation, Number(*number), Limit(bound, value, **more), owner, SYSTEM)


@pytest.fixture
def low(organisation):
    """NPS of -40 in the month under way, of +60 in the app."""
    survey = opened(organisation)
    rated(survey, [0] * 70 + [10] * 30, "2026-11", channel="web")
    rated(survey, [0] * 4 + [10] * 16, "2026-11", channel="app")
    return survey


def said(alert, language):
    with override(language):
        return told(alert, language)


def alerts():
    return list(Alert.objects.filter(kind="watch").order_by("pk"))


# --- what is told, and when ----------------------------------------------------------------------------------


def test_a_number_beyond_its_bound_is_told_once_and_not_every_day(organisation, low):
    made = watch(organisation)
    for n in range(3):
        raise_alerts(organisation, days(n))
    (alert,) = alerts()
    assert (alert.period, alert.figures["now"][3], alert.figures["watch"]) == ("2026-11", 120, made.pk)
    assert alert.figures["now"][2] < 20
    made.refresh_from_db()
    assert (made.broken_at, made.told) == (NOW, 1)
    words = said(alert, "en")
    assert words.title == "NPS is below 20"
    assert "n = 120" in words.says
    assert "whole interval" in words.interval
    assert words.address.startswith("/dashboard/acme/nps/")


def test_it_is_told_again_only_after_it_was_back(organisation, low):
    watch(organisation)
    watches_check(organisation, NOW)
    rated(low, [10] * 400, "2026-11")
    watches_check(organisation, days(1))
    assert Watch.objects.get().broken_at is None
    watches_check(organisation, days(2))
    assert len(alerts()) == 1
    rated(low, [0] * 2000, "2026-11")
    for n in (3, 4):
        watches_check(organisation, days(n))
    assert [each.period for each in alerts()] == ["2026-11", "2026-11"]
    assert Watch.objects.get().told == 2


def test_where_nothing_can_be_told_what_was_told_stands(organisation):
    """An interval that holds the bound neither breaks a watch nor mends it."""
    survey = opened(organisation)
    rated(survey, [0] * 5 + [10] * 7, "2026-11")
    made = watch(organisation)
    watches_check(organisation, NOW)
    assert alerts() == []
    Watch.objects.filter(pk=made.pk).update(broken_at=NOW)
    watches_check(organisation, days(1))
    assert Watch.objects.get().broken_at == NOW


def test_by_the_estimate_alone_it_is_told_sooner(organisation):
    survey = opened(organisation)
    rated(survey, [0] * 5 + [10] * 7, "2026-11")
    watch(organisation, certain=False)
    watches_check(organisation, NOW)
    (alert,) = alerts()
    assert alert.figures["now"][1] < 20 < alert.figures["now"][2]
    assert "The estimate is beyond" in said(alert, "en").interval


@pytest.mark.parametrize(
    ("bound", "value", "estimate", "sure", "soon"),
    [
        ("at_least", 20, (20, 10, 30), "within", "within"),
        ("at_least", 20, (19, 10, 30), "cannot_tell", "beyond"),
        ("at_least", 20, (10, 0, 20), "cannot_tell", "beyond"),
        ("at_least", 20, (10, 0, 19.9), "beyond", "beyond"),
        ("at_least", 0.3, (0.1 + 0.2, 0, 1), "within", "within"),
        ("at_most", 4.5, (4.5, 4, 5), "within", "within"),
        ("at_most", 4.5, (4.6, 4, 5), "cannot_tell", "beyond"),
        ("at_most", 4.5, (4.8, 4.6, 5), "beyond", "beyond"),
        ("at_least", 20, (10, float("nan"), float("nan")), "cannot_tell", "beyond"),
    ],
)
def test_where_a_number_stands(bound, value, estimate, sure, soon):
    found = Estimate(*estimate, 50, "wald")
    made = [standing(Watch(bound=bound, value=value, certain=certain), found) for certain in (True, False)]
    assert made == [sure, soon]


def test_a_month_of_few_is_not_judged_but_the_last_whole_one_is(organisation):
    survey = opened(organisation)
    rated(survey, [10] * 9, "2026-11")
    made = watch(organisation)
    assert figure_of(made, NOW.date()) is None
    rated(survey, [0] * 50, "2026-10")
    assert figure_of(made, NOW.date()).month == "2026-10"
    watches_check(organisation, NOW)
    assert [each.period for each in alerts()] == ["2026-10"]
    rated(survey, [10], "2026-11")
    assert figure_of(made, NOW.date()).month == "2026-11"


def test_what_is_older_than_the_last_month_is_not_judged(organisation):
    survey = opened(organisation)
    rated(survey, [0] * 50, "2026-09")
    watch(organisation)
    watches_check(organisation, NOW)
    assert alerts() == []


def test_one_group_is_watched_as_its_page_shows_it(organisation, low):
    app = watch(organisation, number=("nps", "channel", "app"), value=90)
    watch(organisation, number=("nps", "channel", "app"), bound="at_most", value=90)
    watch(organisation, number=("nps", "survey", low.code), value=0)
    shown = monthly_part(organisation, definition("nps"), ["2026-11"], Asked(12, "channel", "app")).rows[-1]
    assert figure_of(app, NOW.date()).estimate == shown.estimate
    watches_check(organisation, NOW)
    first, second = alerts()
    assert first.figures["part"]["en"] == "app"
    assert said(first, "en").title == "NPS, channel – app is below 90"
    assert said(first, "ru").title.endswith("90")
    assert "column=channel&key=app" in said(first, "en").address
    assert low.title("en") in said(second, "en").title


# --- what is withheld is never told --------------------------------------------------------------------------


def test_answers_of_staff_are_told_only_where_the_dashboard_shows_them(organisation):
    survey = asked_of_staff(organisation, "november", "2026-11", [0] * 4)
    watch(organisation, number=("enps",), certain=False, least=1)
    watches_check(organisation, NOW)
    assert alerts() == []
    assert survey.current.questionnaire.minimum_n > 4
    asked_of_staff(organisation, "more", "2026-11", [0] * 30)
    watches_check(organisation, NOW)
    (alert,) = alerts()
    assert alert.figures["now"][3] == 30


def test_an_open_survey_of_staff_is_not_told_of(organisation):
    survey = opened(organisation, "internal_service", "open")
    rated(survey, [0] * 50, "2026-11", "enps")
    watch(organisation, number=("enps",), certain=False, least=1)
    watches_check(organisation, NOW)
    assert alerts() == []


def test_a_group_of_a_private_metric_cannot_be_watched(organisation):
    """A survey that keeps names may ask for eNPS: it counts whole, once it is closed, and by no column."""
    survey = opened(organisation)
    rated(survey, [0] * 30, "2026-11", "enps", department="it")
    state_set(survey, "closed", survey.version, SYSTEM)
    assert not monthly_part(organisation, definition("enps"), ["2026-11"], Asked(12, "department", "it")).rows
    with pytest.raises(MisuseError) as error:
        watch(organisation, number=("enps", "department", "it"), certain=False, least=1)
    assert [each.code for each in error.value.faults] == ["web.watch_part"]


def test_a_group_of_an_anonymous_survey_cannot_be_watched(organisation):
    asked_of_staff(organisation, "closed", "2026-11", [0] * 30)
    Rating.objects.update(department="it")
    with pytest.raises(MisuseError) as error:
        watch(organisation, number=("enps", "department", "it"))
    assert [each.code for each in error.value.faults] == ["web.watch_part"]


# --- setting, changing, taking away --------------------------------------------------------------------------


def test_every_fault_is_told_at_once(organisation, low):
    with pytest.raises(MisuseError) as error:
        watch(organisation, number=("nps", "channel", "nowhere"), bound="about", value=float("nan"), least=0)
    codes = [each.code for each in error.value.faults]
    assert codes == ["web.watch_part", "web.watch_bound", "web.watch_value", "web.watch_least"]
    for number in (("retention",), ("nps", "", "app"), ("nps", "age", "app"), ("nps", "channel", "")):
        with pytest.raises(MisuseError):
            watch(organisation, number=number)
    for metric, value in (("nps", 100.5), ("nps", -101), ("nps", 1.234), ("csat", -1), ("nps", float("inf"))):
        with pytest.raises(MisuseError):
            watch(organisation, number=(metric,), value=value)
    assert not Watch.objects.exists()


def test_a_number_is_watched_once_with_one_bound_and_watches_are_bounded(organisation, low, monkeypatch):
    watch(organisation)
    other = watch(organisation, value=30)
    with pytest.raises(MisuseError) as error:
        watch(organisation)
    assert error.value.faults[0].code == "web.watch_taken"
    with pytest.raises(MisuseError) as error:
        watch_change(other, Limit("at_least", 20), 0, SYSTEM)
    assert error.value.faults[0].code == "web.watch_taken"
    monkeypatch.setattr(watches, "MOST_WATCHES", 2)
    with pytest.raises(MisuseError) as error:
        watch(organisation, value=40)
    assert error.value.faults[0].code == "web.watches_many"


def test_a_changed_watch_is_looked_at_afresh_an_unchanged_one_is_not(organisation, low):
    made = watch(organisation)
    watches_check(organisation, NOW)
    made.refresh_from_db()
    same = watch_change(made, Limit("at_least", 20.0), made.version, SYSTEM)
    assert same.broken_at == NOW
    changed = watch_change(same, Limit("at_least", 30.0), same.version, SYSTEM)
    watches_check(organisation, days(1))
    assert len(alerts()) == 2
    for work in (lambda: watch_change(same, Limit("at_least", 5), 0, SYSTEM), lambda: watch_delete(same, 0, SYSTEM)):
        with pytest.raises(MisuseError) as error:
            work()
        assert error.value.faults[0].code == "web.changed_meanwhile"
    watch_delete(changed, changed.version, SYSTEM)
    assert "NPS is below 20" in {said(each, "en").title for each in alerts()}
    kept = Entry.objects.filter(action__startswith="watch.").order_by("number")
    assert [each.action for each in kept] == ["watch.made", "watch.changed", "watch.changed", "watch.deleted"]
    assert (kept[2].before["value"], kept[2].after["value"]) == (20.0, 30.0)


def test_two_jobs_at_once_tell_once(organisation, low, monkeypatch):
    """A watch that another job has told of between the reading and the telling is not told of again."""
    made = watch(organisation)
    real = figure_of

    def late(each, today):
        Watch.objects.filter(pk=made.pk).update(broken_at=NOW, told=1)
        return real(each, today)

    monkeypatch.setattr("centricity.web.home.watching.figure_of", late)
    watches_check(organisation, NOW)
    assert alerts() == []


def test_who_does_not_want_to_hear_of_watches_does_not(organisation, people, low):
    watch(organisation)
    watches_check(organisation, NOW)
    user = people["executive"]
    assert alerts_for(user, organisation).count() == 1
    causes_choose(user, organisation, {"nps"}, SYSTEM)
    assert alerts_for(user, organisation).count() == 0
    assert alerts_for(people["analyst"], organisation).count() == 1


def test_the_weekly_letter_has_it(organisation, people, low):
    watch(organisation)
    watches_check(organisation, NOW)
    subscription = Subscription.objects.create(user=people["executive"], organisation=organisation)
    Alert.objects.update(raised_at=NOW)
    for language, words in (("en", "NPS is below 20"), ("ru", "NPS ниже 20")):
        people["executive"].language = language
        subscription.user = people["executive"]
        assert words in written(subscription, NOW, "x").body


def test_what_is_kept_of_a_person_is_given_and_forgotten(organisation, people, low):
    user = people["cx_director"]
    watch(organisation, user)
    assert export(user)["watches"][0]["watches"] == "nps"
    erase(user)
    assert Watch.objects.get().owner is None
    assert export(user)["watches"] == []


@pytest.mark.parametrize(("value", "en", "ru"), [(20, "20", "20"), (-5.5, "−5.5", "−5,5"), (4.25, "4.25", "4,25")])
def test_a_bound_is_written_with_the_decimals_it_has(value, en, ru):
    assert (bound_text(value, "points", "en"), bound_text(value, "points", "ru")) == (en, ru)


# --- pages ---------------------------------------------------------------------------------------------------


def sent(**more):
    return {"part": "", "bound": "at_least", "value": "20", "certain": "1", "least": "10"} | more


def test_a_number_is_watched_from_its_page(organisation, people, client):
    month = f"{dt.datetime.now(dt.UTC):%Y-%m}"
    survey = opened(organisation)
    rated(survey, [0] * 60, month, channel="<b>app</b>")
    rated(survey, [10] * 60, month, channel="web")
    client.force_login(people["cx_director"])
    page = page_of(client, "/dashboard/acme/nps/?column=channel&key=<b>app</b>")
    address = f"{NEW}&part=channel%3A%3Cb%3Eapp%3C%2Fb%3E"
    assert address in page
    raw = client.get(address).content.decode()
    assert "<b>app</b>" not in raw
    assert 'value="channel:&lt;b&gt;app&lt;/b&gt;" selected' in raw
    assert client.post(NEW, sent(part="channel:<b>app</b>", value="-10.5")).status_code == 302
    made = Watch.objects.get()
    assert (made.column, made.key, made.value, made.owner) == ("channel", "<b>app</b>", -10.5, people["cx_director"])
    raw = client.get(LIST).content.decode()
    assert "<b>app</b>" not in raw
    assert "falls below −10.5" in raw
    assert "−100" in page_of(client, f"{LIST}{made.pk}/")
    raise_alerts(organisation, dt.datetime.now(dt.UTC))
    assert "is below −10.5" in page_of(client, "/dashboard/acme/alerts/")
    assert "beyond it since" in page_of(client, LIST)
    alert = alerts()[0]
    raw = client.get(f"/dashboard/acme/alerts/{alert.pk}/").content.decode()
    assert "<b>app</b>" not in raw
    assert client.post(f"{LIST}{made.pk}/", sent(version=0, value="5", certain="0")).status_code == 302
    made.refresh_from_db()
    assert (made.value, made.certain, made.version) == (5.0, False, 1)
    late = client.post(f"{LIST}{made.pk}/", sent(version=0, value="6"))
    assert late.status_code == 422
    client.post(f"{LIST}{made.pk}/delete/", {"version": "0"})
    assert Watch.objects.exists()
    client.post(f"{LIST}{made.pk}/delete/", {"version": "1"})
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    "more",
    [{"value": "x"}, {"value": ""}, {"value": "101"}, {"value": "NaN"}, {"value": "1.234"}, {"bound": "about"},
     {"least": "0"}, {"certain": ""}, {"part": "channel:nowhere"}, {"part": "channel"}],
)  # fmt: skip
def test_what_makes_no_watch_is_refused_on_the_page(organisation, people, client, low, more):
    client.force_login(people["analyst"])
    assert client.post(NEW, sent(**more)).status_code == 422
    assert client.post(f"{LIST}new/?metric=retention", sent()).status_code == 422
    assert not Watch.objects.exists()


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (60.0, "60"), (0.5, "0.5")])
def test_a_bound_stands_in_its_field_without_needless_decimals(organisation, people, client, low, value, shown):
    made = watch(organisation, value=value)
    client.force_login(people["cx_director"])
    assert f'name="value" value="{shown}"' in page_of(client, f"{LIST}{made.pk}/")


def test_whoever_sees_figures_sees_watches_and_nobody_less_sets_them(organisation, people, client, low):
    made = watch(organisation)
    client.force_login(people["executive"])
    for path in (LIST, f"{LIST}{made.pk}/", "/dashboard/acme/nps/"):
        page = page_of(client, path)
        assert "watches/new" not in page
        assert "delete" not in page
    assert client.get(NEW).status_code == 403
    for path in (NEW, f"{LIST}{made.pk}/", f"{LIST}{made.pk}/delete/"):
        assert client.post(path, sent(version=0)).status_code == 403
    client.force_login(people["stranger"])
    for path in (LIST, NEW, f"{LIST}{made.pk}/"):
        assert client.get(path).status_code == 404
    assert Watch.objects.get().version == 0


def test_a_watch_of_another_organisation_is_not_found(organisation, people, client, low):
    made = watch(organisation)
    organisation_create("beta", "Бета", "Beta")
    client.force_login(people["administrator"])
    path = f"/dashboard/beta/watches/{made.pk}/"
    assert client.get(path).status_code == 404
    assert client.post(path, sent(version=0)).status_code == 404
    assert client.post(f"{path}delete/", {"version": "0"}).status_code == 404
    assert str(made) not in page_of(client, "/dashboard/beta/watches/")


def test_a_long_list_takes_as_many_queries_as_a_short_one(
    organisation, people, client, low, django_assert_max_num_queries
):
    for n in range(60):
        watch(organisation, people["cx_director"], value=n)
    client.force_login(people["executive"])
    client.get(LIST)
    with django_assert_max_num_queries(14):
        page = page_of(client, LIST)
    assert page.count("falls below") >= 50
    assert "falls below 59" in page_of(client, f"{LIST}?page=2")


@pytest.mark.parametrize("page", ["watches", "targets"])
def test_forms_offer_groups_in_words_and_no_segment_of_rules(organisation, client, people, page):
    for channel in ("app", "email"):
        rated(opened(organisation, code=f"by-{channel}"), [9, 9, 3], channel=channel)
    rules = [{"field": "market", "operator": "is", "values": ["B2B"]}]
    segment_create(organisation, "firms", Wanted("Фирмы", "Firms", "all", rules), SYSTEM)
    client.force_login(people["cx_director"])
    answer = client.get(f"/dashboard/acme/{page}/new/?metric=nps")
    assert answer.status_code == 200
    told = answer.content.decode()
    assert '<option value="channel:app">app</option>' in told
    assert '<option value="channel:email">e-mail</option>' in told
    assert "Firms" not in told
