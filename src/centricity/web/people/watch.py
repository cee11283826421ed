"""What the sign-in machinery tells, written into the audit log; signals are its only way to tell."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from centricity.web.audit.services import Actor, actor_of, address_of, record
from centricity.web.people.selectors import user_of


def begin() -> None:
    """Listen; called once, when the app is ready."""
    account.user_logged_in.connect(_signed_in, dispatch_uid="people")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="people")
    auth.user_login_failed.connect(_failed, dispatch_uid="people")
    for told in (account.password_changed, account.password_set, account.password_reset):
        told.connect(_password, dispatch_uid="people")
    mfa.authenticator_added.connect(_added, dispatch_uid="people")
    mfa.authenticator_removed.connect(_removed, dispatch_uid="people")
    mfa.authenticator_reset.connect(_renewed, dispatch_uid="people")
    mfa.authentication_failed.connect(_second_failed, dispatch_uid="people")


def locked(request: HttpRequest, email: str) -> None:
    """Keep that an account is locked for an address."""
    _attempt(request, "sign_in.locked", email)


def _attempt(request: HttpRequest | None, action: str, email: str) -> None:
    """Name the account where there is one; an unknown e-mail is told by a mark that nobody can turn back."""
    user = user_of(email.strip().lower())
    mark = None if user else {"login": salted_hmac("people.watch", email.lower()).hexdigest()[:12]}
    actor = Actor("anonymous", address_of(request) if request else "")
    record(actor, action, f"user:{user.pk}" if user else "", after=mark)


def _signed_in(request: HttpRequest, user: Any, **more: Any) -> None:
    method = "identity provider" if more.get("sociallogin") else "own account"
    record(Actor(f"user:{user.pk}", address_of(request)), "sign_in", f"user:{user.pk}", after={"by": method})


def _signed_out(request: HttpRequest, user: Any, **more: Any) -> None:
    if user is not None:
        record(Actor(f"user:{user.pk}", address_of(request)), "sign_out", f"user:{user.pk}")


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    _attempt(request, "sign_in.failed", str(credentials.get("email") or credentials.get("username") or ""))


def _password(request: HttpRequest, user: Any, **more: Any) -> None:
    record(actor_of(request), "password.changed", f"user:{user.pk}")


def _added(request: HttpRequest, user: Any, authenticator: Any, **more: Any) -> None:
    record(actor_of(request), "mfa.added", f"user:{user.pk}", after={"type": authenticator.type})


def _removed(request: HttpRequest, user: Any, authenticator: Any, **more: Any) -> None:
    record(actor_of(request), "mfa.removed", f"user:{user.pk}", before={"type": authenticator.type})


def _renewed(request: HttpRequest, user: Any, authenticator: Any, **more: Any) -> None:
    record(actor_of(request), "mfa.renewed", f"user:{user.pk}", after={"type": authenticator.type})


def _second_failed(request: HttpRequest, user: Any, **more: Any) -> None:
    record(Actor("anonymous", address_of(request)), "mfa.failed", f"user:{user.pk}")
