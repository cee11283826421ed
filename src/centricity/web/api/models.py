import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centricity.web.people.models import User


class Token(models.Model):
    """A key of a program that acts for a person; only its hash is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("read what I may see")
        WRITE = "write", _("add studies, editions, customers and feedback, answer feedback")
        COMPUTE = "compute", _("ask for computation")
        ADMIN = "admin", _("open and close studies, keep webhooks")
        PEOPLE = "people", _("keep people, roles and organisations, read the audit log")

    owner = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.prefix

    @property
    def target(self) -> str:
        return f"token:{self.pk}"

    @property
    def alive(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def scope_names(self) -> list[str]:
        return [str(self.Scope(scope).label) for scope in self.scopes]


class Answer(models.Model):
    """What a write with an idempotency key was answered; no status while it is at work."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_once")]
        indexes = [models.Index(fields=["at"], name="answer_age")]

    def __str__(self) -> str:
        return self.key


class Count(models.Model):
    """Requests of a token or an address within a minute."""

    who = models.CharField(max_length=80)
    minute = models.BigIntegerField()
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "minute"], name="count_once")]
        indexes = [models.Index(fields=["minute"], name="count_age")]

    def __str__(self) -> str:
        return f"{self.who} {self.minute}"


class Webhook(models.Model):
    """An address that is told of what happens to a study, or to all studies of an organisation."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.JSONField()
    reach = models.CharField(max_length=12, choices=[("study", _("a study")), ("organisation", _("an organisation"))])
    scope = models.CharField(max_length=80)
    salt = models.CharField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["reach", "scope"], name="webhook_scope")]

    def __str__(self) -> str:
        return f"webhook {self.pk}"

    @property
    def target(self) -> str:
        return f"webhook:{self.pk}"


class Delivery(models.Model):
    """A message to a webhook, and how sending it went."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    resent = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
