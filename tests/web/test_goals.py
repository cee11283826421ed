"""Targets of a study: set in the browser, computed with the study, and marked where nobody acts on them."""

import re
from html import unescape

import pytest
from web_kit import study

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job
from centricity.web.research.goals import goal_add, goals_of, latest

pytestmark = pytest.mark.django_db
PAGE = "/studies/six/goals/"


@pytest.fixture
def six(organisation):
    """A study of six questions in two waves, computed, with the targets of its folder."""
    made = study("six", organisation, "six-questions")
    computed(made)
    return made


def computed(made):
    from centricity.web.research.services import computation_ask

    job = Job.objects.filter(target=made.target, state="waiting").first()
    job = job or computation_ask(made.editions.first(), SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults
    made.refresh_from_db()


def sent(**change):
    asked = {
        "node": "index", "target": "23", "wave": "2027", "owner_ru": "Директор", "owner_en": "Director",
        "action_ru": "Разбирать жалобы", "action_en": "Discuss complaints", "action_owner_ru": "Отдел",
        "action_owner_en": "Office", "due": "2027-01-31", "after": "1",
    }  # fmt: skip
    return asked | change


def test_a_target_with_its_action_becomes_an_edition_that_is_computed(six, client, people):
    client.force_login(people["analyst"])
    before = unescape(client.get(PAGE).content.decode())
    assert before.count("a wish, not a plan") == 1
    assert client.post(PAGE, sent()).status_code == 302
    edition = latest(six)
    assert edition.number == 2
    assert goals_of(edition)[-1] == {
        "node": "index", "target": 23.0, "wave": "2027", "owner": {"ru": "Директор", "en": "Director"},
        "actions": [{"title": {"ru": "Разбирать жалобы", "en": "Discuss complaints"},
                     "owner": {"ru": "Отдел", "en": "Office"}, "due": goals_of(edition)[-1]["actions"][0]["due"]}],
        "unowned": False,
    }  # fmt: skip
    computed(six)
    assert six.current.edition_id == edition.pk
    page = unescape(client.get(PAGE).content.decode())
    assert re.search(r"Discuss complaints · Office · 31 January 2027", page)
    assert Entry.objects.get(action="study.goal").after == {"edition": 2, "node": "index", "target": 23.0}


def test_a_target_without_an_owned_and_dated_action_is_marked(six, client, people):
    client.force_login(people["analyst"])
    client.post(PAGE, sent(due="", action_owner_ru="", action_owner_en=""))
    assert goals_of(latest(six))[-1]["unowned"]
    assert unescape(client.get(PAGE).content.decode()).count("a wish, not a plan") == 2


def test_of_two_who_set_a_target_at_once_the_second_is_told(six):
    goal = {"node": "index", "target": 20.0, "wave": "2027"}
    goal_add(six, goal, 1, SYSTEM)
    with pytest.raises(MisuseError):
        goal_add(six, goal | {"target": 25.0}, 1, SYSTEM)
    assert [each["target"] for each in goals_of(latest(six))][-1] == 20.0


@pytest.mark.parametrize(
    "change", [{"node": "nothing"}, {"target": "a lot"}, {"wave": "a b"}, {"due": "tomorrow"}, {"after": ""}]
)
def test_what_makes_no_target_is_refused_in_its_place(six, client, people, change):
    client.force_login(people["analyst"])
    refused = client.post(PAGE, sent(**change))
    assert refused.status_code == 422
    assert six.editions.count() == 1


def test_whoever_reads_alone_sets_no_target(six, client, people):
    client.force_login(people["cx_director"])
    assert "Set a target" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, sent()).status_code == 403
    client.force_login(people["stranger"])
    assert client.get(PAGE).status_code == 404
