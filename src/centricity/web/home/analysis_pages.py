"""How pages of analyses are shown: the table that is asked for as a file, or the page with its menu."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from centricity.web.home.sheets import Analysis
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.tabled import KINDS, taken


def shown(request: HttpRequest, place: Organisation, template: str, found: Analysis, **more: Any) -> HttpResponse:
    """Show an analysis, or one table of it as a file where ``csv`` or ``xlsx`` names it."""
    told, status = request.GET.copy(), more.pop("status", 200)
    for kind in KINDS:
        asked = told.pop(kind, [""])[-1]
        if asked:
            return _file(place, found, asked, kind)
    return render(
        request, template, {"place": place, "analysis": found, "query": told.urlencode()} | more, status=status
    )


def _file(place: Organisation, found: Analysis, asked: str, kind: str) -> HttpResponse:
    sheet = next((each for each in found.sheets if each.code == asked), None)
    if sheet is None:
        raise Http404
    notes = tuple(note for note in (sheet.note, *found.says, *found.notes) if note)
    return taken(sheet.file, kind, f"{place.code}-{sheet.code}", sheet.title, notes, language_now())
