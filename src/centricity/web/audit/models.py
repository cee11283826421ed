from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One line of the audit log; the database refuses to change or delete it."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(_("who"), max_length=80)
    action = models.CharField(_("what"), max_length=60)
    target = models.CharField(_("of what"), max_length=120, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    address = models.CharField(_("from where"), max_length=45, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["target"], name="audit_target"),
            models.Index(fields=["actor"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.target}"
