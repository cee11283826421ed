from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centricity.web.people.roles import REACHES, ROLES


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; the e-mail in lower case is its name."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=[("ru", "Русский"), ("en", "English")], blank=True)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, blank=True)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)
    sessions_ended = models.PositiveIntegerField(default=0)

    objects = UserManager()
    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """A session holds this; a new password or a higher count of endings ends all sessions there are."""
        return f"{super().get_session_auth_hash()}.{self.sessions_ended}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for older in super().get_session_auth_fallback_hash():
            yield f"{older}.{self.sessions_ended}"


class Organisation(models.Model):
    code = models.SlugField(unique=True, max_length=60)
    name_ru = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.code


class WorkingHours(models.Model):
    """When an organisation works; without a row, or with one that is not ``in_use``, nobody has said it.

    ``opens`` and ``closes`` are minutes from midnight on the clock of ``zone``, weekdays are 0 for Monday to 6, single
    days are written as 2026-12-31.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="hours")
    in_use = models.BooleanField(default=False)
    opens = models.PositiveSmallIntegerField(default=9 * 60)
    closes = models.PositiveSmallIntegerField(default=18 * 60)
    weekdays = models.JSONField(default=list)
    zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    days_off = models.JSONField(default=list)
    days_on = models.JSONField(default=list)
    short = models.JSONField(default=list)
    round_the_clock = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(round_the_clock=True) | models.Q(closes__gt=models.F("opens")),
                name="hours_open_before_they_close",
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Grant(models.Model):
    """A role of a person, over the platform, an organisation or a study; ``subject`` is the company of a contact."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=ROLES)
    reach = models.CharField(max_length=12, choices=REACHES)
    scope = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "reach", "scope", "subject"], name="grant_once"),
            models.CheckConstraint(
                condition=models.Q(reach="site", scope="") | (~models.Q(reach="site") & ~models.Q(scope="")),
                name="grant_names_its_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.reach} {self.scope}".strip()


class Invitation(models.Model):
    """An invitation by e-mail; only the hash of its secret is kept."""

    email = models.EmailField()
    role = models.CharField(max_length=20, choices=ROLES)
    reach = models.CharField(max_length=12, choices=REACHES)
    scope = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="ru")
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.role} {self.invited_at:%Y-%m-%d}"

    @property
    def is_over(self) -> bool:
        """Whether its link is dead by its age."""
        return self.expires_at < timezone.now()
