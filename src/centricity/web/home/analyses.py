"""Analyses as they are asked for: what is not named, or is not there, is chosen as the pages choose it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from centricity.language import Language
from centricity.web.customers.selectors import segments_of
from centricity.web.home import cohorts, departments, driving, funnels
from centricity.web.home.gap import gaps
from centricity.web.home.happened import Stage, stages_known
from centricity.web.home.maturity import maturity_studies
from centricity.web.home.models import Us
from centricity.web.home.outcomes import outcomes
from centricity.web.home.outside import Seen, seen
from centricity.web.home.sheets import Analysis, together
from centricity.web.home.state import state_of
from centricity.web.home.us import us_of
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation
from centricity.web.people.roles import Right
from centricity.web.people.selectors import access_to_study
from centricity.web.research.models import Study
from centricity.web.voice.models import Survey

Days = tuple[date | None, date | None]


@dataclass(frozen=True)
class Drivers:
    """What may be taken apart, what was, and into what."""

    known: dict[str, driving.Choice]
    choice: driving.Choice | None
    picked: dict[Any, str]
    driven: driving.Driven


def drivers_of(
    place: Organisation, of: str, kind: driving.Kind, by: Sequence[str], language: Language
) -> Drivers:  # fmt: skip
    """Take apart the metric that is named, else the first of customers beside which something is rated."""
    known = driving.choices(place, language)
    likely = (each for each in known.values() if each.drivers and not each.nameless)
    choice = known.get(of) or next(likely, None) or next(iter(known.values()), None)
    if choice is None:
        return Drivers({}, None, {}, driving.Driven(Analysis(), []))
    picked = driving.chosen_drivers(choice, by)
    return Drivers(known, choice, picked, driving.driven(choice, picked, kind, language))


def cohorts_of(
    place: Organisation, wanted: cohorts.Asked, language: Language
) -> tuple[Analysis, cohorts.Asked, list[Survey]]:
    """Who stays and who leaves, of a segment that there is, else of everybody."""
    return _COHORTS.get((wanted, language, state_of(place)), lambda: _cohorts(place, wanted, language))


def _cohorts(
    place: Organisation, wanted: cohorts.Asked, language: Language
) -> tuple[Analysis, cohorts.Asked, list[Survey]]:
    why, surveys = cohorts.left(place, language)
    asked = replace(wanted, segment=wanted.segment if wanted.segment in segments_of(place) else "")
    found = together(cohorts.bought(place, asked, language), cohorts.stayed(place, asked, language), why)
    return found, asked, surveys


@dataclass(frozen=True)
class Funnel:
    """Stages that there are, those that were chosen, and who went on between them."""

    known: list[Stage]
    chosen: list[Stage]
    analysis: Analysis


def funnel_of(place: Organisation, codes: Sequence[str], by: str, days: Days, language: Language) -> Funnel:
    """A journey by the stages that are named, else from a contact to an order."""
    key = (tuple(codes), by, days, language, state_of(place))
    return _FUNNELS.get(key, lambda: _funnel(place, codes, by, days, language))


def _funnel(place: Organisation, codes: Sequence[str], by: str, days: Days, language: Language) -> Funnel:
    known = {stage.code: stage for stage in stages_known(place)}
    chosen = [known[code] for code in codes if code in known] if any(codes) else [Stage("contact"), Stage("order")]
    return Funnel(list(known.values()), chosen, funnels.funnel(place, chosen, by, days, language))


_COHORTS = Kept[tuple[Analysis, cohorts.Asked, list[Survey]]](64)
_FUNNELS = Kept[Funnel](64)


@dataclass(frozen=True)
class Departments:
    """Surveys that ask departments about one another, the one that is read, and what it came to."""

    known: dict[str, departments.Asked]
    asked: departments.Asked | None
    served: departments.Served

    def edges(self, language: Language) -> list[tuple[str, str]]:
        """Pairs that may be shown, by code, in words."""
        if self.asked is None:
            return []
        return [(code, departments.named(self.asked, edge, language)) for code, edge in self.served.shown.items()]

    def origin(self, edge: str) -> str:
        """What an action on a pair came of."""
        assert self.asked is not None  # noqa: S101  there are pairs only where something is asked
        return departments.origin(self.asked, self.served.shown[edge])


def departments_of(place: Organisation, survey: str, language: Language) -> Departments:
    """Who serves whom, by the survey that is named, else by the first."""
    known = departments.asking(place, language)
    asked = known.get(survey) or next(iter(known.values()), None)
    found = departments.served(asked, language) if asked is not None else departments.Served(Analysis(), {})
    return Departments(known, asked, found)


def gap_of(user: Any, place: Organisation, language: Language) -> tuple[Analysis, Us | None, Seen | None]:
    """Views on one scale; that from outside as far as somebody may see it."""
    us = us_of(place)
    outside = seen(user, us, language) if us is not None else None
    return gaps(place, outside, language), us, outside


@dataclass(frozen=True)
class Maturity:
    """Studies of maturity, the one that is read, and what customers did beside it; none for those outside."""

    analysis: Analysis
    studies: list[Study] = field(default_factory=list)
    study: Study | None = None


def maturity_of(user: Any, place: Organisation, study: str, language: Language) -> Maturity:
    """Maturity by the study that is named, else by the first; for those who see studies from inside."""
    if access_to_study(user, "", place.code, open_to_all=False).right < Right.INTERNAL:
        refused = [_("Levels of maturity are for those who see the studies of the organisation from inside.")]
        return Maturity(Analysis(refused=refused))
    known = {each.code: each for each in maturity_studies(place)}
    found = known.get(study) or next(iter(known.values()), None)
    return Maturity(outcomes(place, found, language), list(known.values()), found)
