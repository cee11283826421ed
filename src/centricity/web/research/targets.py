"""Targets of the current results of an organisation's studies: how far they are, and where they should be by now."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from centricity.web.people.models import Organisation
from centricity.web.research.goals import SETTINGS, codes_of, settings_of
from centricity.web.research.models import Run, Study, SubjectResult
from centricity.web.research.places import run_folder
from centricity.web.research.plans import owned, planned
from centricity.web.research.progress import Results, Standing

RESULT = "internal/result.json"
_YEAR = re.compile(r"(?<!\d)(2\d{3})(?!\d)")
_CLOSE = 1e-9
SLACK = 0.05
"""How far a target without an interval may be behind a straight way, which is a rule of thumb, and be on its way."""
Both = Mapping[str, str]


@dataclass(frozen=True)
class Target:
    """A target held against the current results; ``expected`` is the share that a straight way would have covered.

    ``best`` is the share at the better end of the interval of the score; None where no interval is known.
    """

    study: str
    edition: int
    node: str
    title: Both
    subject: str
    name: Both
    wave: str
    base: float | None
    now: float | None
    target: float
    share: float | None
    expected: float | None
    owner: Both | None
    unowned: bool
    code: str = ""
    best: float | None = None

    @property
    def behind(self) -> bool:
        """Whether less is done than the time that has passed asks for; without dates, whether it went backwards.

        What the interval of the score, or the slack where there is none, may still make up for is not behind.
        """
        if self.share is None:
            return False
        due = 0.0 if self.expected is None else min(1.0, self.expected)
        return (self.share + SLACK if self.best is None else max(self.best, self.share)) < due - _CLOSE


def targets_of(organisation: Organisation) -> Iterator[Target]:
    """Targets of every study of an organisation that has results, as those inside may see them."""
    studies = Study.objects.filter(organisation=organisation, current__isnull=False)
    for study in studies.select_related("current__edition"):
        yield from targets_of_study(study)


def targets_of_study(study: Study) -> Iterator[Target]:
    """Targets of the current results of a study."""
    run = study.current
    if run is None or RESULT not in run.files:
        return
    told = json.loads((run_folder(run.pk) / RESULT).read_text("utf-8"))
    goals = told.get("goals", [])
    if not goals:
        return
    titles, names, dates = _titles(run), _names(run, {goal["subject"] for goal in goals}), wave_days(run)
    written = settings_of(run.edition)["goals"] if SETTINGS in run.edition.files else goals
    codes = codes_of(written)
    acted, results = planned(study, codes), Results(study)
    for goal, code, asked in zip(goals, codes, written, strict=True):
        subject = goal["subject"] or ""
        end = asked.get("due") or dates.get(goal["wave"]) or _end(goal["wave"])
        yield Target(
            study.code, run.edition.number, goal["node"], titles.get(goal["node"], _same(goal["node"])), subject,
            names.get(subject, _same(subject)), goal["wave"], goal["base"], goal["now"], goal["target"],
            goal["progress"], _expected(dates, told["wave"], end), goal["owner"],
            goal["without_owned_dated_action"] and not owned(acted[code]), code,
            _best(results.standing({**asked, "code": code})),
        )  # fmt: skip


def _best(at: Standing) -> float | None:
    ends = [share for end in (at.low, at.high) if (share := at.share(end)) is not None]
    return max(ends) if len(ends) == 2 else None


def _titles(run: Run) -> dict[str, Both]:
    view = run.views.filter(audience="internal").first()
    return {part["code"]: part["title"] for part in view.parts} if view is not None else {}


def _names(run: Run, subjects: set[str]) -> dict[str, Both]:
    rows = SubjectResult.objects.filter(view__run=run, view__audience="internal", subject__in=subjects - {None})
    return {code: {"ru": ru, "en": en} for code, ru, en in rows.values_list("subject", "name_ru", "name_en")}


def _same(text: str) -> Both:
    return {"ru": text, "en": text}


def wave_days(run: Run) -> dict[str, dt.date]:
    """Days of the waves, in their order."""
    waves = settings_of(run.edition).get("waves", []) if SETTINGS in run.edition.files else []
    told: list[tuple[Any, Any]] = [(str(each["code"]), each.get("date")) for each in waves]
    return {code: day for code, day in told if isinstance(day, dt.date)}


def _end(wave: str) -> dt.date | None:
    """The last day of the year that a wave is called by."""
    year = _YEAR.search(wave)
    return dt.date(int(year[1]), 12, 31) if year else None


def _expected(dates: Mapping[str, dt.date], now: str, end: dt.date | None) -> float | None:
    """The share of the time from the first wave to the end that is over; None where days are unknown."""
    if now not in dates or end is None:
        return None
    first = next(iter(dates.values()))
    return (dates[now] - first).days / (end - first).days if end > first else 1.0
