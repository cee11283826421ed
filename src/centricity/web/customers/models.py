import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centricity.web.people.models import Organisation

LONGEST_KEY = 200
LONGEST_ABOUT = 120
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Days that a customer may have come or left on; beyond them are signs of other systems that there is no day."""


class Channel(models.TextChoices):
    """How somebody is reached, or speaks."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    SMS = "sms", _("SMS")
    MESSENGER = "messenger", _("messenger")
    APP = "app", _("app")
    WEB = "web", _("website")
    SOCIAL = "social", _("social network")
    POST = "post", _("post")
    OFFICE = "office", _("in person")


CHANNELS = frozenset(Channel.values)
"""Codes of all channels, taken once: every time `Channel.values` is asked for, all words are put into a language."""
SPOKEN = {"ru": _("Russian"), "en": _("English")}
"""Languages that customers speak, as readers name them."""


class Customer(models.Model):
    """Somebody who is served: a person or a company outside, a department inside.

    ``sought`` is the name as names are compared; whoever was merged into another is found there alone.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        COMPANY = "company", _("company")
        DEPARTMENT = "department", _("department")

    class Market(models.TextChoices):
        B2B = "B2B", "B2B"
        B2C = "B2C", "B2C"
        B2G = "B2G", "B2G"
        B2E = "B2E", "B2E"

    class Consent(models.TextChoices):
        UNKNOWN = "unknown", _("not asked")
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="customers", db_index=False)
    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=200, blank=True)
    sought = models.CharField(max_length=200, blank=True, editable=False)
    market = models.CharField(_("market"), max_length=3, choices=Market.choices, blank=True)
    segment = models.CharField(_("segment"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=[("ru", "Русский"), ("en", "English")], blank=True)
    channel = models.CharField(_("preferred channel"), max_length=10, choices=Channel.choices, blank=True)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    consent = models.CharField(
        _("consent to be asked"), max_length=10, choices=Consent.choices, default=Consent.UNKNOWN
    )
    consent_at = models.DateTimeField(null=True)
    consent_source = models.CharField(max_length=200, blank=True)
    joined = models.DateField(_("customer since"), null=True, blank=True)
    left = models.DateField(_("left"), null=True, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged", db_index=False)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["organisation", "sought", "id"], name="customer_name"),
            models.Index(fields=["organisation", "segment"], name="customer_segment"),
            models.Index(fields=["organisation", "left"], condition=models.Q(left__isnull=False), name="customer_left"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="customer_merged"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.code)

    def get_language_display(self) -> str:
        return str(SPOKEN.get(self.language, ""))

    @property
    def target(self) -> str:
        return f"customer:{self.code}"


class Key(models.Model):
    """What a customer is known by in a system: an e-mail, a phone, a number in a CRM; kept as it is compared."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="keys")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=LONGEST_KEY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "value"], name="key_once")]
        ordering = ["kind", "value"]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Interaction(models.Model):
    """Something that happened between a customer and the organisation; ``number`` tells a repeated import.

    ``robot`` is whether it was begun with an assistant, ``handed_over`` whether that one gave it to a person.
    """

    class Kind(models.TextChoices):
        ORDER = "order", _("order")
        CONTACT = "contact", _("contact")
        CALL = "call", _("call")
        VISIT = "visit", _("visit")
        ANSWER = "answer", _("answer to a survey")
        FEEDBACK = "feedback", _("feedback")
        REQUEST = "request", _("request")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="interactions", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    outgoing = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    text = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=LONGEST_KEY, null=True)
    about = models.CharField(max_length=LONGEST_ABOUT, blank=True)
    robot = models.BooleanField(null=True)
    handed_over = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "number"], name="interaction_once"),
            models.CheckConstraint(
                condition=models.Q(handed_over=None) | models.Q(robot=True, robot__isnull=False),
                name="interaction_handed_over",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-at"], name="interaction_time"),
            models.Index(fields=["organisation", "kind", "customer", "at", "amount"], name="interaction_sums"),
        ]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Import(models.Model):
    """A file of customers, or of what happened with them, on its way in; ``after`` is the last row that is stored."""

    class Holds(models.TextChoices):
        CONTACTS = "contacts", _("customers")
        ORDERS = "orders", _("orders")
        INTERACTIONS = "interactions", _("interactions")

    class State(models.TextChoices):
        NEW = "new", _("not started")
        ASKED = "asked", _("under way")
        FAULTY = "faulty", _("stopped at faults, nothing stored")
        DONE = "done", pgettext_lazy("file", "done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="imports")
    holds = models.CharField(max_length=12, choices=Holds.choices)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sheet = models.TextField(blank=True)
    sheets = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    leave_out = models.BooleanField(default=False)
    add_unknown = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    after = models.PositiveBigIntegerField(default=0)
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
        return f"import:{self.pk}"


class Conflict(models.Model):
    """Two customers whose keys stood in one row of an import: likely one, never merged by itself."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    one = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    source = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="conflicts")
    row = models.PositiveBigIntegerField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="conflict_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"


class Merge(models.Model):
    """Two customers made one; what moved is kept, so that it can be undone."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Customer, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    keys = models.JSONField(default=list)
    interactions = models.JSONField(default=list)
    others = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"


class Segment(models.Model):
    """Customers told by rules: whoever fits them now is in it."""

    class Joined(models.TextChoices):
        ALL = "all", _("every rule")
        ANY = "any", _("at least one rule")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="segments", db_index=False)
    code = models.SlugField(_("code"), max_length=60)
    title_ru = models.CharField(_("title in Russian"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    joined_by = models.CharField(_("in it are those who fit"), max_length=3, choices=Joined.choices, default=Joined.ALL)
    rules = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="segment_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def target(self) -> str:
        return f"segment:{self.organisation_id}/{self.code}"

    def title(self, language: str) -> str:
        """The title in a language."""
        return self.title_en if language == "en" else self.title_ru


class Valuation(models.Model):
    """What customers of an organisation have brought and may bring, as it was last computed.

    ``best`` are those who brought most, ``forecast`` those of whom most is expected, a list for each.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+")
    figures = models.JSONField(default=dict)
    best = models.JSONField(default=list)
    forecast = models.JSONField(default=list)
    by = models.CharField(max_length=80)
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.organisation_id)
