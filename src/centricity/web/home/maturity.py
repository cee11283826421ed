"""Waves of maturity studies: the mean level of the organisation by the day of the wave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from centricity.index.groups import MARKET, OVERALL
from centricity.stats.estimate import Estimate
from centricity.surveys.catalogue import METHODS
from centricity.web.people.models import Organisation
from centricity.web.research.models import Run, Study, View
from centricity.web.research.targets import wave_days

NAN = float("nan")
MOST_WAVES = 12


@dataclass(frozen=True)
class Wave:
    """A wave of a maturity study: its day, and the mean of the organisation with its interval."""

    code: str
    day: date
    level: Estimate


def maturity_studies(organisation: Organisation) -> list[Study]:
    """Studies of an organisation that were made of maturity surveys and have results."""
    known = Study.objects.filter(organisation=organisation, current__isnull=False).select_related("current")
    return [each for each in known.order_by("code") if each.current and each.current.method.split()[0] in METHODS]


def waves_of(study: Study) -> list[Wave]:
    """Waves in the order of their days, each by the latest edition that has it; without a day there is none."""
    found: dict[str, Run] = {}
    for run in Run.objects.filter(edition__study=study).select_related("edition").order_by("computed_at"):
        found[run.wave] = run
    waves = [wave for run in list(found.values())[-MOST_WAVES:] if (wave := _wave(run)) is not None]
    return sorted(waves, key=lambda wave: wave.day)


def _wave(run: Run) -> Wave | None:
    day = wave_days(run).get(run.wave)
    view = run.views.filter(audience="internal").first()
    if day is None or view is None:
        return None
    group = view.groups.filter(grouping=OVERALL, code=MARKET).first()
    told = group.scores.get(view.parts[0]["code"]) if group is not None else None
    if told is None or told["status"] == "suppressed" or told["mean"] is None:
        return None
    alone = _alone(view, view.parts[0]["code"]) if told["low"] is None else told
    value, low, high = (NAN if each is None else float(each) for each in (told["mean"], alone["low"], alone["high"]))
    return Wave(run.wave, day, Estimate(value, low, high, int(told["n"]), "mean of all"))


def _alone(view: View, node: str) -> Mapping[str, Any]:
    """The interval of the one department there is: means of several have their own."""
    rows = list(view.subjects.values_list("scores", flat=True)[:2])
    told: Mapping[str, Any] = rows[0].get(node, {}) if len(rows) == 1 else {}
    return {"low": told.get("low"), "high": told.get("high")}
