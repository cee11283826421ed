"""Where answers meet the end of a survey or of a quota: each is counted whole, or refused and told so."""

import json

import pytest
import voice_kit
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from survey_kit import respond
from voice_kit import Respondent, answered, content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.voice import keys, public
from centricity.web.voice.models import Filled, Rating, Response, Survey
from centricity.web.voice.selectors import survey_at
from centricity.web.voice.services import public_set, publish, state_set

FIRST = {"code": "recommend", "kind": "nps", "text": {"ru": "Посоветуете?", "en": "Recommend?"}, "required": True}
HAPPY = {"all": [{"question": "recommend", "at_least": 9}]}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


def one_page(**more):
    return content_of("relationship_nps") | {"pages": [{"code": "one", "questions": [FIRST]}], "ends": []} | more


def again(survey, **more):
    """Publish another version."""
    survey = Survey.objects.get(pk=survey.pk)
    survey.draft = survey.draft | more
    survey.save()
    publish(survey, survey.version, SYSTEM)


def told_of(platform, *step):
    return json.loads(platform.script(list(step)).splitlines()[-1])


def test_an_answer_under_way_when_its_survey_closes_is_counted_whole(platform):
    assert told_of(platform, "web_answers.closing", "answer") == [302, [1, 1], 1, 1]


def test_an_answer_that_comes_while_its_survey_closes_is_refused_and_leaves_nothing(platform):
    assert told_of(platform, "web_answers.closing", "closing") == [410, [0, 0], 0, 0]


def test_a_quota_that_many_reach_at_one_instant_takes_no_more_than_it_may(platform):
    statuses, states, counts, ratings = told_of(platform, "web_answers.quota")
    assert statuses == [302] * 8
    assert states == {"whole": 3, "full": 6}
    assert counts == [3]
    assert ratings == 3


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "en"])
def test_whoever_answers_a_survey_that_was_closed_since_it_was_read_is_told(organisation, monkeypatch, language):
    survey = opened(organisation, one_page())
    page = Respondent(survey, language=language)
    read = survey_at(survey.link)
    state_set(survey, "closed", survey.version, SYSTEM)
    monkeypatch.setattr(public, "survey_to_answer", lambda _link: read)
    answer = Client().post(f"{page.path}?lang={language}", page.hidden | {"recommend": "9"})
    assert answer.status_code == 410
    said = {"ru": "ответов больше не принимает", "en": "takes no more answers"}[language]
    assert said in answer.content.decode()
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_taking_an_answer_reads_the_survey_once_more_and_no_more(organisation):
    survey = opened(organisation, one_page())
    told = [{"key": keys.key_new(survey.link).signed, "page": "1", "recommend": "9"} for _ in range(2)]
    Client().post(f"/s/{survey.link}/", told[0])
    with CaptureQueriesContext(connection) as taken:
        assert Client().post(f"/s/{survey.link}/", told[1]).status_code == 302
    asked = [each["sql"] for each in taken if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    written = [each for each in asked if not each.startswith("SELECT")]
    assert [each.count("INSERT INTO") for each in written] == ([2] if connection.vendor == "postgresql" else [1, 1])
    assert len(asked) == (1 if connection.vendor == "postgresql" else 3), asked


@pytest.mark.django_db
def test_who_may_answer_and_in_which_wave_is_told_when_the_answer_is_kept(organisation):
    survey = opened(organisation, one_page())
    link, told = survey.link, [{"key": keys.key_new(survey.link).signed, "page": "1", "recommend": "9"} for _ in "abc"]
    assert Client().post(f"/s/{link}/", told[0]).status_code == 302
    Survey.objects.filter(pk=survey.pk).update(wave=2)
    assert Client().post(f"/s/{link}/", told[1]).status_code == 302
    assert sorted(Response.objects.values_list("wave", flat=True)) == [1, 2]
    public_set(Survey.objects.get(pk=survey.pk), public=False, version=survey.version, actor=SYSTEM)
    refused = Client().post(f"/s/{link}/", told[2])
    assert refused.status_code in {403, 422}
    assert Response.objects.count() == Rating.objects.count() == 2
    public_set(Survey.objects.get(pk=survey.pk), public=True, version=survey.version + 1, actor=SYSTEM)
    assert Client().get(f"/s/{link}/").status_code == 200
    assert Client().post(f"/s/{link}/", told[2]).status_code == 302
    assert Response.objects.count() == Rating.objects.count() == 3


@pytest.mark.django_db
def test_what_is_sent_again_is_kept_once_and_a_rating_with_it(organisation):
    survey = opened(organisation, one_page())
    told = {"key": keys.key_new(survey.link).signed, "page": "1", "recommend": "9"}
    places = [Client().post(f"/s/{survey.link}/", told) for _ in range(3)]
    assert {each.status_code for each in places} == {302}
    assert Response.objects.count() == Rating.objects.count() == 1


@pytest.mark.django_db
def test_a_quota_counts_answers_of_all_versions_and_those_that_came_before_it(organisation):
    survey = opened(organisation, one_page())
    late = Respondent(survey)
    for score in (10, 9, 3):
        respond(survey, {"recommend": score})
    again(survey, quotas=[{"code": "happy", "most": 4, "when": HAPPY}])
    answered(survey, recommend="9")
    assert Filled.objects.get().n == 3
    again(survey, quotas=[], title={"ru": "Ещё", "en": "More"})
    answered(survey, recommend="10")
    assert Filled.objects.get().n == 4
    again(survey, quotas=[{"code": "glad", "most": 5, "when": HAPPY}])
    assert late.send(recommend="10").response.status_code == 200
    answered(survey, recommend="10")
    answered(survey, recommend="3")
    whole = Response.objects.filter(state="whole", values__recommend__gte=9).count()
    assert (whole, Filled.objects.get().n, Response.objects.filter(state="full").count()) == (5, 5, 1)


@pytest.mark.django_db
def test_an_earlier_version_s_quota_holds_for_whoever_goes_on_with_it(organisation):
    content = content_of("relationship_nps") | {"quotas": [{"code": "happy", "most": 1, "when": HAPPY}]}
    survey = opened(organisation, content)
    late = Respondent(survey).send(recommend="9")
    again(survey, quotas=[])
    for _ in range(2):
        answered(survey, recommend="10", again="5")
    late.send(liked="x").send(again="5")
    assert sorted(Response.objects.values_list("state", flat=True)) == ["full", "whole", "whole"]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_answers_that_a_quota_counts(organisation):
    survey = opened(organisation, one_page(quotas=[{"code": "happy", "most": 500, "when": HAPPY}]))
    answered(survey, recommend="9")
    seen = []
    for _ in range(2):
        for _ in range(20):
            answered(survey, recommend="9")
        told = {"key": keys.key_new(survey.link).signed, "page": "1", "recommend": "9"}
        with CaptureQueriesContext(connection) as taken:
            Client().post(f"/s/{survey.link}/", told)
        seen.append(len(taken))
        assert not any('FROM "voice_response"' in each["sql"] for each in taken)
    assert seen[0] == seen[1]
    assert Filled.objects.get().n == Rating.objects.count() == 43
