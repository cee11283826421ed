"""Who comes back to customers where nobody is named, by when, and who is told where nobody does."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from feedback_kit import said

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.feedback import handling, overdue, personal
from centricity.web.feedback.batches import items_add
from centricity.web.feedback.desks import desk_of, follow_ups_set, form_set
from centricity.web.feedback.follow_ups import follow_up_give, follow_up_open
from centricity.web.feedback.models import Desk, FollowUp
from centricity.web.feedback.receiving import Said
from centricity.web.jobs.services import ask, do_job
from centricity.web.people.models import Grant
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
SETTINGS = "/feedback/acme/settings/"


def look():
    """Do the scheduled work, here and now."""
    job = ask("feedback.overdue", "schedule", SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults


def late(organisation, about="answer:1"):
    return follow_up_open(organisation, about, None, timezone.now() - timedelta(hours=1), SYSTEM)


def codes(caught):
    return [fault.code for fault in caught.value.faults]


def test_new_follow_ups_are_the_desks_owners_and_due_in_its_days(organisation, people):
    early = said(organisation, kind="complaint")
    follow_ups_set(organisation, people["agent"], 5, 0, SYSTEM)
    items = [said(organisation, kind="complaint"), said(organisation)]
    (batched, _new), _praise = items_add(
        organisation, [Said("Bad", "review", kind="complaint"), Said("Good", "review", kind="praise")], SYSTEM
    )
    public = said(organisation, kind="complaint", public=True)
    survey = follow_up_open(organisation, "answer:7", None, None, SYSTEM)
    for one in (items[0].follow_up, batched.follow_up, survey):
        assert one.owner == people["agent"]
        assert one.due - one.opened_at == pytest.approx(timedelta(days=5), abs=timedelta(seconds=5))
    assert public.follow_up.owner == people["agent"]
    assert public.follow_up.due - public.follow_up.opened_at <= timedelta(hours=24)
    early.follow_up.refresh_from_db()
    assert early.follow_up.owner is None
    assert early.follow_up.due - early.follow_up.opened_at == pytest.approx(timedelta(days=2), abs=timedelta(seconds=5))


def test_whoever_handles_the_message_comes_before_the_desks_owner(organisation, people):
    follow_ups_set(organisation, people["agent"], 2, 0, SYSTEM)
    item = said(organisation)
    handling.assign(item, people["service_owner"], 0, SYSTEM)
    item.refresh_from_db()
    handling.sort(item, handling.Sorting("complaint"), 1, SYSTEM)
    assert FollowUp.objects.get(item=item).owner == people["service_owner"]


def test_an_owner_who_lost_the_role_or_the_account_owns_nothing_new(organisation, people):
    follow_ups_set(organisation, people["agent"], 2, 0, SYSTEM)
    Grant.objects.filter(user=people["agent"]).delete()
    assert said(organisation, kind="complaint").follow_up.owner is None
    personal.erase(people["agent"])
    assert Desk.objects.get().owner is None


def test_what_does_not_fit_is_refused(organisation, people):
    for days in (0, 31, -1):
        with pytest.raises(MisuseError) as caught:
            follow_ups_set(organisation, None, days, 0, SYSTEM)
        assert codes(caught) == ["web.desk_days"]
    for role in ("executive", "stranger", "rater"):
        with pytest.raises(MisuseError) as caught:
            follow_ups_set(organisation, people[role], 2, 0, SYSTEM)
        assert codes(caught) == ["web.owner_without_role"]
    form_set(organisation, 0, SYSTEM, form_open=True)
    with pytest.raises(MisuseError) as caught:
        follow_ups_set(organisation, people["agent"], 3, 0, SYSTEM)
    assert codes(caught) == ["web.changed_meanwhile"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Desk.objects.update(days=0)


def test_the_page_sets_both_and_tells_what_is_wrong(client, people, organisation):
    client.force_login(people["cx_director"])
    agent = people["agent"].pk
    sent = {"do": "follow_ups", "version": 0, "owner": agent, "days": 4}
    for bad in (
        {"days": 0},
        {"days": 31},
        {"days": "x"},
        {"days": ""},
        {"owner": people["executive"].pk},
        {"owner": "x"},
    ):
        assert client.post(SETTINGS, sent | bad).status_code == 422
    assert not Desk.objects.exclude(days=2).exists()
    assert client.post(SETTINGS, sent).status_code == 302
    stale = client.post(SETTINGS, sent | {"days": 9})
    assert stale.status_code == 422
    assert 'value="9"' in stale.content.decode()
    desk = desk_of(organisation)
    assert (desk.owner, desk.days, desk.form_open) == (people["agent"], 4, False)
    entry = Entry.objects.get(action="desk.follow_ups")
    assert (entry.before, entry.after) == ({"owner": "", "days": 2}, {"owner": agent, "days": 4})
    page = client.get(SETTINGS).content.decode()
    assert f'<option value="{agent}" selected>' in page
    assert client.post(SETTINGS, sent | {"version": 1, "owner": ""}).status_code == 302
    assert Desk.objects.get().owner is None
    client.force_login(people["agent"])
    assert client.post(SETTINGS, sent).status_code == 403


def test_managers_are_told_once_of_all_that_is_nobodys(people, organisation):
    people["cx_director"].language = "ru"
    people["cx_director"].save()
    rows = [late(organisation, f"answer:{n}") for n in range(5)]
    late(organisation_create("beta", "Бета", "Beta"), "answer:1")
    gone = people["service_owner"]
    follow_up_give(rows[0], gone, 0, SYSTEM)
    gone.is_active = False
    gone.save()
    look()
    look()
    told = {each.to[0]: each for each in mail.outbox if "acme" in each.body}
    assert set(told) == {people["cx_director"].email, people["administrator"].email}
    assert "5 " in told[people["cx_director"].email].body
    assert "«" not in told[people["administrator"].email].body
    assert reverse("follow_ups", args=["acme"]) in told[people["administrator"].email].body
    assert [each.to for each in mail.outbox if "beta" in each.body] == [[people["administrator"].email]]
    assert len(mail.outbox) == 3
    follow_up_give(rows[1], people["agent"], 0, SYSTEM)
    late(organisation, "answer:9")
    mail.outbox.clear()
    look()
    assert sorted(each.to[0] for each in mail.outbox) == sorted(
        [people["agent"].email, people["cx_director"].email, people["administrator"].email]
    )
    assert "1 follow-up of" in next(each.body for each in mail.outbox if "administrator" in each.to[0])


def test_a_letter_to_managers_that_fails_is_written_the_next_time(people, organisation, monkeypatch):
    late(organisation)
    real = overdue.send_mail

    def broken(*_):
        raise OSError("no server")

    monkeypatch.setattr(overdue, "send_mail", broken)
    look()
    assert FollowUp.objects.get().told_at is None
    monkeypatch.setattr(overdue, "send_mail", real)
    look()
    assert len(mail.outbox) == 2


def test_where_nobody_manages_it_waits_until_somebody_does(organisation):
    late(organisation)
    look()
    made = FollowUp.objects.get()
    assert (made.overdue, made.told_at, mail.outbox) == (True, None, [])
