"""Answering a survey: without an account, without scripts, a page at a time, each once."""

import re
from html import unescape

import pytest
import voice_kit
from django.db import OperationalError
from django.test import Client
from voice_kit import Respondent, answered, content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.voice import answering, keys
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Invite, Rating, Response
from centricity.web.voice.services import publish, state_set

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def full(monkeypatch):
    """A database that takes no response more, until it is told otherwise."""
    state = {"full": True}

    def while_there_is_room(real):
        def kept(*told, **more):
            if state["full"]:
                raise state.get("error", OperationalError("database or disk is full"))
            return real(*told, **more)

        return kept

    monkeypatch.setattr(Response, "save", while_there_is_room(Response.save))
    monkeypatch.setattr(answering, "answer_lay_at_once", while_there_is_room(answering.answer_lay_at_once))
    monkeypatch.setattr(answering, "answer_lay", while_there_is_room(answering.answer_lay))
    return state


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def test_the_way_is_walked_without_scripts_and_counts_once(survey):
    someone = Respondent(survey)
    assert "Would you recommend us" in someone.text
    assert "<script" not in someone.text
    someone.send(recommend="3")
    assert "You gave 3. What was missing?" in someone.text
    someone.send(lacking=["speed", "other"], lacking__other="a chair", comment="сиденья\nи свет")
    someone.send(again="2")
    someone.send(call_back="yes")
    assert "Thank you. We read every answer." in someone.text
    response = Response.objects.get()
    assert response.state == "whole"
    assert response.values == {
        "recommend": 3, "lacking": ["speed", "other"], "lacking:other": "a chair", "comment": "сиденья\nи свет",
        "again": 2, "call_back": True,
    }  # fmt: skip
    told = [(r.series, r.metric, r.score, r.channel) for r in Rating.objects.order_by("series")]
    assert told == [("again", "cli", 2, "web"), ("recommend", "nps", 3, "web")]


def test_a_way_that_asks_nothing_more_is_passed_over(survey):
    someone = answered(survey, recommend="10", liked="all of it", again="5")
    assert "Thank you" in someone.text
    assert Response.objects.get().values == {"recommend": 10, "liked": "all of it", "again": 5}


def test_what_will_not_do_is_told_in_its_place_and_the_rest_kept(survey):
    someone = Respondent(survey).send(recommend="11")
    assert someone.response.status_code == 422
    assert "The answer must be a whole number from 0 to 10" in someone.text
    assert Response.objects.get().state == "part"
    someone.send(recommend="4")
    assert "You gave 4." in someone.text
    assert Response.objects.count() == 1


def test_a_required_question_is_asked_for(survey):
    someone = Respondent(survey, language="ru").send()
    assert someone.response.status_code == 422
    assert "Без ответа на этот вопрос дальше нельзя" in someone.text


def test_a_page_sent_twice_counts_once(survey):
    someone = Respondent(survey)
    sent = someone.hidden | {"recommend": "9"}
    first, second = (someone.client.post(someone.path, sent) for _ in range(2))
    assert first.url == second.url
    assert Response.objects.count() == 1
    done = answered(survey, recommend="8", again="4")
    last = Client().post(done.path, {"page": "3", "again": "1"})
    assert "We read every answer" in last.content.decode()
    assert Rating.objects.filter(series="again").values_list("score", flat=True).get() == 4


def test_part_answers_are_gone_on_with_where_they_were_left(survey):
    someone = Respondent(survey).send(recommend="2")
    elsewhere = Client().get(f"{someone.path}?lang=ru")
    assert "Вы поставили 2" in elsewhere.content.decode()
    back = Client().get(f"{someone.path}?page=1&lang=en").content.decode()
    assert re.search(r'value="2" checked', back)


def test_going_back_to_another_answer_walks_the_other_way(survey):
    someone = Respondent(survey).send(recommend="2").send(lacking=["speed"])
    someone.response = someone.client.get(f"{someone.path}?page=1")
    someone.send(recommend="10")
    assert "What should we keep doing?" in someone.text
    someone.send(liked="x").send(again="5")
    assert Response.objects.get().values == {"recommend": 10, "liked": "x", "again": 5}


def test_pages_that_do_not_come_next_and_keys_of_others_are_refused(survey, organisation):
    other = opened(organisation, "exit", "exit")
    someone = Respondent(survey)
    assert someone.client.post(someone.path, someone.hidden | {"page": "3", "again": "5"}).status_code == 422
    assert someone.client.post(someone.path, someone.hidden | {"page": "x"}).status_code == 422
    forged = someone.client.post(f"/s/{other.link}/", someone.hidden | {"reason": "price"})
    assert (forged.status_code, Response.objects.count()) == (422, 0)
    begun = someone.send(recommend="1")
    assert Client().get(begun.path.replace(survey.link, other.link)).status_code == 404
    assert Client().get(f"/s/{survey.link}/nothing/").status_code == 404
    assert Client().get("/s/nothing/").status_code == 404
    page = Client().get("/s/nothing/", headers={"Accept-Language": "ru"}).content.decode()
    assert "Ссылка не ведёт к опросу" in page
    assert "войдите" not in page.lower()


def test_robots_are_refused_by_time_and_by_the_field_nobody_sees(survey, monkeypatch):
    someone = Respondent(survey)
    trapped = someone.client.post(someone.path, someone.hidden | {"recommend": "9", "website": "x"})
    assert trapped.status_code == 422
    monkeypatch.setattr(keys, "QUICKEST", 60.0)
    assert someone.client.post(someone.path, someone.hidden | {"recommend": "9"}).status_code == 422
    assert not Response.objects.exists()


def test_a_survey_takes_answers_only_while_it_is_open(survey):
    someone = Respondent(survey)
    begun = Respondent(survey).send(recommend="1")
    state_set(survey, "closed", survey.version, SYSTEM)
    assert someone.send(recommend="9").response.status_code == 410
    assert begun.send(comment="x").response.status_code == 410
    assert not Rating.objects.exists()


def test_a_new_version_is_asked_of_new_ones_alone(survey):
    begun = Respondent(survey).send(recommend="1")
    draft = content_of("relationship_nps")
    draft["pages"][1]["questions"][0]["text"] = {"ru": "Что не так?", "en": "What is wrong?"}
    survey.draft = draft
    survey.save()
    publish(survey, survey.version, SYSTEM)
    assert "You gave 1. What was missing?" in begun.client.get(f"{begun.path}?lang=en").content.decode()
    assert "What is wrong?" in Respondent(survey).send(recommend="1").text
    assert sorted(Response.objects.values_list("version__number", flat=True)) == [1, 2]


def test_a_personal_address_takes_one_answer_of_a_known_customer(survey, organisation):
    customer = Customer.objects.create(organisation=organisation, name="Ada", segment="gold")
    invite = Invite.objects.create(survey=survey, customer=customer, channel="email")
    address = f"/s/p/{code_signed(invite.code)}/"
    someone = Respondent(survey, address).send(recommend="10").send(liked="x").send(again="4")
    assert "Thank you" in someone.text
    rating = Rating.objects.get(series="recommend")
    assert (rating.response.customer, rating.segment, rating.channel) == (customer, "gold", "email")
    again = Client().get(address)
    assert again.status_code == 410
    for forged in ("t", invite.code.hex, f"{invite.code.hex}.x", address.split("/")[3][:-1]):
        assert Client().get(f"/s/p/{forged}/").status_code == 404


def test_an_answer_in_the_address_is_shown_but_not_taken(survey):
    page = Client().get(f"/s/{survey.link}/?a=9&lang=en").content.decode()
    assert re.search(r'value="9" checked', page)
    assert not Response.objects.exists()


def test_who_answers_a_nameless_survey_is_not_kept(organisation):
    survey = opened(organisation, "six_questions", "six")
    customer = Customer.objects.create(organisation=organisation, name="Ada")
    invite = Invite.objects.create(survey=survey, customer=customer, channel="email")
    answers = {question.code: "3" for question in survey.current.questionnaire.questions}
    Respondent(survey, f"/s/p/{code_signed(invite.code)}/").send(**answers)
    response = Response.objects.get()
    assert (response.state, response.customer) == ("whole", None)
    assert {(m.hour, m.minute, m.second) for m in (response.begun_at, response.ended_at)} == {(0, 0, 0)}
    assert set(Rating.objects.values_list("response__customer", flat=True)) == {None}
    invite = Invite.objects.get()
    assert {f.name for f in Invite._meta.get_fields()} & {"response", "responses"} == set()
    assert invite.used_on is not None


def test_a_quota_lets_later_ones_go_with_thanks(organisation):
    content = content_of("relationship_nps") | {
        "quotas": [{"code": "happy", "most": 2, "when": {"all": [{"question": "recommend", "at_least": 9}]}}]
    }
    survey = opened(organisation, content)
    for _ in range(3):
        answered(survey, recommend="9", again="5")
    answered(survey, recommend="3", again="5")
    assert sorted(Response.objects.values_list("state", flat=True)) == ["full", "whole", "whole", "whole"]
    assert Rating.objects.filter(series="recommend").count() == 3


def test_an_answer_that_ends_it_is_thanked_in_its_own_words(organisation):
    survey = opened(organisation, "exit", "exit")
    someone = Respondent(survey).send(reason="moved")
    assert "You are welcome back at any time." in someone.text
    assert Response.objects.get().state == "whole"


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_what_somebody_writes_is_never_code(organisation, evil):
    content = content_of("relationship_nps")
    content["title"] = content["thanks"] = {"ru": evil, "en": evil}
    content["pages"][0]["questions"][0]["text"] = {"ru": evil, "en": evil}
    content["pages"][1]["questions"][0] |= {"text": {"ru": "{recommend}", "en": "{recommend}"}}
    survey = opened(organisation, content)
    someone = Respondent(survey)
    assert "<script>alert" not in someone.response.content.decode()
    assert "<img src=x" not in someone.response.content.decode()
    assert someone.text.count(evil) >= 3
    someone.send(recommend="3").send(lacking=["other"], lacking__other=evil, comment=evil)
    someone.response = someone.client.get(f"{someone.path}?page=2")
    assert "<script>alert" not in someone.response.content.decode()
    assert "<img src=x" not in someone.response.content.decode()


def test_the_first_page_is_light(survey):
    page = Client().get(f"/s/{survey.link}/")
    assert len(page.content) < 12_000
    assert page.headers["Cache-Control"].startswith("max-age=0")


def test_posts_need_no_cookie_and_leave_none(survey):
    someone = Respondent(survey, enforce_csrf_checks=True).send(recommend="9")
    assert "What should we keep doing?" in someone.text
    assert not someone.client.cookies


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_answer_that_could_not_be_kept_says_so_and_is_sent_again(survey, full, language):
    someone = Respondent(survey, language=language, HTTP_ACCEPT_LANGUAGE="de").send(recommend="3")
    assert someone.response.status_code == 503
    assert someone.response.headers["Retry-After"] == "60"
    assert {"ru": "НЕ сохранён", "en": "was NOT kept"}[language] in someone.text
    assert {"ru": "Отправить ещё раз", "en": "Send again"}[language] in someone.text
    assert f'<html lang="{language}"' in someone.text
    assert Response.objects.count() == 0
    assert someone.send().response.status_code == 503
    full["full"] = False
    assert someone.send().response.status_code == 200
    assert Response.objects.get().values == {"recommend": 3}
    full |= {"full": True, "error": OSError(28, "No space left on device")}
    said = '<script>alert("ё")</script>\n& "more"'
    someone.send(lacking=["speed", "other"], **{"lacking:other": "a chair"}, comment=said)
    assert someone.response.status_code == 503
    assert "<script>alert" not in someone.response.content.decode()
    full["full"] = False
    again = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', someone.response.content.decode())
    sent = {}
    for name, value in again:
        sent.setdefault(unescape(name), []).append(unescape(value))
    assert sent["lacking"] == ["speed", "other"]
    assert someone.client.post(f"{someone.path}?lang=en", sent).status_code == 302
    kept = Response.objects.get().values
    assert (kept["lacking"], kept["lacking:other"], kept["comment"]) == (["speed", "other"], "a chair", said)


def test_whose_invitation_could_not_be_used_may_use_it_again(survey, full):
    invite = Invite.objects.create(survey=survey)
    someone = Respondent(survey, path=f"/s/p/{code_signed(invite.code)}/").send(recommend="9")
    assert someone.response.status_code == 503
    assert Invite.objects.get().used_on is None
    full["full"] = False
    someone.send()
    assert someone.response.status_code == 200
    assert Response.objects.get().values == {"recommend": 9}


def test_what_a_page_loads_does_not_tell_its_address(survey):
    """A log of styles and letters, kept with the IP address, would name who answers."""
    for path in (f"/s/{survey.link}/", "/s/nothing/"):
        assert Client().get(path).headers["Referrer-Policy"] == "no-referrer"
