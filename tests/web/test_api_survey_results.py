"""Results by a program: the numbers of the pages, weighted beside unweighted, and nothing that a page hides."""

from html import unescape

import pytest
import voice_kit
from api_kit import Program
from survey_kit import answer, customers, invited, respond
from test_survey_responses import nameless
from test_surveys import six
from voice_kit import content_of, opened

from centricity.language import number
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.responding import Responding
from centricity.web.voice.services import state_set, survey_create
from centricity.web.voice.weighing import targets_set

pytestmark = pytest.mark.django_db
PULSE = "/surveys/acme/pulse"
HALVES = {"segment": {"home": 50.0, "office": 50.0}}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def executive(people):
    return Program.of(people["executive"])


@pytest.fixture
def pulse(organisation):
    """Thirty homes that recommend, ten offices that do not, ten offices that are silent."""
    made = opened(organisation)
    homes, offices = (customers(organisation, n, segment=name) for n, name in ((30, "home"), (20, "office")))
    invited(made, [*homes, *offices])
    answer(made, homes, 10)
    answer(made, offices[:10], 2)
    return made


def page(client, path):
    return unescape(client.get(f"/surveys/acme/pulse/{path}/", headers={"Accept-Language": "en"}).content.decode())


def told(figure):
    return "\u00a0…\u00a0".join(number(figure[end], "en", 1) for end in ("low", "high"))


def between(figure):
    low, high = (number(figure[end], "en", 1) for end in ("low", "high"))
    return f"between {low} and {high}"


def test_the_rate_is_that_of_the_page(executive, client, people, pulse):
    read = executive.get(f"{PULSE}/results").json()
    assert (read["rate"]["n"], read["rate"]["figure"]["value"]) == (50, 80.0)
    assert (read["finished"]["n"], read["finished"]["figure"]["value"]) == (40, 100.0)
    client.force_login(people["executive"])
    text = page(client, "results")
    assert told(read["rate"]["figure"]) in text
    assert "80.0%" in text


def test_who_answered_is_told_by_groups_with_who_is_missing(executive, client, people, pulse):
    read = executive.get(f"{PULSE}/who-answered").json()
    assert read["invited"] == {"all": 50, "delivered": 50, "used": None, "complete": 40}
    assert read["begun"] == {"all": 40, "part": 0, "whole": 40, "early": 0, "full": 0}
    (table,) = [each for each in read["tables"] if each["column"] == "segment"]
    office = next(each for each in table["groups"] if each["key"] == "office")
    assert (office["asked"], office["complete"], office["rate"]["value"], office["withheld"]) == (20, 10, 50.0, False)
    (rare,) = [each for each in read["missing"]["groups"] if each["verdict"] == "rarer"]
    assert (rare["column"], rare["key"], rare["share_invited"], rare["share_answered"]) == ("segment", "office", 40, 25)
    assert rare["difference"]["low"] < -15 < rare["difference"]["high"] < 0
    assert read["seconds"]["median"] == pytest.approx(120)
    assert (read["thirds"]["code"], read["thirds"]["n"]) == ("recommend", 13)
    client.force_login(people["executive"])
    text = page(client, "response")
    for one in ("early", "late"):
        assert between(read["thirds"][one]) in text
    assert not any("Ann" in str(each) or "@" in str(each) for each in read.values())


def test_weighted_figures_stand_beside_the_unweighted(executive, client, people, pulse):
    assert executive.get(f"{PULSE}/results").json()["weighted"] is None
    targets_set(pulse, HALVES, 5.0, 0, SYSTEM)
    found = executive.get(f"{PULSE}/results").json()["weighted"]
    (nps,) = [each for each in found["items"] if each["code"] == "recommend"]
    assert (nps["n"], nps["figure"]["value"], nps["weighted"]["value"]) == (40, 50.0, pytest.approx(0))
    assert nps["effective_n"] == pytest.approx(found["effective_n"]) == pytest.approx(30)
    assert (found["number"], found["shares"], found["heaviest"]) == (1, HALVES, pytest.approx(2))
    assert nps["text"]["ru"] != nps["text"]["en"]
    client.force_login(people["executive"])
    text = page(client, "results")
    assert between(nps["figure"]) in text
    assert between(nps["weighted"]) in text


def test_what_cannot_be_weighed_is_said_in_both_languages(executive, pulse):
    targets_set(pulse, {"segment": {"home": 60.0, "shop": 40.0}}, 5.0, 0, SYSTEM)
    found = executive.get(f"{PULSE}/results").json()["weighted"]
    assert (found["items"], found["effective_n"], found["heaviest"]) == ([], None, None)
    assert found["faults"]
    assert "of “segment”" in found["faults"][0]["en"]
    assert "«сегмент»" in found["faults"][0]["ru"]


def test_an_open_anonymous_survey_tells_programs_what_its_page_tells(executive, organisation):
    nameless(organisation, {"a": 6, "b": 5}, "open")
    read = executive.get(f"{PULSE}/results").json()
    assert (read["sealed"], read["finished"], read["weighted"], read["items"]) == (True, None, None, [])
    assert read["rate"] == {"n": 20, "figure": read["rate"]["figure"]}
    who = executive.get(f"{PULSE}/who-answered").json()
    assert who["invited"] == {"all": 20, "delivered": 20, "used": 11, "complete": None}
    assert who["begun"] == {"all": 11, "part": 0, "whole": 11, "early": None, "full": None}
    for hidden in ("finished", "seconds", "missing", "thirds"):
        assert who[hidden] is None, hidden
    assert who["tables"] == []


@pytest.mark.parametrize(
    ("used", "shown"), [({"a": 5, "b": 5, "c": 5}, {"a", "b", "c"}), ({"a": 5, "b": 5, "c": 4}, {"b"})]
)
def test_small_groups_of_an_anonymous_survey_have_no_numbers(executive, organisation, used, shown):
    survey = nameless(organisation, used)
    (table,) = executive.get(f"{PULSE}/who-answered").json()["tables"]
    assert {each["key"] for each in table["groups"] if not each["withheld"]} == shown
    (known,) = Responding(survey, "en").groups
    assert [each.key for each in known.rows] == [each["key"] for each in table["groups"]]
    for each in table["groups"]:
        if each["withheld"]:
            assert [each[name] for name in ("asked", "begun", "complete", "rate")] == [None] * 4


def test_weights_of_an_anonymous_survey_come_once_it_is_closed_and_hide_small_groups(executive, organisation):
    survey = state_set(six(organisation, {"sales": 6, "it": 7}), "closed", 2, SYSTEM)
    targets_set(survey, {"department": {"sales": 50.0, "it": 50.0}}, 5.0, 0, SYSTEM)
    found = executive.get(f"{PULSE}/results").json()["weighted"]
    assert found["unknown"] == {}
    assert found["items"]
    lost = survey.responses.filter(values__department="it")[:3]
    first = survey.current.questionnaire.questions[1]
    for each in lost:
        each.ratings.filter(series=first.series).delete()
    read = executive.get(f"{PULSE}/results").json()
    (item,) = [each for each in read["weighted"]["items"] if each["code"] == first.code]
    assert item["withheld"]
    assert [item[name] for name in ("n", "figure", "weighted", "effective_n")] == [None] * 4


def test_a_draft_has_neither_rate_nor_weights(executive, organisation):
    survey_create(organisation, "pulse", content_of("exit"), SYSTEM)
    read = executive.get(f"{PULSE}/results").json()
    assert (read["rate"], read["finished"], read["weighted"], read["items"]) == (None, None, None, [])
    who = executive.get(f"{PULSE}/who-answered").json()
    assert (who["invited"], who["begun"], who["tables"], who["anonymous"]) == (None, None, [], None)


def test_nobody_invited_is_no_rate_and_not_nought(executive, organisation):
    survey = opened(organisation)
    respond(survey, {"recommend": 9})
    read = executive.get(f"{PULSE}/results").json()
    assert (read["rate"], read["finished"]["figure"]["value"]) == (None, 100.0)


def test_who_sees_no_figures_sees_none_by_a_program(people, pulse):
    for path in ("results", "who-answered"):
        assert Program.of(people["stranger"]).get(f"{PULSE}/{path}").status_code == 404
        assert Program.of(people["rater"]).get(f"{PULSE}/{path}").status_code == 403
        assert Program.of(people["executive"], "write").get(f"{PULSE}/{path}").status_code == 403
