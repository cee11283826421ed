import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centricity.surveys import Survey as Questionnaire
from centricity.web.customers.models import Channel, Customer
from centricity.web.files.models import StoredFile
from centricity.web.people.models import Organisation

LONGEST_CODE = 64
MOST_READ = 256
_READ: dict[str, Questionnaire] = {}
"""Questionnaires by their digest."""


def new_link() -> str:
    """A public address that cannot be guessed."""
    return secrets.token_urlsafe(9)


class Survey(models.Model):
    """A survey of an organisation: a draft that is worked on, and versions that are answered."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", pgettext_lazy("survey", "open")
        CLOSED = "closed", pgettext_lazy("survey", "closed")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="surveys")
    code = models.SlugField(_("code"), max_length=60)
    draft = models.JSONField()
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    audience = models.CharField(max_length=10, default="customers")
    purpose = models.CharField(max_length=12, default="other")
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.DRAFT)
    link = models.CharField(max_length=16, unique=True, default=new_link)
    public = models.BooleanField(_("whoever has the address may answer"), default=True)
    sites = models.JSONField(default=list)
    wave = models.PositiveIntegerField(default=1)
    current = models.ForeignKey("Version", models.SET_NULL, null=True, related_name="+")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="followed_by")
    study = models.CharField(max_length=60, blank=True)
    next_due = models.DateField(_("next one due"), null=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="survey_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def target(self) -> str:
        return f"survey:{self.pk}"

    @property
    def yearly(self) -> bool:
        """Whether it is asked in a cycle: of staff, or of maturity."""
        return self.audience == "employees" or self.purpose == "maturity"

    def title(self, language: str) -> str:
        """The title in a language."""
        return self.title_ru if language == "ru" else self.title_en


class Version(models.Model):
    """A questionnaire as it was published; never changed, so that an answer tells what was asked."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.CharField(max_length=80)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="version_number")]

    def __str__(self) -> str:
        return f"{self.survey_id}/{self.number}"

    @property
    def questionnaire(self) -> Questionnaire:
        """What was asked; a version never changes, so each is read once by a process."""
        made = _READ.get(self.digest)
        if made is None:
            if len(_READ) >= MOST_READ:
                _READ.clear()
            made = _READ[self.digest] = Questionnaire.model_validate(self.content)
        return made


class Targets(models.Model):
    """Shares of the people that answers speak for, as somebody told them; a change is another row, none is lost.

    ``shares`` has for each column the share of every group in percent; without columns nothing is weighted.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="targets")
    number = models.PositiveIntegerField()
    shares = models.JSONField(default=dict)
    largest = models.FloatField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="targets_number")]

    def __str__(self) -> str:
        return f"{self.survey_id}/{self.number}"


class Response(models.Model):
    """What somebody answered, whole or in part; the browser holds its key, and only the hash of it is kept here.

    Of a nameless survey it holds no customer, and of its time the day alone. ``touchpoint`` is that of the rule which
    asked; what is answered tells another.
    """

    class State(models.TextChoices):
        PART = "part", _("begun")
        WHOLE = "whole", _("complete")
        ENDED = "ended", _("ended early")
        FULL = "full", _("over the quota")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses", db_index=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+", db_index=False)
    key_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=5, choices=State.choices, default=State.PART)
    page = models.PositiveSmallIntegerField(default=0)
    end = models.CharField(max_length=LONGEST_CODE, blank=True)
    values = models.JSONField(default=dict)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="responses", db_index=False)
    touchpoint = models.CharField(max_length=LONGEST_CODE, blank=True, default="", db_default="")
    wave = models.PositiveIntegerField(default=1)
    heard = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["survey", "state", "ended_at"], name="response_state"),
            models.Index(fields=["ended_at"], name="response_unheard", condition=models.Q(state="whole", heard=False)),
            models.Index(
                fields=["customer", "ended_at"], condition=models.Q(customer__isnull=False), name="response_of_customer"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def known(self) -> dict[str, Any]:
        """Values as the library reads them: lists of choices are tuples there."""
        return {name: tuple(v) if isinstance(v, list) else v for name, v in self.values.items()}


class Rating(models.Model):
    """A rating of a complete response, in the columns that metrics are made from."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="ratings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+", db_index=False)
    series = models.CharField(max_length=LONGEST_CODE)
    row = models.CharField(max_length=LONGEST_CODE, blank=True)
    metric = models.CharField(max_length=12)
    score = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    month = models.CharField(max_length=7)
    version = models.PositiveIntegerField()
    channel = models.CharField(max_length=10, blank=True)
    touchpoint = models.CharField(max_length=LONGEST_CODE, blank=True)
    segment = models.CharField(max_length=80, blank=True)
    department = models.CharField(max_length=LONGEST_CODE, blank=True)
    market = models.CharField(max_length=3, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["survey", "id"], name="rating_survey"),
            models.Index(fields=["organisation", "id"], name="rating_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.score}"


class Filled(models.Model):
    """How many complete responses of a survey meet the condition of a quota; see `quotas`."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+", db_index=False)
    condition = models.CharField(max_length=64)
    n = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "condition"], name="filled_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.n}"


class Arrival(models.Model):
    """How many answers were begun from an address in a minute or an hour; see `crowding`.

    It names neither the address nor what was answered, and goes when its time is over.
    """

    who = models.CharField(max_length=64)
    span = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "span", "number"], name="arrival_once")]
        indexes = [models.Index(fields=["span", "number"], name="arrival_age")]

    def __str__(self) -> str:
        return f"{self.span} {self.number} {self.n}"


class Tally(models.Model):
    """How many ratings gave a score, in a month, and by the value of a column; see `tallies`."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+", db_index=False)
    series = models.CharField(max_length=LONGEST_CODE)
    row = models.CharField(max_length=LONGEST_CODE)
    metric = models.CharField(max_length=12)
    month = models.CharField(max_length=7)
    column = models.CharField(max_length=10)
    key = models.CharField(max_length=80)
    score = models.PositiveSmallIntegerField()
    n = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "metric", "column", "month"], name="tally_metric")]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "metric", "column", "month", "series", "row", "key", "score"], name="tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.month} {self.score}: {self.n}"


class Tallied(models.Model):
    """Up to which rating the tallies count, and up to which there were ratings when somebody looked last."""

    ONLY = 1

    upto = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.upto)


class Invite(models.Model):
    """A personal address for one answer; of a nameless survey it knows only that it was used, and on which day.

    A customer has one in every wave, and one for every ``event`` that a rule asks about.
    ``address`` is where the letter goes where no customer is known; it is forgotten when the survey closes.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="invites")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="survey_invites")
    wave = models.PositiveIntegerField(default=1)
    event = models.BigIntegerField(null=True, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2, default="ru")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    failed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["survey", "sent_at"], name="invite_sent"),
            models.Index(fields=["customer", "sent_at"], name="invite_customer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "customer", "wave"],
                condition=models.Q(customer__isnull=False, event=None),
                name="invite_customer_once",
            ),
            models.UniqueConstraint(
                fields=["survey", "address"], condition=~models.Q(address=""), name="invite_address_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)


class Pace(models.Model):
    """How often an organisation asks anybody at most; the usual days where there is none."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="pace")
    quiet_days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.organisation} {self.quiet_days}"


class AskedAddress(models.Model):
    """When an address was asked last; which one, only whoever has the address and the server's secret can tell."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "hash"], name="address_hash_once")]

    def __str__(self) -> str:
        return self.hash


class Rhythm(models.Model):
    """When a survey asks again by itself, and whom; ``day`` is that of the month it began on.

    Of a survey of staff it goes on to the next one; ``owner`` set it and is told where that waits.
    """

    class Every(models.TextChoices):
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        HALF = "half", _("every half year")
        YEAR = "year", _("every year")

    survey = models.OneToOneField(Survey, models.CASCADE, related_name="rhythm")
    every = models.CharField(_("how often"), max_length=7, choices=Every.choices)
    next_on = models.DateField(_("next wave on"))
    day = models.PositiveSmallIntegerField()
    segment = models.CharField(_("segment"), max_length=80, blank=True)
    market = models.CharField(_("market"), max_length=3, blank=True)
    remind = models.BooleanField(_("remind once, after three days"), default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.survey_id} {self.every}"


class Trigger(models.Model):
    """A rule that asks after something happened; ``mark`` is the last event seen, ``start`` the last before."""

    class Event(models.TextChoices):
        ORDER = "order", _("order")
        CONTACT = "contact", _("contact")
        CALL = "call", _("call")
        VISIT = "visit", _("visit")
        REQUEST = "request", _("request")
        FEEDBACK = "feedback", _("feedback that was closed")
        LEFT = "left", _("customer who left")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="triggers")
    event = models.CharField(_("when there is"), max_length=8, choices=Event.choices)
    hours = models.PositiveIntegerField()
    share = models.PositiveSmallIntegerField(default=100)
    touchpoint = models.CharField(max_length=LONGEST_CODE, blank=True, default="")
    on = models.BooleanField(default=True)
    start = models.BigIntegerField(default=0)
    mark = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["survey", "event"], name="trigger_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.event}"


class Occasion(models.Model):
    """Something that happened and a rule saw, once: it waits, was asked about, or was left out for a reason."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting for its time")
        ASKED = "asked", _("asked")
        SAMPLE = "sample", _("not in the sample")
        OLD = "old", _("too long ago")
        CONSENT = "consent", _("has not agreed")
        ADDRESS = "address", _("has no e-mail")
        CHANNEL = "channel", _("prefers another channel")
        LATELY = "lately", _("was asked lately")
        CLOSED = "closed", _("the survey or the rule was off")
        STAYED = "stayed", _("did not leave after all")

    trigger = models.ForeignKey(Trigger, models.CASCADE, related_name="occasions")
    number = models.BigIntegerField(null=True)
    item = models.UUIDField(null=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trigger", "number"], name="occasion_of_event_once"),
            models.UniqueConstraint(fields=["trigger", "item"], name="occasion_of_feedback_once"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(outcome="waiting"), name="occasion_waiting")]

    def __str__(self) -> str:
        return f"{self.trigger_id} {self.number or self.item}"


class Look(models.Model):
    """How a survey looks to those who answer, and where its thanks lead to; empty is as the platform looks."""

    survey = models.OneToOneField(Survey, models.CASCADE, related_name="look")
    light = models.CharField(max_length=7, blank=True)
    dark = models.CharField(max_length=7, blank=True)
    logo = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    to = models.URLField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.survey_id} {self.light}"
