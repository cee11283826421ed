import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from centricity.web.people.models import Organisation, User
from centricity.web.research.models import LONGEST_CODE, Study

LONGEST_NAME = 120


class KeptView(models.Model):
    """A page of the dashboard as somebody looked at it: of ``metric``, or the tiles; ``asked`` is what it shows."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    metric = models.CharField(max_length=LONGEST_CODE, blank=True)
    asked = models.JSONField(default=dict)
    shared = models.BooleanField(_("shared with the organisation"), default=False)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "owner", "name"], name="kept_view_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> str:
        return f"view:{self.pk}"


class Alert(models.Model):
    """Something that somebody should look at; raised once for every cause, and acknowledged by one person."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("a metric moved")
        OVERDUE = "overdue", _("follow-ups are overdue")
        TARGET = "target", _("a target falls behind")
        WATCH = "watch", _("a number that is watched is beyond its bound")
        CYCLE = "cycle", _("the next survey or panel is due")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    subject = models.CharField(max_length=3 * LONGEST_CODE, blank=True)
    study = models.CharField(max_length=60, blank=True)
    period = models.CharField(max_length=20)
    figures = models.JSONField(default=dict)
    raised_at = models.DateTimeField(auto_now_add=True)
    acknowledged_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "acknowledged_at", "raised_at"], name="alert_open")]
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "subject", "period"], name="alert_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.period}"

    @property
    def target(self) -> str:
        return f"alert:{self.pk}"

    @property
    def cause(self) -> str:
        """What a person may switch off: a metric by its code, or a kind."""
        return self.subject if self.kind == self.Kind.MOVED else str(self.kind)


class Watch(models.Model):
    """A metric of the dashboard, whole or of one group of a column, that is to stay within a bound.

    ``broken_at`` says since when it is known to be beyond; ``told`` counts alerts, one for each time it went there.
    """

    class Bound(models.TextChoices):
        AT_LEAST = "at_least", _("falls below")
        AT_MOST = "at_most", _("rises above")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    metric = models.CharField(max_length=LONGEST_CODE)
    column = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=80, blank=True)
    bound = models.CharField(max_length=8, choices=Bound.choices)
    value = models.FloatField()
    certain = models.BooleanField(default=True)
    least = models.PositiveIntegerField()
    broken_at = models.DateTimeField(null=True)
    told = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["metric", "column", "key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "metric", "column", "key", "bound", "value"], name="watch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.column} {self.key}".strip()

    @property
    def target(self) -> str:
        return f"watch:{self.pk}"


class Goal(models.Model):
    """A target of a metric of the dashboard, whole or of one group of a column, told from where the number was.

    ``amount`` is the change that was told, in points or in percent of ``base``; ``value`` is what it comes to.
    """

    class Stated(models.TextChoices):
        POINTS = "points", _("in points")
        PERCENT = "percent", _("in percent of the base")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    metric = models.CharField(max_length=LONGEST_CODE)
    column = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=80, blank=True)
    base = models.FloatField()
    base_low = models.FloatField(null=True)
    base_high = models.FloatField(null=True)
    base_n = models.PositiveIntegerField()
    base_month = models.CharField(max_length=7)
    stated = models.CharField(max_length=8, choices=Stated.choices)
    amount = models.FloatField()
    value = models.FloatField()
    due = models.DateField()
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["metric", "column", "key", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "metric", "column", "key"], name="goal_once")]

    def __str__(self) -> str:
        return f"{self.metric} {self.column} {self.key}".strip()

    @property
    def target(self) -> str:
        return f"goal:{self.pk}"


class Muted(models.Model):
    """A cause of alerts of an organisation that a person does not want to hear of; all others are heard."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    cause = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "cause"], name="muted_once")]

    def __str__(self) -> str:
        return self.cause


class Subscription(models.Model):
    """The weekly letter of an organisation to a person; whoever holds the code may end it."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    on = models.BooleanField(default=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="subscription_once")]

    def __str__(self) -> str:
        return str(self.code)

    @property
    def target(self) -> str:
        return f"subscription:{self.pk}"


class Letter(models.Model):
    """A weekly letter that was written; there is one at most for a week, whatever becomes of who sends it."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="letters")
    week = models.CharField(max_length=8)
    made_at = models.DateTimeField(auto_now_add=True)
    failed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "week"], name="letter_once")]

    def __str__(self) -> str:
        return self.week


class Us(models.Model):
    """Which company of which study an organisation is."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    study = models.ForeignKey(Study, models.CASCADE, related_name="+")
    company = models.CharField(max_length=LONGEST_CODE)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.company

    @property
    def target(self) -> str:
        return f"us:{self.pk}"
