"""What the people app itself holds of a person: the account, its roles, invitations, ways to sign in, sessions."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from centricity.web.people.models import Invitation, User


def export(user: User) -> dict[str, Any]:
    return {
        "account": {
            "number": user.pk, "email": user.email, "name": user.name, "language": user.language, "theme": user.theme,
            "since": user.date_joined.isoformat(), "last_sign_in": _when(user.last_login), "active": user.is_active,
        },
        "roles": list(user.grants.values("role", "reach", "scope", "subject")),
        "invitations": [
            {"role": each.role, "invited": _when(each.invited_at), "accepted": _when(each.accepted_at)}
            for each in Invitation.objects.filter(email=user.email)
        ],
        "second_factors": [
            {"type": each.type, "added": _when(each.created_at), "last_used": _when(each.last_used_at)}
            for each in Authenticator.objects.filter(user=user)
        ],
        "identity_providers": [
            {"provider": each.provider, "since": _when(each.date_joined), "told": each.extra_data}
            for each in _social_accounts(user)
        ],
        "open_sessions": len(sessions_of(user)),
    }  # fmt: skip


def identities_of(user: User) -> list[dict[str, Any]]:
    """Providers that open an account, by the names of their buttons, and since when they do."""
    known = {code: each.name for code, each in settings.IDENTITY_PROVIDERS.items()}
    return [
        {"name": known.get(each.provider, each.provider), "since": each.date_joined} for each in _social_accounts(user)
    ]


def erase(user: User) -> None:
    for session in sessions_of(user):
        session.delete()
    Invitation.objects.filter(email=user.email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    Invitation.objects.filter(email=user.email).update(email=_nobody(user))
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    for account in _social_accounts(user):
        account.delete()
    user.grants.all().delete()
    user.email, user.name, user.language, user.theme = _nobody(user), "", "", User.Theme.AUTO
    user.is_active, user.last_login, user.sessions_ended = False, None, user.sessions_ended + 1
    user.set_unusable_password()
    user.save()


def sessions_of(user: User) -> list[Session]:
    """Open sessions of a person; a session does not tell whose it is, so all are read."""
    open_ones = Session.objects.filter(expire_date__gte=timezone.now()).iterator(1_000)
    return [session for session in open_ones if session.get_decoded().get("_auth_user_id") == str(user.pk)]


def _nobody(user: User) -> str:
    return f"erased-{user.pk}@erased.invalid"


def _social_accounts(user: User) -> list[Any]:
    if not settings.IDENTITY_PROVIDERS:
        return []
    return list(apps.get_model("socialaccount", "SocialAccount").objects.filter(user=user))


def _when(at: Any) -> str | None:
    return at.isoformat() if at else None
