"""Waves of maturity studies: the mean level of the organisation by the day of the wave."""

from dataclasses import dataclass
from datetime import date

from centricity.index.groups import MARKET, OVERALL
from centricity.stats.estimate import Estimate
from centricity.surveys.catalogue import METHODS
from centricity.web.people.models import Organisation
from centricity.web.research.models import Run, Study
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
    value, low, high = (NAN if told[each] is None else float(told[each]) for each in ("mean", "low", "high"))
    return Wave(run.wave, day, Estimate(value, low, high, int(told["n"]), "mean of all"))
