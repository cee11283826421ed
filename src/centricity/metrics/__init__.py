"""Customer-experience metrics: one definition each, computed on any engine, with honest intervals.

>>> from centricity.metrics import nps
>>> nps([10, 9, 8, 7, 6, 0]).value
0.0
"""

from typing import Any

from centricity.metrics.catalogue import definition, metric_ids

_LAZY = {
    "compute": "centricity.metrics.run",
    "changes": "centricity.metrics.change",
    "Options": "centricity.metrics.options",
    "Outcome": "centricity.metrics.outcome",
}

__all__ = ["Options", "Outcome", "changes", "compute", "definition", "metric_ids"]


def __getattr__(name: str) -> Any:
    """Give a metric by its name, ready to be called; importing an engine is left to those who need one."""
    from importlib import import_module

    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    if name in metric_ids():
        from centricity.metrics.callable import Measure

        return Measure(definition(name))
    raise AttributeError(name)
