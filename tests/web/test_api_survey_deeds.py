"""What else pages do with surveys, actions, panels and the log, programs do as well, by the same rights."""

import json
import uuid

import pytest
from api_kit import Program, codes
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from incentive_kit import NPS, invited, latest, rated
from test_asking_looks import PNG
from test_options import answer
from test_options import asked as chosen_in
from test_panels import all_in, made
from test_waves import asked as maturity
from voice_kit import opened

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.files.models import StoredFile
from centricity.web.improvement.barriers import Wall, barrier_create
from centricity.web.improvement.models import Action
from centricity.web.improvement.motivation.services import Scheme, incentive_create
from centricity.web.improvement.rituals import Habit, ritual_create
from centricity.web.improvement.services import Plan, action_create
from centricity.web.improvement.sittings import Held, sitting_hold
from centricity.web.panels.comparing import Compared
from centricity.web.panels.services import panel_open
from centricity.web.research.models import Study

pytestmark = pytest.mark.django_db
PLACE, SURVEYS = "/organisations/acme", "/surveys/acme"


@pytest.fixture
def analyst(people):
    return Program.of(people["analyst"])


@pytest.fixture
def director(people):
    return Program.of(people["cx_director"])


def logo(program, place, content=PNG, name="logo.png", **headers):
    """Send a logo as a form does."""
    sent = {"file": SimpleUploadedFile(name, content)}
    named = program.headers | {key.replace("_", "-"): value for key, value in headers.items()}
    return program.client.post(f"/api/v1{place}", sent, headers=named)


def test_the_code_of_a_poster_is_that_of_the_page(people, organisation):
    opened(organisation, code="pulse")
    executive, client = Program.of(people["executive"]), Client()
    client.force_login(people["executive"])
    for kind in ("svg", "png"):
        told = executive.get(f"{SURVEYS}/pulse/code/{kind}", {"channel": "office"})
        assert told.content == client.get(f"/surveys/acme/pulse/code.{kind}?channel=office").content
    assert executive.get(f"{SURVEYS}/pulse/code/gif").status_code == 422
    assert executive.get(f"{SURVEYS}/pulse/code/svg", {"channel": "pigeon"}).status_code == 422
    assert Program.of(people["rater"]).get(f"{SURVEYS}/pulse/code/svg").status_code == 403


def test_a_logo_is_set_given_and_taken_away(analyst, people, organisation):
    opened(organisation, code="pulse")
    place = f"{SURVEYS}/pulse/look/logo"
    assert analyst.get(place).status_code == 404
    assert logo(analyst, place).status_code == 428
    tag = analyst.get(f"{SURVEYS}/pulse/look").headers["ETag"]
    assert logo(analyst, place, If_Match=tag).json()["logo"]
    assert b"".join(analyst.get(place)) == PNG
    assert logo(analyst, place, If_Match=tag).status_code == 412
    assert codes(logo(analyst, place, b"x", "logo.svg", If_Match="*")) == ["voice.logo_unfit"]
    assert not analyst.ask("delete", place, If_Match="*").json()["logo"]
    assert not StoredFile.objects.exists()
    assert Program.of(people["agent"]).get(place).status_code == 403


def test_a_closed_maturity_survey_becomes_a_study(analyst, people, organisation):
    maturity(organisation, "level", {"it": 6, "hr": 7})
    opened(organisation, code="pulse")
    wave = {"study": "levels", "wave": "2026", "date": "2026-11-01"}
    told = analyst.post(f"{SURVEYS}/level/study", wave).json()
    assert (told["study"], told["edition"], told["sound"]) == ("levels", 1, True)
    assert Study.objects.get(code="levels").organisation == organisation
    assert codes(analyst.post(f"{SURVEYS}/pulse/study", wave)) == ["voice.wave_open"]
    assert Program.of(people["agent"]).post(f"{SURVEYS}/level/study", wave).status_code == 403


def test_an_option_that_results_show_becomes_an_action(analyst, people, organisation):
    answer(chosen_in(organisation), *["price"] * 6, *["queue"] * 4)
    place, plan = f"{SURVEYS}/left/actions", {"title": "Lower it", "question": "why", "option": "price"}
    told = analyst.post(place, plan)
    assert told.status_code == 201
    assert (Action.objects.get().origin_facts, told.json()["facts"]["n"]) == (told.json()["facts"], 6)
    assert analyst.get(f"{PLACE}/actions", {"origin": told.json()["origin"]}).json()["items"] == [told.json()]
    assert analyst.get(f"{PLACE}/actions", {"origin": "feedback:x"}).json()["total"] == 0
    assert codes(analyst.post(place, plan | {"option": "none"})) == ["web.option_unknown"]
    assert Program.of(people["agent"]).post(place, plan).status_code == 403


def test_letters_are_asked_for_counted_and_reminded_of(director, people, organisation):
    opened(organisation, "internal_service", "staff")
    opened(organisation, code="pulse")
    place = f"{SURVEYS}/staff/invitations"
    assert director.get(f"{place}/letters").json()["answered"]["figure"]["value"] is None
    asked = director.post(f"{place}/addresses", {"addresses": ["a@example.org", "b@example.org"]})
    assert (asked.status_code, asked.json()) == (202, {"letters": 2})
    assert director.post(f"{place}/reminders").json() == {"letters": 0}
    wrong = director.post(f"{place}/addresses", {"addresses": ["nobody"]})
    assert codes(wrong) == ["voice.no_address"]
    assert codes(director.post(f"{SURVEYS}/pulse/invitations/addresses", {"addresses": ["a@x.org"]})) == [
        "web.value_unfit"
    ]
    counted = director.get(f"{place}/letters").json()
    assert counted["sent"] + counted["waiting"] == 2
    assert Program.of(people["analyst"]).get(f"{place}/letters").status_code == 403
    assert len(mail.outbox) in {0, 2}


def test_a_survey_begins_with_a_template(analyst, people, organisation):
    known = [each["code"] for each in analyst.get("/survey-templates").json()["items"]]
    assert {"relationship_nps", "six_questions"} <= set(known)
    told = analyst.get("/survey-templates/six_questions", {"departments": ["it|ИТ|IT", "hr|Кадры|HR"]}).json()
    made = analyst.post(SURVEYS, {"code": "level", "content": told["content"]})
    assert made.status_code == 201
    questions = [each for page in told["content"]["pages"] for each in page["questions"]]
    departments = next(each for each in questions if each.get("fills") == "department")
    assert [each["code"] for each in departments["options"]] == ["it", "hr"]
    assert analyst.get("/survey-templates/nothing").status_code == 404
    nameless = analyst.get("/survey-templates/six_questions", {"departments": ["it||"]})
    assert codes(nameless) == ["voice.department_nameless"]
    client = Client()
    client.force_login(people["analyst"])
    page = client.post("/surveys/acme/new/", {"code": "x", "template": "six_questions", "departments": "it||"})
    assert (page.status_code, "departments" in page.context["form"].errors) == (422, True)


def test_files_of_answers_are_for_whoever_handles_them(people, organisation):
    opened(organisation, code="pulse")
    place = f"{SURVEYS}/pulse/files/{uuid.uuid4()}"
    assert Program.of(people["agent"]).get(place).status_code == 404
    assert Program.of(people["executive"]).get(place).status_code == 403


def test_an_action_is_changed_and_told_which_barriers_it_lowers(analyst, people, organisation):
    action = action_create(organisation, Plan("Before"), SYSTEM)
    wall = barrier_create(organisation, Wall("culture", "Silos"), SYSTEM)
    place = f"{PLACE}/actions/{action.pk}"
    tag = analyst.get(place).headers["ETag"]
    changed = analyst.ask("put", place, {"title": "After", "due": "2026-12-01"}, If_Match=tag)
    assert (changed.json()["title"], changed.json()["due"]) == ("After", "2026-12-01")
    assert analyst.ask("put", place, {"title": "x"}, If_Match=tag).status_code == 412
    assert analyst.ask("put", f"{place}/barriers", {"barriers": [wall.pk]}, If_Match="*").status_code == 200
    assert [each.pk for each in action.barriers.all()] == [wall.pk]
    strange = analyst.ask("put", f"{place}/barriers", {"barriers": [wall.pk, 10**6]}, If_Match="*")
    assert (codes(strange), strange.json()["faults"][0]["key"]) == (["web.barrier_unknown"], "barriers.1")
    assert Program.of(people["agent"]).ask("put", place, {"title": "x"}, If_Match="*").status_code == 403


def test_barriers_and_sittings_turn_into_actions(analyst, people, organisation):
    wall = barrier_create(organisation, Wall("culture", "Silos"), SYSTEM)
    made_of = analyst.post(f"{PLACE}/barriers/{wall.pk}/actions", {"title": "Open doors"}).json()
    assert (made_of["origin"], str(wall.actions.get().pk)) == (wall.target, made_of["id"])
    day = Entry.objects.latest("number").at.date()
    sitting = ritual_create(organisation, Habit("x", "complaints", "month", day), SYSTEM).sittings.first()
    place = f"{PLACE}/sittings/{sitting.pk}/actions"
    assert codes(analyst.post(place, {"title": "Mend"})) == ["web.sitting_not_held"]
    sitting_hold(sitting, Held(sitting.planned_on, "Read ten", [people["agent"]]), 0, SYSTEM)
    assert analyst.post(place, {"title": "Mend"}).json()["origin"] == sitting.origin
    executive = Program.of(people["executive"])
    assert executive.post(f"{PLACE}/barriers/{wall.pk}/actions", {"title": "x"}).status_code == 403
    assert executive.post(place, {"title": "x"}).status_code == 403


def test_only_a_flagged_sign_becomes_an_action(analyst, people, organisation):
    survey, span = opened(organisation), latest()
    rated(survey, [10] * 40, span)
    invited(survey, span.before, 200, 150)
    invited(survey, span, 200, 30)
    scheme = incentive_create(organisation, Scheme("x", "x", 8, "month", 60, (NPS,)), SYSTEM)
    place = f"{PLACE}/incentives/{scheme.pk}/periods/{span.code}"
    signs = analyst.get(place).json()["signs"]
    assert {"code": "rate", "state": "flagged", "part": 0} in signs
    made_of = analyst.post(f"{place}/actions", {"sign": "rate", "part": 0})
    assert (made_of.status_code, made_of.json()["origin"]) == (201, scheme.target)
    assert analyst.post(f"{place}/actions", {"sign": "rate", "part": 7}).status_code == 404
    assert analyst.post(f"{PLACE}/incentives/{scheme.pk}/periods/2999-01/actions", {"sign": "rate"}).status_code == 404
    assert Program.of(people["agent"]).post(f"{place}/actions", {"sign": "rate", "part": 0}).status_code == 403


def test_ratings_side_by_side_are_those_of_the_page(people, organisation):
    panel = all_in(made(organisation, [people[role] for role in ("employee", "agent", "rater")]))
    place = f"{PLACE}/panels/{panel.code}/ratings"
    executive = Program.of(people["executive"])
    assert executive.get(place).status_code == 403
    panel.refresh_from_db()
    panel_open(panel, panel.version, SYSTEM)
    told, shown = executive.get(place).json(), Compared(panel, "en")
    assert told["apart"] == shown.apart > 0
    assert told["agreement"]["n"] == shown.agreement(blind=False).n
    line = told["departments"][0]["lines"][0]
    assert ([cell["level"] for cell in line["cells"]], line["apart"]) == ([2, 3, 5], True)
    assert [person["person"] for person in told["people"]] == [None] * 3
    named = Program.of(people["cx_director"]).get(place).json()["people"]
    assert {person["person"] for person in named} == {people[role].email for role in ("employee", "agent", "rater")}


def test_the_whole_log_is_taken_out_by_administrators_alone(people, organisation):
    told = Program.of(people["administrator"]).get("/audit/export.jsonl")
    rows = [json.loads(line) for line in b"".join(told).decode().splitlines()]
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["action"] == "audit.exported"
    assert Program.of(people["cx_director"]).get("/audit/export.jsonl").status_code == 404
    assert Program.of(people["administrator"], "read").get("/audit/export.jsonl").status_code == 403
