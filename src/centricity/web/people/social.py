"""Signing in through an identity provider: only people who are known or invited, by an e-mail that is verified."""

from enum import StrEnum
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import render

from centricity.errors import MisuseError
from centricity.web.audit.services import Actor, address_of, record
from centricity.web.people import invitations, selectors
from centricity.web.people.addresses import address
from centricity.web.people.models import User


class Why(StrEnum):
    """Why somebody whom a provider knows is not let in."""

    CONNECTING = "connecting"
    NO_EMAIL = "no_email"
    UNCONFIRMED = "unconfirmed"
    DOMAIN = "domain"
    UNKNOWN = "unknown"


class SocialAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(_refused(request, sociallogin, Why.CONNECTING))
        if sociallogin.is_existing:
            return
        email, why = _verified_email(sociallogin)
        user = _known(request, email, sociallogin) if email else None
        if user is None:
            raise ImmediateHttpResponse(_refused(request, sociallogin, why))
        try:
            with transaction.atomic():
                sociallogin.connect(request, user)
                record(Actor(f"user:{user.pk}", address_of(request)), "identity.connected", f"user:{user.pk}")
        except IntegrityError:
            sociallogin.user = User()
            sociallogin.lookup()  # the same person came first by another window

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **more: Any) -> None:
        told = {"by": "identity provider", "provider": _code(provider)}
        record(Actor("anonymous", address_of(request)), "sign_in.failed", after=told)


def _known(request: HttpRequest, email: str, sociallogin: Any) -> User | None:
    """Whoever has an account already, or is invited and gets one now."""
    user = selectors.user_of(email)
    if user is not None:
        return user
    invitation = selectors.invitation_for(email)
    if invitation is None:
        return None
    told = sociallogin.account.get_provider_account().get_user_data() or {}
    name = str(told.get("name") or "")[:150]
    try:
        return invitations.join(invitation, None, Actor("anonymous", address_of(request)), name=name)
    except MisuseError:
        return selectors.user_of(email)


def _verified_email(sociallogin: Any) -> tuple[str | None, Why]:
    """The e-mail the provider answers for, where it belongs to the provider's domains; otherwise why there is none."""
    provider = settings.IDENTITY_PROVIDERS[_code(sociallogin.provider)]
    why = Why.NO_EMAIL
    for told in sociallogin.email_addresses:
        try:
            email = address(told.email)
        except ValidationError:
            continue
        if provider.domains and email.rpartition("@")[2] not in provider.domains:
            why = Why.DOMAIN
        elif not (_says_yes(told.verified) or provider.vouches):
            why = Why.UNCONFIRMED
        else:
            return email, Why.UNKNOWN
    return None, why


def _says_yes(verified: Any) -> bool:
    """Whether a provider confirms: some write ``"true"`` and ``"false"``, and the latter is no confirmation."""
    return verified is True or (isinstance(verified, str) and verified.strip().lower() == "true")


def _code(provider: Any) -> str:
    return str(provider.app.provider_id or provider.app.client_id)


def _refused(request: HttpRequest, sociallogin: Any, why: Why) -> Any:
    told = {"by": "identity provider", "provider": _code(sociallogin.provider), "why": why.value}
    record(Actor("anonymous", address_of(request)), "sign_in.refused", after=told)
    named = next((each.email for each in sociallogin.email_addresses if each.email), "")
    more = {"why": why, "email": named, "provider": sociallogin.provider.app.name}
    return render(request, "socialaccount/refused.html", more, status=403)
