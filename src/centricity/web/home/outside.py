"""What a study says of an organisation from outside: the company that it is, for whoever may see that company."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from centricity.language import Language
from centricity.stats.estimate import Estimate
from centricity.web.home.models import Us
from centricity.web.research.models import Study
from centricity.web.research.selectors import study_for, subject_of

NAN = float("nan")


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


def seen(user: Any, us: Us, language: Language) -> Seen | None:
    """What the study says, as far as somebody may see it; nothing to strangers of the study."""
    try:
        opened = study_for(user, us.study.code)
        view, row = subject_of(opened, us.company)
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
        us.study, name, row.subject, root["title"][language], found, float(root["low"]), float(root["high"]),
        view.run.wave,
    )  # fmt: skip


def _observations(told: Mapping[str, Any]) -> int:
    """How many observations, or answers, an explanation ends at."""
    own = len(told.get("observations") or ()) + sum(count for _level, count in told.get("answers") or ())
    return own + sum(_observations(each) for each in told.get("children") or ())
