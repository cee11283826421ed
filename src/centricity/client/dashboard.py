"""Figures of the dashboard."""

from typing import TYPE_CHECKING

from centricity.client.calls import Calls
from centricity.client.tables import figures_of

if TYPE_CHECKING:
    import polars as pl


class Dashboard(Calls):
    """What is read from the dashboard every day."""

    def metric(self, organisation: str, metric: str, months: int = 12) -> "pl.DataFrame":
        """A metric by month: ``month``, ``n``, ``value``, its interval from ``low`` to ``high``, ``withheld``.

        Parameters
        ----------
        metric
            ``nps``, ``csat``, ``ces``, ``cli``, ``enps`` or ``esi``.
        months
            So many of the last months in which anybody rated: 3, 6, 12 or 24.

        Raises
        ------
        RefusedError
            Where the platform refuses, such as the months of another number.
        """
        rows = self.every("list_metric_figures", organisation=organisation, metric=metric, months=months)
        return figures_of(rows, ("month",))
