import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from centricity.web.people.models import Organisation

LONGEST_CODE = 200
"""Letters of a code, as the check of a study allows."""
AUDIENCES = [("internal", _("internal")), ("public", _("public"))]


class Study(models.Model):
    """A study on the platform: its editions are what was uploaded, its runs what was computed of them."""

    class Openness(models.TextChoices):
        CLOSED = "closed", _("only who was granted a role")
        PUBLIC = "public", _("everybody sees the public edition")

    code = models.SlugField(_("code"), unique=True, max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="studies", verbose_name=_("organisation")
    )
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    openness = models.CharField(_("who may see it"), max_length=8, choices=Openness.choices, default=Openness.CLOSED)
    synthetic = models.BooleanField(default=False)
    current = models.ForeignKey("Run", models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def target(self) -> str:
        return f"study:{self.code}"


class Edition(models.Model):
    """A folder as it was uploaded, byte for byte; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    files = models.JSONField()
    digest = models.CharField(max_length=64)
    faults = models.JSONField(default=list)
    sound = models.BooleanField()
    uploaded_by = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="edition_number")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.study_id}/{self.number}"


class Run(models.Model):
    """What was computed of an edition: the public and the internal results, in both languages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="runs")
    version = models.CharField(max_length=40)
    method = models.CharField(max_length=120)
    wave = models.CharField(max_length=80)
    files = models.JSONField(default=dict)
    computed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class View(models.Model):
    """A result for an audience: what its pages need beyond the rows."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="views")
    audience = models.CharField(max_length=8, choices=AUDIENCES)
    parts = models.JSONField()
    facts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "audience"], name="view_once")]

    def __str__(self) -> str:
        return self.audience


class Section(models.Model):
    """A section of the report in a language, drawn."""

    view = models.ForeignKey(View, models.CASCADE, related_name="sections")
    language = models.CharField(max_length=2)
    position = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    html = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["view", "language", "anchor"], name="section_once")]

    def __str__(self) -> str:
        return self.anchor


class SubjectResult(models.Model):
    """What was computed of one subject: scores by node, and each taken apart down to its observations."""

    view = models.ForeignKey(View, models.CASCADE, related_name="subjects")
    subject = models.CharField(max_length=LONGEST_CODE)
    name_ru = models.TextField()
    name_en = models.TextField()
    position = models.PositiveIntegerField()
    attributes = models.JSONField(default=dict)
    scores = models.JSONField()
    explained = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["view", "subject"], name="subject_once")]
        indexes = [models.Index(fields=["view", "position"], name="subject_place")]

    def __str__(self) -> str:
        return self.subject


class GroupResult(models.Model):
    """What was computed of a group on every node; a withheld figure is not there."""

    view = models.ForeignKey(View, models.CASCADE, related_name="groups")
    grouping = models.CharField(max_length=80)
    code = models.CharField(max_length=LONGEST_CODE)
    title_ru = models.TextField()
    title_en = models.TextField()
    position = models.PositiveIntegerField()
    scores = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["view", "grouping", "code"], name="group_once")]

    def __str__(self) -> str:
        return f"{self.grouping} {self.code}"


class Evidence(models.Model):
    """A record that observations of a run rest on, whatever its class of access: selectors say who may see it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="evidence")
    code = models.CharField(max_length=LONGEST_CODE)
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=500)
    reference = models.CharField(max_length=2000)
    captured_at = models.CharField(max_length=40)
    access = models.CharField(max_length=12)
    tool = models.CharField(max_length=200)
    human_checked = models.CharField(max_length=10)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="evidence_once")]
        indexes = [models.Index(fields=["run", "position"], name="evidence_place")]

    def __str__(self) -> str:
        return self.code


class EvidenceUse(models.Model):
    """A metric of a subject that rests on a record, as an audience may know it."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="uses")
    audience = models.CharField(max_length=8, choices=AUDIENCES)
    subject = models.CharField(max_length=LONGEST_CODE)
    metric = models.CharField(max_length=LONGEST_CODE)

    class Meta:
        ordering = ["subject", "metric"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "audience", "subject", "metric"], name="evidence_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.metric}"
