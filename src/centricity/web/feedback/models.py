import uuid

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centricity.web.customers.models import LONGEST_KEY, Channel, Customer
from centricity.web.people.models import Organisation, User

LONGEST_TEXT = 20_000
LONGEST_TITLE = 300
LONGEST_NAME = 200
LONGEST_REASON = 300
LONGEST_WAY = 120
LONGEST_ADDRESS = 300
USUAL_DAYS, FEWEST_DAYS, MOST_DAYS = 2, 1, 30
"""Days within which somebody is to be come back to, unless a desk says otherwise, and the bounds of what it says."""


class Desk(models.Model):
    """How an organisation takes feedback; there is none where nothing was set or received yet.

    ``owner`` is who comes back to customers where nobody is named, ``days`` by when.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="desk")
    form_open = models.BooleanField(_("take feedback by the public form"), default=False)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    days = models.PositiveSmallIntegerField(default=USUAL_DAYS)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__gte=FEWEST_DAYS, days__lte=MOST_DAYS), name="desk_days_within"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def target(self) -> str:
        return f"desk:{self.organisation.code}"


class Way(models.Model):
    """A channel that an organisation offers: what it is called there, where it is, and when it answers.

    ``place`` is its place in the list, ``always`` whether it is open day and night.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ways")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    place = models.PositiveSmallIntegerField()
    name_ru = models.CharField(max_length=LONGEST_WAY, blank=True)
    name_en = models.CharField(max_length=LONGEST_WAY, blank=True)
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    always = models.BooleanField(default=False)
    hours_ru = models.CharField(max_length=LONGEST_WAY, blank=True)
    hours_en = models.CharField(max_length=LONGEST_WAY, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "channel"], name="way_once")]

    def __str__(self) -> str:
        return self.channel

    def name(self, language: str) -> str:
        """What the channel is called here, or everywhere."""
        return self._in(language, "name") or capfirst(str(Channel(self.channel).label))

    def hours(self, language: str) -> str:
        return self._in(language, "hours")

    def _in(self, language: str, name: str) -> str:
        """A text in a language, or in the other one where it is told in that alone."""
        both = [getattr(self, f"{name}_{each}") for each in ("ru", "en")]
        ours, theirs = reversed(both) if language == "en" else both
        return str(ours or theirs)


class Cause(models.Model):
    """A cause that feedback is closed with, of the organisation's own list."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="causes")
    title_ru = models.CharField(_("title in Russian"), max_length=LONGEST_NAME)
    title_en = models.CharField(_("title in English"), max_length=LONGEST_NAME)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "title_ru"], name="cause_once")]

    def __str__(self) -> str:
        return self.title_en


class Theme(models.Model):
    """What feedback is about, and what is done about it; ``code`` is its theme in the lexicon of texts, if any."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("theme", "open")
        WORKING = "working", _("being worked on")
        DONE = "done", pgettext_lazy("theme", "done")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="themes")
    code = models.CharField(max_length=40, blank=True)
    title_ru = models.CharField(_("title in Russian"), max_length=LONGEST_NAME)
    title_en = models.CharField(_("title in English"), max_length=LONGEST_NAME)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title_ru", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "title_ru"], name="theme_once")]

    def __str__(self) -> str:
        return self.title_en

    @property
    def target(self) -> str:
        return f"theme:{self.pk}"


class Tone(models.TextChoices):
    NEGATIVE = "negative", _("negative")
    NEUTRAL = "neutral", _("neutral")
    POSITIVE = "positive", _("positive")


class Item(models.Model):
    """What somebody said: what a person chose of it stands, what the texts' own models suggest lies beside.

    ``answer_by`` is the channel by which whoever said it would have the answer.
    """

    class Source(models.TextChoices):
        FORM = "form", _("form")
        API = "api", _("program")
        REVIEW = "review", _("review")
        MENTION = "mention", _("mention")
        SURVEY = "survey", _("survey")
        CALL = "call", _("call")
        EMAIL = "email", _("letter")

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        PRAISE = "praise", _("praise")
        QUESTION = "question", _("question")
        IDEA = "idea", _("idea")
        OTHER = "other", _("other")

    class Urgency(models.TextChoices):
        SAME_DAY = "same_day", _("the same day")
        USUAL = "usual", _("usual")

    class State(models.TextChoices):
        NEW = "new", _("new")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")
        SPAM = "spam", _("spam")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="feedback")
    source = models.CharField(max_length=8, choices=Source.choices)
    number = models.CharField(max_length=LONGEST_KEY, null=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="feedback")
    author = models.CharField(max_length=LONGEST_NAME, blank=True)
    contact = models.CharField(max_length=LONGEST_NAME, blank=True)
    consent = models.BooleanField(default=False)
    answer_by = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=2, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)
    public = models.BooleanField(default=False)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.OTHER)
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.USUAL)
    tone = models.CharField(max_length=8, choices=Tone.choices, blank=True)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, related_name="items")
    suggested_tone = models.CharField(max_length=8, choices=Tone.choices, blank=True)
    suggested_theme = models.CharField(max_length=40, blank=True)
    suggested_by = models.CharField(max_length=40, blank=True)
    assigned_to = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    first_answer_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    cause = models.ForeignKey(Cause, models.PROTECT, null=True, related_name="+")
    secret_hash = models.CharField(max_length=64, null=True, unique=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "source", "number"], name="feedback_once"),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__gte=1, rating__lte=5), name="feedback_rating"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | (~models.Q(outcome="") & models.Q(cause__isnull=False)),
                name="feedback_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "received_at"], name="feedback_age"),
            models.Index(fields=["organisation", "received_at", "id"], name="feedback_received"),
            models.Index(fields=["suggested_by", "received_at"], name="feedback_suggest"),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:80]

    @property
    def target(self) -> str:
        return f"feedback:{self.pk}"

    @property
    def told_tone(self) -> str:
        """The tone a person chose, else the suggested one; nothing where neither is told."""
        return self.tone or self.suggested_tone


class Answer(models.Model):
    """What was answered, by whom and how; never changed.

    ``reason`` is why so, where the customer would have it otherwise.
    ``address`` is where a letter with it goes to, and is forgotten once that is sent or given up.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="answers")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    address = models.EmailField(blank=True)
    sent_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["sent_at"], condition=~models.Q(address=""), name="feedback_unsent")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d}"


class FollowUp(models.Model):
    """A promise to come back to somebody: ``about`` is feedback, or an answer to a survey, by its reference."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="follow_ups")
    about = models.CharField(max_length=120)
    item = models.OneToOneField(Item, models.CASCADE, null=True, related_name="follow_up")
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    due = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    overdue = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    cause = models.ForeignKey(Cause, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "about"], name="follow_up_once"),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | (~models.Q(outcome="") & models.Q(cause__isnull=False)),
                name="follow_up_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "due"], name="follow_up_due"),
            models.Index(fields=["state", "overdue", "due"], name="follow_up_late"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.state}"

    @property
    def target(self) -> str:
        return f"follow_up:{self.pk}"


class Import(models.Model):
    """A table of feedback on its way in: its file is kept until it is taken in, and for a week at most."""

    class State(models.TextChoices):
        NEW = "new", _("not started")
        FAULTY = "faulty", _("stopped at faults, nothing stored")
        DONE = "done", pgettext_lazy("file", "done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="feedback_imports")
    source = models.CharField(max_length=8, choices=Item.Source.choices)
    name = models.CharField(max_length=LONGEST_NAME)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField(null=True)
    sheet = models.TextField(blank=True)
    sheets = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    leave_out = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    counts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    by = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> str:
        return f"feedback_import:{self.pk}"
