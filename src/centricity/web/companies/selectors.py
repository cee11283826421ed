"""Reading what rated companies state and say: they themselves, those who work on the study, others what is agreed."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import Http404

from centricity.web.companies.models import Comment, Consent
from centricity.web.people.roles import Reach, Right, Role
from centricity.web.people.selectors import grants_of
from centricity.web.research.models import Study, SubjectResult
from centricity.web.research.selectors import Opened, study_for, subject_of


def room_for(user: Any, code: str, need: Right = Right.PUBLIC) -> Opened:
    """A study for whoever is contact of a company of it or works on it: 404 to strangers, 403 to others."""
    opened = study_for(user, code, need)
    if not opened.may_comment:
        raise PermissionDenied
    return opened


def company_for(user: Any, code: str, subject: str) -> tuple[Opened, SubjectResult]:
    """The own company of a contact, as it is seen from inside: 403 to everybody else."""
    opened = study_for(user, code)
    if subject not in opened.access.own:
        raise PermissionDenied
    return opened, subject_of(opened, subject)[1]


def own_studies(user: Any) -> QuerySet[Study]:
    """Studies in which somebody speaks for a company, where the role is of one study."""
    mine = [each for each in grants_of(user) if each.role == Role.COMPANY_CONTACT and each.subject]
    return Study.objects.filter(code__in=[each.scope for each in mine if each.reach == Reach.STUDY]).order_by("code")


def comments_of(opened: Opened) -> QuerySet[Comment]:
    """All comments to those who work on the study, to a contact those of the own companies."""
    found = Comment.objects.filter(study=opened.study).select_related("by", "answered_by", "study")
    return found if opened.may_edit else found.filter(subject__in=opened.access.own)


def comments_listed(opened: Opened) -> QuerySet[Comment]:
    """Comments as they are listed: to those who answer, those that wait come first."""
    found = comments_of(opened)
    waits = Case(When(state=Comment.State.OPEN, then=0), default=1)
    return found.order_by(waits, "-at", "-pk") if opened.may_edit else found


def comments_on(opened: Opened, row: SubjectResult) -> QuerySet[Comment]:
    """Comments that stand beside the numbers of a company, in the wave that is shown: those agreed to."""
    found = Comment.objects.filter(study=opened.study, subject=row.subject, wave=row.view.run.wave)
    return found.filter(state=Comment.State.AGREED).order_by("node", "at")


def comment_or_404(opened: Opened, pk: int) -> Comment:
    found = comments_of(opened).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def consent_of(opened: Opened, subject: str) -> Consent | None:
    """What a company stated."""
    return Consent.objects.filter(study=opened.study, subject=subject).select_related("stated_by").first()


def consents_of(opened: Opened) -> QuerySet[Consent]:
    """What companies stated: all of them to those who work on the study, the own ones to a contact."""
    found = Consent.objects.filter(study=opened.study).select_related("stated_by")
    return found if opened.may_edit else found.filter(subject__in=opened.access.own)


def names_of(opened: Opened, subjects: Iterable[str]) -> dict[str, SubjectResult]:
    """Companies by their codes, as they are named inside; no more than a contact may speak of."""
    wanted = set(subjects) if opened.may_edit else set(subjects) & opened.access.own
    rows = SubjectResult.objects.filter(view__run=opened.study.current_id, view__audience="internal")
    found = rows.filter(subject__in=wanted).defer("explained").select_related("view__run__edition__study")
    return {row.subject: row for row in found}
