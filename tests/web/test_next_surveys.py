"""The next one of a survey: what it keeps and what it leaves, which wave it becomes, and when it is due."""

import datetime as dt

import pytest
import voice_kit
from api_kit import Program, codes
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from test_waves import asked
from voice_kit import answered, content_of, opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.files.models import StoredFile
from centricity.web.files.places import path_of
from centricity.web.home.alert_words import told
from centricity.web.home.alerts import open_alerts, raise_alerts
from centricity.web.home.digests import send_week, subscription_set
from centricity.web.home.models import Alert
from centricity.web.people.services import organisation_create
from centricity.web.voice.cycle import cycle_of, next_due_set, surveys_due
from centricity.web.voice.due import code_after, due_after, year_after
from centricity.web.voice.following import code_proposed, survey_follow
from centricity.web.voice.looks import Dress, logo_drop, look_set
from centricity.web.voice.models import Invite, Look, Response, Survey
from centricity.web.voice.next_wave import wave_proposed
from centricity.web.voice.services import draft_set, publish, state_set, survey_create
from centricity.web.voice.waves import wave_make

pytestmark = pytest.mark.django_db
PAGE, API = "/surveys/acme/staff/", "/surveys/acme/staff"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636000010000000500010d0a2db4"
    "0000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


def staff(organisation, code="staff", closed_at=None):
    """A closed survey of staff."""
    made = opened(organisation, "six_questions", code)
    made = state_set(made, "closed", made.version, SYSTEM)
    if closed_at is not None:
        due = year_after(closed_at.date())
        Survey.objects.filter(pk=made.pk).update(closed_at=closed_at, next_due=due)
    return Survey.objects.get(pk=made.pk)


def ago(days):
    return timezone.now() - dt.timedelta(days=days)


def started(survey):
    """The draft is published and opened."""
    publish(survey, survey.version, SYSTEM)
    survey.refresh_from_db()
    return state_set(survey, "open", survey.version, SYSTEM)


def test_codes_of_what_follows_tell_the_year_and_are_free():
    assert code_after("staff", 2027, set().__contains__) == "staff-2027"
    assert code_after("staff-2026", 2026, set().__contains__) == "staff-2027"
    assert code_after("staff-2024", 2027, set().__contains__) == "staff-2027"
    assert code_after("staff", 2027, {"staff-2027", "staff-2027-2"}.__contains__) == "staff-2027-3"
    long = code_after("x" * 60, 2027, {"x" * 55 + "-2027"}.__contains__)
    assert (len(long), long[-7:]) == (60, "-2027-2")
    assert code_after("a" * 54 + "-bcdef", 2027, set().__contains__) == "a" * 54 + "-2027"


def test_a_year_after_is_the_same_day_and_a_day_that_was_set_stands():
    assert year_after(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)
    assert due_after(None, dt.date(2026, 11, 26)) == dt.date(2027, 11, 26)
    assert due_after(dt.date(2027, 3, 1), dt.date(2026, 11, 26)) == dt.date(2027, 3, 1)
    assert due_after(dt.date(2026, 3, 1), dt.date(2026, 11, 26)) == dt.date(2027, 11, 26)


def test_the_next_one_asks_the_same_and_has_nobodys_answers(organisation):
    survey = opened(organisation, "relationship_nps", "staff")
    answered(survey, recommend=9, again=5)
    Invite.objects.create(survey=survey, address="a@example.org")
    Survey.objects.filter(pk=survey.pk).update(public=False, sites=["https://a.example"], wave=3)
    survey.refresh_from_db()
    made = survey_follow(survey, "", SYSTEM)
    made = Survey.objects.get(pk=made.pk)
    assert made.code == f"staff-{timezone.localdate().year}"
    assert (made.state, made.follows, made.public, made.sites, made.wave) == ("draft", survey, False, [], 1)
    assert made.draft == survey.draft
    assert made.link != survey.link
    assert (made.current, made.opened_at, made.next_due, made.study) == (None, None, None, "")
    assert not Response.objects.filter(survey=made).exists()
    assert not Invite.objects.filter(survey=made).exists()
    entry = Entry.objects.get(action="survey.followed")
    assert (entry.target, entry.after) == (made.target, {"follows": "staff", "code": made.code})
    started(made)
    keys = [[question.code for question in each.current.questionnaire.questions] for each in (survey, made)]
    assert keys[0] == keys[1]


def test_a_change_of_the_next_one_leaves_the_old_one_alone(organisation):
    survey = staff(organisation)
    made = survey_follow(survey, "other", SYSTEM)
    draft = made.draft
    draft["title"]["en"] = "Changed"
    draft_set(made, draft, made.version, SYSTEM)
    survey.refresh_from_db()
    assert survey.title_en != "Changed"
    assert survey.draft["title"]["en"] != "Changed"


def test_the_look_goes_along_with_a_logo_of_its_own(organisation):
    survey = staff(organisation)
    dress = Dress("#1d4a7c", "", "https://example.org/thanks")
    look_set(survey, dress, survey.version, SYSTEM, SimpleUploadedFile("logo.png", PNG))
    survey.refresh_from_db()
    made = survey_follow(survey, "", SYSTEM)
    old, new = Look.objects.get(survey=survey), Look.objects.get(survey=made)
    assert (new.light, new.dark, new.to) == (old.light, old.dark, old.to)
    assert new.logo_id != old.logo_id
    logo_drop(survey, SYSTEM)
    new.refresh_from_db()
    assert path_of(new.logo_id).read_bytes() == PNG
    assert new.logo.access == StoredFile.Access.PUBLIC


def test_a_code_that_is_taken_or_unfit_makes_nothing(organisation):
    survey = staff(organisation)
    for code, fault in (("staff", "voice.code_taken"), ("new", "voice.code"), ("Ш", "voice.code")):
        with pytest.raises(MisuseError) as caught:
            survey_follow(survey, code, SYSTEM)
        assert [each.code for each in caught.value.faults] == [fault]
    assert Survey.objects.count() == 1
    survey_create(organisation, code_proposed(survey), {}, SYSTEM)
    assert code_proposed(survey).endswith("-2")


def test_the_page_makes_it_for_who_may_edit_and_escapes(client, people, organisation):
    survey = staff(organisation)
    draft = survey.draft
    draft["title"] = {"ru": "<b>о</b>", "en": "<b>s</b>"}
    draft_set(survey, draft, survey.version, SYSTEM)
    for role, status in (("executive", 403), ("agent", 403), ("stranger", 404), ("analyst", 200)):
        client.force_login(people[role])
        assert client.get(f"{PAGE}next/").status_code == status
    page = client.get(f"{PAGE}next/", headers={"Accept-Language": "en"}).content.decode()
    assert "&lt;b&gt;s" in page
    assert "<b>s" not in page
    assert f'value="{code_proposed(Survey.objects.get())}"' in page
    refused = client.post(f"{PAGE}next/", {"code": "staff"})
    assert refused.status_code == 422
    answer = client.post(f"{PAGE}next/", {"code": "staff-next"})
    assert answer.headers["Location"] == "/surveys/acme/staff-next/build/"
    shown = client.get(PAGE, headers={"Accept-Language": "en"}).content.decode()
    assert "/surveys/acme/staff-next/" in shown
    assert "/surveys/acme/staff/" in client.get("/surveys/acme/staff-next/").content.decode()
    client.force_login(people["executive"])
    assert f"{PAGE}next/" not in client.get(PAGE).content.decode()


def test_a_program_makes_it(people, organisation):
    survey = staff(organisation)
    analyst = Program.of(people["analyst"])
    made = analyst.post(f"{API}/next", {})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["follows"], body["state"], body["next_due"]) == ("staff", "draft", None)
    assert made.headers["Location"] == f"/api/v1/surveys/acme/{body['code']}"
    assert analyst.get(f"/surveys/acme/{body['code']}").headers["ETag"] == made.headers["ETag"]
    assert codes(analyst.post(f"{API}/next", {"code": body["code"]})) == ["voice.code_taken"]
    assert analyst.post(f"{API}/next", {"more": 1}).status_code == 422
    for role, status in (("agent", 403), ("stranger", 404)):
        assert Program.of(people[role]).post(f"{API}/next", {}).status_code == status
    assert Survey.objects.exclude(pk=survey.pk).count() == 1


def test_it_is_likely_the_next_wave_of_the_same_study(organisation):
    first = asked(organisation, "staff-2025", {"sales": 6})
    assert wave_proposed(first)["study"] == "staff-2025"
    wave_make(first, "maturity", "2025", dt.date(2025, 10, 15), SYSTEM)
    first.refresh_from_db()
    assert first.study == "maturity"
    year = str(timezone.now().year)
    second = asked(organisation, "staff-b", {"sales": 6})
    Survey.objects.filter(pk=second.pk).update(follows=first)
    second.refresh_from_db()
    assert (wave_proposed(second)["study"], wave_proposed(second)["wave"]) == ("maturity", year)
    wave_make(second, "maturity", year, dt.date(2026, 10, 15), SYSTEM)
    second.refresh_from_db()
    assert wave_proposed(second)["wave"] == year
    third = asked(organisation, "staff-c", {"sales": 6})
    Survey.objects.filter(pk=third.pk).update(follows=second)
    third.refresh_from_db()
    assert (wave_proposed(third)["study"], wave_proposed(third)["wave"]) == ("maturity", f"{year}-2")


def test_a_study_of_another_organisation_is_never_proposed(organisation):
    first = asked(organisation_create("beta", "Бета", "Beta"), "staff", {"sales": 6})
    wave_make(first, "staff", "2025", dt.date(2025, 10, 15), SYSTEM)
    ours = asked(organisation, "staff", {"sales": 6})
    assert wave_proposed(ours) == {
        "study": "staff", "wave": str(timezone.now().year), "date": ours.closed_at.date()
    }  # fmt: skip


def test_closing_a_survey_of_staff_sets_the_day_and_closing_another_does_not(organisation):
    assert staff(organisation).next_due == year_after(timezone.localdate())
    other = opened(organisation, code="pulse")
    assert state_set(other, "closed", other.version, SYSTEM).next_due is None
    with pytest.raises(MisuseError) as caught:
        next_due_set(other, None, 3, SYSTEM)
    assert caught.value.faults[0].code == "voice.cycle_other"


def test_the_day_is_changed_emptied_and_never_by_two_at_once(organisation):
    survey = staff(organisation)
    read = survey.version
    day = timezone.localdate() + dt.timedelta(days=10)
    next_due_set(survey, day, read, SYSTEM)
    with pytest.raises(MisuseError) as caught:
        next_due_set(survey, None, read, SYSTEM)
    assert caught.value.faults[0].code == "web.changed_meanwhile"
    survey.refresh_from_db()
    assert survey.next_due == day
    next_due_set(survey, None, survey.version, SYSTEM)
    survey.refresh_from_db()
    assert survey.next_due is None
    assert not surveys_due(organisation).exists()
    for wrong in (timezone.localdate() - dt.timedelta(days=1), dt.date(9999, 1, 1)):
        with pytest.raises(MisuseError):
            next_due_set(survey, wrong, survey.version, SYSTEM)
    assert Entry.objects.filter(action="survey.cycle").count() == 2


def test_the_day_stands_on_the_page_the_list_and_the_page_of_maturity(client, people, organisation):
    survey = staff(organisation, closed_at=ago(400))
    client.force_login(people["executive"])
    told_of = [client.get(path, headers={"Accept-Language": "en"}).content.decode()
               for path in (PAGE, "/surveys/acme/", "/dashboard/acme/analysis/maturity/")]  # fmt: skip
    said = ["The next survey was due on", "he next one was due on", "he next one was due on"]
    assert [words in page for words, page in zip(said, told_of, strict=True)] == [True, True, True]
    assert 'name="next_due"' not in told_of[0]
    client.force_login(people["analyst"])
    sent = {"version": survey.version}
    for wrong in ("soon", "2020-01-01", "99999-01-01"):
        client.post(f"{PAGE}cycle/", sent | {"next_due": wrong})
    survey.refresh_from_db()
    assert survey.next_due == year_after(ago(400).date())
    client.post(f"{PAGE}cycle/", sent | {"next_due": "2099-01-31"})
    survey.refresh_from_db()
    assert str(survey.next_due) == "2099-01-31"
    assert client.post(f"{PAGE}cycle/", {"version": "x"}).status_code == 302
    client.post(f"{PAGE}cycle/", {"version": survey.version, "next_due": ""})
    survey.refresh_from_db()
    assert survey.next_due is None
    client.force_login(people["executive"])
    assert client.post(f"{PAGE}cycle/", {}).status_code == 403


def test_a_program_sets_the_day(people, organisation):
    survey = staff(organisation)
    analyst = Program.of(people["analyst"])
    tag = analyst.get(API).headers["ETag"]
    assert codes(analyst.ask("put", f"{API}/cycle", {"next_due": None})) == ["web.match_needed"]
    made = analyst.ask("put", f"{API}/cycle", {"next_due": "2099-01-31"}, If_Match=tag)
    assert (made.status_code, made.json()["next_due"]) == (200, "2099-01-31")
    assert analyst.ask("put", f"{API}/cycle", {"next_due": None}, If_Match=tag).status_code == 412
    fresh = made.headers["ETag"]
    assert analyst.ask("put", f"{API}/cycle", {"next_due": "2020-01-01"}, If_Match=fresh).status_code == 422
    assert analyst.ask("put", f"{API}/cycle", {"next_due": None}, If_Match=fresh).json()["next_due"] is None
    survey.refresh_from_db()
    assert survey.next_due is None


def test_it_is_told_of_once_and_is_done_when_the_next_one_opens(organisation, people):
    far = staff(organisation, "far")
    survey = staff(organisation, closed_at=ago(340))
    now = timezone.now()
    for days in (0, 1, 40):
        raise_alerts(organisation, now + dt.timedelta(days=days))
    alert = Alert.objects.get()
    assert (alert.kind, alert.subject, alert.period) == ("cycle", survey.target, survey.next_due.isoformat())
    for language in ("ru", "en"):
        made = told(alert, language)
        assert survey.title(language) in made.title
        assert made.address == PAGE
    copy = survey_follow(survey, "", SYSTEM)
    raise_alerts(organisation, now)
    assert open_alerts(people["executive"], organisation).count() == 1
    started(copy)
    assert cycle_of(survey).done
    assert [each.pk for each in surveys_due(organisation)] == [far.pk]
    raise_alerts(organisation, now)
    assert not open_alerts(people["executive"], organisation).exists()
    assert Alert.objects.count() == 1


def test_another_day_ends_the_alert_and_raises_one_of_its_own(organisation):
    survey = staff(organisation, closed_at=ago(350))
    now = timezone.now()
    raise_alerts(organisation, now)
    day = timezone.localdate() + dt.timedelta(days=90)
    next_due_set(survey, day, survey.version, SYSTEM)
    raise_alerts(organisation, now)
    assert not Alert.objects.filter(acknowledged_at=None).exists()
    raise_alerts(organisation, now + dt.timedelta(days=61))
    assert Alert.objects.get(acknowledged_at=None).period == day.isoformat()


def test_the_weekly_letter_tells_of_it_once(organisation, people, mailoutbox, monkeypatch):
    staff(organisation, closed_at=ago(350))
    subscription_set(people["executive"], organisation, SYSTEM, on=True)
    raise_alerts(organisation, timezone.now())
    monday = timezone.now() + dt.timedelta(days=7 - timezone.now().weekday())
    monday = monday.replace(hour=8)
    send_week(monday)
    send_week(monday + dt.timedelta(days=7))
    letters = [letter.body.count("the next one is due on") for letter in mailoutbox]
    assert letters == [1, 0]


def test_the_alert_has_a_page_of_its_own_and_can_be_muted(client, people, organisation):
    staff(organisation, closed_at=ago(350))
    raise_alerts(organisation, timezone.now())
    client.force_login(people["executive"])
    page = client.get(f"/dashboard/acme/alerts/{Alert.objects.get().pk}/", headers={"Accept-Language": "en"})
    assert "or set another day" in page.content.decode()
    assert PAGE in page.content.decode()
    heard = Program.of(people["executive"]).get("/organisations/acme/alerts").json()["items"]
    assert [(each["kind"], each["address"]) for each in heard] == [("cycle", PAGE)]
    client.post("/dashboard/acme/hearing/", {"causes": ["overdue"]})
    assert not open_alerts(people["executive"], organisation).exists()


def test_a_survey_that_is_open_or_a_draft_is_not_due(organisation):
    made = opened(organisation, content_of("six_questions"), "staff")
    Survey.objects.filter(pk=made.pk).update(next_due=timezone.localdate())
    assert not surveys_due(organisation).exists()
