"""The schedule follows the kinds of work: what a version changes holds from its first start."""

from datetime import timedelta

import pytest
from django.utils import timezone

from centricity.web.jobs.models import Job, Schedule
from centricity.web.jobs.services import KINDS, Kind, follow_schedule, keep_schedule

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def every(monkeypatch):
    """Let a kind be done so often, and bring the schedule in line."""

    def said(span):
        monkeypatch.setitem(KINDS, "test.often", Kind(lambda _: None, 1, every=span))
        keep_schedule()
        return Schedule.objects.filter(kind="test.often").first()

    return said


def test_a_kind_that_is_new_is_due_at_once(every):
    assert every(HOUR).every == HOUR
    follow_schedule()
    assert Job.objects.filter(kind="test.often").count() == 1


def test_an_interval_that_is_shorter_brings_the_next_turn_forward(every):
    every(HOUR * 24)
    follow_schedule()
    turned = every(HOUR)
    assert turned.every == HOUR
    assert timezone.now() < turned.next_at <= timezone.now() + HOUR


def test_an_interval_that_is_longer_leaves_the_turn_that_was_planned(every):
    every(HOUR)
    follow_schedule()
    planned = Schedule.objects.get(kind="test.often").next_at
    turned = every(HOUR * 24)
    assert (turned.every, turned.next_at) == (HOUR * 24, planned)
    Schedule.objects.update(next_at=timezone.now() - HOUR)
    follow_schedule()
    assert Schedule.objects.get(kind="test.often").next_at > timezone.now() + HOUR * 23


def test_a_kind_that_recurs_no_more_leaves_the_schedule(every):
    every(HOUR)
    assert every(None) is None


def test_a_kind_of_another_version_keeps_its_row(every):
    Schedule.objects.create(kind="test.of_another_version", every=HOUR, next_at=timezone.now())
    every(HOUR)
    assert Schedule.objects.filter(kind="test.of_another_version").exists()
    follow_schedule()
    assert not Job.objects.filter(kind="test.of_another_version").exists()


def test_a_row_that_was_lost_comes_back_also_that_of_a_migration():
    keep_schedule()
    whole = set(Schedule.objects.values_list("kind", "every"))
    assert ("api.tidy", HOUR) in whole
    Schedule.objects.all().delete()
    keep_schedule()
    assert set(Schedule.objects.values_list("kind", "every")) == whole


def test_a_schedule_that_is_in_line_is_only_read(django_assert_num_queries):
    keep_schedule()
    with django_assert_num_queries(1):
        keep_schedule()
