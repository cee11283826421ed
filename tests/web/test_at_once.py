"""What is asked for twice at one instant is done once, and the other is told why: real threads, both databases."""

import json

import pytest
from django.db import IntegrityError

from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask


@pytest.fixture
def race(platform):
    """Run a race of `web_races` on the platform and give what it told; the audit log is whole after it."""

    def run(name):
        told, broken = platform.script(f"web_races.{name}", "web_races.log").strip().splitlines()[-2:]
        assert broken == "null"
        return json.loads(told)

    return run


def test_of_two_studies_with_one_code_the_second_is_told_that_it_is_taken(race, platform):
    told = race("studies")
    assert told["page"] == [[302, "", False], [422, "", True]]
    assert told["api"] == [[201, "", False], [409, "web.study_taken", True]]
    assert told["studies"] == ["api", "page"]
    platform.script("whole")


def test_editions_added_at_once_are_numbered_one_after_another(race, platform):
    before, numbers = race("editions")
    assert numbers == list(range(1, before + 7))
    platform.script("whole")


def test_of_organisations_with_one_code_one_is_added(race):
    assert race("organisations") == [[302, 422, 422, 422], 1]


def test_an_invitation_taken_up_in_many_windows_makes_one_account(race):
    assert race("joins") == [[302] * 4, 1, 1, True]


def test_a_role_given_by_many_is_given_once(race):
    assert race("grants") == [[302], 1, 1]


def test_nobody_has_more_webhooks_and_tokens_than_are_allowed(race):
    assert race("webhooks") == [[201, 201, 422, 422], 2, 2, 2]


def test_a_write_sent_many_times_at_once_is_done_once(race):
    answers, made, kept = race("keys")
    assert (made, kept) == (1, 1)
    assert {tuple(each) for each in answers} <= {(201, ""), (409, "web.key_busy")}


def test_feedback_that_comes_at_one_instant_counts_once_and_is_answered_once(race):
    told = race("feedback")
    assert told["left"] == [[302, "/feedback/acme/status/"]]
    assert told["links"] == 1
    assert told["answers"] == [[302, 422, 422, 422], 1]
    assert told["new"] == [0, 0, 0, 50]
    assert told["items"] == 50


def test_an_answer_sent_many_times_at_once_counts_once(platform):
    platform.script("web_answers.asked")
    told = json.loads(platform.script("web_answers.page_twice").splitlines()[-1])
    assert told == [[302] * 5, [{"recommend": 9}], 1]


def test_an_answer_brought_many_times_at_once_counts_once(platform):
    platform.script("web_answers.asked")
    told = json.loads(platform.script("web_answers.program_twice").splitlines()[-1])
    assert told == [[201] * 4, 1, 1]


def test_work_asked_for_by_many_is_one_job(race):
    assert race("jobs") == [1, 1]


@pytest.mark.django_db
def test_work_that_ended_while_it_was_asked_for_is_asked_for_anew(monkeypatch):
    real, fails = Job.save, [IntegrityError("job_once_at_a_time")]

    def save(self, *told, **more):
        if fails:
            raise fails.pop()
        real(self, *told, **more)

    monkeypatch.setattr(Job, "save", save)
    assert ask("home.clean", "ended", SYSTEM).pk == Job.objects.get(target="ended").pk
