"""The API as a whole, and its description."""

import functools
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from centricity import __version__
from centricity.errors import Fault
from centricity.web.api import (
    actions,
    analyses,
    asking,
    audit,
    barriers,
    board_results,
    boards,
    churn,
    companies,
    customers,
    desk,
    evidence,
    executive,
    feedback,
    feedback_deeds,
    feedback_ways,
    follow_ups,
    forecast,
    goals,
    home_alerts,
    home_answers,
    home_channels,
    home_figures,
    home_questions,
    home_views,
    home_watches,
    hours,
    imports,
    incentives,
    me,
    merges,
    panels,
    people,
    planning,
    ratings,
    results,
    rituals,
    segments,
    studies,
    survey_deeds,
    survey_results,
    surveys,
    targets,
    themes,
    values,
    voice_cycle,
    voice_rounds,
    voice_settings,
    voice_weights,
    webhooks,
)
from centricity.web.api.problems import MEDIA_TYPE, Refused, refusal

ROOT = "/api/v1"


class Api(NinjaAPI):
    """An operation is named as its function is."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)


api = Api(
    title="Centricity",
    version=__version__,
    description="Studies, their computation and their results; surveys, how they ask and what they came to; "
    "customers and what happened with them; the dashboard and boards over a warehouse. A token goes in the "
    "Authorization header as Bearer; what is public is read without one.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", studies.router)
api.add_router("", results.router)
api.add_router("", evidence.router)
api.add_router("", targets.router)
api.add_router("", companies.router)
api.add_router("", ratings.router)
api.add_router("", hours.router)
api.add_router("", desk.router)
api.add_router("", feedback.router)
api.add_router("", feedback_deeds.router)
api.add_router("", feedback_ways.router)
api.add_router("", follow_ups.router)
api.add_router("", themes.router)
api.add_router("", customers.router)
api.add_router("", imports.router)
api.add_router("", merges.router)
api.add_router("", values.router)
api.add_router("", segments.router)
api.add_router("", forecast.router)
api.add_router("", churn.router)
api.add_router("", surveys.router)
api.add_router("", panels.router)
api.add_router("", rituals.router)
api.add_router("", barriers.router)
api.add_router("", incentives.router)
api.add_router("", survey_deeds.router)
api.add_router("", survey_results.router)
api.add_router("", voice_cycle.router)
api.add_router("", voice_rounds.router)
api.add_router("", voice_settings.router)
api.add_router("", voice_weights.router)
api.add_router("", asking.router)
api.add_router("", planning.router)
api.add_router("", goals.router)
api.add_router("", home_views.router)
api.add_router("", home_figures.router)
api.add_router("", home_answers.router)
api.add_router("", home_questions.router)
api.add_router("", home_channels.router)
api.add_router("", analyses.router)
api.add_router("", executive.router)
api.add_router("", home_alerts.router)
api.add_router("", home_watches.router)
api.add_router("", boards.router)
api.add_router("", board_results.router)
api.add_router("", webhooks.router)
api.add_router("", me.router)
api.add_router("", people.router)
api.add_router("", audit.router)
api.add_router("", actions.router)
api.add_exception_handler(Exception, refusal)
for known in list(api._exception_handlers):  # noqa: SLF001  ninja has handlers of its own for what is told here
    api.add_exception_handler(known, refusal)


def description() -> dict[str, Any]:
    """The OpenAPI description; refusals have their own media type, files theirs."""
    told: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=f"{ROOT.removeprefix('/')}/"))
    long = _long()
    for path, methods in told["paths"].items():
        for operation in methods.values():
            if operation["x-guests"]:
                operation["security"].append({})
            for each in operation["parameters"]:
                if each["in"] == "path" and each["name"] in long.get(path, ()):
                    each["x-slashes"] = True
            refused = operation["responses"][400]["content"]["application/json"]
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {MEDIA_TYPE: refused}
            media = operation.pop("x-gives", "")
            if media:
                operation["responses"][200]["content"] = {media: {"schema": {"type": "string", "format": "binary"}}}
    return told


def _long() -> dict[str, list[str]]:
    """Parameters that are paths of their own, by the address they stand in."""
    paths = [f"{ROOT}{path}" for _prefix, router in api._routers for path in router.path_operations]  # noqa: SLF001
    return {re.sub(r"{\w+:", "{", path): re.findall(r"{path:(\w+)}", path) for path in paths}


@functools.cache
def _told() -> bytes:
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False}).content


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_told(), content_type="application/json")


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """An address of the API that is not there is told as the API tells everything."""
    return refusal(request, Refused(404, [Fault("web.not_found")]))
