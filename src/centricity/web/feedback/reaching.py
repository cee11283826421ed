"""Whether a customer may be answered so: what a customer asked for is kept to, or a reason is told."""

from centricity.errors import Fault, MisuseError
from centricity.web.customers.models import Customer
from centricity.web.feedback.models import Item


def answer_allowed(item: Item, channel: str, reason: str) -> None:
    """Refuse to answer whoever must not be contacted, or otherwise than the customer would have it without a reason.

    An answer to what somebody said is a reply: where consent was taken back it needs a reason, and is not refused.

    Raises
    ------
    MisuseError
        Where it is so.
    """
    customer = Customer.objects.select_for_update().filter(pk=item.customer_id).first()
    if customer is None:
        return
    if customer.do_not_contact:
        raise MisuseError([Fault("web.do_not_contact")])
    if not reason and (missing := unlike(customer, channel)):
        raise MisuseError(missing)


def unlike(customer: Customer, channel: str) -> list[Fault]:
    """What an answer by a channel does that the customer would have otherwise."""
    faults = []
    if customer.channel not in {"", channel}:
        faults.append(Fault("web.customer_other_channel"))
    if customer.consent == Customer.Consent.WITHDRAWN:
        faults.append(Fault("web.feedback_consent_withdrawn"))
    return faults


def needs_reason(customer: Customer | None) -> bool:
    """Whether some answer to a customer needs a reason."""
    return customer is not None and bool(customer.channel or customer.consent == Customer.Consent.WITHDRAWN)
