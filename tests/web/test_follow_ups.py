"""The closed loop: what opens a follow-up, what closes it, who is told, and what the figures make of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from api_kit import Program
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from feedback_kit import cause_of, do, said

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.feedback import handling, overdue
from centricity.web.feedback.figures import Period, figures_of, usual_period
from centricity.web.feedback.follow_ups import (
    due_of,
    follow_up_close,
    follow_up_give,
    follow_up_open,
    follow_up_withdraw,
)
from centricity.web.feedback.handling import Sorting, mark_spam, reopen, sort
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.jobs.models import Schedule
from centricity.web.jobs.services import KINDS, ask, do_job, keep_schedule
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)


def codes(caught):
    return [fault.code for fault in caught.value.faults]


def late(organisation, owner=None, **more):
    """A follow-up that was due an hour ago."""
    made = follow_up_open(
        organisation, more.pop("about", "answer:1"), None, timezone.now() - timedelta(hours=1), SYSTEM
    )
    FollowUp.objects.filter(pk=made.pk).update(owner=owner)
    return made


def look():
    """Do the scheduled work, here and now."""
    job = ask("feedback.overdue", "schedule", SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults


@pytest.mark.parametrize(
    ("more", "opens", "hours"),
    [
        ({"kind": "complaint"}, True, 48),
        ({"kind": "complaint", "public": True}, True, None),
        ({"rating": 1, "source": "review", "public": True}, True, None),
        ({"rating": 2}, True, 48),
        ({"rating": 3}, False, None),
        ({"rating": 1, "kind": "question"}, False, None),
        ({"kind": "praise", "public": True}, False, None),
    ],
)
def test_complaints_open_a_follow_up_by_themselves(organisation, more, opens, hours):
    item = said(organisation, **more)
    made = FollowUp.objects.filter(item=item).first()
    assert (made is not None) == opens
    if opens and hours:
        assert made.due - item.received_at == pytest.approx(timedelta(hours=hours), abs=timedelta(seconds=5))
    if opens and not hours:
        assert item.urgency == "same_day"
        assert timedelta(hours=4) <= made.due - made.opened_at + timedelta(seconds=1) <= timedelta(hours=24)


def test_the_same_day_ends_at_midnight_but_not_within_four_hours():
    assert due_of("same_day", NOW) == datetime(2026, 5, 11, tzinfo=UTC)
    assert due_of("same_day", NOW.replace(hour=22)) == datetime(2026, 5, 11, 2, tzinfo=UTC)
    assert due_of("usual", NOW) == NOW + timedelta(days=2)


def test_what_turns_out_to_complain_gets_a_follow_up_and_what_does_not_loses_it(organisation):
    item = said(organisation)
    handling.sort(item, handling.Sorting("complaint"), 0, SYSTEM)
    made = FollowUp.objects.get(item=item)
    handling.sort(item, handling.Sorting("praise"), 1, SYSTEM)
    made.refresh_from_db()
    assert made.state == "withdrawn"
    handling.sort(item, handling.Sorting("complaint"), 2, SYSTEM)
    made.refresh_from_db()
    assert made.state == "open"
    handling.mark_spam(item, 3, SYSTEM)
    made.refresh_from_db()
    assert made.state == "withdrawn"
    handling.reopen(item, 4, SYSTEM)
    made.refresh_from_db()
    assert (made.state, FollowUp.objects.count()) == ("open", 1)


def test_a_survey_opens_one_follow_up_of_an_answer(organisation):
    customer = Customer.objects.create(organisation=organisation, name="Anna")
    first = follow_up_open(organisation, "answer:7", customer, NOW, SYSTEM)
    assert follow_up_open(organisation, "answer:7", customer, None, SYSTEM) == first
    assert (first.due, first.customer, first.item) == (NOW, customer, None)
    assert follow_up_open(organisation_create("beta", "Бета", "Beta"), "answer:7", None, None, SYSTEM) != first


def test_it_is_closed_only_with_outcome_and_cause_and_once(organisation, people):
    made = late(organisation)
    cause = cause_of(organisation)
    other = organisation_create("beta", "Бета", "Beta")
    late(other)
    for outcome, given, said_of in (
        ("", None, ["web.outcome_needed", "web.cause_needed"]),
        (" \n", cause, ["web.outcome_needed"]),
        ("x", None, ["web.cause_needed"]),
        ("x", cause_of(other), ["web.cause_needed"]),
    ):
        with pytest.raises(MisuseError) as caught:
            follow_up_close(made, outcome, given, 0, SYSTEM)
        assert codes(caught) == said_of
    follow_up_give(made, people["agent"], 0, SYSTEM)
    with pytest.raises(MisuseError) as caught:
        follow_up_close(made, "x", cause, 0, SYSTEM)
    assert codes(caught) == ["web.changed_meanwhile"]
    follow_up_close(made, "x", cause, 1, SYSTEM)
    for work in (lambda: follow_up_close(made, "y", cause, 2, SYSTEM), lambda: follow_up_give(made, None, 2, SYSTEM)):
        with pytest.raises(MisuseError) as caught:
            work()
        assert codes(caught) == ["web.follow_up_closed"]
    for role in ("rater", "executive", "stranger"):
        with pytest.raises(MisuseError) as caught:
            follow_up_give(made, people[role], 2, SYSTEM)
        assert codes(caught) == ["web.owner_without_role"]


def test_its_page_closes_it(client, people, organisation):
    made = late(organisation)
    client.force_login(people["agent"])
    address = reverse("follow_up", args=["acme", made.pk])
    assert client.post(address, {"do": "give", "person": people["agent"].pk, "version": 0}).status_code == 302
    sent = {"do": "close", "outcome": "Called back", "cause": cause_of(organisation).pk, "version": 1}
    assert client.post(address, sent | {"outcome": ""}).status_code == 422
    assert client.post(address, sent | {"cause": ""}).status_code == 422
    stale = client.post(address, sent | {"version": 0})
    assert stale.status_code == 422
    assert "Called back" in stale.content.decode()
    assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert "Called back" in page
    assert "<textarea" not in page
    assert "Called back" not in client.get("/feedback/acme/follow-ups/").content.decode()
    assert address in client.get("/feedback/acme/follow-ups/?tab=closed").content.decode()


def test_it_is_withdrawn_with_a_reason_and_counts_in_no_rate(client, people, organisation):
    made, other = late(organisation), late(organisation, about="answer:2")
    period = Period(made.due.date(), timezone.now().date())
    assert figures_of(organisation, period).closed.n == 2
    client.force_login(people["agent"])
    address = reverse("follow_up", args=["acme", made.pk])
    sent = {"do": "withdraw", "reason": "Wants no call", "version": 0}
    empty = client.post(address, sent | {"reason": "  "})
    assert empty.status_code == 422
    stale = client.post(address, sent | {"version": 7})
    assert stale.status_code == 422
    assert "Wants no call" in stale.content.decode()
    assert client.post(address, sent).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.outcome, made.overdue, made.version) == ("withdrawn", "Wants no call", False, 1)
    page = client.get(address).content.decode()
    assert "Wants no call" in page
    assert "<textarea" not in page
    assert figures_of(organisation, period).closed.n == 1
    follow_up_close(other, "x", cause_of(organisation), 0, SYSTEM)
    assert (figures_of(organisation, period).closed.value, figures_of(organisation, period).closed.n) == (100.0, 1)
    row = Entry.objects.get(action="follow_up.withdrawn")
    assert (row.target, row.after) == (made.target, {"reason": True})
    listed = "/feedback/acme/follow-ups/?tab="
    assert address in client.get(f"{listed}withdrawn").content.decode()
    assert address not in client.get(f"{listed}closed").content.decode()
    with pytest.raises(MisuseError) as caught:
        follow_up_withdraw(made, "y", 1, SYSTEM)
    assert codes(caught) == ["web.follow_up_closed"]
    with pytest.raises(MisuseError) as caught:
        follow_up_withdraw(other, " ", 1, SYSTEM)
    assert codes(caught) == ["web.follow_up_reason_needed"]


def test_what_was_withdrawn_with_a_reason_stays_so_until_its_message_is_opened_again(organisation):
    item = said(organisation, kind="complaint")
    follow_up_withdraw(item.follow_up, "The same as another", item.follow_up.version, SYSTEM)
    sort(item, Sorting("complaint", "negative", None), item.version, SYSTEM)
    item.refresh_from_db()
    assert FollowUp.objects.get(item=item).state == "withdrawn"
    mark_spam(item, item.version, SYSTEM)
    item.refresh_from_db()
    reopen(item, item.version, SYSTEM)
    again = FollowUp.objects.get(item=item)
    assert (again.state, again.outcome, again.closed_at) == ("open", "", None)


def test_a_program_withdraws_it_and_who_only_reads_does_not(people, organisation):
    made = late(organisation)
    one = f"/organisations/acme/follow-ups/{made.pk}"
    reader = Program.of(people["executive"])
    assert reader.post(f"{one}/withdraw", {"reason": "x"}, If_Match="*").status_code == 403
    program = Program.of(people["agent"])
    tag = program.get(one).headers["ETag"]
    assert program.post(f"{one}/withdraw", {"reason": "x"}).status_code == 428
    assert program.post(f"{one}/withdraw", {"reason": ""}, If_Match=tag).status_code == 422
    answer = program.post(f"{one}/withdraw", {"reason": "By mistake"}, If_Match=tag)
    assert (answer.status_code, answer.json()["state"], answer.json()["outcome"]) == (200, "withdrawn", "By mistake")
    assert program.post(f"{one}/withdraw", {"reason": "x"}, If_Match=answer.headers["ETag"]).status_code in {409, 422}
    rows = program.get("/organisations/acme/follow-ups", {"tab": "withdrawn"}).json()["items"]
    assert [row["id"] for row in rows] == [made.pk]


def test_the_list_takes_as_many_queries_for_many_as_for_few(client, people, organisation):
    client.force_login(people["agent"])
    late(organisation, people["agent"])
    said(organisation, kind="complaint")
    with CaptureQueriesContext(connection) as few:
        client.get("/feedback/acme/follow-ups/")
    for n in range(60):
        late(organisation, people["agent"], about=f"answer:{n + 2}")
    with CaptureQueriesContext(connection) as many:
        page = client.get("/feedback/acme/follow-ups/").content.decode()
    assert len(many) == len(few) <= 7
    assert "Page 1 of 2" in page
    assert address_count(client.get("/feedback/acme/follow-ups/?tab=mine").content.decode()) == 50


def address_count(page):
    return page.count('<th scope="row">')


def test_what_is_late_is_marked_and_its_owner_told_once(people, organisation):
    people["agent"].language = "ru"
    people["agent"].save()
    made, unowned, early = (
        late(organisation, owner, about=f"answer:{n}")
        for n, owner in enumerate([people["agent"], None, people["agent"]])
    )
    FollowUp.objects.filter(pk=early.pk).update(due=timezone.now() + timedelta(hours=1))
    look()
    look()
    assert dict(FollowUp.objects.values_list("pk", "overdue")) == {made.pk: True, unowned.pk: True, early.pk: False}
    (letter,) = (each for each in mail.outbox if each.to == [people["agent"].email])
    assert "Акме: срок отработки истёк" in letter.body
    assert reverse("follow_up", args=["acme", made.pk]) in letter.body
    follow_up_give(made, people["service_owner"], 0, SYSTEM)
    mail.outbox.clear()
    look()
    (letter,) = mail.outbox
    assert letter.to == [people["service_owner"].email]
    assert "was due on" in letter.body


def test_a_letter_that_fails_is_written_the_next_time(people, organisation, monkeypatch):
    late(organisation, people["agent"])
    real = overdue.send_mail

    def broken(*_):
        raise OSError("no server")

    monkeypatch.setattr(overdue, "send_mail", broken)
    look()
    assert FollowUp.objects.get().told_at is None
    monkeypatch.setattr(overdue, "send_mail", real)
    look()
    assert len(mail.outbox) == 1


def test_the_looks_stand_in_the_schedule(db):
    keep_schedule()
    planned = set(Schedule.objects.values_list("kind", flat=True))
    assert {"feedback.overdue", "feedback.suggest"} <= planned
    assert KINDS["feedback.overdue"].every == timedelta(minutes=15)


# --- figures ------------------------------------------------------------------------------------------------


def test_where_there_is_nothing_no_figure_is_nought(client, people, organisation):
    found = figures_of(organisation, usual_period())
    assert {each.n for each in (found.first_answer.calendar, found.answered, found.closed, found.in_time)} == {0}
    client.force_login(people["executive"])
    page = client.get("/feedback/acme/figures/").content.decode()
    assert page.count('<span class="value">no data</span>') == 6
    assert "nan" not in page
    assert 'value">0' not in page


def test_figures_have_intervals_and_leave_spam_out(client, people, organisation):
    for n in range(10):
        item = said(organisation, kind="complaint")
        answered = NOW + timedelta(hours=n) if n < 8 else None
        state = "spam" if n == 9 else "new"
        Item.objects.filter(pk=item.pk).update(received_at=NOW, first_answer_at=answered, state=state)
        closed = {"state": "closed", "outcome": "x", "cause": cause_of(organisation)} if n < 6 else {}
        closed = {"state": "withdrawn"} if n == 9 else closed
        FollowUp.objects.filter(item=item).update(
            due=NOW, closed_at=NOW + timedelta(hours=1 if n < 2 else -1), **closed
        )
    found = figures_of(organisation, Period(date(2026, 5, 1), date(2026, 5, 31)))
    assert (found.answered.n, found.waiting, found.closed.n, found.in_time.n) == (9, 1, 9, 9)
    assert found.answered.value == pytest.approx(100 * 8 / 9)
    assert (found.answered.low, found.answered.high) == (pytest.approx(56.5, abs=0.1), pytest.approx(98.0, abs=0.1))
    assert found.closed.value == pytest.approx(100 * 6 / 9)
    assert found.in_time.value == pytest.approx(100 * 4 / 9)
    first = found.first_answer.calendar
    assert (first.value, first.n, found.first_answer.working) == (3.5, 8, None)
    assert first.low < 3.5 < first.high
    for outside in (Period(date(2026, 4, 1), date(2026, 5, 9)), Period(date(2026, 5, 11), date(2026, 5, 31))):
        assert figures_of(organisation, outside).answered.n == figures_of(organisation, outside).closed.n == 0
    other = organisation_create("beta", "Бета", "Beta")
    assert figures_of(other, Period(date(2026, 5, 1), date(2026, 5, 31))).answered.n == 0
    client.force_login(people["executive"])
    page = client.get("/feedback/acme/figures/?first=2026-05-01&last=2026-05-31").content.decode()
    assert ">89%</span>" in page
    assert "57–98%, n = 9" in page
    assert "1 May 2026" in page


def test_what_is_not_due_yet_is_in_no_share(organisation):
    said(organisation, kind="complaint")
    today = timezone.now().date()
    assert figures_of(organisation, Period(today, today + timedelta(days=30))).closed.n == 0


@pytest.mark.parametrize(
    "query",
    [
        "first=x&last=2026-01-01",
        "first=2026-02-01&last=2026-01-01",
        "first=2026-01-01",
        "first=9999-12-31&last=9999-12-31",
        "first=0001-01-01&last=0001-01-01",
    ],
)
def test_a_period_that_does_not_fit_breaks_nothing(client, people, organisation, query):
    client.force_login(people["agent"])
    assert client.get(f"/feedback/acme/figures/?{query}").status_code == 200


def test_a_closed_message_counts_in_the_loop(client, people, organisation):
    item = said(organisation, kind="complaint")
    FollowUp.objects.update(due=timezone.now() - timedelta(minutes=1))
    client.force_login(people["agent"])
    assert do(client, item, "close", outcome="x", cause=cause_of(organisation).pk).status_code == 302
    found = figures_of(organisation, usual_period())
    assert (found.closed.value, found.closed.n, found.in_time.value) == (100.0, 1, 0.0)
