"""How pages of analyses are shown: the table that is asked for as a file, or the page with its menu."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from centricity.tables.write import csv_bytes
from centricity.web.home.sheets import Analysis, Sheet
from centricity.web.people.models import Organisation


def shown(request: HttpRequest, place: Organisation, template: str, found: Analysis, **more: Any) -> HttpResponse:
    """Show an analysis, or one table of it as CSV where ``csv`` names it."""
    asked, status = request.GET.get("csv", ""), more.pop("status", 200)
    if asked:
        return _file(place, found.sheets, asked)
    told = request.GET.copy()
    told.pop("csv", None)
    return render(
        request, template, {"place": place, "analysis": found, "query": told.urlencode()} | more, status=status
    )


def _file(place: Organisation, sheets: Sequence[Sheet], asked: str) -> HttpResponse:
    sheet = next((each for each in sheets if each.code == asked), None)
    if sheet is None:
        raise Http404
    response = HttpResponse(csv_bytes(sheet.file), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{place.code}-{sheet.code}.csv"'
    return response
