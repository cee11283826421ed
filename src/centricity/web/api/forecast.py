"""What each customer may bring, with the rights of the page."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.web.api import forecast_schemas as told
from centricity.web.api import shapes
from centricity.web.api.given import as_stream
from centricity.web.api.routing import give, read
from centricity.web.api.schemas import Window
from centricity.web.audit.services import actor_of
from centricity.web.customers import forecasts
from centricity.web.customers.valuing import valuation_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["customers"])


@router.get("/organisations/{slug:organisation}/forecast", **read(told.Forecast))
def get_forecast(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Customers of whom most is expected, the first thousand, as last computed; empty before that."""
    made = valuation_of(organisation_for(request.user, organisation, VoiceRight.HANDLE))
    kept = made.forecast if made else []
    part = shapes.page(request, kept, window, lambda row: row)
    ahead = (made.figures.get("ahead") or {}) if made else {}
    rests = forecasts.rests_on(made)
    return part | {
        "items": [_shape(row) for row in forecasts.rows_of(part["items"])], "faults": ahead.get("faults", []),
        "computed_at": made.computed_at if made else None, "until": rests.get("until"), "horizon": rests.get("horizon"),
        "model": made.figures["asked"]["model"] if made and rests else None, "customers": rests.get("customers"),
    }  # fmt: skip


@router.get("/organisations/{slug:organisation}/forecast.csv", **give("text/csv"))
def download_forecast(request: HttpRequest, organisation: str) -> Any:
    """The same as a table; there is none before it is computed. The log tells that it was taken out."""
    made = valuation_of(organisation_for(request.user, organisation, VoiceRight.EDIT))
    return as_stream(forecasts.taken(made, actor_of(request)), "text/csv; charset=utf-8", "forecast.csv")


def _shape(row: dict[str, Any]) -> shapes.Shape:
    expected, each = row["expected"], row["each"]
    return {
        "customer": each["code"], "name": each["name"], "orders": expected.orders, "brought": expected.brought,
        "alive": expected.alive, "again": expected.again, "expected_orders": expected.ahead,
        "expected_value": expected.value,
    }  # fmt: skip
