"""A computation that nobody wants any more is stopped: nothing of it is kept, and nothing is left of it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import KINDS, Kind, ask, do_job, stop, take_up_again
from centricity.web.research import results
from centricity.web.research.models import Run
from centricity.web.research.services import computation_ask, computation_stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(monkeypatch):
    """Let a job of one step be stopped where a test says, and tell what it kept."""
    told = {"before": lambda: None, "within": lambda: None, "kept": []}

    def work(progress):
        told["before"]()
        progress.next("Шаг", "Step")
        told["within"]()
        with progress.finishing():
            told["kept"].append(progress.arguments["n"])

    monkeypatch.setitem(KINDS, "test.work", Kind(work, 1))
    return told


def done(job):
    do_job.call(str(job.pk))
    return Job.objects.get(pk=job.pk)


def test_a_job_that_waits_is_not_begun_once_it_is_stopped(at_work):
    job = ask("test.work", "x", SYSTEM, n=1)
    assert stop(job)
    assert done(job).state == "stopped"
    assert at_work["kept"] == []
    assert take_up_again() == 0


@pytest.mark.parametrize("moment", ["before", "within"])
def test_a_job_at_work_keeps_nothing_once_it_is_stopped_nor_goes_on_to_what_was_asked_meanwhile(at_work, moment):
    job = ask("test.work", "x", SYSTEM, n=1)

    def stopped():
        ask("test.work", "x", SYSTEM, n=2)
        assert stop(job)

    at_work[moment] = stopped
    found = done(job)
    assert (found.state, found.again, found.ended_at is None) == ("stopped", None, False)
    assert at_work["kept"] == []
    assert Job.objects.filter(kind="test.work").count() == 1


def test_what_ended_cannot_be_stopped_and_what_was_stopped_can_be_asked_for_anew(at_work):
    first = ask("test.work", "x", SYSTEM, n=1)
    assert done(first).state == "done"
    assert not stop(first)
    second = ask("test.work", "x", SYSTEM, n=2)
    assert stop(second)
    assert not stop(second)
    third = ask("test.work", "x", SYSTEM, n=3)
    assert done(third).state == "done"
    assert at_work["kept"] == [1, 3]


def test_a_study_stopped_in_the_midst_keeps_its_results_and_leaves_no_files(small, monkeypatch):
    before, runs, folders = small.current_id, Run.objects.count(), set((Path(settings.HOME) / "results").iterdir())
    job = computation_ask(small.editions.first(), SYSTEM)
    computed = results._audience

    def stopped(*told):
        made = computed(*told)
        computation_stop(job, SYSTEM)
        return made

    monkeypatch.setattr(results, "_audience", stopped)
    assert done(job).state == "stopped"
    small.refresh_from_db()
    assert (small.current_id, Run.objects.count()) == (before, runs)
    assert set((Path(settings.HOME) / "results").iterdir()) == folders
    assert not Entry.objects.filter(action="study.computed", target=small.target, number__gt=_asked(job)).exists()


def _asked(job):
    return Entry.objects.filter(action="study.asked", after__job=str(job.pk)).get().number


def test_whoever_may_edit_stops_a_computation_on_its_page_and_the_log_tells_of_it(client, people, small):
    client.force_login(people["analyst"])
    job = computation_ask(small.editions.first(), SYSTEM)
    page, press = reverse("job", args=[job.pk]), reverse("job_stop", args=[job.pk])
    assert press in client.get(page).content.decode()
    told = client.post(press, follow=True).content.decode()
    assert "The computation is stopped; the results are as they were." in told
    assert "Nothing of it is kept" in told
    assert press not in told
    assert "hx-trigger" not in told
    assert "The computation had ended already." in client.post(press, follow=True).content.decode()
    (entry,) = Entry.objects.filter(action="study.stopped", target=small.target)
    assert entry.after == {"job": str(job.pk)}
    assert entry.actor == f"user:{people['analyst'].pk}"


def test_a_job_of_a_study_that_is_no_computation_has_nothing_to_stop(client, people, small, at_work):
    client.force_login(people["analyst"])
    job = ask("test.work", small.target, SYSTEM, n=1)
    assert client.post(reverse("job_stop", args=[job.pk])).status_code == 404
    assert Job.objects.get(pk=job.pk).state == "waiting"
    assert reverse("job_stop", args=[job.pk]) not in client.get(reverse("job", args=[job.pk])).content.decode()
