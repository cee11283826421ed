"""Who stayed and who left, with the base that churn is held against, and the rights of the page."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.errors import Fault, MisuseError, Place
from centricity.stats.estimate import Estimate
from centricity.web.api import churn_schemas as told
from centricity.web.api.routing import read
from centricity.web.customers.churning import Ledger, by_days, by_field, last_year
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["customers"])
_COUNTS = ("base", "start", "new", "came", "end", "lost", "against", "unknown")


@router.get("/organisations/{slug:organisation}/churn", **read(told.Churn))
def get_churn(request: HttpRequest, organisation: str, asked: Query[told.ChurnAsked]) -> Any:
    """Retention and churn of a period, with the base that the lost are held against."""
    place = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    if asked.field:
        return _shape(by_field(place, asked.field, asked.value), None, None)
    return _of_days(place, asked)


def _of_days(place: Organisation, asked: told.ChurnAsked) -> dict[str, Any]:
    usual = last_year()
    first, last = asked.first or usual[0], asked.last or usual[1]
    if last < first:
        raise MisuseError([Fault("metric.period_order", Place(key="last"), {"start": str(first), "end": str(last)})])
    return _shape(by_days(place, first, last + timedelta(days=1), asked.base), first, last)


def _shape(ledger: Ledger, first: date | None, last: date | None) -> dict[str, Any]:
    counts = {name: getattr(ledger, name) for name in _COUNTS}
    faults = [{"ru": each.sentence("ru"), "en": each.sentence("en")} for each in ledger.faults]
    told = {name: _interval(getattr(ledger, name)) for name in ("churn", "retention")}
    return {"first": first, "last": last, "faults": faults} | counts | told


def _interval(found: Estimate | None) -> dict[str, float] | None:
    return {"value": found.value, "low": found.low, "high": found.high} if found is not None else None
