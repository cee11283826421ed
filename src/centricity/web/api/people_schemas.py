"""What the API takes and gives of people: accounts, roles, invitations, organisations, tokens, the audit log."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Both, Organisation, Page, Plain, Window


class Profile(Schema):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Plain | None = Field(None, max_length=150)
    language: Literal["ru", "en"] | None = None
    theme: Literal["auto", "light", "dark"] | None = None


class Token(Schema):
    """A token without its secret."""

    id: int
    name: str
    begins: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None


Reach = Literal["site", "organisation", "study"]
RoleName = Literal[
    "administrator", "cx_director", "cx_expert", "analyst", "rater", "mystery_shopper", "company_contact",
    "service_owner", "agent", "employee", "customer", "executive", "public_reader",
]  # fmt: skip


class NewGrant(Schema):
    """A role, the code of the organisation or study where it holds, and the company of a contact."""

    model_config = ConfigDict(extra="forbid")

    role: RoleName
    reach: Reach
    scope: Plain = Field("", max_length=80)
    subject: Plain = Field("", max_length=200)


class Grant(Schema):
    id: int
    role: RoleName
    reach: Reach
    scope: str
    subject: str


class Person(Schema):
    id: int
    email: str
    name: str
    active: bool
    demonstration: bool
    joined_at: datetime
    grants: list[Grant]


class PersonChange(Schema):
    model_config = ConfigDict(extra="forbid")

    active: bool


class Confirmed(Schema):
    """The e-mail of the person, told once more: what is erased cannot be had again."""

    model_config = ConfigDict(extra="forbid")

    email: Plain = Field(max_length=254)


class NewInvitation(NewGrant):
    email: Plain = Field(max_length=254)
    language: Literal["ru", "en"] = "ru"


class Invitation(Schema):
    id: int
    email: str
    role: RoleName
    reach: Reach
    scope: str
    subject: str
    language: Literal["ru", "en"]
    invited_at: datetime
    expires_at: datetime


class NewOrganisation(Schema):
    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern=r"^[-a-z0-9_]{1,60}$")]
    name_ru: Plain = Field(min_length=1, max_length=200)
    name_en: Plain = Field(min_length=1, max_length=200)


class LogAsked(Window):
    """A part of the log: of one thing, or by one actor, as the log names them."""

    target: Plain = Field("", max_length=120)
    actor: Plain = Field("", max_length=120)


class Entry(Schema):
    """``digest`` is the SHA-256 of the entry and of ``previous``, the digest of the one before."""

    number: int
    at: datetime
    actor: str
    action: str
    target: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    address: str
    previous: str
    digest: str


class Verified(Schema):
    """How many entries hold, and the first that is not as it was written; null where all are."""

    entries: int
    broken: int | None
    last: str


class Tokens(Page):
    items: list[Token]


class People(Page):
    items: list[Person]


class Invitations(Page):
    items: list[Invitation]


class Entries(Page):
    items: list[Entry]


class OrganisationSeen(Organisation):
    """``right`` is to see figures, handle customers, edit what is asked, or manage; each holds those before."""

    right: Literal["results", "handle", "edit", "manage"]


class OrganisationsSeen(Page):
    items: list[OrganisationSeen]


class MyPanel(Schema):
    organisation: str
    code: str
    title: Both
    state: str
    due: date | None


class MyPanels(Page):
    items: list[MyPanel]
