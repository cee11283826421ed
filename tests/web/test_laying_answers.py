"""New answers are written without the framework, and read back by it."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from voice_kit import opened

from centricity.web.voice.laying import answer_lay, ratings_lay
from centricity.web.voice.models import Rating, Response

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, 30, 1, 250_000, UTC)


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def new(survey, **more):
    told = {
        "survey": survey, "version": survey.current, "key_hash": uuid.uuid4().hex, "state": "whole", "language": "ru",
        "values": {"why": "100 % «да»\n", "many": ["a", "b"], "none": None, "n": 3}, "begun_at": NOW, "ended_at": NOW,
    }  # fmt: skip
    return Response(**told | more)


def rating(response, score, **more):
    return Rating(
        response=response, organisation_id=response.survey.organisation_id, survey=response.survey, series="recommend",
        metric="nps", score=score, at=NOW, month="2026-11", version=1, **more,
    )  # fmt: skip


def told(row):
    """What a row says, but for what is its own."""
    own = {"id", "key_hash", "response_id"}
    return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if each.attname not in own}


def test_what_is_laid_is_what_the_framework_would_have_kept(survey):
    laid, saved = new(survey, channel="web", wave=3, end="thanks"), new(survey, channel="web", wave=3, end="thanks")
    answer_lay(laid, [rating(laid, 9, segment="100 %", row="a"), rating(laid, 0)])
    saved.save(force_insert=True)
    Rating.objects.bulk_create([rating(saved, 9, segment="100 %", row="a"), rating(saved, 0)])
    one, other = (Response.objects.get(pk=each.pk) for each in (laid, saved))
    assert told(one) == told(other)
    ours, theirs = ([told(each) for each in Rating.objects.filter(response=of).order_by("pk")] for of in (one, other))
    assert ours == theirs
    assert [each["score"] for each in ours] == [9, 0]


def test_an_answer_goes_to_postgresql_in_one_statement(survey):
    response = new(survey)
    with CaptureQueriesContext(connection) as seen:
        answer_lay(response, [rating(response, 9), rating(response, 10)])
    assert len(seen.captured_queries) == (1 if connection.vendor == "postgresql" else 2)
    assert Response.objects.get(pk=response.pk).ratings.count() == 2


def test_what_was_laid_can_be_changed_like_any_row(survey):
    response = new(survey, state="part")
    answer_lay(response, [])
    response.state = "whole"
    response.save(update_fields=["state"])
    ratings_lay([rating(response, 7)])
    assert Response.objects.get(pk=response.pk).state == "whole"
    assert Rating.objects.get(response=response).score == 7


def test_two_of_one_key_leave_one_with_its_ratings_alone(survey):
    first = new(survey)
    answer_lay(first, [rating(first, 9)])
    second = new(survey, key_hash=first.key_hash)
    with pytest.raises(IntegrityError), transaction.atomic():
        answer_lay(second, [rating(second, 1)])
    assert list(Rating.objects.values_list("score", flat=True)) == [9]


def test_nothing_is_written_where_there_are_no_ratings():
    with CaptureQueriesContext(connection) as seen:
        ratings_lay([])
    assert not seen.captured_queries
