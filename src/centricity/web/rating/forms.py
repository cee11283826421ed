from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.language import Language, number
from centricity.web.improvement.forms import DayInput
from centricity.web.panels.forms import PeopleField
from centricity.web.panels.level_form import UNTOLD, LevelForm
from centricity.web.rating.assigning import Share, raters_for
from centricity.web.rating.models import Level, Round
from centricity.web.rating.rounds import Wanted
from centricity.web.rating.submitting import Given

FOREIGN = "foreign"
"""What stands in a form for a metric that does not apply to a company."""


class TermsForm(forms.Form):
    shows = forms.ChoiceField(label=_("When a rater sees levels of others"), choices=Round.Shows.choices)
    due = forms.DateField(label=_("Rate by"), required=False, widget=DayInput, input_formats=["%Y-%m-%d"])


class RoundForm(TermsForm):
    wave = forms.ChoiceField(label=_("Wave"))
    field_order = ["wave", "shows", "due"]

    def __init__(self, waves: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["wave"].choices = [(wave, wave) for wave in waves]
        self.fields["shows"].initial = Round.Shows.CLOSED

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given["wave"], given["shows"], given["due"])


class ChangeForm(TermsForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PersonField(forms.ModelChoiceField):
    label_from_instance = PeopleField.label_from_instance


class AssignForm(forms.Form):
    person = PersonField(label=_("Rater or mystery shopper"), queryset=None, empty_label=_("choose one"))
    companies = forms.MultipleChoiceField(
        label=_("Companies"), required=False, help_text=_("None chosen means all of them."),
        widget=forms.SelectMultiple({"size": 8}),
    )  # fmt: skip
    metrics = forms.MultipleChoiceField(
        label=_("Metrics"), required=False, help_text=_("None chosen means all of them."),
        widget=forms.SelectMultiple({"size": 8}),
    )  # fmt: skip

    def __init__(self, made: Round, language: Language, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = raters_for(made.study)
        self.fields["companies"].choices = [(each["code"], each[language]) for each in made.companies]
        self.fields["metrics"].choices = [
            (each["code"], f"{each['code']} {each['title'][language]}") for each in made.metrics
        ]

    def share(self) -> Share:
        return Share(self.cleaned_data["companies"], self.cleaned_data["metrics"])


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("The filled table"), help_text=_("CSV in UTF-8, or a workbook (xlsx). Rows without a level are left."),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
    )  # fmt: skip


class ReturnForm(forms.Form):
    rater = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    company = forms.CharField(widget=forms.HiddenInput, max_length=200)
    metric = forms.CharField(widget=forms.HiddenInput, max_length=200)
    why = forms.CharField(label=_("What is to be corrected"), max_length=2_000)


class CellForm(LevelForm):
    """A level of a company by a metric, with the rubric of the metric."""

    def __init__(self, metric: dict[str, Any], mine: Level | None, language: Language, data: Any = None) -> None:
        super().__init__(data, prefix=metric["code"], initial=_initial(mine), language=language)
        self.metric, self.mine = metric["code"], mine
        self.question = (
            f"{metric['code']} {(metric['question'] if metric['question'][language] else metric['title'])[language]}"
        )
        self.about, self.needed = metric["definition"][language], metric["minimum_evidence"][language]
        self.lines = [line[language] for line in metric["lines"]]
        self.fields["level"].choices = [
            *level_words(metric, language),
            (UNTOLD, _("not assessed: tell why in the note")),
            (FOREIGN, _("not applicable to this company: tell why in the note")),
        ]

    def given(self) -> Given:
        told = self.cleaned_data
        level = None if told["level"] in {UNTOLD, FOREIGN} else float(told["level"])
        return Given(level, self.seen(), told["note"], told["level"] != FOREIGN)


def level_words(metric: dict[str, Any], language: Language) -> list[tuple[str, str]]:
    """Levels of a metric with what each takes."""
    found = [
        (f"{each['level']:g}", number(each["level"], language, _digits(each["level"])), each[language])
        for each in metric["levels"]
    ]
    return [(code, f"{shown} · {words}" if words else shown) for code, shown, words in found]


def _digits(value: float) -> int:
    return 0 if value == int(value) else 2


def _initial(mine: Level | None) -> dict[str, Any]:
    if mine is None:
        return {}
    told = {name: getattr(mine, name) for name in ("title", "reference", "note")}
    seen = {"kind": mine.kind, "seen_on": mine.seen_on} if mine.title else {}
    unrated = UNTOLD if mine.applies else FOREIGN
    return told | seen | {"level": unrated if mine.level is None else f"{mine.level:g}"}
