"""Letters that tell somebody of a change in how they sign in, so that a change by another does not go unseen."""

from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centricity.web.letters import language_of, note_of, origin, sent

CHANGES = {
    "password_changed": gettext_lazy("Your password was changed."),
    "password_set": gettext_lazy("A password was set for your account."),
    "password_reset": gettext_lazy("Your password was set anew by a link from a letter."),
    "totp_activated": gettext_lazy("An app with codes was added to your account."),
    "totp_deactivated": gettext_lazy("The app with codes was removed from your account."),
    "recovery_codes_generated": gettext_lazy("New recovery codes were made for your account; the old ones are void."),
    "webauthn_added": gettext_lazy("A key was added to your account."),
    "webauthn_removed": gettext_lazy("A key was removed from your account."),
    "second_factor_removed": gettext_lazy("An administrator removed second factor, keys and codes of your account."),
    "account_connected": gettext_lazy(
        "An identity provider was bound to your account: it opens the account from now on."
    ),
}
"""By the last part of the name that allauth gives to such a letter."""


def tell(user: Any, change: str, address: str) -> None:
    """Send the letter once the change is kept; a mail server that is down does not undo the change."""
    if change in CHANGES:
        transaction.on_commit(partial(_send, user, change, address))


def _send(user: Any, change: str, address: str) -> None:
    with translation.override(language_of(user)):
        when = f"{date_format(timezone.now(), 'DATETIME_FORMAT')} UTC"
        lines = [
            str(CHANGES[change]),
            _("%(when)s, from the address %(address)s.") % {"when": when, "address": address},
            _("If it was you, do nothing. If not, set a new password here and tell an administrator of the platform:"),
        ]
        letter = note_of(_("Centricity: your sign-in was changed"), lines, origin() + reverse("account_reset_password"))
    sent(letter, user.email)
