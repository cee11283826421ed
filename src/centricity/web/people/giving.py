"""Giving out what the platform holds of a person: to the person, or to an administrator for one who cannot come in."""

from django.http import HttpResponse, JsonResponse

from centricity.web.audit.services import Actor
from centricity.web.people import personal
from centricity.web.people.models import User


def data_file(user: User, actor: Actor, name: str) -> HttpResponse:
    """All that is held of a person as a file; that it was asked for, and by whom, is kept in the log."""
    told = personal.export(user, actor)
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response["Cache-Control"] = "no-store"
    return response
