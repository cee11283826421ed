"""The worker: takes jobs from the database, follows the schedule, and frees what a dead worker held."""

import logging
import os
import sys
import time
import uuid

from django.db import InterfaceError, OperationalError, connections
from django_tasks_db.management.commands.db_worker import Worker

from centricity.web.environment import seconds
from centricity.web.jobs.services import follow_schedule, keep_schedule, take_up_again

log = logging.getLogger("centricity.jobs")

ROUND = seconds("CENTRICITY_ROUND", 10.0)
"""Seconds between two looks for dead workers and for scheduled work."""
PAUSE = 2.0
"""Seconds to wait for a database that is held by another or out of reach."""


def work(*, once: bool = False, interval: float = 0.5) -> None:
    """Work until a signal ends it; ``once`` ends when nothing waits."""
    worker = Worker(
        queue_names=["*"], interval=interval, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=uuid.uuid4().hex, excluded_queue_names=[],
    )  # fmt: skip
    worker.configure_signals()
    looked = -ROUND
    while worker.running:
        _end_with_the_server()
        try:
            if time.monotonic() - looked >= ROUND:
                _look_around()
                looked = time.monotonic()
            worker.run()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database is held or out of reach, trying again in %s s: %s", PAUSE, error)
            connections.close_all()
            time.sleep(PAUSE)
            continue
        if once:
            return
        if worker.running:
            time.sleep(interval)


def _look_around() -> None:
    keep_schedule()
    take_up_again()
    follow_schedule()


def _end_with_the_server() -> None:
    """End where the server that began this worker was killed: it cannot end it any more."""
    beside = os.environ.get("CENTRICITY_BESIDE")
    if beside and beside != str(os.getppid()):
        sys.exit(0)
