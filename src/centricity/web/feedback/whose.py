"""Finding the customer whose feedback is."""

from typing import Any

from django.http import HttpRequest

from centricity.web.customers.selectors import LONGEST_SEARCH, found
from centricity.web.feedback.models import Item

MOST = 10


def whose(request: HttpRequest, item: Item) -> dict[str, Any]:
    """Customers that are asked for on the page of feedback, the first ten; none where none is asked for."""
    asked = request.GET.get("customer", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    if not asked:
        return {"asked_customer": "", "customers": []}
    rows = found(item.organisation, asked).filter(erased_at=None).exclude(pk=item.customer_id)
    return {"asked_customer": asked, "customers": rows.prefetch_related("keys")[:MOST]}
