"""Signing in through an identity provider: only people who are known or invited, by an e-mail that is verified."""

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


class SocialAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(_refused(request))
        if sociallogin.is_existing:
            return
        email = _verified_email(sociallogin)
        user = _known(request, email, sociallogin) if email else None
        if user is None:
            raise ImmediateHttpResponse(_refused(request))
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
        record(Actor("anonymous", address_of(request)), "sign_in.failed", after={"by": "identity provider"})


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


def _verified_email(sociallogin: Any) -> str | None:
    """The e-mail the provider answers for, where it belongs to the provider's domains."""
    provider = settings.IDENTITY_PROVIDERS[_code(sociallogin)]
    for told in sociallogin.email_addresses:
        try:
            email = address(told.email)
        except ValidationError:
            continue
        of_domains = not provider.domains or email.rpartition("@")[2] in provider.domains
        if of_domains and (told.verified or provider.vouches):
            return email
    return None


def _code(sociallogin: Any) -> str:
    app = sociallogin.provider.app
    return str(app.provider_id or app.client_id)


def _refused(request: HttpRequest) -> Any:
    record(Actor("anonymous", address_of(request)), "sign_in.refused", after={"by": "identity provider"})
    return render(request, "socialaccount/refused.html", status=403)
