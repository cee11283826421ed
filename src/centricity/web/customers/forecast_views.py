"""What each customer may bring: as a page and as a table."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from centricity.web.audit.services import actor_of
from centricity.web.customers import forecasts
from centricity.web.customers.valuing import valuation_of
from centricity.web.customers.views import page_of
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.within import within

ROWS = 50


@require_safe
@within(VoiceRight.HANDLE)
def opened(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Customers of whom most is expected."""
    made = valuation_of(organisation)
    page = Paginator(made.forecast if made else [], ROWS).get_page(request.GET.get("page"))
    more = {
        "made": made, "page": page, "rests": forecasts.rests_on(made),
        "rows": forecasts.shown(forecasts.rows_of(page), language_now()),
        "faults": forecasts.faults_of(made, language_now()) if made else [],
    }  # fmt: skip
    return page_of(request, organisation, "customers/forecast.html", **more)


@require_safe
@within(VoiceRight.EDIT)
def table(request: HttpRequest, organisation: Organisation) -> StreamingHttpResponse:
    """The forecast as a table; 404 before it is made."""
    parts = forecasts.taken(valuation_of(organisation), actor_of(request))
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="forecast.csv"'
    return response
