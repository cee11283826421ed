"""Channels side by side, and the contacts behind a number of them: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centricity.web.customers.selectors import customers_by_number, segments_of
from centricity.web.home.analysis_pages import shown
from centricity.web.home.channel_forms import AskedForm
from centricity.web.home.channel_rows import contacts_listed
from centricity.web.home.channel_words import Reader, channel_name, in_words
from centricity.web.home.channels import channels
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

ROWS = 50


@require_safe
@login_required
def side_by_side(request: HttpRequest, organisation: str) -> HttpResponse:
    """Contacts and satisfaction by channel, over a period."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    form, handles = AskedForm(place, request.GET), voice_right(request.user, organisation) >= VoiceRight.HANDLE
    asked = form.asked()
    found = in_words(channels(place, asked), Reader(place.code, language_now(), handles))
    more = {"form": form, "asked": asked, "handles": handles, "segments": segments_of(place)}
    return shown(request, place, "home/analysis/channels.html", found, **more)


@require_safe
@login_required
def contacts(request: HttpRequest, organisation: str) -> HttpResponse:
    """Contacts behind a number, the newest first, for whoever sees customers."""
    place = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    form = AskedForm(place, request.GET)
    asked, channel = form.asked(), form.channel()
    rows = contacts_listed(place, asked, channel, assistant=form.assistant())
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    known = customers_by_number([customer for _at, customer, _channel in page])
    lines = [(at, known.get(customer), channel_name(code, language_now())) for at, customer, code in page]
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("channel", None)
    query.pop("assistant", None)
    more: dict[str, Any] = {
        "place": place, "asked": asked, "page": page, "lines": lines, "query": query,
        "name": channel_name(channel or "", language_now()), "assistant": form.assistant(),
    }  # fmt: skip
    return render(request, "home/analysis/contacts.html", more)
