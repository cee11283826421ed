from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centricity.methods import Method, bundled_method
from centricity.web.people.models import Organisation, User

LONGEST_CODE = 64


class Panel(models.Model):
    """A few people who rate departments by the questions of a maturity method, each level by its evidence.

    First each rates without seeing the others; then all ratings lie open, are talked over and may be changed.
    ``departments`` are ``{"code", "ru", "en"}``.
    """

    class State(models.TextChoices):
        BLIND = "blind", _("each rates without seeing the others")
        OPEN = "open", _("ratings lie open and are talked over")
        CLOSED = "closed", pgettext_lazy("panel", "closed")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="panels")
    code = models.SlugField(_("code"), max_length=60)
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    method = models.CharField(_("method"), max_length=60)
    departments = models.JSONField()
    due = models.DateField(_("rate by"), null=True)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.BLIND)
    study = models.CharField(max_length=60, blank=True)
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="followed_by")
    next_due = models.DateField(_("next one due"), null=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="panel_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def target(self) -> str:
        return f"panel:{self.pk}"

    @property
    def rated_by(self) -> Method:
        """The method whose questions are rated."""
        return bundled_method(self.method)

    @property
    def units(self) -> int:
        """How many levels each of the panel gives."""
        return len(self.departments) * len(self.rated_by.metrics)

    @property
    def overdue(self) -> bool:
        return self.state == Panel.State.BLIND and self.due is not None and self.due < timezone.now().date()

    def title(self, language: str) -> str:
        """The title in a language."""
        return self.title_ru if language == "ru" else self.title_en

    def department(self, code: str) -> dict[str, Any] | None:
        """A department by its code."""
        return next((each for each in self.departments if each["code"] == code), None)


class Assessor(models.Model):
    """One of the panel; ``number`` stands for the name outside of it. Whoever has not handed in is left out."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="assessors")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="assessor_number"),
            models.UniqueConstraint(fields=["panel", "user"], name="assessor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}/{self.number}"


class Record(models.Model):
    """What a level rests on: a document, a page, an interview; all of the panel may cite it."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="records")
    department = models.CharField(max_length=LONGEST_CODE)
    item = models.CharField(max_length=LONGEST_CODE)
    kind = models.CharField(_("kind"), max_length=12)
    title = models.CharField(_("what was seen"), max_length=300)
    reference = models.CharField(_("where it is"), max_length=1000)
    seen_on = models.DateField(_("seen on"))
    added_by = models.ForeignKey(Assessor, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["panel", "department", "item"], name="record_place")]

    def __str__(self) -> str:
        return self.title


class Judgement(models.Model):
    """The level one of the panel gives, none where it cannot be told; ``blind`` is that before the opening."""

    assessor = models.ForeignKey(Assessor, models.CASCADE, related_name="judgements")
    department = models.CharField(max_length=LONGEST_CODE)
    item = models.CharField(max_length=LONGEST_CODE)
    level = models.PositiveSmallIntegerField(null=True)
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="judgements")
    note = models.TextField(blank=True)
    blind = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessor", "department", "item"], name="judgement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessor_id} {self.department} {self.item}"
