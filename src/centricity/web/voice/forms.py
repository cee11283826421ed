"""Forms of the builder: a part of a draft as fields, and fields as a part of a draft."""

import re
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from centricity.surveys import survey_ids
from centricity.surveys.question import CHOICES, MOST_MEGABYTES, SCALES
from centricity.web.look.languages import language_now
from centricity.web.voice.drafts import Draft, codes, free_code, option_codes, tests, words

KINDS: list[tuple[str, Any]] = [
    ("nps", _("NPS: would recommend, 0–10")), ("csat", _("CSAT: satisfied, 1–5")), ("ces", _("CES: easy, 1–5")),
    ("cli", _("CLI: would buy again, 1–5")), ("enps", _("eNPS: would recommend as an employer, 0–10")),
    ("esi", _("ESI: satisfied with the employer, 1–5; staff only")),
    ("rating", _("rating on another scale")), ("single", _("one of several")), ("multiple", _("some of several")),
    ("matrix", _("matrix: a rating or a choice in every row")), ("ranking", _("ranking")), ("number", _("number")),
    ("text", _("text")), ("date", _("date")), ("file", _("file")),
    ("consent", _("consent")),
]  # fmt: skip
PURPOSES = [
    ("relationship", _("how customers see us")), ("transaction", _("after a purchase or a service")),
    ("resolution", _("after a request is solved")), ("exit", _("on leaving")), ("maturity", _("maturity")),
    ("internal", _("departments serving one another")), ("other", _("other")),
]  # fmt: skip
TESTS = [
    ("", "—"), ("is", _("is one of")), ("at_least", _("is at least")), ("at_most", _("is at most")),
    ("answered", _("is answered")), ("unanswered", _("is not answered")),
]  # fmt: skip
FILLS = [
    ("", _("no column")), ("department", _("department")), ("segment", _("segment")),
    ("touchpoint", _("touchpoint")), ("channel", _("channel")),
]  # fmt: skip
FILE_FIELDS = {"file_image": "image", "file_pdf": "pdf", "file_text": "text"}
"""Fields of the kinds of files."""
MOST_TESTS = 3
_LONG = forms.Textarea(attrs={"rows": 2})


def both(
    label: Any, *, required: bool = True, long: bool = False, hint: Any = ""
) -> tuple[forms.CharField, forms.CharField]:
    """A text in both languages, side by side."""
    made = [
        forms.CharField(
            label=format_lazy("{} {}", label, name), required=required, max_length=2_000, help_text=hint,
            widget=forms.Textarea({"rows": 2, "lang": language}) if long else forms.TextInput({"lang": language}),
        )
        for language, name in (("ru", _("in Russian")), ("en", _("in English")))
    ]  # fmt: skip
    return made[0], made[1]


def text_of(given: dict[str, Any], name: str) -> dict[str, str] | None:
    """A text of two fields; None where both are empty, and the one there is for both where one is."""
    ru, en = str(given.get(f"{name}_ru") or "").strip(), str(given.get(f"{name}_en") or "").strip()
    return {"ru": ru or en, "en": en or ru} if ru or en else None


def fields_of(part: Draft, *names: str) -> dict[str, str]:
    """Texts of a part as fields."""
    found = {}
    for name in names:
        for language in ("ru", "en"):
            found[f"{name}_{language}"] = words(part, language, name)
    return found


def lines_of(options: Any) -> str:
    """Options as lines: ``code | по-русски | in English``."""
    listed = options if isinstance(options, list) else []
    return "\n".join(
        " | ".join([str(each.get("code", "")), *(words(each, language) for language in ("ru", "en"))])
        for each in listed
        if isinstance(each, dict)
    )


def options_of(lines: str) -> list[Draft]:
    """Options of lines; a line without a code is given one, a line in one language is for both."""
    made: list[Draft] = []
    for line in lines.splitlines():
        told = [part.strip() for part in line.split("|")]
        if not any(told):
            continue
        words = told if len(told) < 3 else told[1:]
        stem = told[0] if len(told) >= 3 and told[0] else f"o{len(made) + 1}"
        code = free_code((each["code"] for each in made), stem)
        made.append({"code": code, "text": {"ru": words[0] or words[-1], "en": words[-1] or words[0]}})
    return made


class ConditionForm(forms.Form):
    """Tests of earlier answers: all must hold, or any."""

    when: Any = _("Asked when")
    join = forms.ChoiceField(
        choices=[("all", _("all conditions are met")), ("any", _("at least one condition is met"))]
    )

    def __init__(self, draft: Draft, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["join"].label = self.when
        known = [("", "—"), *((code, f"{code}: {words[:60]}") for code, words in codes(draft, language_now()).items())]
        for i in range(MOST_TESTS):
            self.fields[f"question{i}"] = forms.ChoiceField(label=_("Answer to"), choices=known, required=False)
            self.fields[f"test{i}"] = forms.ChoiceField(label=_("Test"), choices=TESTS, required=False)
            self.fields[f"value{i}"] = forms.CharField(
                label=_("Value"),
                required=False,
                max_length=500,
                help_text=_("A number, or codes of options with commas."),
            )
        if listed := list(option_codes(draft)):
            self.fields["join"].help_text = format_lazy("{}: {}", _("Codes of options"), "; ".join(listed))

    @staticmethod
    def told(condition: Any) -> Draft:
        """A condition as fields."""
        found: Draft = {}
        if not isinstance(condition, dict):
            return found
        found["join"] = "any" if tests(condition, "any") else "all"
        for i, test in enumerate((tests(condition, "any") or tests(condition, "all"))[:MOST_TESTS]):
            found[f"question{i}"] = test.get("question")
            name = next((n for n in ("is", "at_least", "at_most") if n in test), "answered")
            found[f"test{i}"] = "unanswered" if test.get("answered") is False else name
            found[f"value{i}"] = _typed(test.get(name, ""))
        return found

    def condition(self) -> Draft | None:
        """Fields as a condition; None where there is none."""
        given = self.cleaned_data
        made = [
            {"question": given[f"question{i}"], **_test(given[f"test{i}"], given[f"value{i}"])}
            for i in range(MOST_TESTS)
            if given.get(f"question{i}") and given.get(f"test{i}")
        ]
        return {given["join"]: made} if made else None


def _typed(value: Any) -> str:
    """A value of a test as it would be typed."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def _test(name: str, value: str) -> Draft:
    if name == "is":
        return {"is": [part.strip() for part in value.split(",") if part.strip()]}
    if name in {"answered", "unanswered"}:
        return {"answered": name == "answered"}
    return {name: number_of(value)}


def number_of(value: str) -> Any:
    """A number as it was typed; what is none stays as it is, for the checker to tell."""
    told = value.strip().replace(",", ".")
    if re.fullmatch(r"-?[0-9]+", told):
        return int(told)
    return float(told) if re.fullmatch(r"-?[0-9]+\.[0-9]+", told) else told


class NewSurveyForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=60, help_text=_("Small Latin letters, digits and hyphens."))
    template = forms.ChoiceField(label=_("Template"), choices=[])
    departments = forms.CharField(
        label=_("Departments"), required=False, max_length=10_000, widget=_LONG,
        help_text=_("For surveys of staff: one on a line, as “code | in Russian | in English” or in one language."),
    )  # fmt: skip

    def __init__(self, templates: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["template"].choices = [("", _("none")), *templates]
        self.fields["template"].required = False

    def clean_template(self) -> str:
        told = str(self.cleaned_data["template"])
        return told if told in survey_ids() else ""


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("A survey as YAML, such as one that was downloaded here."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SettingsForm(forms.Form):
    title_ru, title_en = both(_("Title"))
    intro_ru, intro_en = both(_("Introduction"), required=False, long=True)
    thanks_ru, thanks_en = both(_("Thanks"), long=True)
    audience = forms.ChoiceField(
        label=_("Who is asked"),
        choices=[("customers", _("customers")), ("employees", _("employees, always anonymous"))],
    )
    purpose = forms.ChoiceField(label=_("What for"), choices=PURPOSES)
    touchpoint = forms.CharField(
        label=_("Touchpoint"), required=False, max_length=64,
        help_text=_("A code. All ratings are marked with it, unless an answer or the rule that asked tells another."),
    )  # fmt: skip
    anonymous = forms.BooleanField(label=_("Who answered is not kept"), required=False)
    minimum_n = forms.IntegerField(
        label=_("Smallest group shown"), min_value=1, max_value=100, initial=5,
        help_text=_("Groups of fewer answers are hidden; of employees 5 at least."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def told(draft: Draft) -> Draft:
        """Settings of a draft as fields."""
        told = ("audience", "purpose", "minimum_n", "touchpoint")
        plain = {name: draft.get(name) for name in told if draft.get(name) is not None}
        nameless = draft.get("anonymous", draft.get("audience") == "employees")
        return {
            "minimum_n": 5,
            "purpose": "other",
            **plain,
            **fields_of(draft, "title", "intro", "thanks"),
            "anonymous": nameless,
        }

    def part(self) -> Draft:
        """Fields as settings of a draft."""
        given = self.cleaned_data
        return {
            **{name: text_of(given, name) for name in ("title", "intro", "thanks")},
            "audience": given["audience"], "purpose": given["purpose"], "minimum_n": given["minimum_n"],
            "touchpoint": given["touchpoint"] or None,
            "anonymous": given["anonymous"] or given["audience"] == "employees",
        }  # fmt: skip


class PageForm(ConditionForm):
    code = forms.CharField(label=_("Code"), max_length=64)
    title_ru, title_en = both(_("Heading"), required=False)
    intro_ru, intro_en = both(_("Introduction"), required=False, long=True)
    random = forms.BooleanField(label=_("Questions in another order for everybody"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = ["code", "title_ru", "title_en", "intro_ru", "intro_en", "random", "join"]

    @staticmethod
    def fields_of_part(page: Draft) -> Draft:
        return {"code": page.get("code"), "random": page.get("random"), **fields_of(page, "title", "intro"),
                **ConditionForm.told(page.get("show"))}  # fmt: skip

    def part(self) -> Draft:
        given = self.cleaned_data
        told = {"code": given["code"], "title": text_of(given, "title"), "intro": text_of(given, "intro"),
                "random": given["random"] or None, "show": self.condition()}  # fmt: skip
        return {name: value for name, value in told.items() if value is not None}


class QuestionForm(ConditionForm):
    field_order = [
        "kind", "text_ru", "text_en", "hint_ru", "hint_en", "required", "options", "other", "random", "rows",
        "scale_max", "low_ru", "low_en", "high_ru", "high_en", "minimum", "maximum",
        "file_image", "file_pdf", "file_text", "megabytes",
        "fills", "contact", "code", "join",
    ]  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    text_ru, text_en = both(
        _("Question"),
        long=True,
        hint=_("To put an earlier answer into the words, write the code of its question in braces: {q1}."),
    )
    hint_ru, hint_en = both(_("Hint"), required=False)
    required = forms.BooleanField(label=_("Needs an answer"), required=False)
    options = forms.CharField(
        label=_("Options"), required=False, max_length=40_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For choices and rankings: one on a line, as “code | in Russian | in English” or in one language."),
    )  # fmt: skip
    other = forms.BooleanField(label=_("With “other”, told in words"), required=False)
    random = forms.BooleanField(label=_("Options in another order for everybody"), required=False)
    rows = forms.CharField(
        label=_("Rows of a matrix"), required=False, max_length=40_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    low_ru, low_en = both(_("Words at the low end"), required=False)
    high_ru, high_en = both(_("Words at the high end"), required=False)
    scale_max = forms.IntegerField(label=_("Highest rating"), required=False, min_value=2, max_value=10)
    minimum = forms.FloatField(
        label=_("At least"),
        required=False,
        help_text=_("For a number: the number itself; for a choice: how many options."),
    )
    maximum = forms.FloatField(label=_("At most"), required=False)
    file_image = forms.BooleanField(label=_("A file may be a picture"), required=False)
    file_pdf = forms.BooleanField(label=_("A file may be a PDF"), required=False)
    file_text = forms.BooleanField(
        label=_("A file may be a text"),
        required=False,
        help_text=_("Where none of the three is ticked, all are taken."),
    )
    megabytes = forms.IntegerField(
        label=_("Megabytes of a file at most"), required=False, min_value=1, max_value=MOST_MEGABYTES
    )
    fills = forms.ChoiceField(label=_("Its answer fills the column"), choices=FILLS, required=False)
    contact = forms.BooleanField(
        label=_("Call back whoever agrees"),
        required=False,
        help_text=_("For a consent: each consent given opens a follow-up."),
    )
    code = forms.CharField(
        label=_("Code"), max_length=64, help_text=_("Answers of one code are compared across versions.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def fields_of_part(question: Draft) -> Draft:
        scale = question.get("scale") if isinstance(question.get("scale"), dict) else {}
        same = ("kind", "required", "other", "random", "minimum", "maximum", "fills", "contact", "code")
        return {
            **{name: question.get(name) for name in same}, **fields_of(question, "text", "hint"),
            **fields_of(scale or {}, "low", "high"), "scale_max": (scale or {}).get("max"),
            "options": lines_of(question.get("options")), "rows": lines_of(question.get("rows")),
            **QuestionForm.accepted(question.get("accepts")), "megabytes": question.get("megabytes"),
            **ConditionForm.told(question.get("show")),
        }  # fmt: skip

    @staticmethod
    def accepted(told: Any) -> Draft:
        """Kinds of files as fields."""
        listed = told if isinstance(told, list) else []
        return {field: kind in listed for field, kind in FILE_FIELDS.items()}

    def part(self) -> Draft:
        given = self.cleaned_data
        told: Draft = {
            "code": given["code"], "kind": given["kind"], "text": text_of(given, "text"),
            "hint": text_of(given, "hint"), "required": given["required"] or None, "other": given["other"] or None,
            "random": given["random"] or None, "minimum": given["minimum"], "maximum": given["maximum"],
            "fills": given["fills"] or None, "contact": given["contact"] or None,
            "scale": self._scale(), "show": self.condition(),
            "options": options_of(given["options"]) or None if given["kind"] in CHOICES else None,
            "rows": options_of(given["rows"]) or None if given["kind"] == "matrix" else None,
        }  # fmt: skip
        if given["kind"] == "file":
            told["accepts"] = [kind for field, kind in FILE_FIELDS.items() if given[field]] or None
            told["megabytes"] = given["megabytes"]
        return {name: value for name, value in told.items() if value is not None}

    def _scale(self) -> Draft | None:
        """The scale of a rated question; its highest rating where the kind fixes none."""
        given = self.cleaned_data
        if given["kind"] not in {*SCALES, "rating", "matrix"}:
            return None
        told = {"low": text_of(given, "low"), "high": text_of(given, "high")}
        if given["kind"] not in SCALES:
            told["max"] = given["scale_max"]
        return {name: value for name, value in told.items() if value is not None} or None


class EndForm(ConditionForm):
    when = _("Ends when")
    code = forms.CharField(label=_("Code"), max_length=64)
    text_ru, text_en = both(_("Words of farewell"), long=True)
    after = forms.CharField(
        label=_("After the page"), required=False, max_length=64, help_text=_("Its code; any page where empty.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = ["code", "after", "text_ru", "text_en", "join"]

    @staticmethod
    def fields_of_part(end: Draft) -> Draft:
        return {"code": end.get("code"), "after": end.get("after"), **fields_of(end, "text"),
                **ConditionForm.told(end.get("when"))}  # fmt: skip

    def part(self) -> Draft:
        given = self.cleaned_data
        told = {"code": given["code"], "after": given["after"] or None, "text": text_of(given, "text"),
                "when": self.condition() or {}}  # fmt: skip
        return {name: value for name, value in told.items() if value is not None}


class QuotaForm(ConditionForm):
    when = _("Counted when")
    code = forms.CharField(label=_("Code"), max_length=64)
    most = forms.IntegerField(label=_("Complete answers at most"), min_value=1, max_value=10_000_000)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = ["code", "most", "join"]

    @staticmethod
    def fields_of_part(quota: Draft) -> Draft:
        return {"code": quota.get("code"), "most": quota.get("most"), **ConditionForm.told(quota.get("when"))}

    def part(self) -> Draft:
        given = self.cleaned_data
        return {"code": given["code"], "most": given["most"], "when": self.condition() or {}}


class WaveForm(forms.Form):
    study = forms.SlugField(
        label=_("Code of the study"), max_length=60,
        help_text=_("A new one, or that of a study of the same method to which this is the next wave."),
    )  # fmt: skip
    wave = forms.RegexField(label=_("Wave"), regex=r"^[\w.-]{1,40}$", help_text=_("Such as 2026 or 2026-H1."))
    date = forms.DateField(label=_("Day of the wave"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
