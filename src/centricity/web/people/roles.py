"""Roles as data, and what each may do with a study."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from django.utils.translation import gettext_lazy as _


class Right(IntEnum):
    """What somebody may do with a study; each holds those before it."""

    NONE = 0
    PUBLIC = 1
    OWN = 2
    INTERNAL = 3
    TARGETS = 4
    """Set, change and drop targets; nothing else is written."""
    EDIT = 5
    MANAGE = 6


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
    Role.RATER: Right.PUBLIC,
    Role.MYSTERY_SHOPPER: Right.PUBLIC,
    Role.SERVICE_OWNER: Right.PUBLIC,
    Role.AGENT: Right.PUBLIC,
    Role.EMPLOYEE: Right.PUBLIC,
    Role.CUSTOMER: Right.PUBLIC,
    Role.PUBLIC_READER: Right.PUBLIC,
}
"""A rater and a shopper see no results of others: their own room is another one. A CX expert reads and proposes."""


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
    """The right somebody has to a study, and the companies that are theirs where the right is `Right.OWN`."""

    right: Right
    own: frozenset[str] = frozenset()

    def may_see(self, subject: str) -> bool:
        return self.right >= Right.INTERNAL or subject in self.own
