"""Deleting a segment: what it is and what uses it, asked for once more."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.customers.segment_services import segment_delete
from centricity.web.customers.segment_uses import uses_of
from centricity.web.customers.segment_views import words_of
from centricity.web.customers.segments import segment_for
from centricity.web.customers.views import page_of, told
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.within import within


class DeleteForm(forms.Form):
    sure = forms.BooleanField(label=gettext_lazy("I am sure: it cannot be undone"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.EDIT)
def delete(request: HttpRequest, organisation: Organisation, segment: str) -> HttpResponse:
    found = segment_for(organisation, segment)
    form = DeleteForm(request.POST or None, initial={"version": found.version})
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            segment_delete(found, form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            faults = told(error)
        else:
            messages.success(request, _("The segment is deleted."))
            return redirect("customer_segments", organisation.code)
    status = 422 if request.method == "POST" else 200
    uses = [{"what": use.what[language_now()], "name": use.name} for use in uses_of(found)]
    more = {"segment": found, "title": found.title(language_now()), "words": words_of(found), "uses": uses}
    return page_of(request, organisation, "customers/segment_delete.html", status, form=form, faults=faults, **more)
