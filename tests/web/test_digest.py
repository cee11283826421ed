"""The weekly letter: by wish alone, once a week whatever happens, in one's language, with a way out by one click."""

import datetime as dt
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from feedback_kit import said
from test_alerts import NOW
from test_alerts import moved as moved  # noqa: PLC0414  a fixture
from test_board import page_of

from centricity.web import codes
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.feedback.models import FollowUp
from centricity.web.home import digests
from centricity.web.home.alerts import raise_alerts
from centricity.web.home.digests import SALT, is_subscribed, leave, send_week, subscription_set
from centricity.web.home.models import Alert, Letter, Subscription
from centricity.web.improvement.services import Plan, action_create
from centricity.web.jobs.services import ask, do_job
from centricity.web.people.personal import HELD
from centricity.web.people.services import grant_take

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 16, 8, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PAGE = "/dashboard/acme/"


@pytest.fixture
def reader(organisation, people):
    who = people["executive"]
    subscription_set(who, organisation, SYSTEM, on=True)
    return who


def work(monkeypatch, at):
    monkeypatch.setattr(timezone, "now", lambda: at)
    job = ask("home.digest", "schedule", SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults


def test_nobody_gets_a_letter_who_did_not_ask(organisation, people):
    send_week(MONDAY)
    assert mail.outbox == []


def test_the_letter_is_asked_for_and_ended_on_the_dashboard(organisation, people, client):
    client.force_login(people["executive"])
    sent = {"causes": ["overdue", "target"]}
    assert 'id="id_letter" checked' not in page_of(client, f"{PAGE}hearing/")
    client.post(f"{PAGE}hearing/", sent | {"letter": "on"})
    assert is_subscribed(people["executive"], organisation)
    client.post(f"{PAGE}hearing/", sent | {"letter": "on"})
    client.post(f"{PAGE}hearing/", sent)
    assert not is_subscribed(people["executive"], organisation)
    assert Entry.objects.filter(action="digest.switched").count() == 2


def test_the_letter_tells_the_week_in_figures_and_names_no_customer(organisation, reader, moved):
    raise_alerts(organisation, NOW)
    customer = Customer.objects.create(organisation=organisation, name="Anna Secret")
    said(organisation, "Anna Secret waits", kind="complaint", customer=customer)
    FollowUp.objects.update(due=NOW)
    action_create(organisation, Plan("Call Anna Secret", reader, MONDAY.date()), SYSTEM)
    action_create(organisation, Plan("Late", None, MONDAY.date() - dt.timedelta(days=9)), SYSTEM)
    raise_alerts(organisation, MONDAY)
    send_week(MONDAY)
    (letter,) = mail.outbox
    html = letter.alternatives[0][0]
    assert letter.to == ["executive@example.org"]
    assert letter.subject == "Acme: the week in figures"
    for part in (letter.body, html):
        assert "NPS got better: +100.0" in part
        assert "First response time" in part
        assert "1 follow-up is overdue" in part
        assert "Actions overdue: 1" in part
        assert "Actions due within a week: 1" in part
        assert "Of these actions yours: 1" in part
        assert "Secret" not in part
        assert PAGE in part
    assert "style=" not in html
    assert "<style" not in html


def test_the_letter_is_in_the_language_of_who_reads_it(organisation, reader):
    reader.language = "ru"
    reader.save()
    send_week(MONDAY)
    assert mail.outbox[0].subject == "Акме: неделя в числах"
    assert 'lang="ru"' in mail.outbox[0].alternatives[0][0]


def test_one_letter_a_week_and_the_next_week_another(organisation, reader):
    send_week(MONDAY)
    send_week(MONDAY + dt.timedelta(hours=3))
    assert len(mail.outbox) == 1
    send_week(MONDAY + dt.timedelta(days=7))
    assert len(mail.outbox) == 2
    assert list(Letter.objects.order_by("week").values_list("week", flat=True)) == ["2026-W47", "2026-W48"]


def test_what_ends_the_work_while_it_sends_makes_no_second_letter(organisation, reader, monkeypatch):
    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(digests, "sent", killed)
        with pytest.raises(KeyboardInterrupt):
            send_week(MONDAY)
    assert Letter.objects.count() == 1
    send_week(MONDAY)
    assert mail.outbox == []


def test_two_who_send_at_once_send_one_letter(organisation, reader):
    waiting = Subscription.objects.get()
    assert digests._claimed(waiting, "2026-W47") is not None
    assert digests._claimed(waiting, "2026-W47") is None
    leave(waiting, SYSTEM)
    assert digests._claimed(waiting, "2026-W48") is None


def test_a_mail_server_that_refuses_one_letter_stops_no_other(organisation, reader, people, monkeypatch):
    subscription_set(people["analyst"], organisation, SYSTEM, on=True)
    send = mail.EmailMultiAlternatives.send

    def refusing(letter, *args, **more):
        if letter.to == ["executive@example.org"]:
            raise SMTPException
        return send(letter, *args, **more)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refusing)
    send_week(MONDAY)
    assert [letter.to for letter in mail.outbox] == [["analyst@example.org"]]
    assert list(Letter.objects.order_by("subscription").values_list("failed", flat=True)) == [True, False]


@pytest.mark.parametrize(("at", "count"), [(MONDAY, 1), (MONDAY.replace(hour=6), 0), (MONDAY.replace(hour=23), 1)])
def test_letters_go_on_monday_from_the_morning_on(organisation, reader, monkeypatch, at, count):
    work(monkeypatch, at)
    assert len(mail.outbox) == count


def asked_at(moment):
    Subscription.objects.update(since=moment)


def test_a_monday_that_was_missed_is_made_good_once_in_the_same_week(organisation, reader, monkeypatch):
    asked_at(MONDAY - 30 * DAY)
    for at in (MONDAY + 2 * DAY, MONDAY + 2 * DAY + dt.timedelta(minutes=15), MONDAY + 6 * DAY):
        work(monkeypatch, at)
        assert list(Letter.objects.values_list("week", flat=True)) == ["2026-W47"]
    assert len(mail.outbox) == 1
    work(monkeypatch, MONDAY + 7 * DAY)
    assert len(mail.outbox) == 2


def test_a_week_long_gone_gets_no_letter(organisation, reader, monkeypatch):
    asked_at(MONDAY - 30 * DAY)
    work(monkeypatch, MONDAY + 6 * DAY + dt.timedelta(hours=15, minutes=59))
    work(monkeypatch, MONDAY + 21 * DAY - dt.timedelta(hours=2))
    assert list(Letter.objects.values_list("week", flat=True)) == ["2026-W47"]
    work(monkeypatch, MONDAY + 22 * DAY)
    assert list(Letter.objects.order_by("week").values_list("week", flat=True)) == ["2026-W47", "2026-W50"]
    assert len(mail.outbox) == 2


def test_whoever_asked_after_monday_has_missed_nothing(organisation, reader, monkeypatch):
    asked_at(MONDAY + DAY)
    work(monkeypatch, MONDAY + 2 * DAY)
    asked_at(MONDAY - 30 * DAY)
    monkeypatch.setattr(timezone, "now", lambda: MONDAY + DAY)
    subscription_set(reader, organisation, SYSTEM, on=False)
    subscription_set(reader, organisation, SYSTEM, on=True)
    work(monkeypatch, MONDAY + 2 * DAY)
    assert mail.outbox == []
    work(monkeypatch, MONDAY + 7 * DAY)
    assert len(mail.outbox) == 1


def test_a_letter_that_is_late_tells_the_alerts_of_the_week_before_it_was_due(organisation, reader, moved, monkeypatch):
    asked_at(MONDAY - 30 * DAY)
    raise_alerts(organisation, NOW)
    figures = {"count": 3, "oldest": "2026-11-09"}
    Alert.objects.create(organisation=organisation, kind="overdue", period="2026-W46", figures=figures)
    Alert.objects.filter(kind="overdue").update(raised_at=MONDAY - 6 * DAY)
    work(monkeypatch, MONDAY + 4 * DAY)
    assert "3 follow-ups are overdue" in mail.outbox[0].body


def test_whoever_has_lost_the_right_or_the_account_gets_none(organisation, reader, people):
    grant_take(reader.grants.get(), SYSTEM)
    subscription_set(people["analyst"], organisation, SYSTEM, on=True)
    people["analyst"].is_active = False
    people["analyst"].save()
    send_week(MONDAY)
    assert mail.outbox == []
    assert not Letter.objects.exists()


def test_the_letter_keeps_to_what_its_reader_may_see(organisation, people, moved):
    from test_alerts import six

    six(organisation)
    raise_alerts(organisation, MONDAY)
    for role in ("executive", "agent"):
        subscription_set(people[role], organisation, SYSTEM, on=True)
    send_week(MONDAY)
    told = {letter.to[0].partition("@")[0]: letter.body for letter in mail.outbox}
    assert "Target falls behind" in told["executive"]
    assert "Target falls behind" not in told["agent"]


def out_of(letter):
    header = letter.extra_headers["List-Unsubscribe"]
    assert header.startswith("<http")
    return "/" + header.strip("<>").split("/", 3)[3]


def test_the_way_out_takes_one_click_without_an_account_or_a_token(organisation, reader):
    send_week(MONDAY)
    (letter,) = mail.outbox
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way, machine = out_of(letter), Client(enforce_csrf_checks=True)
    assert way in letter.body
    assert machine.get(way).status_code == 200
    assert is_subscribed(reader, organisation)
    done = machine.post(way, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert done.status_code == 200
    assert "no more letters" in done.content.decode()
    assert not is_subscribed(reader, organisation)
    assert machine.post(way).status_code == 200
    assert Entry.objects.filter(action="digest.switched", actor="anonymous").count() == 1
    send_week(MONDAY + dt.timedelta(days=7))
    assert len(mail.outbox) == 1


def test_an_address_that_was_not_made_here_ends_nothing(organisation, reader):
    found = Subscription.objects.get()
    for secret in (found.code.hex, codes.signed(found.code, "other"), codes.signed(found.code, SALT)[:-1], "x"):
        assert Client().post(reverse("digest_out", args=[secret])).status_code == 404
    assert is_subscribed(reader, organisation)


def test_a_person_who_is_erased_gets_no_letter_and_takes_the_list_along(organisation, reader):
    send_week(MONDAY)
    told = HELD["home"].export(reader)
    assert told["letters"][0]["weeks"] == ["2026-W47"]
    HELD["home"].erase(reader)
    assert not Subscription.objects.exists()
