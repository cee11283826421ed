"""How accounts behave: nobody signs up without an invitation, and failures lock for a while."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from centricity.web.audit.services import address_of
from centricity.web.people import notices, watch


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many failed attempts for this account from your address. Wait 15 minutes, then try again."
        ),
        "rate_limited": _("Too many requests at once. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Nobody has a name but the e-mail."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def format_email_subject(self, subject: str) -> str:
        return f"Centricity: {subject}"

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        notices.tell(user, template_prefix.rpartition("/")[2], address_of(self.request))

    def get_from_email(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by account and address: nobody can lock a person out from elsewhere."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{address_of(request)}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        key = self._get_login_attempts_cache_key(request, **credentials)
        if not ratelimit.consume(request, action="login_failed", key=key, dry_run=True):
            watch.locked(request, credentials.get("email", ""))
