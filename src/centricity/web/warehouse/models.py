from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from centricity.web.people.models import Organisation


class Board(models.Model):
    """Metrics over the tables of a warehouse, written as a dashboard file."""

    class Every(models.IntegerChoices):
        ASKED = 0, _("when asked")
        HOUR = 1, _("every hour")
        DAY = 24, _("every day")
        WEEK = 168, _("every week")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="boards")
    code = models.SlugField(_("code"), max_length=60)
    warehouse = models.CharField(_("warehouse"), max_length=40)
    text = models.TextField()
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    every = models.PositiveSmallIntegerField(_("compute"), choices=Every.choices, default=Every.DAY)
    current = models.ForeignKey("Made", models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title_ru", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="board_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def rhythm(self) -> timedelta:
        """Time between two computations that nobody asks for."""
        return timedelta(hours=self.every)

    @property
    def target(self) -> str:
        return f"board:{self.pk}"

    def title(self, language: str) -> str:
        """The title in a language."""
        return self.title_ru if language == "ru" else self.title_en


class Made(models.Model):
    """A board as it was computed; the one before it goes when there is a new one."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="made")
    of_version = models.PositiveIntegerField()
    computed_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField()
    failed = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.board_id} {self.computed_at:%Y-%m-%d %H:%M}"


class Drawn(models.Model):
    """A section of what was computed, in a language, drawn."""

    made = models.ForeignKey(Made, models.CASCADE, related_name="sections")
    language = models.CharField(max_length=2)
    position = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    html = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["made", "language", "anchor"], name="drawn_once")]

    def __str__(self) -> str:
        return self.anchor


class Paper(models.Model):
    """A file of what was computed."""

    made = models.ForeignKey(Made, models.CASCADE, related_name="papers")
    name = models.CharField(max_length=60)
    content = models.BinaryField()
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["made", "name"], name="paper_once")]

    def __str__(self) -> str:
        return self.name
