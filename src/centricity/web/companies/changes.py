"""Which numbers of companies with a contact are new in the current results of a study, or are others than before."""

from collections.abc import Iterator, Mapping
from typing import Any

from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.services import ask
from centricity.web.people.roles import Role
from centricity.web.people.selectors import grants_on
from centricity.web.research.models import Run, Study, SubjectResult

DIGITS = 1
"""Numbers are told with so many digits; what differs less is no change."""


def heard(event: str, target: str, facts: Mapping[str, Any]) -> None:
    """Ask for letters once a study is computed in which companies have contacts."""
    if event != "study.computed":
        return
    study = Study.objects.select_related("organisation").filter(code=target.partition(":")[2]).first()
    if study is not None and _companies(study):
        ask("companies.computed", f"contacts:{study.code}", SYSTEM, study=study.pk, run=str(study.current_id))


def _companies(study: Study) -> set[str]:
    held = grants_on(study.code, study.organisation.code, Role.COMPANY_CONTACT).exclude(subject="")
    return set(held.values_list("subject", flat=True))


def changed_of(study: Study, run: str) -> Iterator[tuple[SubjectResult, int]]:
    """Companies with a contact whose numbers changed from the computation before, and how many did."""
    now = Run.objects.filter(pk=run).first()
    if now is None or study.current_id != now.pk:
        return
    earlier = Run.objects.filter(edition__study=study, computed_at__lt=now.computed_at).order_by("-computed_at").first()
    companies = _companies(study)
    before = {row.subject: row.scores for row in _rows(earlier, companies)} if earlier is not None else {}
    for row in _rows(now, companies):
        known = before.get(row.subject, {})
        count = sum(_told(row.scores, code) not in {None, _told(known, code)} for code in row.scores)
        if count:
            yield row, count


def _rows(run: Run, companies: set[str]) -> list[SubjectResult]:
    found = SubjectResult.objects.filter(view__run=run, view__audience="internal", subject__in=companies)
    return list(found.defer("explained").select_related("view"))


def _told(scores: Mapping[str, Any], code: str) -> float | None:
    score = scores.get(code, {}).get("score")
    return None if score is None else round(score, DIGITS)
