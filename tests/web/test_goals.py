"""Targets of a study: set in the browser by those who may, computed with the study."""

import datetime as dt
from html import unescape

import pytest
from web_kit import PASSWORD, study

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job
from centricity.web.people.selectors import may_fill
from centricity.web.people.services import Scope, grant, user_create
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
        "node": "index", "target": "23", "wave": "2027", "due": "2027-01-31", "owner_ru": "Директор",
        "owner_en": "Director", "after": "1",
    }  # fmt: skip
    return asked | change


def test_parts_that_are_added_up_stand_without_a_weight(six, client, people):
    client.force_login(people["analyst"])
    page = client.get("/studies/six/companies/support/index/", headers={"Accept-Language": "en"}).content.decode()
    assert "Contribution</th>" in page
    assert "Weight</th>" not in page


@pytest.mark.parametrize("who", ["analyst", "cx_director"])
def test_a_target_becomes_an_edition_that_is_computed(six, client, people, who):
    client.force_login(people[who])
    before = unescape(client.get(PAGE).content.decode())
    assert before.count("a wish, not a plan") == 1
    assert client.post(PAGE, sent()).status_code == 302
    edition = latest(six)
    assert edition.number == 2
    made = goals_of(edition)[-1]
    assert made == {
        "node": "index", "target": 23.0, "wave": "2027", "due": dt.date(2027, 1, 31),
        "owner": {"ru": "Директор", "en": "Director"}, "code": made["code"], "unowned": True,
    }  # fmt: skip
    computed(six)
    assert six.current.edition_id == edition.pk
    page = unescape(client.get(PAGE).content.decode())
    assert page.count("a wish, not a plan") == 2
    assert "31 January 2027" in unescape(client.get(f"{PAGE}{made['code']}/").content.decode())
    assert Entry.objects.get(action="study.goal").after == {"edition": 2, "node": "index", "target": 23.0}


def test_a_department_has_a_target_of_its_own(six, client, people):
    client.force_login(people["cx_director"])
    client.post(PAGE, sent(subject="finance", owner_ru="", owner_en="", due=""))
    made = goals_of(latest(six))[-1]
    assert (made["subject"], made["target"], "due" in made, "owner" in made) == ("finance", 23.0, False, False)
    computed(six)
    finance = six.current.views.get(audience="internal").subjects.get(subject="finance")
    assert finance.name_en in unescape(client.get(f"{PAGE}{made['code']}/").content.decode())
    assert client.post(PAGE, sent(subject="nobody", after="2")).status_code == 422


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
    for who in ("executive", "company_contact", "agent"):
        client.force_login(people[who])
        assert client.post(PAGE, sent()).status_code == 403
    client.force_login(people["executive"])
    assert "Set a target" not in client.get(PAGE).content.decode()
    client.force_login(people["stranger"])
    assert client.get(PAGE).status_code == 404
    assert latest(six).number == 1


def test_the_director_sets_targets_and_edits_nothing_else(six, client, people):
    client.force_login(people["cx_director"])
    assert "Set a target" in client.get(PAGE).content.decode()
    for address in ("editions/1/compute/", "openness/"):
        assert client.post(f"/studies/six/{address}").status_code == 403
    assert "Add an edition" not in client.get("/studies/six/editions/").content.decode()
    assert not may_fill(people["cx_director"])


def test_a_director_of_one_study_sets_targets_there_alone(six, client):
    user = user_create("one@example.org", PASSWORD, language="en")
    grant(user, Scope("cx_director", "study", "six"))
    client.force_login(user)
    assert client.post(PAGE, sent()).status_code == 302
    assert client.post("/studies/small/goals/", sent()).status_code == 404
    page = client.get(f"{PAGE}{goals_of(latest(six))[0]['code']}/").content.decode()
    assert "Change the target" in page
    assert "Make an action" not in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["from 6 to 30, its parts from 1 to 5", "23.0 of 30"]),
        ("ru", ["от 6 до 30, его части — от 1 до 5", "23,0 из 30"]),
    ],
)
def test_a_target_is_told_with_the_scale_it_lies_on(six, client, people, language, said):
    people["cx_director"].language = language
    people["cx_director"].save()
    client.force_login(people["cx_director"])
    page = client.get(PAGE).content.decode()
    assert [each for each in said if each not in page] == []
