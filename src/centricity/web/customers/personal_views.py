"""Giving a customer's data out, and forgetting a customer."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.customers import personal
from centricity.web.customers.personal_archive import archived
from centricity.web.customers.selectors import customer_for
from centricity.web.customers.views import page_of, told
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.within import within


class EraseForm(forms.Form):
    sure = forms.BooleanField(label=gettext_lazy("I am sure: it cannot be undone"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@require_safe
@within(VoiceRight.MANAGE)
def data(request: HttpRequest, organisation: Organisation, customer: object) -> StreamingHttpResponse:
    """All that is held of a customer, with the files, as a zip archive that is written while it is sent."""
    found = customer_for(organisation, customer)
    response = StreamingHttpResponse(archived(found, actor_of(request)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="customer-{found.code}.zip"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.MANAGE)
def erase(request: HttpRequest, organisation: Organisation, customer: object) -> HttpResponse:
    found = customer_for(organisation, customer)
    form = EraseForm(request.POST or None, initial={"version": found.version})
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            personal.erase(found, form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            faults = told(error)
        else:
            messages.success(request, _("The customer is erased."))
            return redirect("customer", organisation.code, found.code)
    status = 422 if request.method == "POST" else 200
    return page_of(request, organisation, "customers/erase.html", status, form=form, customer=found, faults=faults)
