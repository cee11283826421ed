import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centricity.web.people.models import Organisation, User


class Action(models.Model):
    """Something to be done, with an owner and a day; ``origin`` is what it came of: feedback, a theme, a target.

    ``origin_facts`` are figures of that as they were when the action was made.
    """

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
    origin = models.CharField(max_length=200, blank=True)
    origin_facts = models.JSONField(default=dict)
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


class Aim(models.Model):
    """What an action is to bring about, by its reference as origins are, such as ``target:<study>/<code>``."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="aims")
    aim = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["aim", "action"], name="aim_once")]

    def __str__(self) -> str:
        return self.aim


class Ritual(models.Model):
    """What people come together for again and again; its days are reckoned from the first, planned from ``since`` on.

    What fell on days before ``since`` was not planned: the ritual was switched off, or came otherwise.
    """

    class Kind(models.TextChoices):
        COMPLAINTS = "complaints", _("discussion of complaints")
        POLL = "poll", _("poll of customers")
        FOCUS = "focus", _("focus group")
        VOTING = "voting", _("voting")
        TRAINING = "training", _("training in communication")
        OTHER = "other", _("other")

    class Every(models.TextChoices):
        ONCE = "once", _("once")
        WEEK = "week", _("every week")
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        YEAR = "year", _("every year")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rituals")
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    every = models.CharField(_("how often"), max_length=7, choices=Every.choices)
    first_on = models.DateField(_("first day"))
    since = models.DateField()
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("owner"))
    members = models.ManyToManyField(User, related_name="+", verbose_name=_("who is expected"))
    on = models.BooleanField(_("it is held"), default=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> str:
        return f"ritual:{self.pk}"


class Sitting(models.Model):
    """One day of a ritual: planned, held with what came of it, or missed; ``excuse`` is why it was missed."""

    ritual = models.ForeignKey(Ritual, models.CASCADE, related_name="sittings")
    planned_on = models.DateField(_("planned day"))
    held_on = models.DateField(_("day it was held"), null=True)
    guests = models.PositiveIntegerField(_("guests and customers"), null=True)
    outcome = models.TextField(_("what came of it"), blank=True)
    effect = models.TextField(_("what was decided because of it"), blank=True)
    excuse = models.TextField(_("why it was missed"), blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["ritual", "planned_on"], name="sitting_once"),
            models.CheckConstraint(
                condition=models.Q(held_on=None) | ~models.Q(outcome=""), name="sitting_held_with_outcome"
            ),
        ]
        indexes = [models.Index(fields=["planned_on"], condition=models.Q(held_on=None), name="sitting_waiting")]

    def __str__(self) -> str:
        return f"{self.ritual_id} {self.planned_on}"

    @property
    def target(self) -> str:
        return f"sitting:{self.pk}"

    @property
    def origin(self) -> str:
        """What actions that came of it are marked with."""
        return f"ritual:{self.pk}"


class Seat(models.Model):
    """Somebody who was expected at a sitting that was held, or came to it, or both."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="seats")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    expected = models.BooleanField()
    came = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sitting", "person"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.person_id}"


class Topic(models.Model):
    """What is to be spoken of at a sitting; ``about`` is the thing by its reference, as origins of actions are."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="topics")
    about = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sitting", "about"], name="topic_once")]
        indexes = [models.Index(fields=["about"], name="topic_about")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.about}"


class Experiment(models.Model):
    """What an action is to show: a hypothesis, and a measure with its value before, as wanted, and after.

    The measure is a metric of the catalogue, or told in words where there is none.
    """

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        NOT = "not", _("not confirmed")
        UNCLEAR = "unclear", _("unclear")

    action = models.OneToOneField(Action, models.CASCADE, related_name="experiment")
    hypothesis = models.TextField(_("hypothesis"))
    metric = models.CharField(_("metric"), max_length=40, blank=True)
    measure = models.CharField(_("measure in words"), max_length=200, blank=True)
    before = models.FloatField(_("before"), null=True)
    wanted = models.FloatField(_("wanted"))
    after = models.FloatField(_("after"), null=True)
    result = models.CharField(_("result"), max_length=9, choices=Result.choices, blank=True)

    def __str__(self) -> str:
        return self.hypothesis[:80]


class Barrier(models.Model):
    """What stands in the way of the experience customers are to have; ``reason`` is why it is in its state."""

    class Kind(models.TextChoices):
        CULTURE = "culture", _("culture")
        VISION = "vision", _("no strategic vision")
        STRUCTURE = "structure", _("structure between functions")
        PROCESS = "process", _("process")
        TECHNOLOGY = "technology", _("technology")
        SKILLS = "skills", _("skills")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("barrier", "open")
        LOWERED = "lowered", _("lowered")
        ACCEPTED = "accepted", _("accepted")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="barriers")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    description = models.TextField(_("description"))
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    reason = models.TextField(_("reason"), blank=True)
    actions = models.ManyToManyField(Action, related_name="barriers")
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open") | ~models.Q(reason=""), name="barrier_over_with_reason"
            )
        ]

    def __str__(self) -> str:
        return self.description[:80]

    @property
    def target(self) -> str:
        return f"barrier:{self.pk}"


class Incentive(models.Model):
    """What the reward of a team hangs on; ``parts`` are metrics of customers with their shares and thresholds.

    ``ruled_at`` is when its rules were set last: rules that came after a period began are told with its result.
    """

    class Every(models.TextChoices):
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="incentives")
    title = models.CharField(_("title"), max_length=300)
    who = models.CharField(_("who is rewarded"), max_length=200)
    people = models.PositiveIntegerField(_("how many people"))
    every = models.CharField(_("how often"), max_length=7, choices=Every.choices)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("owner"))
    sales = models.PositiveSmallIntegerField(_("share of sales"))
    parts = models.JSONField(default=list)
    least = models.PositiveIntegerField(_("fewest answers"))
    most_fall = models.FloatField(_("how far the response rate may fall"))
    own_known = models.BooleanField(_("own channels are known"), default=False)
    own_channels = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    ruled_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> str:
        return f"incentive:{self.pk}"

    @property
    def customers(self) -> int:
        """The share of the reward that hangs on customers, in per cent."""
        return sum(each["share"] for each in self.parts)
