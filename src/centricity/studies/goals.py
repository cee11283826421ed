"""Goals: where a score stood, stands and should stand, and whether anybody acts on it."""

import datetime as dt
import math
from dataclasses import dataclass

from centricity.methods import Method
from centricity.studies.settings import Goal, Settings


@dataclass(frozen=True)
class Progress:
    """A goal held against the scores.

    Attributes
    ----------
    base, now, target
        In the units of the node; NaN where the score is withheld.
    share
        (now - base) / (target - base); NaN where base and target are equal.
    unowned
        True where no action has both an owner and a date: a wish, not a plan.
    """

    goal: Goal
    base: float
    now: float
    target: float
    share: float
    unowned: bool


def progress(goal: Goal, base: float, now: float) -> Progress:
    """Hold one goal against a base and a present score."""
    distance = goal.target - base
    share = (now - base) / distance if distance else math.nan
    owned = any(action.owner and action.due for action in goal.actions)
    return Progress(goal, base, now, goal.target, share, not owned)


def next_due(settings: Settings, method: Method) -> dt.date | None:
    """Return the date of the next assessment by the method's cycle; None where no wave is dated."""
    dated = [wave.date for wave in settings.waves if wave.code == settings.wave]
    if not dated or method.cycle_months is None:
        return None
    months = dated[0].month - 1 + method.cycle_months
    year, month = dated[0].year + months // 12, months % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(dated[0].day, last))
