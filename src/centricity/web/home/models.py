from django.db import models

from centricity.web.people.models import Organisation
from centricity.web.research.models import LONGEST_CODE, Study


class Mirror(models.Model):
    """Which company of a study an organisation is: what is seen of it from outside."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="mirror")
    study = models.ForeignKey(Study, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=LONGEST_CODE)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.subject}"

    @property
    def target(self) -> str:
        return f"mirror:{self.organisation_id}"
