import uuid

from django.db import models


class StoredFile(models.Model):
    """A file somebody brought: kept under a random name, told by its content."""

    class Access(models.TextChoices):
        PUBLIC = "public"
        RESTRICTED = "restricted"
        CONFIDENTIAL = "confidential"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    access = models.CharField(max_length=12, choices=Access.choices, default=Access.RESTRICTED)
    target = models.CharField(max_length=120)
    stored_by = models.CharField(max_length=80)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["target"], name="file_target")]

    def __str__(self) -> str:
        return self.name
