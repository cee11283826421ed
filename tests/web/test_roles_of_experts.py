"""What a CX expert may do: research, build and propose; and an account of every role to try the platform with."""

import pytest
from django.test import Client
from web_kit import EXAMPLES

from centricity.web import examples
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.improvement.models import Action
from centricity.web.people.models import Grant, Organisation, User
from centricity.web.people.roles import STUDY_RIGHTS, VOICE_RIGHTS, Right, Role, VoiceRight
from centricity.web.people.services import organisation_create
from centricity.web.voice.models import Survey
from centricity.web.voice.services import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(people):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(people["cx_expert"])
    return client


def test_an_expert_builds_a_survey_and_leaves_opening_it_to_the_director(expert, people):
    made = expert.post("/surveys/acme/new/", {"code": "loyal", "template": "relationship_nps"})
    assert made.status_code == 302
    survey = Survey.objects.get(code="loyal")
    publish(survey, survey.version, SYSTEM)
    opening = {"state": "open", "version": Survey.objects.get().version}
    assert expert.post("/surveys/acme/loyal/state/", opening).status_code == 403
    director = Client()
    director.force_login(people["cx_director"])
    assert director.post("/surveys/acme/loyal/state/", opening).status_code == 302
    assert Survey.objects.get().state == "open"


def test_an_expert_reads_a_study_from_inside_and_changes_nothing_in_it(expert, small):
    assert expert.get("/studies/small/editions/").status_code == 200
    assert expert.get("/studies/small/goals/").status_code == 200
    told = {"node": "index", "target": "90", "wave": "2030", "after": "1"}
    assert expert.post("/studies/small/goals/", told).status_code == 403
    assert expert.post("/studies/small/editions/1/compute/").status_code == 403
    assert expert.get("/studies/new/").status_code == 403


def test_an_expert_proposes_actions_and_erases_nobody(expert, organisation):
    assert expert.post("/actions/acme/new/", {"title": "Answer sooner", "kind": "action"}).status_code == 302
    assert Action.objects.get().title == "Answer sooner"
    anna = Customer.objects.create(organisation=organisation, name="Anna")
    assert expert.get(f"/customers/acme/{anna.code}/").status_code == 200
    assert expert.post(f"/customers/acme/{anna.code}/erase/").status_code == 403


def test_every_role_has_its_rights_told():
    assert set(STUDY_RIGHTS) == set(Role)
    assert (STUDY_RIGHTS[Role.CX_EXPERT], VOICE_RIGHTS[Role.CX_EXPERT]) == (Right.INTERNAL, VoiceRight.EDIT)


def test_there_is_a_demonstration_account_of_every_role(monkeypatch):
    organisation_create("examples", "Примеры", "Examples")
    monkeypatch.setattr(examples, "_study", lambda _folder, _organisation: None)
    monkeypatch.setattr(examples, "company_lay", lambda _organisation: None)
    told = examples.load()
    assert sorted(email for email, _password in told) == sorted(examples.PEOPLE)
    made = Grant.objects.filter(user__is_demonstration=True)
    assert sorted(made.values_list("role", flat=True)) == sorted(Role)
    contact = made.get(role=Role.COMPANY_CONTACT)
    companies = (EXAMPLES / contact.scope / "subjects.csv").read_text("utf-8")
    assert f"\n{contact.subject}," in companies
    assert examples.load() == []
    assert User.objects.filter(is_demonstration=True).count() == len(Role)
    assert Organisation.objects.filter(code="examples").count() == 1
