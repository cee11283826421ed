"""Forms of schemes; a row without a metric is none."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from centricity.metrics.wording import key_name
from centricity.surveys.model import SMALLEST
from centricity.web.customers.models import Channel
from centricity.web.home.heard import tallies
from centricity.web.improvement.models import Incentive
from centricity.web.improvement.motivation.measures import ASKED, CODES, COLUMNS, Part, measure
from centricity.web.improvement.motivation.services import (
    LEAST,
    LONGEST_WHO,
    MOST_FALL,
    MOST_LEAST,
    MOST_PARTS,
    MOST_PEOPLE,
    WHOLE,
    Scheme,
)
from centricity.web.improvement.services import LONGEST_TITLE
from centricity.web.look.filled import filled
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.selectors import holders

MOST_KEYS = 200


class IncentiveForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    who = forms.CharField(
        label=_("Who is rewarded"), max_length=LONGEST_WHO,
        help_text=_("A department, a team or a role, never a single person."),
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("How many people"), min_value=1, max_value=MOST_PEOPLE,
        help_text=_("Answers about fewer than five people would speak of single persons."),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=None, required=False, empty_label=_("nobody yet"),
        help_text=_("Whoever answers for the scheme, best nobody whom it rewards."),
    )  # fmt: skip
    every = forms.ChoiceField(
        label=_("How often"), choices=Incentive.Every.choices, initial=Incentive.Every.QUARTER,
        help_text=_("A quarter has more answers than a month, and less noise."),
    )  # fmt: skip
    sales = forms.IntegerField(label=_("Share of sales or volume, %"), min_value=0, max_value=WHOLE, initial=60)
    least = forms.IntegerField(
        label=_("Fewest answers"), min_value=SMALLEST, max_value=MOST_LEAST, initial=LEAST,
        help_text=_("A metric with fewer is not payable."),
    )  # fmt: skip
    most_fall = forms.FloatField(
        label=_("How far the response rate may fall, in points"), min_value=0, max_value=WHOLE,
        initial=filled(MOST_FALL),
    )  # fmt: skip
    own_known = forms.BooleanField(
        label=_("It is known by which channels the rewarded people ask for answers themselves"), required=False,
        help_text=_(
            "For example a tablet at the desk, or a link they hand out. Mark the channels below; none where they "
            "ask nobody."
        ),
    )  # fmt: skip
    own_channels = forms.MultipleChoiceField(
        label=_("Channels by which they ask"), choices=Channel.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = holders(organisation.code)

    def scheme(self, parts: "Parts") -> Scheme:
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Scheme(**given | {"own_channels": tuple(given["own_channels"]), "parts": tuple(parts.told())})


class IncentiveChangeForm(IncentiveForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PartForm(forms.Form):
    metric = forms.ChoiceField(label=_("Metric of customers"), required=False)
    cut = forms.ChoiceField(
        label=_("Which answers"),
        required=False,
        help_text=_("Only survey metrics can be limited to a part of the answers."),
    )
    share = forms.IntegerField(label=_("Share, %"), required=False, min_value=1, max_value=WHOLE)
    floor = forms.FloatField(label=_("Floor (nothing is reached up to here)"), required=False)
    target = forms.FloatField(label=_("Target (all is reached from here on)"), required=False)

    def __init__(self, *args: Any, cuts: Any = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["metric"].choices = [("", _("none")), *((each, _title(each)) for each in CODES)]
        self.fields["cut"].choices = [("", _("all of them")), *cuts]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("metric"):
            for name in ("share", "floor", "target"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("This is needed for a metric."))
        return given

    def part(self) -> Part | None:
        given = self.cleaned_data
        if not given["metric"]:
            return None
        column, _equals, key = given["cut"].partition("=")
        return Part(given["metric"], given["share"], given["floor"], given["target"], column, key)


class Parts:
    """Rows of metrics: as many as a scheme may have."""

    def __init__(self, organisation: Organisation, data: Any = None, parts: tuple[Part, ...] = ()) -> None:
        cuts = list(cuts_of(organisation, parts))
        starts = [_start(each) for each in parts] + [{}] * (MOST_PARTS - len(parts))
        self.forms = [
            PartForm(data, cuts=cuts, prefix=f"part{number}", initial=start) for number, start in enumerate(starts)
        ]

    def is_valid(self) -> bool:
        return all([each.is_valid() for each in self.forms])  # noqa: C419  every row is to say what is wrong

    def told(self) -> Iterator[Part]:
        for each in self.forms:
            part = each.part()
            if part is not None:
                yield part


def _title(code: str) -> str:
    known = measure(code)
    unit = {"points": _("points"), "percent": "%", "hours": _("hours")}[known.metric.unit]
    return f"{known.title[language_now()]} ({unit})"


def _start(part: Part) -> dict[str, Any]:
    ends = {"floor": filled(part.floor), "target": filled(part.target)}
    return asdict(part) | ends | {"cut": f"{part.column}={part.key}" if part.column else ""}


def cuts_of(organisation: Organisation, parts: tuple[Part, ...]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Parts of the answers by column: those that anybody answered in, and those a scheme has."""
    for column in COLUMNS:
        keys = {each.key for each in parts if each.column == column}
        for metric in ASKED:
            keys |= set(tallies(organisation, metric, column)["key"].unique().to_list())
        named = sorted(key for key in keys if key)[:MOST_KEYS]
        if named:
            yield capfirst(key_name(column, language_now())), [(f"{column}={key}", key) for key in named]
