from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_CODE = 200
LONGEST_TEXT = 2_000


class Consent(models.Model):
    """Whether a rated company may be named, as its contact stated last; the audit log keeps what was stated before."""

    study = models.ForeignKey("research.Study", models.CASCADE, related_name="consents")
    subject = models.CharField(max_length=LONGEST_CODE)
    granted = models.BooleanField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    stated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["subject"]
        constraints = [models.UniqueConstraint(fields=["study", "subject"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.granted}"


class Comment(models.Model):
    """What a rated company says to a number of its own, and what those who work on the study answer.

    ``wave`` and ``score`` are those of the number that was commented on; one that is agreed to stands beside it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("not answered yet")
        AGREED = "agreed", _("shown beside the number")
        DECLINED = "declined", _("answered, not shown")
        WITHDRAWN = "withdrawn", _("taken back by the company")

    study = models.ForeignKey("research.Study", models.CASCADE, related_name="comments")
    subject = models.CharField(max_length=LONGEST_CODE)
    node = models.CharField(max_length=LONGEST_CODE)
    wave = models.CharField(max_length=80)
    score = models.FloatField(null=True)
    text = models.TextField(_("comment"), max_length=LONGEST_TEXT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True, max_length=LONGEST_TEXT)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["study", "subject", "state"], name="comment_place")]

    def __str__(self) -> str:
        return f"{self.subject} {self.node}"

    @property
    def target(self) -> str:
        return f"comment:{self.pk}"
