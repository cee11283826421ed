"""How far a target is by the current results, and in words how much of that an interval can tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from centricity.index.groups import MARKET, OVERALL
from centricity.web.research.goals import SETTINGS, codes_of, settings_of
from centricity.web.research.levels import RESULT, USUAL, level_of, told_of
from centricity.web.research.models import Run, Study, View
from centricity.web.research.moves import ERRS

Told = Mapping[str, Any]
WORDS = {
    "unknown": _("How far it is cannot be told: the score is withheld or not computed yet."),
    "no_base": _("The value at the start is told once the study is computed with this target."),
    "at_base": _("The target is where the start was: there is no way to cover."),
    "no_interval": _("No interval is known for this score: whether it moved more than by chance cannot be told."),
    "reached": _("The target is reached, with its whole interval."),
    "reached_unsure": _("The number is at the target, the interval is not: that it is reached cannot be told yet."),
    "away": _("It moved away from the target, with its whole interval."),
    "noise": _("The interval holds the start: whether it moved at all cannot be told."),
    "close": _("It moved, and the interval holds the target: that it is reached cannot be told yet."),
    "moved": _("It moved towards the target, and is not there yet."),
}


@dataclass(frozen=True)
class Standing:
    """A score now with its interval, and where it was at the start; None where it is not known."""

    base: float | None
    now: float | None
    low: float | None
    high: float | None
    target: float

    def share(self, value: float | None) -> float | None:
        """The share of the way from the start to the target that a value is at."""
        if value is None or self.base is None or self.target == self.base:
            return None
        return (value - self.base) / (self.target - self.base)

    @property
    def verdict(self) -> str:
        if self.now is None:
            return "unknown"
        if self.base is None or self.target == self.base:
            return "no_base" if self.base is None else "at_base"
        if self.low is None or self.high is None:
            return "no_interval"
        return self._verdict(*sorted((self.share(self.low) or 0.0, self.share(self.high) or 0.0)))

    def _verdict(self, low: float, high: float) -> str:
        """By the shares that the ends of the interval are at: 0 is the start, 1 the target."""
        if low >= 1:
            return "reached"
        if (self.share(self.now) or 0.0) >= 1:
            return "reached_unsure"
        if high < 0:
            return "away"
        if low <= 0:
            return "noise"
        return "close" if high >= 1 else "moved"

    @property
    def reached(self) -> bool:
        return self.verdict == "reached"


class Results:
    """What the current results of a study say of its targets, read once for all of them."""

    def __init__(self, study: Study) -> None:
        run = study.current
        self.view = run.views.filter(audience="internal").first() if run is not None else None
        self.wave = run.wave if run is not None else ""
        self._level = level_of(self.view) if self.view is not None else USUAL
        self._errs = run is not None and _errs(run)
        self._bases, self.first = _bases(run) if run is not None else ({}, "")
        self._scores: dict[str, Told] = {}

    def titles(self) -> dict[str, Told]:
        return {part["code"]: part["title"] for part in self.view.parts} if self.view is not None else {}

    def standing(self, goal: Told) -> Standing:
        row = self._row(str(goal.get("subject") or "")).get(goal["node"]) or {}
        now = row.get("mean") if goal.get("subject") is None else row.get("score")
        told = goal.get("base")
        base = float(told) if told is not None else self._bases.get(goal["code"])
        known = goal.get("subject") is None or self._errs
        low, high = (row.get("low"), row.get("high")) if known else (None, None)
        return Standing(base, now, low, high, float(goal["target"]))

    def level(self, goal: Told) -> float:
        """The level of the interval of a target's score: means of groups have the usual one."""
        return USUAL if goal.get("subject") is None else self._level

    def _row(self, subject: str) -> Told:
        if self.view is None:
            return {}
        if subject not in self._scores:
            self._scores[subject] = _scores(self.view, subject)
        return self._scores[subject]


def _scores(view: View, subject: str) -> Told:
    if not subject:
        row: Any = view.groups.filter(grouping=OVERALL, code=MARKET).first()
    else:
        row = view.subjects.defer("explained").filter(subject=subject).first()
    return row.scores if row is not None else {}


def _errs(run: Run) -> bool:
    """Whether intervals of subjects hold an error of every score; else they tell of the choices of the method alone."""
    robustness = told_of(run).get("robustness") or {} if RESULT in run.files else {}
    return ERRS in {choice["kind"] for choice in robustness.get("assumptions", [])}


def _bases(run: Run) -> tuple[dict[str, float | None], str]:
    """Where targets of computed results started, by their codes, and the first wave, which is the start of most."""
    if RESULT not in run.files:
        return {}, run.wave
    computed = told_of(run).get("goals", [])
    told = settings_of(run.edition) if SETTINGS in run.edition.files else {"goals": computed}
    waves = told.get("waves") or [{"code": run.wave}]
    codes = codes_of(told.get("goals") or [])
    return {code: each["base"] for code, each in zip(codes, computed, strict=True)}, str(waves[0]["code"])
