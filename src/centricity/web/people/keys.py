"""Forms of keys: an answer of a device that is no answer at all is refused in words."""

from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What the reading of a forged answer ends in."""


def _refused() -> ValidationError:
    return ValidationError(_("The answer of the key cannot be read. Try again."))


class LoginForm(LoginWebAuthnForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["credential"].error_messages["required"] = _(
            "No passkey answered. Try again, or sign in with your password."
        )

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except _UNREADABLE as error:
            raise _refused() from error


class AuthenticateForm(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except _UNREADABLE as error:
            raise _refused() from error


class ReauthenticateForm(ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except _UNREADABLE as error:
            raise _refused() from error


class AddForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].label = _("Name")  # allauth says it in English alone

    def clean(self) -> Any:
        try:
            return super().clean()
        except _UNREADABLE as error:
            raise _refused() from error


class EditForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].label = _("Name")
