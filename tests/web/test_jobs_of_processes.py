"""Jobs, uploads and schedules where processes are killed or work at once."""

import json
import signal
import time

import pytest
from web_platform import QUICK, until

pytestmark = pytest.mark.slow
OFTEN = {**QUICK, "CENTRICITY_OLD": "0.01"}


def ended(process):
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=30)
    return out


def jobs(platform, kind):
    return [job for job in json.loads(platform.script("jobs")) if job["kind"] == kind]


def test_a_job_whose_worker_is_killed_is_done_once_by_another(platform):
    platform.script(["sql", "UPDATE jobs_job SET state = 'failed'"], "asked_slow")
    first = platform.start_script("worker", **QUICK)
    until((platform.home / "begun-0").exists)
    second = platform.start_script("worker", **QUICK)
    time.sleep(2.5)
    assert not (platform.home / "begun-1").exists(), "a living worker's job was taken"
    first.send_signal(signal.SIGKILL)
    first.communicate()
    until((platform.home / "begun-1").exists)
    out = ended(second)
    [job] = jobs(platform, "test.slow")
    assert (job["state"], job["attempts"]) == ("done", 1), out
    assert json.loads(platform.script("state"))["made"] == 1


def test_two_workers_do_every_job_once_and_every_turn_of_the_schedule_once(platform):
    platform.script(["sql", "UPDATE jobs_job SET state = 'failed'"], ["many_asked", 30])
    both = [platform.start_script("worker", **QUICK) for _ in range(2)]
    begun = time.monotonic()
    until(lambda: len(json.loads(platform.script(["entries", "test.short"]))) >= 30)
    time.sleep(2)
    said = [ended(each) for each in both]
    turns = time.monotonic() - begun
    for out, process in zip(said, both, strict=True):
        assert process.returncode in {0, None}, out
        assert "Traceback" not in out
    done = json.loads(platform.script(["entries", "test.short"]))
    shorts = [target for target in done if target.startswith("test:")]
    assert sorted(shorts) == sorted(f"test:{i}" for i in range(30))
    assert 1 <= done.count("schedule") <= turns + 2
    assert len(jobs(platform, "home.clean")) == 1


def test_an_upload_that_is_killed_leaves_nothing_that_is_seen_and_is_cleaned_away(platform):
    before = json.loads(platform.script("state"))
    upload = platform.start_script("upload_that_hangs")
    assert upload.stdout.readline().strip() == "reading"
    upload.send_signal(signal.SIGKILL)
    upload.communicate()
    run = platform.home / "results" / "11111111-1111-4111-8111-111111111111"
    run.mkdir()
    (platform.home / "results" / "notes").mkdir()
    assert list((platform.home / "editions").glob(".draft-*"))
    assert json.loads(platform.script(["sql", "UPDATE jobs_job SET state = 'failed'"], "state")) == before
    worker = platform.start_script("worker", **QUICK)
    until(lambda: jobs(platform, "home.clean") and jobs(platform, "home.clean")[0]["state"] == "done")
    assert list((platform.home / "editions").glob(".draft-*")), "a young draft may belong to an upload at work"
    assert run.exists()
    ended(worker)
    platform.script(["sql", "UPDATE jobs_schedule SET next_at = '2026-01-01 00:00:00'"])
    worker = platform.start_script("worker", **OFTEN)
    until(lambda: not list((platform.home / "editions").glob(".draft-*")) and not run.exists())
    ended(worker)
    assert (platform.home / "results" / "notes").exists()
    after = json.loads(platform.script("whole", "state").splitlines()[-1])
    assert {**after, "schedule": []} == {**before, "schedule": []}


def test_a_worker_outlives_a_database_that_is_held(platform, empty_platform):
    if platform.url:
        return
    platform.script(["sql", "UPDATE jobs_job SET state = 'failed'"], ["many_asked", 3])
    worker = platform.start_script(["impatient", 2], "worker", **QUICK)
    holder = platform.start_script(["held", 6])
    assert holder.stdout.readline().strip() == "held"
    holder.communicate(timeout=60)
    until(lambda: len(json.loads(platform.script(["entries", "test.short"]))) >= 3)
    assert worker.poll() is None
    ended(worker)
