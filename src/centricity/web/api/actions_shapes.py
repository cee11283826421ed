"""From actions to what the API gives."""

from centricity.web.api.shapes import Shape
from centricity.web.improvement.experiments import experiment_of
from centricity.web.improvement.models import Action
from centricity.web.improvement.selectors import is_overdue

_PLAIN = ("id", "kind", "title", "due", "state", "origin", "outcome", "created_at", "ended_at", "version")
_TRIED = ("hypothesis", "metric", "measure", "before", "wanted", "after")


def action_shape(row: Action) -> Shape:
    values = {name: getattr(row, name) for name in _PLAIN}
    more = {"owner": row.owner_id, "overdue": is_overdue(row), "facts": row.origin_facts}
    return values | more | {"experiment": _experiment(row)}


def _experiment(row: Action) -> Shape | None:
    found = experiment_of(row)
    if found is None:
        return None
    return {name: getattr(found, name) for name in _TRIED} | {"result": found.result or None}
