"""Roles as data, and what each may do with a study."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from django.utils.translation import gettext_lazy as _


class Right(IntEnum):
    """What somebody may do with a study; each holds those before it."""

    NONE = 0
    RATE = 1
    """Rate what was given to one; no result is seen."""
    PUBLIC = 2
    OWN = 3
    INTERNAL = 4
    TARGETS = 5
    """Set, change and drop targets; nothing else is written."""
    EDIT = 6
    MANAGE = 7


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    CX_DIRECTOR = "cx_director"
    CX_EXPERT = "cx_expert"
    ANALYST = "analyst"
    RATER = "rater"
    MYSTERY_SHOPPER = "mystery_shopper"
    COMPANY_CONTACT = "company_contact"
    SERVICE_OWNER = "service_owner"
    AGENT = "agent"
    EMPLOYEE = "employee"
    CUSTOMER = "customer"
    EXECUTIVE = "executive"
    PUBLIC_READER = "public_reader"


class Reach(StrEnum):
    """How far a role reaches."""

    SITE = "site"
    ORGANISATION = "organisation"
    STUDY = "study"


ROLES = [
    (Role.ADMINISTRATOR.value, _("Administrator")),
    (Role.CX_DIRECTOR.value, _("CX director")),
    (Role.CX_EXPERT.value, _("CX expert")),
    (Role.ANALYST.value, _("Analyst")),
    (Role.RATER.value, _("Rater")),
    (Role.MYSTERY_SHOPPER.value, _("Mystery shopper")),
    (Role.COMPANY_CONTACT.value, _("Company contact")),
    (Role.SERVICE_OWNER.value, _("Service owner")),
    (Role.AGENT.value, _("Agent")),
    (Role.EMPLOYEE.value, _("Employee")),
    (Role.CUSTOMER.value, _("Customer")),
    (Role.EXECUTIVE.value, _("Executive")),
    (Role.PUBLIC_READER.value, _("Public reader")),
]
REACHES = [
    (Reach.SITE.value, _("the whole platform")),
    (Reach.ORGANISATION.value, _("an organisation")),
    (Reach.STUDY.value, _("a study")),
]

STUDY_RIGHTS: dict[str, Right] = {
    Role.ADMINISTRATOR: Right.MANAGE,
    Role.ANALYST: Right.EDIT,
    Role.CX_DIRECTOR: Right.TARGETS,
    Role.CX_EXPERT: Right.INTERNAL,
    Role.EXECUTIVE: Right.INTERNAL,
    Role.COMPANY_CONTACT: Right.OWN,
    Role.RATER: Right.RATE,
    Role.MYSTERY_SHOPPER: Right.RATE,
    Role.SERVICE_OWNER: Right.PUBLIC,
    Role.AGENT: Right.PUBLIC,
    Role.EMPLOYEE: Right.PUBLIC,
    Role.CUSTOMER: Right.PUBLIC,
    Role.PUBLIC_READER: Right.PUBLIC,
}
"""A rater and a shopper see no results of a closed study: they rate what was given to them. A CX expert reads and
proposes."""
RATING = (Role.RATER, Role.MYSTERY_SHOPPER)
"""Roles to whose holders companies and metrics may be given to rate."""


class VoiceRight(IntEnum):
    """What somebody may do with the customers, surveys and feedback of an organisation; each holds those before it."""

    NONE = 0
    RESULTS = 1
    """See figures, never a single customer or answer."""
    HANDLE = 2
    """See customers and answer them."""
    EDIT = 3
    """Build surveys, import, ask."""
    MANAGE = 4
    """Open and close, merge and erase."""


VOICE_RIGHTS: dict[str, VoiceRight] = {
    Role.ADMINISTRATOR: VoiceRight.MANAGE,
    Role.CX_DIRECTOR: VoiceRight.MANAGE,
    Role.ANALYST: VoiceRight.EDIT,
    Role.CX_EXPERT: VoiceRight.EDIT,
    Role.SERVICE_OWNER: VoiceRight.HANDLE,
    Role.AGENT: VoiceRight.HANDLE,
    Role.EXECUTIVE: VoiceRight.RESULTS,
}
"""Whoever is not named has none: raters and shoppers judge from outside, employees and customers are who is asked."""


@dataclass(frozen=True)
class Access:
    """The right somebody has to a study, the companies whose contact one is, and whether one may be given ratings."""

    right: Right
    own: frozenset[str] = frozenset()
    rates: bool = False

    def may_see(self, subject: str) -> bool:
        return self.right >= Right.INTERNAL or subject in self.own
