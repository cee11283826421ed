"""The page for executives: on the screen, as a PDF, which company is us, and an action on the biggest gap."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import MisuseError
from centricity.reports.html import section_html
from centricity.reports.pdf import pdf
from centricity.web.audit.services import actor_of
from centricity.web.home.executive import executive
from centricity.web.home.standing import biggest_gap
from centricity.web.home.us import (
    MOST_COMPANIES,
    executive_for,
    named_companies,
    ourselves,
    studies_of,
    us_choose,
    us_of,
)
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.services import action_create
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right


class UsForm(forms.Form):
    company = forms.ChoiceField(label=gettext_lazy("We are"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, place: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        english, found = language_now() == "en", []
        studies = list(studies_of(place))
        companies = named_companies(studies, english=english)
        for study in studies:
            title = study.title_en if english else study.title_ru
            rows = companies[study.pk][:MOST_COMPANIES]
            found.append((title, [(f"{study.code}/{subject}", name) for subject, name in rows]))
        self.fields["company"].choices = [("", "–"), *found]


@require_safe
@login_required
def page(request: HttpRequest, organisation: str) -> HttpResponse:
    place = executive_for(request.user, organisation)
    document = executive(place, language_now())
    drawn = [(each, mark_safe(section_html(each))) for each in document.sections]  # noqa: S308  it escapes every text
    edits = voice_right(request.user, organisation) >= VoiceRight.EDIT
    more = {
        "place": place, "document": document, "sections": drawn, "edits": edits, "chosen": ourselves(place) is not None
    }  # fmt: skip
    return render(request, "home/executive.html", more)


@require_safe
@login_required
def report(request: HttpRequest, organisation: str) -> HttpResponse:
    """The page on paper; of the same numbers always the same bytes."""
    place = executive_for(request.user, organisation)
    language = language_now()
    response = HttpResponse(pdf(executive(place, language), "page"), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{place.code}-executive-{language}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def us(request: HttpRequest, organisation: str) -> HttpResponse:
    """Choose which company of which study the organisation is."""
    place = executive_for(request.user, organisation, VoiceRight.EDIT)
    known = us_of(place)
    start = {"company": f"{known.study.code}/{known.company}", "version": known.version} if known else {"version": 0}
    form = UsForm(place, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        study, _slash, company = form.cleaned_data["company"].partition("/")
        try:
            us_choose(place, study, company, form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, error.text(language_now()))
        else:
            messages.success(request, _("Saved."))
            return redirect("board_executive", organisation)
    more = {"place": place, "form": form, "studies": studies_of(place).exists()}
    return render(request, "home/us.html", more, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gap(request: HttpRequest, organisation: str) -> HttpResponse:
    """Make an action on the biggest gap."""
    place = executive_for(request.user, organisation, VoiceRight.EDIT)
    found = biggest_gap(place)
    form = ActionForm(place, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = action_create(place, form.plan(), actor_of(request), origin=found.origin)
        except MisuseError as error:
            form.add_error(None, error.text(language_now()))
        else:
            messages.success(request, _("The action is made."))
            return redirect("action", organisation, made.pk)
    more = {"place": place, "form": form, "part": found.part["title"][language_now()]}
    return render(request, "home/gap.html", more, status=422 if request.method == "POST" else 200)
