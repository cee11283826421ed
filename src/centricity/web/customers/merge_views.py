"""Pages of likely duplicates: two customers side by side, made one, and made two again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.customers import likely, merging
from centricity.web.customers.models import Customer
from centricity.web.customers.selectors import customer_for, found
from centricity.web.customers.timelines import timeline
from centricity.web.customers.views import page_of, told
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.within import within

CANDIDATES = 20


class PairForm(forms.Form):
    """Which of two is kept, as both were read; neither where they are two."""

    kept = forms.ChoiceField(choices=[("one", ""), ("other", ""), ("both", "")])
    one = forms.IntegerField(min_value=0)
    other = forms.IntegerField(min_value=0)


@require_safe
@within(VoiceRight.EDIT)
def duplicates(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    named = "names" in request.GET
    pairs, page = (likely.of_names if named else likely.of_imports)(organisation, request.GET.get("page"))
    return page_of(request, organisation, "customers/duplicates.html", pairs=pairs, page=page, named=named)


@require_safe
@within(VoiceRight.MANAGE)
def candidates(request: HttpRequest, organisation: Organisation, customer: object) -> HttpResponse:
    """Find the other one of a customer."""
    one = customer_for(organisation, customer)
    asked = request.GET.get("q", "")[:200]
    rows = found(organisation, asked or one.name).exclude(pk=one.pk).prefetch_related("keys")[: CANDIDATES + 1]
    more: dict[str, Any] = {"rows": list(rows)[:CANDIDATES], "more": len(rows) > CANDIDATES, "most": CANDIDATES}
    return page_of(request, organisation, "customers/candidates.html", customer=one, q=asked, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.MANAGE)
def pair(request: HttpRequest, organisation: Organisation, customer: object, other: object) -> HttpResponse:
    """Show two customers side by side; a POST makes them one, or says that they are two."""
    one, two = customer_for(organisation, customer), customer_for(organisation, other)
    if one.pk == two.pk:
        raise Http404
    faults: list[str] = []
    form = PairForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _settled(request, one, two, form)
        except MisuseError as error:
            faults = told(error)
        else:
            return redirect("customer", organisation.code, kept.code)
    status = 422 if request.method == "POST" else 200
    sides = [
        {"customer": each, "keys": each.keys.all(), "events": timeline(each).count(), "name": name}
        for each, name in ((one, "one"), (two, "other"))
    ]
    more = {"sides": sides, "one": one, "other": two, "faults": faults}
    return page_of(request, organisation, "customers/pair.html", status, **more)


def _settled(request: HttpRequest, one: Customer, two: Customer, form: PairForm) -> Customer:
    given = form.cleaned_data
    versions = given["one"], given["other"]
    if given["kept"] == "both":
        merging.differ(one, two, actor_of(request))
        messages.success(request, _("They are two customers, and are not shown as one again."))
        return one
    kept, gone = (one, two) if given["kept"] == "one" else (two, one)
    merging.merge(kept, gone, versions if kept is one else versions[::-1], actor_of(request))
    messages.success(request, _("The two customers are one. It can be undone."))
    return kept


@require_POST
@within(VoiceRight.MANAGE)
def undo(request: HttpRequest, organisation: Organisation, merge: int) -> HttpResponse:
    made = likely.merge_for(organisation, merge)
    try:
        merging.undo(made, actor_of(request))
        messages.success(request, _("They are two customers again."))
    except MisuseError as error:
        for fault in told(error):
            messages.error(request, fault)
    return redirect("customer", organisation.code, made.kept.code)
