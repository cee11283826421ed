"""Surveys by a program: the rules of the pages, every fault in its place, and nobody's answers of a nameless survey."""

import uuid

import pytest
import voice_kit
import yaml
from api_kit import Program, codes
from voice_kit import answered, content_of, opened, yaml_of

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.people.services import organisation_create
from centricity.web.voice.models import Rating, Response, Survey
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
PULSE = "/surveys/acme/pulse"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def director(people):
    return Program.of(people["cx_director"])


@pytest.fixture
def agent(people):
    return Program.of(people["agent"])


def tag(program, path=PULSE):
    return program.get(path).headers["ETag"]


def nameless(organisation, least=5):
    content = content_of("relationship_nps") | {"anonymous": True, "minimum_n": least}
    return opened(organisation, content)


def test_a_survey_is_made_published_opened_answered_and_read(director, agent, organisation):
    made = director.post("/surveys/acme", {"code": "pulse", "yaml": yaml_of("relationship_nps")})
    assert (made.status_code, made.json()["faults"]) == (201, [])
    assert made.headers["Location"] == "/api/v1/surveys/acme/pulse"
    published = director.post(f"{PULSE}/publish", If_Match=made.headers["ETag"])
    assert (published.status_code, published.json()["number"]) == (201, 1)
    opened_one = director.ask("patch", PULSE, {"state": "open"}, If_Match=tag(director))
    assert (opened_one.json()["state"], opened_one.json()["edition"]) == ("open", 1)
    for score in (10, 10, 9, 3):
        sent = {"answers": {"recommend": score, "again": 4}, "channel": "phone"}
        assert agent.post(f"{PULSE}/responses", sent).json() == {"state": "whole", "edition": 1, "left_out": []}
    read = director.get(f"{PULSE}/results").json()
    assert (read["sealed"], read["responses"]["whole"]) == (False, 4)
    nps = next(each for each in read["items"] if each["code"] == "recommend")
    assert (nps["n"], nps["figure"]["value"], nps["metric"]["en"]) == (4, 50.0, "NPS")
    assert nps["figure"]["low"] < 50 < nps["figure"]["high"]
    assert [each["n"] for each in nps["bars"]] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2]
    listed = director.get("/surveys/acme").json()
    assert [each["code"] for each in listed["items"]] == ["pulse"]
    assert [each["number"] for each in director.get(f"{PULSE}/versions").json()["items"]] == [1]
    target = Survey.objects.get().target
    assert Entry.objects.filter(target=target, action="survey.answered").count() == 4


def test_a_draft_with_faults_is_kept_and_every_fault_has_its_line(director, organisation):
    content = content_of("relationship_nps")
    content["pages"][0]["questions"][0]["kind"] = "nothing"
    del content["title"]
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    made = director.post("/surveys/acme", {"code": "pulse", "yaml": text})
    assert made.status_code == 201
    assert {each["key"] for each in made.json()["faults"]} >= {"title"}
    assert len(made.json()["faults"]) >= 2
    assert any(each["line"] for each in made.json()["faults"])
    again = director.get(f"{PULSE}/draft").json()
    assert (again["content"], len(again["faults"])) == (content, len(made.json()["faults"]))
    refused = director.post(f"{PULSE}/publish", If_Match="*")
    assert refused.status_code == 422
    assert len(codes(refused)) == len(again["faults"])
    mended = director.ask("put", f"{PULSE}/draft", {"content": content_of("exit")}, If_Match=tag(director))
    assert mended.json()["faults"] == []
    assert director.post(f"{PULSE}/publish", If_Match=mended.headers["ETag"]).status_code == 201


def test_a_change_names_what_it_changes(director, organisation):
    opened(organisation)
    read = tag(director)
    assert codes(director.ask("put", f"{PULSE}/draft", {"content": {}})) == ["web.match_needed"]
    assert director.ask("patch", PULSE, {"public": False}, If_Match=read).json()["public"] is False
    for method, path, sent in (
        ("put", f"{PULSE}/draft", {"content": {}}),
        ("post", f"{PULSE}/publish", None),
        ("patch", PULSE, {"state": "open"}),
    ):
        late = director.ask(method, path, sent, If_Match=read)
        assert (late.status_code, codes(late)) == (412, ["web.changed_meanwhile"])
    assert Survey.objects.get().draft != {}
    both = director.ask("patch", PULSE, {"state": "closed", "public": True}, If_Match="*")
    assert both.status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"content": {}, "yaml": "a: 1"}, {"yaml": "a: [1"}, {"yaml": "- 1"}, {"yaml": "a: 2020-01-01"},
        {"content": {"a": "\x00"}}, {"content": {"a": "\ud800"}}, {"yaml": "a: .inf"}, {"content": {"a": 1e999}},
        {"content": {"a": "x" * 600_000}}, {"content": [1]},
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(director, organisation, sent):
    refused = director.post("/surveys/acme", {"code": "pulse"} | sent)
    assert refused.status_code in {400, 422}, refused.content
    assert codes(refused)
    assert not Survey.objects.exists()


def test_what_is_nested_without_end_is_refused(director, organisation):
    deep = {}
    for _ in range(300):
        deep = {"a": deep}
    assert codes(director.post("/surveys/acme", {"code": "pulse", "content": deep})) == ["voice.draft_unfit"]
    text = '{"code": "pulse", "content": ' + '{"a":' * 200_000
    answer = director.client.generic("POST", "/api/v1/surveys/acme", text, "application/json", headers=director.headers)
    assert answer.status_code in {400, 422}


def test_a_code_is_taken_once(director, organisation):
    opened(organisation)
    again = director.post("/surveys/acme", {"code": "pulse", "content": {}})
    assert (again.status_code, codes(again)) == (409, ["voice.code_taken"])


def test_every_answer_that_will_not_do_is_told_at_once_and_nothing_kept(agent, organisation):
    opened(organisation)
    sent = {"recommend": 11, "again": "often", "nothing": 1}
    refused = agent.post(f"{PULSE}/responses", {"answers": sent, "channel": "phone"})
    assert refused.status_code == 422
    told = {each["key"]: each["code"] for each in refused.json()["faults"]}
    assert told == {
        "recommend": "survey.not_a_level", "again": "survey.not_a_level", "nothing": "voice.no_question",
    }  # fmt: skip
    missing = agent.post(f"{PULSE}/responses", {"answers": {}, "channel": "phone"})
    assert {each["key"]: each["code"] for each in missing.json()["faults"]}["recommend"] == "survey.required"
    shapes = agent.post(f"{PULSE}/responses", {"answers": {"recommend": [1], "call_back": 3}, "channel": "phone"})
    assert codes(shapes) == ["voice.answer_shape", "voice.answer_shape"]
    for unfit in (None, [None], {"a": {}}, {"a": None}, [[1]], "\ud800", float("nan"), 10**400, True):
        refused = agent.post(f"{PULSE}/responses", {"answers": {"recommend": unfit}, "channel": "phone"})
        assert refused.status_code == 422, unfit
        assert refused.json()["faults"][0]["key"] == "recommend"
    for name in ("\ud800", "\x00", "recommend:", ":recommend", "x" * 201):
        refused = agent.post(f"{PULSE}/responses", {"answers": {name: 1}, "channel": "phone"})
        assert refused.status_code in {400, 422}, name
    assert not Response.objects.exists()


def test_an_answer_by_a_program_is_what_one_by_a_person_is(agent, organisation):
    survey = opened(organisation)
    answered(survey, recommend="3", lacking=["speed", "other"], lacking__other="a chair", again="2", call_back="yes")
    sent = {"recommend": 3, "lacking": ["speed", "other"], "lacking:other": "a chair", "again": 2, "call_back": True}
    agent.post(f"{PULSE}/responses", {"answers": sent | {"liked": "x"}, "channel": "web", "language": "en"})
    first, second = Response.objects.all()
    assert (first.values, first.state, first.page, first.end) == (second.values, second.state, second.page, second.end)
    rows = list(Rating.objects.values_list("series", "score", "metric", "channel", "segment"))
    assert sorted(rows[:2]) == sorted(rows[2:])


def test_what_nobody_is_asked_is_told_to_be_left_out(agent, organisation):
    opened(organisation)
    sent = {"recommend": 10, "again": 5, "lacking": ["speed"]}
    told = agent.post(f"{PULSE}/responses", {"answers": sent, "channel": "email"}).json()
    assert (told["state"], told["left_out"]) == ("whole", ["lacking"])
    assert "lacking" not in Response.objects.get().values


def test_every_kind_of_question_is_answered_by_a_program(agent, organisation):
    both = {"ru": "Да?", "en": "Yes?"}
    options = [{"code": each, "text": both} for each in ("a", "b", "c")]
    kinds = {
        "rank": ("ranking", {"options": options}, ["c", "a", "b"], ["c", "a", "b"]),
        "rows": ("matrix", {"rows": options, "scale": {"min": 1, "max": 5}}, {"a": 5, "b": 1}, {"a": 5, "b": 1}),
        "many": ("multiple", {"options": options}, ["a", "c"], ["a", "c"]),
        "one": ("single", {"options": options}, "b", "b"),
        "much": ("number", {}, 1234.5, 1234.5), "tiny": ("number", {}, 1e-7, 1e-7),
        "day": ("date", {}, "2026-05-01", "2026-05-01"),
        "said": ("text", {}, "ёж \x07\ud83d\ude00", "ёж \U0001f600"), "agree": ("consent", {}, False, None),
    }  # fmt: skip
    questions = [{"code": n, "kind": kind, "text": both, **more} for n, (kind, more, _, _) in kinds.items()]
    content = content_of("exit") | {"pages": [{"code": "p", "questions": questions}], "ends": [], "quotas": []}
    opened(organisation, content)
    sent = {name: value for name, (_, _, value, _) in kinds.items()}
    told = agent.post(f"{PULSE}/responses", {"answers": sent, "channel": "app"})
    assert told.status_code == 201, told.content.decode()
    assert Response.objects.get().values == {name: kept for name, (*_, kept) in kinds.items() if kept is not None}


def test_an_answer_sent_again_counts_once(agent, director, organisation):
    survey = opened(organisation)
    sent = {"answers": {"recommend": 9, "again": 5}, "channel": "phone", "id": "call-17"}
    answers = [agent.post(f"{PULSE}/responses", sent, Idempotency_Key=key) for key in ("a", "a", "b")]
    assert {each.status_code for each in answers} == {201}
    assert (Response.objects.count(), Entry.objects.filter(action="survey.answered").count()) == (1, 1)
    state_set(survey, "closed", 2, SYSTEM)
    assert agent.post(f"{PULSE}/responses", sent).status_code == 201
    refused = agent.post(f"{PULSE}/responses", sent | {"id": "call-18"})
    assert codes(refused) == ["voice.not_open"]
    assert Response.objects.count() == 1


def test_a_customer_is_of_the_organisation_and_listed_with_the_answer(agent, people, organisation):
    opened(organisation)
    ours = Customer.objects.create(organisation=organisation, name="Ann")
    theirs = Customer.objects.create(organisation=organisation_create("beta", "Б", "B"), name="Bob")
    sent = {"answers": {"recommend": 9, "again": 5}, "channel": "phone"}
    for code in (theirs.code, uuid.uuid4()):
        assert codes(agent.post(f"{PULSE}/responses", sent | {"customer": str(code)})) == ["voice.customer_unknown"]
    agent.post(f"{PULSE}/responses", sent | {"customer": str(ours.code)})
    agent.post(f"{PULSE}/responses", sent)
    page = agent.get(f"{PULSE}/responses", {"limit": 1}).json()
    assert (page["total"], bool(page["next"])) == (2, True)
    whole = page["items"] + agent.get(page["next"].removeprefix("/api/v1")).json()["items"]
    assert {each["customer"] for each in whole} == {str(ours.code), None}
    assert whole[0]["values"] == {"recommend": 9, "again": 5}
    assert Program.of(people["executive"]).get(f"{PULSE}/responses").status_code == 403


def test_answers_of_a_nameless_survey_have_no_name_no_list_and_no_figures_until_it_is_closed(
    agent, director, organisation
):
    survey = nameless(organisation)
    ours = Customer.objects.create(organisation=organisation, name="Ann")
    sent = {"answers": {"recommend": 9, "again": 5}, "channel": "phone", "id": "x"}
    named = agent.post(f"{PULSE}/responses", sent | {"customer": str(ours.code)})
    assert (named.status_code, codes(named)) == (422, ["voice.nameless_named"])
    for number in range(6):
        assert agent.post(f"{PULSE}/responses", sent | {"id": str(number)}).status_code == 201
    assert not Response.objects.exclude(customer=None).exists()
    assert {each.begun_at.hour for each in Response.objects.all()} == {0}
    listed = director.get(f"{PULSE}/responses")
    assert (listed.status_code, codes(listed)) == (403, ["voice.nameless_listed"])
    read = director.get(f"{PULSE}/results").json()
    assert (read["sealed"], read["items"]) == (True, [])
    state_set(survey, "closed", 2, SYSTEM)
    read = director.get(f"{PULSE}/results").json()
    assert next(each["n"] for each in read["items"] if each["code"] == "recommend") == 6
    assert director.get(f"{PULSE}/responses").status_code == 403


def test_a_nameless_survey_by_invitation_takes_nothing_of_a_program(agent, director, organisation):
    nameless(organisation)
    director.ask("patch", PULSE, {"public": False}, If_Match="*")
    sent = {"answers": {"recommend": 9, "again": 5}, "channel": "phone"}
    assert codes(agent.post(f"{PULSE}/responses", sent)) == ["voice.by_invitation"]


def test_few_answers_are_withheld_from_programs_too(director, agent, organisation):
    survey = nameless(organisation)
    for score in (9, 10, 3):
        sent = {"answers": {"recommend": score, "again": 5, "comment": "secret"}, "channel": "phone"}
        agent.post(f"{PULSE}/responses", sent | {"answers": {"recommend": score, "again": 5}})
    state_set(survey, "closed", 2, SYSTEM)
    for item in director.get(f"{PULSE}/results").json()["items"]:
        assert (item["figure"], item["bars"], item["tables"]) == (None, [], []), item
        assert item["withheld"] == (item["n"] is None)
        assert item["withheld"] or item["code"] in {"liked", "comment"}  # nobody wrote anything


def test_texts_are_for_those_who_handle_answers(people, agent, organisation):
    opened(organisation)
    agent.post(f"{PULSE}/responses", {"answers": {"recommend": 10, "liked": "чай", "again": 5}, "channel": "web"})
    for who, seen in (("executive", None), ("agent", ["чай"])):
        read = Program.of(people[who]).get(f"{PULSE}/results")
        assert next(each["texts"] for each in read.json()["items"] if each["code"] == "liked") == seen
        assert ("чай" in str(read.json())) == (seen is not None)


def test_a_survey_that_is_no_more_than_a_draft_has_no_results(director, organisation):
    director.post("/surveys/acme", {"code": "pulse", "content": {}})
    read = director.get(f"{PULSE}/results").json()
    assert (read["items"], read["sealed"], read["state"]) == ([], False, "draft")
    assert director.get(PULSE).json()["anonymous"] is None
    refused = director.post(f"{PULSE}/responses", {"answers": {}, "channel": "web"})
    assert codes(refused) == ["voice.not_open"]
