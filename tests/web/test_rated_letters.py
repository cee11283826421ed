"""Letters of the rooms of ratings and of rated companies: once for each happening, in one's language, with a link."""

import datetime as dt
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from rating_kit import A, B, begun, rater_of, seated, submitted
from web_kit import compute

from centricity.web.audit.services import SYSTEM
from centricity.web.companies.services import comment_add, comment_answer, comment_withdraw
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job
from centricity.web.people.models import User
from centricity.web.people.roles import Reach, Role
from centricity.web.people.services import Scope, grant
from centricity.web.rating.assigning import Share, assign
from centricity.web.rating.rounds import round_close
from centricity.web.research.models import Run, Study, SubjectResult
from centricity.web.research.selectors import study_for, subject_of

pytestmark = pytest.mark.django_db


def work(*kinds):
    """Do the letters that wait; what they say, by address."""
    for job in Job.objects.filter(kind__in=kinds, state="waiting"):
        do_job.call(str(job.pk))
        job.refresh_from_db()
        assert job.state == "done", job.faults
    told, mail.outbox = mail.outbox, []
    return {each.to[0]: each for each in told}


@pytest.fixture
def contact(wide, people):
    """A contact of one company who reads English."""
    who = people["company_contact"]
    User.objects.filter(pk=who.pk).update(language="en")
    grant(who, Scope(Role.COMPANY_CONTACT, Reach.STUDY, "wide", A))
    return User.objects.get(pk=who.pk)


@pytest.fixture
def row(contact):
    return subject_of(study_for(contact, "wide"), A)[1]


def test_a_rater_is_told_once_of_all_that_was_given_at_once(wide):
    ann, made = rater_of(wide, "ann"), begun(wide, due=dt.date(2026, 12, 31))
    seated(made, ann, (A, B), ("1.1", "1.3"))
    assign(made, ann, Share((A,), ("2.4",)), SYSTEM)
    told = work("rating.tell")
    assert list(told) == [ann.email]
    letter = told[ann.email]
    assert letter.subject.startswith("You are asked to rate: ")
    assert "Levels to submit: 5." in letter.body
    assert "Please rate by 31 December 2026." in letter.body
    assert f"/studies/wide/rating/{made.number}/\n" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert work("rating.tell") == {}


def test_a_letter_to_a_rater_is_in_the_own_language_and_escaped(wide):
    Study.objects.filter(pk=wide.pk).update(title_ru="Индекс <b>& Ко</b>")
    ann = rater_of(wide, "ann")
    User.objects.filter(pk=ann.pk).update(language="ru")
    seated(begun(wide), ann)
    letter = work("rating.tell")[ann.email]
    assert "поручены вам на оценку" in letter.body
    assert "Индекс <b>& Ко</b>" in letter.body
    assert "Индекс &lt;b&gt;&amp; Ко&lt;/b&gt;" in letter.alternatives[0].content


@pytest.mark.parametrize("gone", ["demonstration", "inactive", "closed", "done", "other_role"])
def test_nobody_is_asked_by_letter_who_has_nothing_to_rate(wide, gone):
    ann, made = rater_of(wide, "ann"), begun(wide)
    seat = seated(made, ann, (A,), ("1.1",))
    made.refresh_from_db()
    if gone == "demonstration":
        User.objects.filter(pk=ann.pk).update(is_demonstration=True)
    elif gone == "inactive":
        User.objects.filter(pk=ann.pk).update(is_active=False)
    elif gone == "closed":
        round_close(made, made.version, SYSTEM)
    elif gone == "done":
        submitted(seat, 2.0)
    else:
        grant(ann, Scope(Role.CX_EXPERT, Reach.STUDY, "wide"))
    assert work("rating.tell") == {}


def test_a_letter_that_the_server_does_not_take_ends_the_job_all_the_same(wide, monkeypatch):
    def refuse(*_):
        raise SMTPException

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    seated(begun(wide), rater_of(wide, "ann"))
    assert work("rating.tell") == {}


def test_analysts_are_told_of_a_comment_and_the_company_of_the_answer(contact, row, people):
    comment = comment_add(row.view.run.edition.study, row, "1.3", "<i>secret words</i>", contact, SYSTEM)
    told = work("companies.commented")
    assert people["analyst"].email in told
    assert contact.email not in told
    letter = told[people["analyst"].email]
    assert "secret words" not in letter.body + letter.alternatives[0].content
    assert f"/studies/wide/comments/#c{comment.pk}" in letter.body
    comment_answer(comment, "No.", agree=False, version=0, user=people["analyst"], actor=SYSTEM)
    told = work("companies.answered")
    assert list(told) == [contact.email]
    assert told[contact.email].subject.startswith("Your comment is answered: 1.3 ")
    assert "not shown beside the number" in told[contact.email].body
    comment.refresh_from_db()
    comment_answer(comment, "No.", agree=False, version=1, user=people["analyst"], actor=SYSTEM)
    assert work("companies.answered") == {}
    comment.refresh_from_db()
    comment_answer(comment, "Yes.", agree=True, version=2, user=people["analyst"], actor=SYSTEM)
    assert "It stands beside the number." in work("companies.answered")[contact.email].body


def test_a_comment_that_is_taken_back_at_once_is_told_nobody(contact, row):
    comment = comment_add(row.view.run.edition.study, row, "1.3", "A slip.", contact, SYSTEM)
    comment_withdraw(comment, 0, SYSTEM)
    assert work("companies.commented") == {}


def test_a_contact_of_another_company_is_told_nothing_of_an_answer(contact, row, people):
    grant(people["customer"], Scope(Role.COMPANY_CONTACT, Reach.STUDY, "wide", B))
    comment = comment_add(row.view.run.edition.study, row, "1.3", "Ours.", contact, SYSTEM)
    comment_answer(comment, "", agree=True, version=0, user=people["analyst"], actor=SYSTEM)
    assert list(work("companies.answered")) == [contact.email]


def test_a_contact_is_told_of_numbers_that_changed_and_of_none_where_none_did(contact, wide):
    edition = wide.editions.get()
    compute(wide)
    assert work("companies.computed") == {}
    last = Run.objects.filter(edition=edition).latest("computed_at")
    other = SubjectResult.objects.get(view__run=last, view__audience="internal", subject=A)
    other.scores["1.3"]["score"] += 1
    other.scores["2.4"]["score"] += 0.001
    other.save()
    compute(wide)
    told = work("companies.computed")
    assert list(told) == [contact.email]
    letter = told[contact.email]
    assert "1 number of “Cloud A” is new or has changed." in letter.body
    assert f"/studies/wide/companies/{A}/" in letter.body


def test_a_computation_asks_for_no_letters_where_no_company_has_a_contact(wide):
    compute(wide)
    assert not Job.objects.filter(kind="companies.computed").exists()
