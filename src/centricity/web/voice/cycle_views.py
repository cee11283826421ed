"""Making the next one of a survey, and saying when it is due."""

from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from centricity.errors import CentricityError, Fault, MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.cycle import next_due_set
from centricity.web.voice.due import day_of
from centricity.web.voice.following import code_proposed, survey_follow
from centricity.web.voice.places import at
from centricity.web.voice.selectors import survey_for


class NextForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=60,
        help_text=gettext_lazy("Stands in the address: small Latin letters, digits and hyphens."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def following(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Make the next one of a survey."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    form = NextForm(request.POST or None, initial={"code": code_proposed(found)})
    if request.method == "POST" and form.is_valid():
        try:
            made = survey_follow(found, form.cleaned_data["code"], actor_of(request))
        except CentricityError as error:
            form.add_error("code", error.text(language_now()))
        else:
            messages.success(request, _("The next survey is made, as a draft. Look it through and publish it."))
            return redirect(at("survey_build", made))
    status = 422 if request.method == "POST" else 200
    return render(
        request, "voice/next.html", {"survey": found, "place": found.organisation, "form": form}, status=status
    )


@require_POST
@login_required
def cycle(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Say when the next one is due; nothing says that there is none."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    told = request.POST.get("version", "")
    version = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else -1
    try:
        next_due_set(found, day_sent(request), version, actor_of(request))
    except CentricityError as error:
        messages.error(request, error.text(language_now()))
    else:
        messages.success(request, _("Saved."))
    return redirect(at("survey", found))


def day_sent(request: HttpRequest) -> date | None:
    """The day that a form sent; None where it is empty.

    Raises
    ------
    MisuseError
        Where it is no day.
    """
    sent = request.POST.get("next_due", "").strip()
    if not sent:
        return None
    day = day_of(sent)
    if day is None:
        raise MisuseError([Fault("web.next_due_unread", fields={"got": sent[:20]})])
    return day
