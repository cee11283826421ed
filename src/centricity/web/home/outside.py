"""What a study says of an organisation from outside: the company that it is, for whoever may see that company."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from centricity.errors import Fault, MisuseError
from centricity.language import Language
from centricity.stats.estimate import Estimate
from centricity.web.home.models import Mirror
from centricity.web.people.models import Organisation
from centricity.web.research.models import Study, SubjectResult
from centricity.web.research.selectors import opened_of, studies_of, study_for, subject_of, subjects_of, view_of

NAN = float("nan")
MOST_STUDIES = 200


@dataclass(frozen=True)
class Seen:
    """The score of a company on the index of a study, on the scale of the index."""

    study: Study
    company: str
    subject: str
    index: str
    found: Estimate
    low: float
    high: float
    wave: str


def mirror_of(organisation: Organisation) -> Mirror | None:
    return Mirror.objects.select_related("study__organisation", "study__current").filter(
        organisation=organisation
    ).first()  # fmt: skip


def seen(user: Any, mirror: Mirror, language: Language) -> Seen | None:
    """What the study says, as far as somebody may see it; nothing to strangers of the study."""
    try:
        opened = study_for(user, mirror.study.code)
        view, row = subject_of(opened, mirror.subject)
    except Http404:
        return None
    root = view.parts[0]
    score = row.scores.get(root["code"])
    if score is None or score["score"] is None:
        return None
    value, low, high = (NAN if score[each] is None else float(score[each]) for each in ("score", "low", "high"))
    name = row.name_ru if language == "ru" else row.name_en
    found = Estimate(value, low, high, _observations(row.explained), "index")
    return Seen(
        mirror.study, name, row.subject, root["title"][language], found, float(root["low"]), float(root["high"]),
        view.run.wave,
    )  # fmt: skip


def _observations(told: Mapping[str, Any]) -> int:
    """How many observations, or answers, an explanation ends at."""
    own = len(told.get("observations") or ()) + sum(count for _level, count in told.get("answers") or ())
    return own + sum(_observations(each) for each in told.get("children") or ())


def studies_to_choose(user: Any) -> list[Study]:
    """Studies with results that somebody may see."""
    return list(studies_of(user).exclude(current=None).order_by("code")[:MOST_STUDIES])


def company_in(user: Any, code: str, asked: str) -> tuple[Study, str]:
    """A company of a study by its code or its whole name.

    Raises
    ------
    MisuseError
        Where there is no such company that somebody may see, or several are called so.
    """
    study = Study.objects.select_related("organisation", "current").filter(code=code).first()
    if study is None or not asked.strip():
        raise MisuseError([Fault("web.company_unknown", fields={"company": asked.strip() or "-"})])
    opened = opened_of(user, study)
    try:
        found = list(subjects_of(view_of(opened), asked)[:50]) if opened.access.right else []
    except Http404:
        found = []
    exact = [each for each in found if asked.strip().casefold() in _names(each)]
    if len(exact) != 1:
        raise MisuseError([Fault("web.company_unknown", fields={"company": asked.strip()[:100]})])
    return study, exact[0].subject


def _names(row: SubjectResult) -> set[str]:
    return {each.casefold() for each in (row.subject, row.name_ru, row.name_en)}
