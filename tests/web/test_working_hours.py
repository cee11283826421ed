"""Working hours of an organisation: set once everything fits, shown beside calendar hours, and kept to by promises."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import holidays
import pytest
from feedback_kit import said
from test_board import tile

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.feedback import batches, follow_ups
from centricity.web.feedback.figures import Period, figures_of
from centricity.web.feedback.follow_ups import due_of
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.feedback.receiving import Said
from centricity.web.home.digest_letter import written
from centricity.web.home.digests import subscription_set
from centricity.web.home.models import Subscription
from centricity.web.people import working
from centricity.web.people.hours import hours_of, hours_seen, hours_set
from centricity.web.people.hours_checks import countries
from centricity.web.people.services import organisation_create
from centricity.web.people.working import Wanted, days_ahead

pytestmark = pytest.mark.django_db
PAGE = "/feedback/acme/settings/hours/"
MOSCOW = ZoneInfo("Europe/Moscow")
WEEK = Wanted(zone="Europe/Moscow")
FORM = {
    "opens": "09:30", "closes": "18:00", "weekdays": ["0", "1", "2", "3", "4"], "zone": "Europe/Moscow",
    "country": "RU", "days_off": "2026-06-11\n29.06.2026", "days_on": "2026-06-20", "short": "", "version": "0",
}  # fmt: skip
TUESDAY = datetime(2026, 6, 9, 10, tzinfo=MOSCOW)


@pytest.fixture
def director(client, people):
    client.force_login(people["cx_director"])
    return client


@pytest.fixture
def tuesday(monkeypatch):
    monkeypatch.setattr(working.timezone, "now", lambda: TUESDAY.astimezone(UTC))


def page_of(response, status=200):
    assert response.status_code == status
    return unescape(response.content.decode())


def plain(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def in_russian(client, person):
    """Let somebody read in Russian."""
    person.language = "ru"
    person.save()
    client.force_login(person)


def set_hours(organisation, wanted=WEEK):
    hours_set(organisation, wanted, hours_seen(organisation).version, SYSTEM)


def codes(wanted):
    with pytest.raises(MisuseError) as raised:
        hours_set(None, wanted, 0, SYSTEM)
    return [(fault.code.removeprefix("web.hours_"), fault.place.key) for fault in raised.value.faults]


# --- setting them --------------------------------------------------------------------------------------------


def test_nobody_works_by_hours_that_nobody_set(organisation):
    assert hours_of(organisation) is None
    set_hours(organisation)
    found = hours_of(organisation)
    assert (found.calendar.opens, found.calendar.closes, found.zone) == (9, 18, MOSCOW)
    set_hours(organisation, None)
    assert hours_of(organisation) is None
    assert hours_seen(organisation).zone == "Europe/Moscow"
    assert hours_of(organisation_create("beta", "Бета", "Beta")) is None


def test_every_change_is_recorded_with_what_was_before(organisation):
    set_hours(organisation)
    set_hours(organisation, Wanted(opens=600, days_off=(date(2026, 6, 12), date(2026, 6, 11), date(2026, 6, 12))))
    set_hours(organisation, None)
    first, second, third = Entry.objects.filter(action="organisation.hours").order_by("number")
    assert (first.before, first.after["in_use"], first.target) == ({"in_use": False}, True, "organisation:acme")
    assert (second.before["opens"], second.after["opens"]) == (540, 600)
    assert second.after["days_off"] == ["2026-06-11", "2026-06-12"]
    assert (third.before["opens"], third.after) == (600, {"in_use": False})


def test_two_who_change_them_at_once_do_not_overwrite_each_other(organisation):
    hours_set(organisation, WEEK, 0, SYSTEM)
    for wanted in (WEEK, None):
        with pytest.raises(MisuseError) as raised:
            hours_set(organisation, wanted, 0, SYSTEM)
        assert [fault.code for fault in raised.value.faults] == ["web.changed_meanwhile"]
    assert Entry.objects.filter(action="organisation.hours").count() == 1


def test_everything_that_is_wrong_is_told_at_once():
    day, many = date(2026, 6, 12), tuple(date(2026, 1, 1) + timedelta(days=n) for n in range(367))
    wrong = Wanted(1100, 1000, (), "Europe/Moskva", "XX", (day,), (day,), (date(1969, 12, 31), *many))
    assert codes(wrong) == [
        ("order", "closes"), ("weekdays", "weekdays"), ("zone", "zone"), ("country", "country"),
        ("many_days", "short"), ("day", "short"), ("both", "days_on"),
    ]  # fmt: skip
    assert codes(Wanted(opens=-1, closes=1441)) == [("time", "opens"), ("time", "closes")]
    assert codes(Wanted(weekdays=(0, 7))) == [("weekdays", "weekdays")]


def test_hours_in_which_nobody_ever_works_are_refused(tuesday):
    mondays = tuple(date(2026, 6, 8) + timedelta(days=7 * n) for n in range(60))
    assert codes(Wanted(weekdays=(0,), days_off=mondays)) == [("never", "weekdays")]


def test_who_works_round_the_clock_needs_neither_times_nor_weekdays(organisation):
    set_hours(organisation, Wanted(opens=600, closes=600, weekdays=(), round_the_clock=True))
    assert {(each.opens, each.closes, each.why) for each in days_ahead(hours_of(organisation), 14)} == {
        (0, 1440, "round")
    }


def test_days_ahead_tell_what_makes_them_so(tuesday):
    wanted = Wanted(
        country="RU", zone="Europe/Moscow", days_off=(date(2026, 6, 10),), days_on=(date(2026, 6, 13),),
        short=(date(2026, 6, 11), date(2026, 6, 12)),
    )  # fmt: skip
    found = days_ahead(wanted.hours, 6)
    assert [(each.day.day, each.opens, each.closes, each.why) for each in found] == [
        (9, 540, 1080, "weekday"), (10, 0, 0, "off"), (11, 540, 1020, "short"), (12, 0, 0, "holiday"),
        (13, 540, 1080, "on"), (14, 0, 0, "weekend"),
    ]  # fmt: skip


def test_every_country_whose_holidays_are_known_has_a_name_in_both_languages():
    known = {code for code in holidays.list_supported_countries() if len(code) == 2}
    assert known - set(countries()) == {"UK"}  # another name of GB
    assert all(name["ru"] and name["en"] for name in countries().values())


# --- the page ------------------------------------------------------------------------------------------------


def test_a_page_without_hours_says_so_and_shows_no_days(director, people):
    page = page_of(director.get(PAGE))
    assert "They are not set" in page
    assert "The next two weeks" not in page
    assert "Take the working hours away" not in page
    in_russian(director, people["cx_director"])
    assert "Они не заданы" in page_of(director.get(PAGE))


def test_days_are_looked_at_before_anything_is_kept(director, organisation, tuesday):
    page = page_of(director.post(PAGE, FORM | {"do": "look"}))
    assert "nothing is saved yet" in page
    told = plain(page)
    assert re.search(r"Wed [\w ]+ 09:30–18:00 working day", told)
    assert re.search(r"Thu [\w ]+ off day off", told)
    assert re.search(r"Fri [\w ]+ off public holiday", told)
    assert re.search(r"Sat [\w ]+ 09:30–18:00 working day by your list", told)
    assert hours_of(organisation) is None
    assert not Entry.objects.filter(action="organisation.hours").exists()


def test_hours_are_set_on_the_page_and_taken_away(director, organisation, tuesday):
    assert director.post(PAGE, FORM | {"do": "save"}).status_code == 302
    found = hours_of(organisation)
    assert (found.calendar.opens, found.calendar.country) == (9.5, "RU")
    assert found.calendar.days_off == (date(2026, 6, 11), date(2026, 6, 29))
    page = page_of(director.get(PAGE))
    assert "They are set" in page
    assert 'value="09:30"' in page
    assert "2026-06-11\n2026-06-29" in page
    assert "nothing is saved yet" not in page
    assert director.post(PAGE, {"do": "drop", "version": "1"}).status_code == 302
    assert hours_of(organisation) is None


def test_the_page_tells_every_fault_beside_its_field(director, people, organisation):
    wrong = FORM | {
        "opens": "25:00", "weekdays": [], "zone": "Mars/Olympus", "days_off": "2026-06-11\nтретьего\n2026-02-30",
        "days_on": "2026-06-11", "short": "1969-01-01",
    }  # fmt: skip
    page = page_of(director.post(PAGE, wrong | {"do": "save"}), 422)
    for part in ("25:00 is no time", "no working day of the week", "“третьего” is no day", "“2026-02-30” is no day",
                 "“1969-01-01” is no day", "Mars/Olympus"):  # fmt: skip
        assert part in page.replace("No working", "no working"), part
    assert "it must end later" not in page
    assert hours_of(organisation) is None
    in_russian(director, people["cx_director"])
    assert "25:00 — не время суток" in page_of(director.post(PAGE, wrong | {"do": "look"}), 422)
    later = page_of(director.post(PAGE, FORM | {"opens": "18:00", "days_on": "2026-06-11"}), 422)
    assert "работа кончается в 18:00" in later.replace("Работа", "работа")
    assert "[2026-06-11]" in later


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\x00", "9" * 9_000, "0000-00-00", "٢٠٢٦-٠٦-١١"])
@pytest.mark.parametrize("name", ["opens", "days_off", "zone", "country", "weekdays", "version"])
def test_what_is_no_hours_is_refused_and_shown_as_text(director, organisation, name, text):
    response = director.post(PAGE, FORM | {"do": "save", name: text})
    page = page_of(response, 422)
    assert "<script>alert" not in response.content.decode()
    assert "Traceback" not in page
    assert hours_of(organisation) is None


def test_a_stale_page_changes_nothing(director, organisation):
    set_hours(organisation)
    page = page_of(director.post(PAGE, FORM | {"do": "save"}), 422)
    assert "omebody else changed this" in page
    page_of(director.post(PAGE, {"do": "drop", "version": "0"}), 422)
    assert hours_of(organisation).calendar.opens == 9


# --- times in both hours -------------------------------------------------------------------------------------


def answered(organisation, *spans):
    """Feedback of a period that was answered and closed after so many hours from Friday at five in the afternoon."""
    friday = datetime(2026, 6, 5, 17, tzinfo=MOSCOW)
    for n, span in enumerate(spans):
        item = said(organisation, f"text {n}")
        after = friday + timedelta(hours=span)
        Item.objects.filter(pk=item.pk).update(received_at=friday, first_answer_at=after, closed_at=after)
    return Period(date(2026, 6, 1), date(2026, 6, 30))


def test_times_stand_in_both_hours_with_their_own_quantiles(organisation):
    period = answered(organisation, 0.5, 2, 3, 20, 65, 66, 67, 88)
    found = figures_of(organisation, period)
    assert found.first_answer.working is None
    set_hours(organisation)
    found = figures_of(organisation, period)
    for each in (found.first_answer, found.solved):
        assert (each.calendar.value, each.calendar.n) == (42.5, 8)
        assert (each.working.value, each.working.n, each.outside) == (1.5, 8, 0)
        assert each.working.low <= 1.5 <= each.working.high
    assert found.slow_answer.working.value == pytest.approx(5.8)
    assert found.slow_answer.calendar.value == pytest.approx(73.3)


def test_the_page_of_figures_says_both_or_that_no_hours_are_set(client, people, organisation):
    answered(organisation, 0.5, 2, 3, 20, 65, 66)
    address = "/feedback/acme/figures/?first=2026-06-01&last=2026-06-30"
    client.force_login(people["executive"])
    page = page_of(client.get(address))
    assert "Working hours are not set" in page
    assert PAGE not in page
    assert plain(page).count("calendar hours:") == 3
    assert "working hours:" not in page
    set_hours(organisation, Wanted(zone="Europe/Moscow", country="RU"))
    page = plain(page_of(client.get(address)))
    assert page.count("calendar hours:") == page.count("working hours:") == 3
    assert re.search(
        r"First answer, median 11\.5 h calendar hours: 0\.5–66\.0, n = 6 1\.0 h working hours: 0\.5–3\.0", page
    )
    assert "Mon, Tue, Wed, Thu, Fri, 09:00–18:00, Europe/Moscow, holidays of Russia" in page
    in_russian(client, people["executive"])
    assert "рабочие часы: 0,5–3,0, n = 6" in plain(page_of(client.get(address)))
    client.force_login(people["cx_director"])
    assert PAGE in page_of(client.get(address))


def test_what_fell_outside_work_is_said_to_be_nought(client, people, organisation):
    answered(organisation, 2, 3)
    Item.objects.update(received_at=datetime(2026, 6, 5, 19, tzinfo=MOSCOW))
    set_hours(organisation)
    client.force_login(people["executive"])
    page = page_of(client.get("/feedback/acme/figures/?first=2026-06-01&last=2026-06-30"))
    assert "1 of them began and ended outside working hours and counts as nought." in page


def test_tiles_of_the_dashboard_hold_both(client, people, organisation):
    now = datetime.now(UTC)
    for n in range(6):
        item = said(organisation, f"text {n}")
        Item.objects.filter(pk=item.pk).update(
            received_at=now - timedelta(days=8), first_answer_at=now - timedelta(days=1), closed_at=now
        )
    client.force_login(people["executive"])
    for title in ("First response time", "Time to resolution"):
        told = tile(page_of(client.get("/dashboard/acme/")), title)
        assert re.search(r"calendar hours: 1\d\d\.0 … 1\d\d\.0, n = 6 .*working hours are not set", told), told
    assert PAGE not in page_of(client.get("/dashboard/acme/"))
    set_hours(organisation)
    told = plain(tile(page_of(client.get("/dashboard/acme/")), "First response time"))
    assert re.search(
        r"168\.0 h calendar hours: 168\.0 … 168\.0, n = 6 45\.0 h working hours: 45\.0 … 45\.0, n = 6", told
    ), told


def test_what_waits_says_how_long_in_working_hours_too(client, people, organisation):
    item = said(organisation)
    Item.objects.update(received_at=datetime.now(UTC) - timedelta(days=14))
    client.force_login(people["agent"])
    pages = ("/feedback/acme/inbox/", f"/feedback/acme/items/{item.pk}/")
    for address in pages:
        assert "waits 2" in (page := page_of(client.get(address)))
        assert "working hours" not in page
    set_hours(organisation)
    for address in pages:
        assert re.search(r"waits 2.weeks, working hours: 90\.0", page_of(client.get(address)))
    Item.objects.update(received_at=datetime.now(UTC))
    for address in pages:
        page = page_of(client.get(address))
        assert "waits less than a minute" in page
        assert "working hours:" not in page


def test_the_weekly_letter_holds_both(organisation, people):
    now = datetime.now(UTC)
    for n in range(6):
        item = said(organisation, f"text {n}")
        Item.objects.filter(pk=item.pk).update(
            received_at=now - timedelta(days=8), first_answer_at=now - timedelta(days=1), closed_at=now
        )
    subscription_set(people["executive"], organisation, SYSTEM, on=True)
    subscription = Subscription.objects.get()
    for language, unset, beside in (
        ("en", "working hours are not set", "45.0 h (working hours, 45.0 … 45.0, n = 6)"),
        ("ru", "рабочие часы не заданы", "45,0 ч (рабочие часы, 45,0 … 45,0, n = 6)"),
    ):
        subscription.user.language = language
        set_hours(organisation, None)
        assert unset in written(subscription, now, "secret").body
        set_hours(organisation)
        letter = written(subscription, now, "secret")
        assert unset not in letter.body
        assert beside in letter.body
        assert beside in plain(letter.alternatives[0][0])


# --- promises ------------------------------------------------------------------------------------------------


def at(day, hour=10, minute=0):
    return datetime(2026, 6, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("urgency", "came", "days", "due"),
    [
        ("usual", at(9), 2, at(11, 18)),
        ("usual", at(11), 2, at(16, 18)),
        ("usual", at(9, 20), 1, at(11, 18)),
        ("usual", at(13), 1, at(16, 18)),
        ("same_day", at(9), 2, at(9, 18)),
        ("same_day", at(9, 7), 2, at(9, 18)),
        ("same_day", at(9, 18), 2, at(10, 18)),
        ("same_day", at(13), 2, at(15, 18)),
    ],
    ids=["days", "over holiday and weekend", "after closing", "on a day off", "today", "before opening",
         "today after closing", "today on a day off"],
)  # fmt: skip
def test_promises_are_due_when_work_ends(urgency, came, days, due):
    hours = Wanted(country="RU", zone="Europe/Moscow").hours
    assert due_of(urgency, came.astimezone(UTC), days, hours) == due


def test_who_works_round_the_clock_has_at_least_four_hours_for_the_same_day():
    hours = Wanted(round_the_clock=True, zone="Europe/Moscow").hours
    assert due_of("same_day", at(9), 2, hours) == at(10, 0)
    assert due_of("same_day", at(9, 23), 2, hours) == at(10, 3)
    assert due_of("usual", at(9, 23), 2, hours) == at(12, 0)


def test_hours_that_end_for_good_leave_calendar_days():
    off = tuple(date(2026, 6, 8) + timedelta(days=7 * n) for n in range(366))
    hours = Wanted(weekdays=(0,), days_off=off).hours
    now = at(9).astimezone(UTC)
    for urgency in ("usual", "same_day"):
        assert due_of(urgency, now, 2, hours) == due_of(urgency, now, 2)


def test_follow_ups_keep_their_day_and_new_ones_have_working_days(organisation, monkeypatch):
    for module in (follow_ups, batches):
        monkeypatch.setattr(module.timezone, "now", lambda: at(11).astimezone(UTC))
    said(organisation, "old", kind="complaint")
    before = FollowUp.objects.get().due
    set_hours(organisation)
    new = said(organisation, "new", kind="complaint")
    public = said(organisation, "public", kind="complaint", public=True)
    told = [
        Said("many", "api", number="1", kind="complaint"),
        Said("p", "api", number="2", kind="complaint", public=True),
    ]
    usual, same = (item.follow_up.due for item, _new in batches.items_add(organisation, told, SYSTEM))
    assert before == at(13)
    assert FollowUp.objects.order_by("pk").first().due == before
    assert {FollowUp.objects.get(item=new).due, usual} == {at(15, 18)}
    assert {FollowUp.objects.get(item=public).due, same} == {at(11, 18)}


def test_the_desk_says_which_days_it_counts(director, organisation):
    page = page_of(director.get("/feedback/acme/settings/"))
    assert "Within how many days" in page
    assert PAGE in page
    set_hours(organisation)
    page = page_of(director.get("/feedback/acme/settings/"))
    assert "Within how many working days" in page
    assert "by the end of work the same day" in page
