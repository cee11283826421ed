"""Which company of which study an organisation is: chosen once, and read by every page that holds us against others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.home.models import Us
from centricity.web.people.models import Organisation
from centricity.web.people.roles import Right, VoiceRight
from centricity.web.people.selectors import access_to_study, organisation_for
from centricity.web.research.models import Study, SubjectResult, View

MOST_COMPANIES = 2_000


@dataclass(frozen=True)
class Ourselves:
    """An organisation as a company of a study, in the current results as those inside see them."""

    us: Us
    view: View
    row: SubjectResult


def executive_for(user: Any, code: str, need: VoiceRight = VoiceRight.RESULTS) -> Organisation:
    """An organisation whose figures and whose studies somebody sees from inside."""
    place = organisation_for(user, code, need)
    if access_to_study(user, "", code, open_to_all=False).right < Right.INTERNAL:
        raise PermissionDenied
    return place


def studies_of(organisation: Organisation) -> QuerySet[Study]:
    """Studies of an organisation that have results."""
    return Study.objects.filter(organisation=organisation, current__isnull=False).order_by("code")


def companies_of(study: Study) -> QuerySet[SubjectResult]:
    """Companies of the current results of a study, the best first."""
    return SubjectResult.objects.filter(view__run=study.current_id, view__audience="internal").defer("explained")


def named_companies(studies: Iterable[Study], *, english: bool) -> dict[int, list[tuple[str, str]]]:
    """Codes and names of the companies of studies by the study's number, asked for at once."""
    runs, name = {each.current_id: each.pk for each in studies}, "name_en" if english else "name_ru"
    rows = SubjectResult.objects.filter(view__run__in=runs, view__audience="internal").order_by(name, "subject")
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for run, code, called in rows.values_list("view__run", "subject", name):
        found[runs[run]].append((code, called))
    return found


def us_of(organisation: Organisation) -> Us | None:
    """The choice, where one was made."""
    known = Us.objects.filter(organisation=organisation, study__organisation=organisation)
    return known.select_related("study__current__edition").first()


def ourselves(organisation: Organisation) -> Ourselves | None:
    """The organisation as a company; None where nothing is chosen, or the results know the company no more."""
    us = us_of(organisation)
    if us is None:
        return None
    row = companies_of(us.study).select_related("view").filter(subject=us.company).first()
    return Ourselves(us, row.view, row) if row is not None else None


@transaction.atomic
def us_choose(organisation: Organisation, study: str, company: str, version: int, actor: Actor) -> Us:
    """Say which company the organisation is; ``version`` is that of the choice that was read, nought where none was.

    Raises
    ------
    MisuseError
        Where the study or the company is not there, or the choice was changed meanwhile.
    """
    found = studies_of(organisation).filter(code=study).first()
    if found is None or not companies_of(found).filter(subject=company).exists():
        raise MisuseError([Fault("web.us_unknown")])
    before = Us.objects.filter(organisation=organisation).select_related("study").first()
    made = _fresh(organisation, found, company) if before is None else _turned(before, found, company, version)
    told = {"study": before.study.code, "company": before.company} if before is not None else None
    record(actor, "us.chosen", f"organisation:{organisation.code}", told, {"study": study, "company": company})
    return made


def _fresh(organisation: Organisation, study: Study, company: str) -> Us:
    try:
        with transaction.atomic():
            return Us.objects.create(organisation=organisation, study=study, company=company, version=1)
    except IntegrityError:
        raise MisuseError([Fault("web.changed_meanwhile")]) from None


def _turned(before: Us, study: Study, company: str, version: int) -> Us:
    same = Us.objects.filter(pk=before.pk, version=version)
    if not same.update(study=study, company=company, version=version + 1):
        raise MisuseError([Fault("web.changed_meanwhile")])
    return Us.objects.get(pk=before.pk)
