import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from centricity.web.people.models import Organisation, User


class Action(models.Model):
    """Something to be done, with an owner and a day; ``origin`` is what it came of: feedback, a theme, a target."""

    class Kind(models.TextChoices):
        ACTION = "action", _("action")
        FEATURE = "feature", _("feature request")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="actions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.ACTION)
    title = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("owner"))
    due = models.DateField(_("by when"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    origin = models.CharField(max_length=120, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due", "created_at"]
        indexes = [
            models.Index(fields=["organisation", "state", "due"], name="action_due"),
            models.Index(fields=["origin"], name="action_origin"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> str:
        return f"action:{self.pk}"
