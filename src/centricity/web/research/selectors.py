"""Reading studies, for those who may."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from centricity.web.companies.consents import withdrawn
from centricity.web.jobs.models import Job
from centricity.web.people.roles import Access, Right
from centricity.web.people.selectors import access_to_study, scopes_of
from centricity.web.research.models import Edition, Run, Study, SubjectResult, View
from centricity.web.research.places import run_folder


@dataclass(frozen=True)
class Opened:
    """A study with the right that somebody has to it."""

    study: Study
    access: Access

    @property
    def audience(self) -> str:
        return "internal" if self.access.right >= Right.INTERNAL else "public"

    @cached_property
    def view(self) -> View | None:
        """The current results for the audience, where one may see any; read once a request."""
        if self.access.right < Right.PUBLIC:
            return None
        return views_shown(self.study).filter(audience=self.audience).first()

    @property
    def reads(self) -> bool:
        """Whether one may see results at all."""
        return self.access.right >= Right.PUBLIC

    @property
    def may_rate(self) -> bool:
        """Whether the room of ratings is open to one: to rate in it, or to lead it."""
        return self.access.rates or self.may_edit

    @property
    def may_comment(self) -> bool:
        """Whether the room of comments is open to one: for the own company, or to answer."""
        return bool(self.access.own) or self.may_edit

    @property
    def may_set_targets(self) -> bool:
        return self.access.right >= Right.TARGETS

    @property
    def may_edit(self) -> bool:
        return self.access.right >= Right.EDIT

    @property
    def may_manage(self) -> bool:
        return self.access.right >= Right.MANAGE


def study_for(user: Any, code: str, least: Right = Right.PUBLIC) -> Opened:
    """A study and the right to it: 404 to strangers, 403 to those whose right is too small."""
    study = Study.objects.select_related("organisation", "current", "current__edition").filter(code=code).first()
    if study is None:
        raise Http404
    opened = opened_of(user, study)
    if opened.access.right == Right.NONE:
        raise Http404
    if opened.access.right < least:
        raise PermissionDenied
    return opened


def opened_of(user: Any, study: Study) -> Opened:
    """A study with the right somebody has to it, which may be none."""
    open_to_all = study.openness == Study.Openness.PUBLIC
    return Opened(study, access_to_study(user, study.code, study.organisation.code, open_to_all=open_to_all))


def organisation_of(code: str) -> str:
    """The organisation of a study by its code; empty where there is no such study."""
    return str(Study.objects.filter(code=code).values_list("organisation__code", flat=True).first() or "")


def rights_to(user: Any, code: str) -> Right:
    """The right somebody has to a study, which may be none."""
    try:
        return study_for(user, code, Right.NONE).access.right
    except Http404:
        return Right.NONE


def studies_of(user: Any) -> QuerySet[Study]:
    """Studies that somebody may see anything of."""
    mine = Q(openness=Study.Openness.PUBLIC)
    if user.is_authenticated:
        mine |= scopes_of(user)
    return Study.objects.filter(mine).select_related("organisation", "current").distinct()


def view_of(opened: Opened) -> View:
    """The results of a study for the audience somebody belongs to; 404 where nothing is computed yet."""
    view = views_shown(opened.study).filter(audience=opened.audience).first()
    if view is None:
        raise Http404
    return view


def views_shown(study: Study) -> QuerySet[View]:
    """Current results; a public edition that names a company without consent is held back until it is computed anew."""
    named = SubjectResult.objects.filter(view=OuterRef("pk"), subject__in=withdrawn(study.pk))
    against = Q(audience="public") & Exists(named)
    return View.objects.select_related("run__edition__study").filter(~against, run=study.current_id)


def held_back(study: Study) -> bool:
    """Whether there are results, and their public edition is not shown."""
    return study.current_id is not None and not views_shown(study).filter(audience="public").exists()


def subject_of(opened: Opened, subject: str) -> tuple[View, SubjectResult]:
    """One subject with the view it may be seen in: a contact sees the own company from inside."""
    audience = "internal" if opened.access.may_see(subject) else "public"
    shown = views_shown(opened.study).filter(audience=audience)
    found = SubjectResult.objects.select_related("view__run__edition__study").filter(
        view__in=shown, subject=subject
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    if audience == "internal" and opened.access.right < Right.INTERNAL:
        found.explained = _without_raters(found.explained)
    return found.view, found


def _without_raters(told: Mapping[str, Any]) -> dict[str, Any]:
    """An explanation as a company may read it: what it was rated, not by whom."""
    observed = [{**each, "rater": ""} for each in told["observations"]]
    return {**told, "observations": observed, "children": [_without_raters(each) for each in told["children"]]}


def every_study() -> QuerySet[Study]:
    """All studies, for those who administer the platform."""
    return Study.objects.order_by("code")


def subjects_of(view: View, asked: str) -> QuerySet[SubjectResult]:
    """Subjects in the order of their places; those whose name or code holds what was asked."""
    found = view.subjects.defer("explained")
    words = asked.strip()[:100]
    if not words:
        return found
    return found.filter(Q(name_ru__icontains=words) | Q(name_en__icontains=words) | Q(subject__icontains=words))


def trail_of(told: Mapping[str, Any], node: str) -> list[Mapping[str, Any]] | None:
    """From the index of an explanation down to a node; None where it is not there."""
    if told["code"] == node:
        return [told]
    for child in told["children"]:
        below = trail_of(child, node)
        if below is not None:
            return [told, *below]
    return None


def jobs_of(study: Study) -> QuerySet[Job]:
    """Computations of a study, the newest first."""
    return Job.objects.filter(kind="study.compute", target=study.target).order_by("-asked_at", "pk")


def latest_job(study: Study) -> Job | None:
    return jobs_of(study).first()


def job_for(user: Any, pk: Any) -> Job:
    """A job, for those who may edit what it works on."""
    job = Job.objects.filter(pk=pk).first()
    if job is None or not job.target.startswith("study:"):
        raise Http404
    study_for(user, job.target.removeprefix("study:"), Right.EDIT)
    return job


def computation_for(user: Any, pk: Any) -> Job:
    """A computation of a study, for those who may edit it."""
    job = job_for(user, pk)
    if job.kind != "study.compute":
        raise Http404
    return job


def edition_of(opened: Opened, number: int) -> Edition:
    found = opened.study.editions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def files_of(opened: Opened) -> dict[str, int]:
    """Files of the current results that may be downloaded, with their sizes."""
    run: Run | None = opened.study.current
    if run is None:
        return {}
    shown = set(views_shown(opened.study).values_list("audience", flat=True))
    known = ("public", "internal") if opened.access.right >= Right.INTERNAL else ("public",)
    allowed = tuple(f"{audience}/" for audience in known if audience in shown)
    return {name: size for name, size in run.files.items() if name.startswith(allowed)}


def file_of(opened: Opened, name: str) -> Path:
    """Where a file of the results lies: only names that the run itself wrote."""
    if name not in files_of(opened):
        raise Http404
    return run_folder(opened.study.current_id) / name
