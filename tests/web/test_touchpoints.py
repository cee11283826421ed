"""The touchpoint that ratings are marked with: an answer's, else the rule's that asked, else the survey's."""

import pytest
import voice_kit
from api_kit import Program, codes
from asking_kit import customer, happened, turn
from django.urls import reverse
from survey_kit import respond
from voice_kit import Respondent, content_of, opened

from centricity.errors import MisuseError
from centricity.surveys.catalogue import inspect_content
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Invite, Rating, Response, Trigger
from centricity.web.voice.triggers import Rule, trigger_set

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


def asking(organisation, code="pulse", **more):
    """A survey of one question, with whatever else is said of it."""
    told = content_of("relationship_nps") | more
    first = told["pages"][0]["questions"][0]
    place = {
        "code": "place", "kind": "single", "text": {"ru": "Где?", "en": "Where?"}, "fills": "touchpoint",
        "options": [{"code": each, "text": {"ru": each, "en": each}} for each in ("till", "call")],
    }  # fmt: skip
    told["pages"] = [{"code": "p", "questions": [first, place]}]
    return opened(organisation, told, code)


def told():
    return Rating.objects.latest("pk").touchpoint


def asked_after(survey, organisation, name="Ada", touchpoint="delivery"):
    """The invitation that came of an order."""
    survey.refresh_from_db()
    trigger_set(survey, Rule("order", 0, 100, touchpoint), survey.version, SYSTEM)
    happened(customer(organisation, name))
    turn("survey.look")
    return Invite.objects.get(customer__name=name)


def go(survey, invite, **answers):
    return Respondent(survey, f"/s/p/{code_signed(invite.code)}/").send(recommend="9", **answers)


def test_ratings_carry_the_touchpoint_of_their_survey(organisation):
    respond(asking(organisation, touchpoint="shop"), {"recommend": 9})
    assert told() == "shop"


def test_an_answer_goes_before_the_survey(organisation):
    respond(asking(organisation, touchpoint="shop"), {"recommend": 9, "place": "till"})
    assert told() == "till"


def test_a_survey_without_one_marks_nothing(organisation):
    respond(asking(organisation), {"recommend": 9})
    assert told() == ""


def test_the_rule_that_asked_goes_before_the_survey(organisation):
    survey = asking(organisation, touchpoint="shop")
    go(survey, asked_after(survey, organisation))
    assert told() == "delivery"


def test_an_answer_goes_before_the_rule(organisation):
    survey = asking(organisation, touchpoint="shop")
    go(survey, asked_after(survey, organisation), place="call")
    assert told() == "call"


def test_a_rule_without_one_leaves_that_of_the_survey(organisation):
    survey = asking(organisation, touchpoint="shop")
    go(survey, asked_after(survey, organisation, touchpoint=""))
    assert told() == "shop"


def test_the_touchpoint_of_a_rule_is_kept_over_several_pages(organisation):
    content, again = content_of("relationship_nps"), {"ru": "Ещё?", "en": "More?"}
    second = {"code": "second", "questions": [{"code": "more", "kind": "rating", "text": again}]}
    survey = opened(organisation, content | {"pages": [content["pages"][0], second]})
    respondent = go(survey, asked_after(survey, organisation))
    assert not Rating.objects.exists()
    respondent.send(more="4")
    assert set(Rating.objects.values_list("series", "touchpoint")) == {
        ("recommend", "delivery"), ("more", "delivery"),
    }  # fmt: skip


def test_of_a_nameless_survey_the_rule_marks_nothing_and_the_survey_does(organisation):
    survey = asking(organisation, touchpoint="shop", anonymous=True)
    go(survey, asked_after(survey, organisation))
    assert told() == "shop"
    assert Response.objects.get().touchpoint == ""


def test_a_rule_takes_a_code_alone(organisation):
    survey = asking(organisation)
    for wrong in ("two words", "x" * 65, "a/b"):
        with pytest.raises(MisuseError) as error:
            trigger_set(survey, Rule("order", 0, 100, wrong), survey.version, SYSTEM)
        assert [fault.code for fault in error.value.faults] == ["voice.touchpoint"]
    assert not Trigger.objects.exists()


def test_a_survey_takes_a_code_alone():
    _made, faults = inspect_content(content_of("relationship_nps") | {"touchpoint": "two words"})
    assert [fault.place.key for fault in faults] == ["touchpoint"]


def test_the_settings_of_a_survey_hold_it(organisation, client, people):
    client.force_login(people["cx_director"])
    survey = asking(organisation)
    page = reverse("survey_settings", args=["acme", "pulse"])
    form = client.get(page).context["form"]
    given = {name: value for name, value in form.initial.items() if value not in (None, False)}
    assert client.post(page, given | {"touchpoint": "shop"}).status_code == 302
    survey.refresh_from_db()
    assert survey.draft["touchpoint"] == "shop"
    assert "touchpoint: shop" in client.get(reverse("survey_download", args=["acme", "pulse", 0])).content.decode()
    given |= {"version": survey.version, "touchpoint": ""}
    assert client.post(page, given).status_code == 302
    survey.refresh_from_db()
    assert "touchpoint" not in survey.draft


def test_the_page_of_rules_sets_and_shows_it_and_the_log_tells(organisation, client, people):
    client.force_login(people["cx_director"])
    survey = asking(organisation)
    page = reverse("survey_triggers", args=["acme", "pulse"])
    rule = {"event": "order", "after": 1, "unit": "days", "share": 100, "touchpoint": "delivery"}
    refused = client.post(page, rule | {"touchpoint": "two words", "version": survey.version})
    assert refused.status_code == 422
    assert "a touchpoint is a code" in refused.content.decode().lower()
    assert client.post(page, rule | {"version": survey.version}).status_code == 302
    assert "<code>delivery</code>" in client.get(page).content.decode()
    assert Entry.objects.filter(action="survey.trigger").latest("pk").after["touchpoint"] == "delivery"


def test_a_program_sets_it(organisation, people):
    asking(organisation)
    director, path = Program.of(people["cx_director"]), "/surveys/acme/pulse/triggers/order"
    tag = director.get(path).headers["ETag"]
    made = director.ask("put", path, {"hours": 2, "touchpoint": "delivery"}, If_Match=tag)
    assert (made.status_code, made.json()["touchpoint"]) == (200, "delivery")
    wrong = {"hours": 2, "touchpoint": "two words"}
    refused = director.ask("put", path, wrong, If_Match=made.headers["ETag"])
    assert (refused.status_code, codes(refused)) == (422, ["voice.touchpoint"])
