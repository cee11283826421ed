from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_CODE = 200


class Round(models.Model):
    """A wave of a study that raters and mystery shoppers rate: nobody sees levels of others before the own is given.

    ``companies`` are ``{"code", "ru", "en"}``; ``metrics`` hold the rubrics as they stood when the round was made.
    """

    class State(models.TextChoices):
        OPEN = "open", _("is being rated")
        CLOSED = "closed", _("closed")

    class Shows(models.TextChoices):
        SUBMITTED = "submitted", _("once the rater has submitted their own level of the cell")
        CLOSED = "closed", _("once the rating is closed")
        COMPUTED = "computed", _("once the study is computed with these levels")

    study = models.ForeignKey("research.Study", models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    wave = models.CharField(_("wave"), max_length=40)
    edition = models.PositiveIntegerField()
    companies = models.JSONField()
    metrics = models.JSONField()
    due = models.DateField(_("rate by"), null=True)
    shows = models.CharField(
        _("when levels of others are seen"), max_length=9, choices=Shows.choices, default=Shows.CLOSED
    )
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    taken = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="round_number")]

    def __str__(self) -> str:
        return f"{self.study_id}/{self.number}"

    @property
    def open(self) -> bool:
        return self.state == Round.State.OPEN

    def company(self, code: str) -> dict[str, Any] | None:
        """A company by its code."""
        return next((each for each in self.companies if each["code"] == code), None)

    def metric(self, code: str) -> dict[str, Any] | None:
        """A metric by its code, with its rubric."""
        return next((each for each in self.metrics if each["code"] == code), None)


class Rater(models.Model):
    """One who rates in a round; ``number`` stands for the name in the study's tables and to the other raters."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="raters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="rater_number"),
            models.UniqueConstraint(fields=["round", "user"], name="rater_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"

    @property
    def code(self) -> str:
        """How the study's tables name the rater."""
        return f"rating-{self.round_id}-{self.number}"


class Assignment(models.Model):
    """Which companies by which metrics a rater is given; an empty list is all of them."""

    rater = models.ForeignKey(Rater, models.CASCADE, related_name="assignments")
    companies = models.JSONField(default=list)
    metrics = models.JSONField(default=list)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.rater_id}: {self.pk}"


class Level(models.Model):
    """What a rater gives for a company and a metric; ``level`` is none where it cannot be told, the note says why.

    Where the metric has nothing to say of such a company, it does not apply.

    One that is given back for correction is submitted no more, until the rater submits it again.
    """

    rater = models.ForeignKey(Rater, models.CASCADE, related_name="levels")
    company = models.CharField(max_length=LONGEST_CODE)
    metric = models.CharField(max_length=LONGEST_CODE)
    level = models.FloatField(null=True)
    applies = models.BooleanField(default=True)
    note = models.TextField(blank=True)
    kind = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=1000, blank=True)
    seen_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_why = models.TextField(blank=True)

    class Meta:
        ordering = ["company", "metric", "rater__number"]
        constraints = [models.UniqueConstraint(fields=["rater", "company", "metric"], name="level_once")]
        indexes = [models.Index(fields=["company", "metric"], name="level_place")]

    def __str__(self) -> str:
        return f"{self.rater_id} {self.company} {self.metric}"
