"""Ratings counted beforehand: whatever is folded when, the counts are those of the ratings themselves."""

import datetime as dt
import random
from collections import Counter
from importlib import import_module
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone
from voice_kit import opened

from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.services import ask, do_job
from centricity.web.voice import tallies
from centricity.web.voice.models import Rating, Response, Tallied, Tally
from centricity.web.voice.tallies import COLUMNS, IN_FLIGHT, counted, fold

pytestmark = pytest.mark.django_db

NOW = dt.timedelta(0)
GROUPS = ("metric", "month", "survey", "score")


@pytest.fixture
def surveys(organisation):
    return [opened(organisation, code=code) for code in ("one", "two")]


def rated(surveys, n, seed):
    """Ratings of chance, with and without what columns tell."""
    chance = random.Random(seed)
    made = []
    for _ in range(n):
        survey, month = chance.choice(surveys), chance.choice(["2026-09", "2026-10"])
        at = dt.datetime.fromisoformat(f"{month}-15T12:00:00+00:00")
        response = Response.objects.create(
            survey=survey, version=survey.current, key_hash=str(chance.random()), state="whole", language="ru",
            begun_at=at, ended_at=at,
        )  # fmt: skip
        made.append(
            Rating(
                response=response, organisation=survey.organisation, survey=survey,
                series=chance.choice(["q", "r"]), row=chance.choice(["", "a"]), metric=chance.choice(["nps", "csat"]),
                score=chance.randrange(5), at=at, month=month, version=1, channel=chance.choice(["", "web", "email"]),
                touchpoint=chance.choice(["", "till"]), segment=chance.choice(["", "золото", 'o"ne']),
                market=chance.choice(["", "B2B", "B2G"]),
            )
        )  # fmt: skip
    return Rating.objects.bulk_create(made)


def plainly(where, groups, column=""):
    """The same, counted one by one."""
    names = [*groups, column] if column else groups
    found = Counter(Rating.objects.filter(**where).values_list(*names))
    return Counter({(*key, *(() if column else ("",))): n for key, n in found.items()})


def summed(rows):
    return sum((Counter({row[:-1]: row[-1]}) for row in rows), Counter())


def agree(surveys):
    wheres = [{"organisation": surveys[0].organisation}, {"survey": surveys[1]}, {"metric__in": ["nps"]}]
    for where, column in product(wheres, ["", *COLUMNS]):
        for groups in (GROUPS, ("series", "row", "score")):
            assert summed(counted(where, groups, (column,))[column]) == plainly(where, groups, column), (where, column)


def test_all_columns_at_once_are_each_of_them(surveys):
    rated(surveys, 20, seed=10)
    list(fold(NOW))
    rated(surveys, 20, seed=11)
    where, columns = {"survey": surveys[0]}, ("", *COLUMNS)
    found = counted(where, GROUPS, columns)
    assert {column: summed(rows) for column, rows in found.items()} == {
        column: plainly(where, GROUPS, column) for column in columns
    }


@pytest.mark.parametrize("most", [1, 7, 1_000])
def test_counts_hold_before_between_and_after_folding(surveys, monkeypatch, most):
    monkeypatch.setattr(tallies, "MOST", most)
    made = rated(surveys, 40, seed=1)
    agree(surveys)
    Tallied.objects.create(pk=Tallied.ONLY, upto=made[0].pk - 1)
    steps = list(fold(NOW))
    assert (len(steps), steps[-1]) == (-(-40 // most), made[-1].pk)
    agree(surveys)
    assert Tally.objects.filter(column="").count() < 40
    rated(surveys, 25, seed=2)
    agree(surveys)
    list(fold(NOW))
    agree(surveys)
    assert sum(Tally.objects.filter(column="").values_list("n", flat=True)) == 65


def test_a_fold_that_is_cut_off_goes_on_where_it_was(surveys, monkeypatch):
    monkeypatch.setattr(tallies, "MOST", 10)
    rated(surveys, 40, seed=3)
    folding = fold(NOW)
    next(folding)
    folding.close()
    agree(surveys)
    list(fold(NOW))
    agree(surveys)
    assert Tallied.objects.get().upto == Rating.objects.latest("pk").pk


def test_two_who_fold_at_once_count_nothing_twice(surveys, monkeypatch):
    monkeypatch.setattr(tallies, "MOST", 10)
    rated(surveys, 40, seed=4)
    first, second = fold(NOW), fold(NOW)
    next(first)
    list(second)
    assert list(first) == []
    agree(surveys)


def test_what_may_still_be_on_its_way_is_waited_for(surveys, monkeypatch):
    early = rated(surveys, 5, seed=5)
    clock = timezone.now()
    monkeypatch.setattr(tallies.timezone, "now", lambda: clock)
    assert list(fold(IN_FLIGHT)) == []
    rated(surveys, 5, seed=6)
    clock += IN_FLIGHT / 2
    assert list(fold(IN_FLIGHT)) == []
    clock += IN_FLIGHT / 2
    assert list(fold(IN_FLIGHT)) == [early[-1].pk]
    agree(surveys)
    late = Rating.objects.filter(pk=early[-1].pk + 1).values().get()
    Rating.objects.filter(pk=late["id"]).delete()
    Rating.objects.create(**late)  # kept after its successors
    clock += IN_FLIGHT
    list(fold(IN_FLIGHT))
    agree(surveys)


def test_a_count_that_moved_while_it_was_read_is_read_again(surveys, monkeypatch):
    rated(surveys, 20, seed=7)
    once = iter([True])
    usual = tallies._of_ratings

    def moved(*asked):
        if next(once, False):
            list(fold(NOW))
        return usual(*asked)

    monkeypatch.setattr(tallies, "_of_ratings", moved)
    agree(surveys)


def test_the_job_of_every_minute_folds(surveys):
    rated(surveys, 3, seed=8)
    for _ in range(2):
        job = ask("survey.tally", "schedule", SYSTEM)
        do_job.call(str(job.pk))
        job.refresh_from_db()
        assert job.state == "done"
        Tallied.objects.update(seen_at=timezone.now() - IN_FLIGHT)
    assert Tallied.objects.get().upto == Rating.objects.latest("pk").pk


def test_a_survey_that_goes_takes_its_tallies_with_it(surveys):
    rated(surveys, 20, seed=9)
    list(fold(NOW))
    Response.objects.filter(survey=surveys[0]).delete()
    surveys[0].delete()
    assert set(Tally.objects.values_list("survey", flat=True)) == {surveys[1].pk}
    agree(surveys[1:] * 2)


def test_ratings_folded_before_there_were_markets_are_counted_under_none(surveys):
    rated(surveys, 30, seed=12)
    Rating.objects.update(market="")
    list(fold(NOW))
    Tally.objects.filter(column="market").delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("centricity.web.voice.migrations.0010_markets_and_touchpoints").TALLIES)
    agree(surveys)
    rated(surveys, 15, seed=13)
    agree(surveys)
    list(fold(NOW))
    agree(surveys)
