from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.functional import lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centricity.web.people.addresses import address
from centricity.web.people.choices import organisation_choices, study_choices
from centricity.web.people.models import User
from centricity.web.people.roles import ROLES, Reach, Role
from centricity.web.people.selectors import organisations
from centricity.web.people.services import Scope
from centricity.web.research.selectors import every_study

_LANGUAGES = settings.LANGUAGES


def _places() -> list[tuple[Any, Any]]:
    """Where a role may hold, as one choice: no reach without its scope, no scope without its reach."""
    return [
        (f"{Reach.SITE}:", _now("the whole platform")),
        (_now("an organisation"), organisation_choices(organisations())),
        (_now("a study"), study_choices(every_study())),
    ]


class ScopeForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.PUBLIC_READER)
    place = forms.ChoiceField(label=_("Where it holds"), choices=_places)
    subject = forms.CharField(
        label=_("Company"), required=False, max_length=200,
        help_text=_("For a company contact: the code of the company in the study."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("role") == Role.COMPANY_CONTACT and not given.get("subject"):
            self.add_error("subject", _("A company contact needs a company."))
        return given

    def scope(self) -> Scope:
        reach, _colon, scope = self.cleaned_data["place"].partition(":")
        role = self.cleaned_data["role"]
        return Scope(role, reach, scope, self.cleaned_data["subject"] if role == Role.COMPANY_CONTACT else "")


class InviteForm(ScopeForm):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=_LANGUAGES)
    field_order = ["email", "role", "place", "subject", "language"]

    def clean_email(self) -> str:
        return address(self.cleaned_data["email"])


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class GrantForm(ScopeForm, VersionForm):
    pass


class EraseForm(VersionForm):
    email = forms.EmailField(label=_("Type the e-mail of the person to confirm"))


class OrganisationForm(forms.Form):
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Part of the address: small Latin letters, digits and hyphens.")
    )
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code != code.lower() or organisations().filter(code=code).exists():
            raise forms.ValidationError(_("The code is taken or holds capital letters. Choose another."))
        return code


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES)
    theme = forms.ChoiceField(label=_("Appearance"), choices=User.Theme.choices)


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(password_validators_help_text_html, str)(),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The password again"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, email: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.email = email

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "password" in given and given["password"] != given.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return given

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
