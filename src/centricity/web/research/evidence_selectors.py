"""Reading evidence: which records somebody may know of, and which of their files somebody may have."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from centricity.web.files.models import StoredFile
from centricity.web.files.selectors import file_or_404, files_about
from centricity.web.people.roles import Right
from centricity.web.research.models import Evidence, EvidenceUse
from centricity.web.research.selectors import Opened


def evidence_of(opened: Opened, asked: str = "") -> QuerySet[Evidence]:
    """Records that somebody may know of, with the count of the numbers that rest on each.

    The public edition tells which the public may know; within, all but confidential ones; those who work on the study
    know all. A contact knows besides the ones of the own company.
    """
    uses = EvidenceUse.objects.filter(_uses_of(opened), evidence=OuterRef("pk")).order_by()
    numbers = Subquery(uses.values("evidence").annotate(n=Count("pk")).values("n"))
    found = Evidence.objects.filter(_known(opened), run=opened.study.current_id).order_by("position")
    found = found.annotate(numbers=Coalesce(numbers, 0))
    words = asked.strip()[:100]
    if not words:
        return found
    return found.filter(Q(code__icontains=words) | Q(title__icontains=words) | Q(reference__icontains=words))


def _known(opened: Opened) -> Q:
    """Which records somebody may know of, as a condition."""
    if opened.may_edit:
        return Q()
    if opened.access.right >= Right.INTERNAL:
        return ~Q(access=StoredFile.Access.CONFIDENTIAL)
    uses = EvidenceUse.objects.filter(evidence=OuterRef("pk"))
    named = Q(Exists(uses.filter(audience="public"))) if opened.view is not None else Q(pk=None)
    if not opened.access.own:
        return named
    own = Q(Exists(uses.filter(audience="internal", subject__in=opened.access.own)))
    return named | (own & ~Q(access=StoredFile.Access.CONFIDENTIAL))


def _uses_of(opened: Opened) -> Q:
    """Which uses of a record somebody may know of, as a condition."""
    if opened.access.right >= Right.INTERNAL:
        return Q(audience="internal")
    if not opened.access.own:
        return Q(audience="public")
    own = Q(subject__in=opened.access.own)
    return (own & Q(audience="internal")) | (~own & Q(audience="public"))


def record_of(opened: Opened, code: str) -> Evidence:
    found = evidence_of(opened).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def uses_of(opened: Opened, record: Evidence) -> QuerySet[EvidenceUse]:
    """Numbers that rest on a record, as far as somebody may know of them."""
    return record.uses.filter(_uses_of(opened))


def evidence_files(opened: Opened, record: Evidence) -> list[StoredFile]:
    """Files of a record that somebody may have."""
    return [each for each in files_about(opened.study.target, record.code) if _may_have(opened, record, each)]


def evidence_file(opened: Opened, pk: Any) -> StoredFile:
    """One file of a study: 404 where somebody may not have it, or may not know of what it is about."""
    file = file_or_404(opened.study.target, pk)
    if not opened.may_edit and not _may_have(opened, record_of(opened, file.about), file):
        raise Http404
    return file


def _may_have(opened: Opened, record: Evidence, file: StoredFile) -> bool:
    """By the stricter of two classes: the file's own, and that of the record in the current results."""
    if opened.may_edit:
        return True
    classes = {record.access, file.access}
    if StoredFile.Access.CONFIDENTIAL in classes:
        return False
    if classes == {StoredFile.Access.PUBLIC} or opened.access.right >= Right.INTERNAL:
        return True
    return record.uses.filter(audience="internal", subject__in=opened.access.own).exists()
