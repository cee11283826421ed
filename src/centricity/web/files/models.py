import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from centricity.web.files.kinds import SHOWN


class StoredFile(models.Model):
    """A file somebody brought: kept under a random name, told by its content; never changed."""

    class Access(models.TextChoices):
        PUBLIC = "public", _("everybody who may see the study")
        RESTRICTED = "restricted", _("the inner circle")
        CONFIDENTIAL = "confidential", _("only those who work on the study")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    access = models.CharField(max_length=12, choices=Access.choices, default=Access.RESTRICTED)
    target = models.CharField(max_length=120)
    about = models.CharField(max_length=200, default="")
    stored_by = models.CharField(max_length=80)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["target", "about"], name="file_of")]
        ordering = ["stored_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> bool:
        """Whether a browser may show it within a page."""
        return self.media_type in SHOWN

    @property
    def tag(self) -> str:
        """What a browser or a program knows its copy by."""
        return f'"{self.sha256}"'
