"""How often an organisation asks anybody at most."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.pacing import MOST_DAYS, quiet_days, quiet_days_change


class PaceForm(forms.Form):
    quiet_days = forms.IntegerField(
        label=_("Nobody is asked twice within, days"), min_value=0, max_value=MOST_DAYS,
        help_text=_("It holds for all surveys, for customers and for addresses of staff. Nought: there is no limit."),
    )  # fmt: skip
    read = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pace(request: HttpRequest, organisation: str) -> HttpResponse:
    """Set the quiet days."""
    place = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    now = quiet_days(place)
    form = PaceForm(request.POST or None, initial={"quiet_days": now, "read": now})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            quiet_days_change(place, told["read"], told["quiet_days"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, capfirst(error.faults[0].sentence(language_now())))
        else:
            messages.success(request, _("Saved."))
            return redirect("survey_pace", place.code)
    status = 422 if request.method == "POST" else 200
    return render(request, "voice/pace.html", {"place": place, "form": form}, status=status)
