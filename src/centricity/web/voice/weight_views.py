"""The page on which shares are told that a survey is weighed to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centricity.errors import CentricityError, Fault
from centricity.language import Language, number
from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.models import Survey, Targets
from centricity.web.voice.places import at
from centricity.web.voice.plan_views import NumberField
from centricity.web.voice.selectors import survey_for
from centricity.web.voice.weighing import (
    COLUMN_NAMES,
    COLUMNS,
    LARGEST,
    ROUNDING,
    WHOLE,
    group_name,
    groups_of,
    targets_of,
    targets_set,
)

HISTORY = 20


@dataclass(frozen=True)
class Asked:
    """A column of the form: its fields, and what is wrong with their sum."""

    column: str
    name: Any
    rows: list[tuple[Any, int | None]]
    wrong: str


class SharesForm(forms.Form):
    """A share for every group of every column; a column all of whose fields are empty is not weighed by."""

    number = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def __init__(self, survey: Survey, targets: Targets | None, language: Language, *args: Any, **more: Any) -> None:
        begin = {"number": targets.number if targets else 0}
        super().__init__(*args, initial=begin | more.pop("initial", {}), **more)
        assert survey.current is not None  # noqa: S101  it was published
        shares = targets.shares if targets else {}
        self.groups, self.sums = dict[str, dict[str, int | None]](), dict[str, str]()
        for column in COLUMNS:
            found = groups_of(survey, column)
            known = found | {code: found.get(code) for code in shares.get(column, {})}
            if len(known) > 1:
                self.groups[column] = known
                for i, code in enumerate(known):
                    name = group_name(survey.current.questionnaire, column, code, language)
                    self.fields[f"{column}-{i}"] = NumberField(
                        label=name, required=False, min_value=0, max_value=100,
                        initial=_typed(shares.get(column, {}).get(code), language),
                    )  # fmt: skip
        largest = targets.largest if targets else LARGEST
        self.fields["largest"] = NumberField(
            label=_("Largest weight (the average is 1)"), min_value=1.1, max_value=20,
            initial=_typed(largest, language),
            help_text=_("No answer weighs more than this. Where the shares cannot be met within it, you are told."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for column, groups in self.groups.items():
            names = [f"{column}-{i}" for i in range(len(groups))]
            told = [given[name] for name in names if given.get(name) is not None]
            if not told and not any(name in self.errors for name in names):
                continue
            for name, n in zip(names, groups.values(), strict=True):
                if name not in self.errors and given.get(name) is None and n != 0:
                    self.add_error(name, ValidationError(_("Say its share; 0 where there is nobody."), "required"))
            if not any(name in self.errors for name in names) and abs(sum(told) - WHOLE) > ROUNDING:
                total = number(sum(told), language_now(), 1)
                self.sums[column] = _("Together it must be 100%%; it is %(total)s%%.") % {"total": total}
                self.add_error(None, ValidationError(f"{COLUMN_NAMES[column]}: {self.sums[column]}", "sum"))
        return given

    @property
    def shares(self) -> dict[str, dict[str, float]]:
        """Shares of the columns that are weighed by."""
        given = self.cleaned_data
        made = {
            column: {
                code: given[f"{column}-{i}"] for i, code in enumerate(groups) if given[f"{column}-{i}"] is not None
            }
            for column, groups in self.groups.items()
        }
        return {column: told for column, told in made.items() if told}

    @property
    def columns(self) -> Iterator[Asked]:
        """Columns as the page shows them."""
        for column, groups in self.groups.items():
            rows = [(self[f"{column}-{i}"], n) for i, n in enumerate(groups.values())]
            yield Asked(column, COLUMN_NAMES[column], rows, self.sums.get(column, ""))


def _typed(value: float | None, language: Language) -> str:
    """A share as somebody would type it."""
    told = "" if value is None else f"{value:.10g}"
    return told.replace(".", ",") if language == "ru" else told


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def weights(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Tell the shares that answers are weighed to, or that they are not."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    if found.current is None:
        more = {"survey": found, "place": found.organisation}
        return render(request, "voice/weights.html", more, status=409 if request.method == "POST" else 200)
    targets, language = targets_of(found), language_now()
    form = SharesForm(found, targets, language, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _kept(request, found, form):
        return redirect(at("survey_results", found))
    more = {
        "survey": found, "place": found.organisation, "form": form, "columns": list(form.columns), "targets": targets,
        "sealed": found.current.questionnaire.nameless and found.state != Survey.State.CLOSED,
        "least": found.current.questionnaire.minimum_n if found.current.questionnaire.nameless else 0,
        "history": found.targets.all()[:HISTORY],
    }  # fmt: skip
    return render(request, "voice/weights.html", more, status=422 if request.method == "POST" else 200)


def _kept(request: HttpRequest, survey: Survey, form: SharesForm) -> bool:
    """Keep what was told; where it will not do, the form says why."""
    sound, dropped = form.is_valid(), request.POST.get("do") == "drop"
    given = form.cleaned_data
    if "number" not in given:
        form.add_error(None, Fault("web.unreadable").sentence(language_now()))
        return False
    if not (sound or dropped):
        return False
    shares, largest = ({}, LARGEST) if dropped else (form.shares, given["largest"])
    try:
        targets_set(survey, shares, largest, given["number"], actor_of(request))
    except CentricityError as error:
        for fault in error.faults:
            sentence = fault.sentence(language_now())
            form.add_error(None, sentence[:1].upper() + sentence[1:])
        return False
    messages.success(request, _("Answers are weighed now.") if shares else _("Answers are not weighed."))
    return True
