"""Forms of experiments: what an action is to show, and what it showed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.metrics import definition, metric_ids
from centricity.web.improvement.experiments import LARGEST, LONGEST_HYPOTHESIS, LONGEST_MEASURE, Finding, Trial
from centricity.web.improvement.forms import EndForm
from centricity.web.improvement.models import Action, Experiment
from centricity.web.look.languages import language_now


def _metrics() -> list[tuple[str, Any]]:
    named = ((each, definition(each).name[language_now()]) for each in metric_ids())
    return [("", _("told in words below")), *sorted(named, key=lambda pair: pair[1].casefold())]


def _value(label: Any, *, required: bool = True, hint: Any = "") -> forms.FloatField:
    return forms.FloatField(
        label=label, required=required, min_value=-LARGEST, max_value=LARGEST, help_text=hint,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )  # fmt: skip


class ExperimentForm(forms.Form):
    hypothesis = forms.CharField(
        label=_("Hypothesis"), max_length=LONGEST_HYPOTHESIS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If we do this, then that changes, because…"),
    )  # fmt: skip
    metric = forms.ChoiceField(label=_("Metric"), choices=_metrics, required=False)
    measure = forms.CharField(label=_("Measure in words"), required=False, max_length=LONGEST_MEASURE)
    before = _value(_("Value before"), required=False, hint=_("Leave it empty where nobody knows it."))
    wanted = _value(_("Value wanted"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def trial(self) -> Trial:
        given = self.cleaned_data
        return Trial(given["hypothesis"], given["wanted"], given["metric"], given["measure"], given["before"])


class ResultForm(EndForm):
    """Ending an action that is an experiment: what it showed is asked for."""

    result = forms.ChoiceField(label=_("The hypothesis is"), choices=[("", "—"), *Experiment.Result.choices])
    after = _value(_("Value after"), required=False, hint=_("It may stay empty where the result is unclear."))
    field_order = ("state", "result", "after", "outcome")


def ending_form(experiment: Experiment | None, *args: Any, **more: Any) -> EndForm:
    """The form that ends an action."""
    return (EndForm if experiment is None else ResultForm)(*args, **more)


def finding_of(form: EndForm) -> Finding | None:
    """What a form says that the experiment showed, where it asks for it."""
    given = form.cleaned_data
    return Finding(given["result"], given["after"]) if "result" in given else None


def begun(action: Action, experiment: Experiment | None) -> dict[str, Any]:
    """What the form of an experiment begins with."""
    names = ("hypothesis", "metric", "measure", "before", "wanted")
    told = {name: getattr(experiment, name) for name in names} if experiment is not None else {}
    return told | {"version": action.version}
