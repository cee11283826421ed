from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.language import Language
from centricity.methods import Metric, bundled_method
from centricity.methods.tree import Scale
from centricity.surveys.catalogue import METHODS
from centricity.web.improvement.forms import DayInput
from centricity.web.panels.judging import Given
from centricity.web.panels.level_form import UNTOLD, LevelForm
from centricity.web.panels.models import Judgement, Record
from centricity.web.panels.services import Wanted
from centricity.web.people.models import Organisation
from centricity.web.people.selectors import holders
from centricity.web.voice.forms import both, options_of, text_of


class PeopleField(forms.ModelMultipleChoiceField):
    """People by name and e-mail: two may have one name."""

    def label_from_instance(self, user: Any) -> str:
        return f"{user.name} · {user.email}" if user.name else str(user.email)


class PanelForm(forms.Form):
    title_ru, title_en = both(_("Title"), required=False)
    code = forms.SlugField(label=_("Code"), max_length=60, help_text=_("Stands in the address, such as maturity-2026."))
    method = forms.ChoiceField(label=_("By which questions"))
    departments = forms.CharField(
        label=_("Departments"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 5}),
        help_text=_("One a line: code | in Russian | in English. Left empty, the organisation is rated as a whole."),
    )  # fmt: skip
    people = PeopleField(
        label=_("Who rates"), queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text=_("Two people at least; those who know the departments from different sides."),
    )  # fmt: skip
    due = forms.DateField(label=_("Rate by"), required=False, widget=DayInput, input_formats=["%Y-%m-%d"])

    def __init__(self, organisation: Organisation, language: Language, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["method"].choices = [(each, bundled_method(each).title[language]) for each in METHODS]
        self.fields["people"].queryset = holders(organisation.code)

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        title = text_of(given, "title") or {"ru": given["code"], "en": given["code"]}
        departments = [{"code": each["code"], **each["text"]} for each in options_of(given["departments"])]
        return Wanted(given["code"], title, given["method"], departments, list(given["people"]), given["due"])


class ItemForm(LevelForm):
    """A level of one item, with what it rests on."""

    record = forms.TypedChoiceField(label=_("Rests on"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, metric: Metric, scale: Scale, records: list[Record], mine: Judgement | None, language: Language,
        data: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, prefix=metric.code, initial=_initial(mine), language=language)
        self.metric, self.mine = metric, mine
        self.question = (metric.question or metric.title)[language]
        self.needed = metric.minimum_evidence[language] if metric.minimum_evidence else ""
        self.fields["level"].choices = [*_levels(scale, language), (UNTOLD, _("cannot be told"))]
        self.fields["record"].choices = [("", _("nothing yet")), *((each.pk, each.title) for each in records)]

    def given(self) -> Given:
        """What is given; of a record both its title and its place must be told."""
        told = self.cleaned_data
        level = None if told["level"] == UNTOLD else int(told["level"])
        return Given(level, told["record"], self.seen(), told["note"])


def _levels(scale: Scale, language: Language) -> list[tuple[str, str]]:
    """Levels of a scale, with their words where it has any."""
    words = {anchor.value: anchor.text[language] for anchor in scale.anchors}
    numbers = range(int(scale.min), int(scale.max) + 1)
    return [(str(each), f"{each} · {words[each]}" if each in words else str(each)) for each in numbers]


def _initial(mine: Judgement | None) -> dict[str, Any]:
    if mine is None:
        return {}
    level = UNTOLD if mine.level is None else str(mine.level)
    return {"level": level, "record": mine.record_id, "note": mine.note}
