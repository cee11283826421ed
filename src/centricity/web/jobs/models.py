import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A piece of long work: what is asked, how far it is, how it ended.

    ``again`` has the arguments and the actor of what was asked for while it ran; it is begun at its end.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    target = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    again = models.JSONField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=1)
    step_ru = models.CharField(max_length=200, blank=True)
    step_en = models.CharField(max_length=200, blank=True)
    faults = models.JSONField(default=list)
    lease = models.UUIDField(null=True)
    beat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    actor = models.CharField(max_length=80)
    asked_at = models.DateTimeField(auto_now_add=True)
    run_after = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "beat_at"], name="job_alive"),
            models.Index(fields=["kind", "target", "-asked_at"], name="job_latest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="job_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"

    @property
    def ended(self) -> bool:
        return self.state in ENDED


ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.STOPPED)


class Schedule(models.Model):
    """Work that is asked for again and again."""

    kind = models.CharField(max_length=60, unique=True)
    every = models.DurationField()
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
