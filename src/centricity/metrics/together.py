"""Panels of one dashboard about the same employees: what each may show, they may not give away together."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from centricity.errors import CentricityError, Fault, MetricError
from centricity.metrics.outcome import Outcome
from centricity.metrics.rules import MOST_KEYS

if TYPE_CHECKING:
    from centricity.metrics.dashboard import Panel

Made = tuple["Panel", Outcome | CentricityError]
Joint = Callable[["Panel", tuple[str, ...]], Outcome]


def guarded_together(panels: Sequence[Made], joint: Joint) -> list[Made]:
    """Put an error in the place of a panel that would give a small group away beside those before it.

    Panels of one private metric over one source stand together where one of them is by all their keys, for its guard
    takes every total by fewer keys into account; and where by all their keys at once no group is withheld, for then
    whatever is subtracted from whatever leaves groups that may be shown.

    Parameters
    ----------
    joint
        Computes a panel by other keys.
    """
    shown: dict[tuple[str, str], list[Panel]] = {}
    made: list[Made] = []
    for panel, outcome in panels:
        found = outcome
        if isinstance(outcome, Outcome) and outcome.metric.private:
            before = shown.setdefault((panel.metric, panel.source), [])
            if _sound(before, panel, joint):
                before.append(panel)
            else:
                fields = {"metric": panel.metric, "by": ", ".join(panel.by) or "-", "least": outcome.metric.min_n}
                found = MetricError([Fault("dashboard.together", fields=fields)])
        made.append((panel, found))
    return made


def _sound(before: Sequence["Panel"], panel: "Panel", joint: Joint) -> bool:
    """Whether a panel may stand beside those that are shown."""
    if any(_answers_of(other) != _answers_of(panel) for other in before):
        return False
    every = tuple(dict.fromkeys(name for each in (*before, panel) for name in each.by))
    if not before or any(set(each.by) == set(every) for each in (*before, panel)):
        return True
    if len(every) > MOST_KEYS:
        return False
    try:
        return not any(row.hidden for row in joint(panel, every).rows)
    except CentricityError:
        return False


def _answers_of(panel: "Panel") -> tuple[object, ...]:
    """What decides which answers a panel is made of."""
    return bool(panel.options.get("one_per_customer")), panel.options.get("zone")
