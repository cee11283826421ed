"""The form of a segment: up to eight rules in rows, which works without scripts."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.errors import Fault
from centricity.language import Language
from centricity.web.customers.models import Segment
from centricity.web.customers.rules import FIELDS, MOST_RULES, OPERATORS, OWN, Rule, Type, field_of
from centricity.web.customers.segment_words import codes_of, word

_FIRST_ROWS = 2
_LONGEST = 5_000


class SegmentForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    class Meta:
        model = Segment
        fields = ["code", "title_ru", "title_en", "joined_by"]
        widgets = {"joined_by": forms.RadioSelect}
        help_texts = {"code": _("Latin letters, digits and dashes; it never changes.")}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.instance.pk:
            del self.fields["code"]
            self.fields["version"].initial = self.instance.version

    def _post_clean(self) -> None:
        """The segment is written by the services alone."""


@dataclasses.dataclass
class Row:
    """A row of the form, with what was wrong in it."""

    number: int
    field: str = ""
    operator: str = ""
    value: str = ""
    days: str = ""
    wrong: list[str] = dataclasses.field(default_factory=list)

    def raw(self) -> dict[str, Any]:
        """What was asked, as rules are checked."""
        return {
            "field": self.field, "operator": self.operator, "values": list(self._values()), "days": self.days or None
        }  # fmt: skip

    def _values(self) -> Sequence[str]:
        """Several values with semicolons; words in either language."""
        return [codes_of(self.field, each.strip()) for each in self.value.split(";") if each.strip()]


def rows_of(rules: Sequence[Rule], language: Language) -> list[Row]:
    """Rows for rules that are there, and some to fill."""
    made = []
    for i, each in enumerate(rules):
        words = [word(each.field, value, language) if each.type == Type.WORD else value for value in each.values]
        made.append(Row(i, each.field, each.operator, "; ".join(words), str(each.days or "")))
    return made + [Row(i) for i in range(len(made), _FIRST_ROWS)]


def rows_sent(sent: Any) -> list[Row]:
    """Rows as they were sent."""
    made: list[Row] = []
    for i in range(MOST_RULES):
        if f"field-{i}" in sent:
            field, operator, value, days = (
                str(sent.get(f"{name}-{i}", ""))[:_LONGEST].strip() for name in ("field", "operator", "value", "days")
            )
            made.append(Row(len(made), field, operator, value, days))
    return made


def filled(rows: Sequence[Row]) -> list[Row]:
    """Rows that ask something; one without a field asks nothing."""
    return [each for each in rows if each.field]


def another(rows: list[Row]) -> list[Row]:
    """Rows with one more to fill, where there is room."""
    return [*rows, Row(len(rows))] if len(rows) < MOST_RULES else rows


def blamed(rows: Sequence[Row], faults: Sequence[Fault], language: str) -> list[Fault]:
    """Put faults of rules beside their rows; give those that are of no row."""
    asked = filled(rows)
    rest = []
    for fault in faults:
        parts = fault.place.key.split(".")
        if len(parts) == 3 and parts[0] == "rules":
            asked[int(parts[1])].wrong.append(fault.sentence("en" if language == "en" else "ru"))
        else:
            rest.append(fault)
    return rest


def choices(own: Sequence[str], rows: Sequence[Row], language: Language) -> dict[str, Any]:
    """What may be chosen: fields, own fields, operators; and the words that fields may hold."""
    used = [each.field.removeprefix(OWN) for each in rows if each.field.startswith(OWN) and field_of(each.field)]
    names = sorted({*own, *used})
    return {
        "fields": [(code, each.label[language]) for code, each in FIELDS.items()],
        "own": [(OWN + name, name) for name in names],
        "operators": [(code, each[language]) for code, each in OPERATORS.items()],
        "words": [
            (each.label[language], [word(code, name, language) for name in each.words])
            for code, each in FIELDS.items()
            if each.words
        ],
    }
