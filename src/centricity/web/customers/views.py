"""Pages of customers: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.customers import selectors, services
from centricity.web.customers.forecasts import standing
from centricity.web.customers.forms import ContactForm, CustomerForm, SearchForm
from centricity.web.customers.likely import merges_of
from centricity.web.customers.models import Customer
from centricity.web.customers.timelines import timeline
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisations_handled, voice_right
from centricity.web.people.within import within

ROWS, EVENTS = 100, 50


def page_of(
    request: HttpRequest, organisation: Organisation, template: str, status: int = 200, **more: Any
) -> HttpResponse:
    """A page within an organisation, which knows what its reader may do."""
    right = voice_right(request.user, organisation.code)
    frame = {
        "organisation": organisation,
        "may_edit": right >= VoiceRight.EDIT,
        "may_manage": right >= VoiceRight.MANAGE,
    }
    return render(request, template, frame | more, status=status)


def told(error: MisuseError) -> list[str]:
    """Faults in the language of the reader."""
    return [fault.text(language_now()) for fault in error.faults]


@require_safe
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    known = list(organisations_handled(request.user)[:1_000])
    if not known:
        raise PermissionDenied
    if len(known) == 1:
        return redirect("customer_list", known[0].code)
    return render(request, "customers/organisations.html", {"organisations": known})


@require_safe
@within(VoiceRight.HANDLE)
def listed(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    asked = SearchForm(request.GET).asked()
    rows = selectors.found(organisation, asked["q"], **{k: v for k, v in asked.items() if k != "q"})
    more = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "asked": asked,
        "segments": selectors.segments_of(organisation),
        "markets": Customer.Market.choices,
        "kinds": Customer.Kind.choices,
    }
    return page_of(request, organisation, "customers/list.html", **more)


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.EDIT)
def add(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = CustomerForm(request.POST or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = services.customer_create(organisation, form.facts(), form.keys(), actor_of(request))
        except MisuseError as error:
            faults = told(error)
        else:
            messages.success(request, _("The customer is added."))
            return redirect("customer", organisation.code, made.code)
    status = 422 if request.method == "POST" else 200
    return page_of(request, organisation, "customers/edit.html", status, form=form, faults=faults)


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.EDIT)
def edit(request: HttpRequest, organisation: Organisation, customer: object) -> HttpResponse:
    found = selectors.customer_for(organisation, customer)
    form = CustomerForm(request.POST or None, instance=found)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.customer_edit(found, form.facts(), form.keys(), version, actor_of(request))
        except MisuseError as error:
            faults = told(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("customer", organisation.code, found.code)
    status = 422 if request.method == "POST" else 200
    more = {"form": form, "faults": faults, "customer": found}
    return page_of(request, organisation, "customers/edit.html", status, **more)


@require_safe
@within(VoiceRight.HANDLE)
def opened(request: HttpRequest, organisation: Organisation, customer: object) -> HttpResponse:
    return shown(request, organisation, selectors.customer_for(organisation, customer), ContactForm(organisation))


def shown(
    request: HttpRequest, organisation: Organisation, found: Customer, form: ContactForm, **more: Any
) -> HttpResponse:
    """The page of a customer."""
    page = Paginator(timeline(found), EVENTS).get_page(request.GET.get("page"))
    facts = {
        "customer": found,
        "keys": found.keys.all(),
        "page": page,
        "form": form,
        "may_be_contacted": selectors.may_be_contacted(found),
        "merges": merges_of(found),
        "forecast": standing(found, language_now()),
    }
    return page_of(request, organisation, "customers/customer.html", **facts, **more)


@require_POST
@within(VoiceRight.HANDLE)
def contact(request: HttpRequest, organisation: Organisation, customer: object) -> HttpResponse:
    """Keep a contact; one over another channel than the preferred is asked for its reason first."""
    found = selectors.customer_for(organisation, customer)
    form = ContactForm(organisation, request.POST, asks=True)
    if not form.is_valid():
        return shown(request, organisation, found, form, status=422)
    given = form.cleaned_data
    try:
        services.contact_record(found, given["channel"], given["text"], given["reason"], actor_of(request))
    except MisuseError as error:
        asks = error.faults[0].code == "web.customer_other_channel"
        again = ContactForm(organisation, request.POST, asks=asks)
        return shown(request, organisation, found, again, faults=told(error), status=422)
    messages.success(request, _("The interaction is recorded."))
    return redirect("customer", organisation.code, found.code)
