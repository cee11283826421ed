"""Reading people and what they may do."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from centricity.web.people.hashes import hashed
from centricity.web.people.models import Grant, Invitation, Organisation, User
from centricity.web.people.roles import RATING, STUDY_RIGHTS, VOICE_RIGHTS, Access, Reach, Right, Role, VoiceRight


def is_administrator(user: Any) -> bool:
    """Whether somebody administers the whole platform."""
    return bool(
        user.is_authenticated
        and user.is_active
        and any(g.role == Role.ADMINISTRATOR and g.reach == Reach.SITE for g in grants_of(user))
    )


class SecondFactorNeededError(Exception):
    """An administrator without a second factor asks for a page of administration."""


def administrator_or_404(user: Any) -> None:
    """Let administrators of the platform pass: 404 to others, and a second factor first where one is asked for."""
    if not is_administrator(user):
        raise Http404
    if settings.MFA_FOR_ADMINISTRATORS and not has_second_factor(user):
        raise SecondFactorNeededError


def has_second_factor(user: Any) -> bool:
    return bool(is_mfa_enabled(user))


def grants_of(user: Any) -> list[Grant]:
    """All grants of somebody, read once a request."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, "_known_grants"):
        user._known_grants = list(user.grants.all())  # noqa: SLF001  a cache on the object of the request
    known: list[Grant] = user._known_grants  # noqa: SLF001
    return known


def access_to_study(user: Any, study: str, organisation: str, *, open_to_all: bool) -> Access:
    """The right somebody has to a study."""
    held = [grant for grant in grants_of(user) if _reaches(grant, study, organisation)]
    least = Right.PUBLIC if open_to_all else Right.NONE
    right = max([least, *(STUDY_RIGHTS[grant.role] for grant in held)])
    own = {grant.subject for grant in held if grant.role == Role.COMPANY_CONTACT and grant.subject}
    return Access(right, frozenset(own), any(grant.role in RATING for grant in held))


def _reaches(grant: Grant, study: str, organisation: str) -> bool:
    return (
        grant.reach == Reach.SITE
        or (grant.reach == Reach.ORGANISATION and grant.scope == organisation)
        or (grant.reach == Reach.STUDY and grant.scope == study)
    )


def grants_on(study: str, organisation: str, *roles: str) -> QuerySet[Grant]:
    """Roles of people with open accounts that reach a study."""
    here = Q(reach=Reach.SITE) | Q(reach=Reach.STUDY, scope=study) | Q(reach=Reach.ORGANISATION, scope=organisation)
    return Grant.objects.filter(here, role__in=roles, user__is_active=True)


def rating_grants(study: str, organisation: str) -> QuerySet[Grant]:
    """Roles of raters and mystery shoppers that reach a study."""
    return grants_on(study, organisation, *RATING)


def told_on(study: str, organisation: str, role: str, subject: str = "") -> QuerySet[User]:
    """People of a role on a study to whom letters are sent; addresses of demonstration accounts lead nowhere."""
    held = grants_on(study, organisation, role).filter(**({"subject": subject} if subject else {}))
    return User.objects.filter(pk__in=held.values("user"), is_demonstration=False).order_by("pk")


def scopes_of(user: Any) -> Q:
    """Which studies somebody is granted anything on, as a condition on ``code`` and ``organisation__code``."""
    grants = grants_of(user)
    if any(grant.reach == Reach.SITE for grant in grants):
        return Q(pk__isnull=False)  # an empty condition joined to another by "or" would be nothing, not everything
    return Q(code__in=[g.scope for g in grants if g.reach == Reach.STUDY]) | Q(
        organisation__code__in=[g.scope for g in grants if g.reach == Reach.ORGANISATION]
    )


def may_fill(user: Any) -> bool:
    """Whether somebody may add studies anywhere: told by grants that are known already."""
    return any(STUDY_RIGHTS[grant.role] >= Right.EDIT and grant.reach != Reach.STUDY for grant in grants_of(user))


def sees_organisation(user: Any, organisation: str) -> bool:
    """Whether somebody is granted anything on an organisation that is there."""
    return organisations_seen(user).filter(code=organisation).exists()


def organisations_seen(user: Any) -> QuerySet[Organisation]:
    """Organisations on which somebody is granted anything."""
    grants = grants_of(user)
    known = Organisation.objects.order_by("code")
    if any(grant.reach == Reach.SITE for grant in grants):
        return known
    return known.filter(code__in=[grant.scope for grant in grants if grant.reach == Reach.ORGANISATION])


def voice_right(user: Any, organisation: str) -> VoiceRight:
    """What somebody may do with the customers, surveys and feedback of an organisation."""
    reaching = [g for g in grants_of(user) if g.reach != Reach.STUDY and _reaches(g, "", organisation)]
    return max((VOICE_RIGHTS.get(grant.role, VoiceRight.NONE) for grant in reaching), default=VoiceRight.NONE)


def organisation_for(user: Any, code: str, need: VoiceRight) -> Organisation:
    """An organisation where somebody may do so much: 404 to whoever has no role on it, 403 to whoever may do less."""
    found = organisations_seen(user).filter(code=code).first()
    if found is None:
        raise Http404
    if voice_right(user, code) < need:
        raise PermissionDenied
    return found


def organisations_heard(user: Any) -> QuerySet[Organisation]:
    """Organisations whose customers, surveys and feedback somebody may see anything of."""
    heard = [grant for grant in grants_of(user) if grant.role in VOICE_RIGHTS and grant.reach != Reach.STUDY]
    known = Organisation.objects.order_by("code")
    if any(grant.reach == Reach.SITE for grant in heard):
        return known
    return known.filter(code__in=[grant.scope for grant in heard])


def hears(user: Any) -> bool:
    """Whether somebody may see anything of the voice room anywhere: told by grants that are known already."""
    return any(grant.role in VOICE_RIGHTS and grant.reach != Reach.STUDY for grant in grants_of(user))


def organisations_handled(user: Any) -> QuerySet[Organisation]:
    """Organisations whose single customers somebody may see."""
    mine = [grant for grant in grants_of(user) if _handles(grant)]
    known = Organisation.objects.order_by("code")
    if any(grant.reach == Reach.SITE for grant in mine):
        return known
    return known.filter(code__in=[grant.scope for grant in mine])


def handles(user: Any) -> bool:
    """Whether somebody may see single customers anywhere: told by grants that are known already."""
    return any(map(_handles, grants_of(user)))


def _handles(grant: Grant) -> bool:
    return VOICE_RIGHTS.get(grant.role, VoiceRight.NONE) >= VoiceRight.HANDLE and grant.reach != Reach.STUDY


def holders(organisation: str, need: VoiceRight = VoiceRight.NONE) -> QuerySet[User]:
    """Everybody who holds a role on an organisation, over the platform too, and may do so much in its voice room."""
    roles = [role for role in Role if VOICE_RIGHTS.get(role, VoiceRight.NONE) >= need]
    reaching = Q(reach=Reach.SITE) | Q(reach=Reach.ORGANISATION, scope=organisation)
    held = Grant.objects.filter(reaching, role__in=roles)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "email")


def organisations_to_fill(user: Any) -> QuerySet[Organisation]:
    """Organisations to which somebody may add a study."""
    editing = [grant for grant in grants_of(user) if STUDY_RIGHTS[grant.role] >= Right.EDIT]
    known = Organisation.objects.order_by("code")
    if any(grant.reach == Reach.SITE for grant in editing):
        return known
    return known.filter(code__in=[grant.scope for grant in editing if grant.reach == Reach.ORGANISATION])


def everybody() -> QuerySet[User]:
    return User.objects.prefetch_related("grants").order_by("email")


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by("-invited_at")


def invitation_of(secret: str) -> Invitation | None:
    """The invitation of a secret, while it may be accepted."""
    return open_invitations().filter(secret_hash=hashed(secret), expires_at__gte=timezone.now()).first()


def invitation_for(email: str) -> Invitation | None:
    """The newest invitation of an e-mail that may be accepted."""
    return open_invitations().filter(email=email, expires_at__gte=timezone.now()).first()


def user_of(email: str) -> User | None:
    return User.objects.filter(email=email).first()


def emails_of(numbers: set[int]) -> dict[int, str]:
    """E-mails by the numbers of accounts that are there still."""
    return dict(User.objects.filter(pk__in=numbers).values_list("pk", "email"))


def person_or_404(pk: int) -> User:
    found = everybody().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def organisations() -> QuerySet[Organisation]:
    return Organisation.objects.order_by("code")
