"""The definitions of all metrics, as files."""

from functools import cache
from importlib import resources
from pathlib import Path

import yaml

from centricity.errors import Fault, MisuseError
from centricity.metrics.definition import Catalogue, Contracts, Metric, TableContract

FAMILIES = ("answers", "customers", "value", "service", "journey", "experience")


@cache
def contracts() -> dict[str, TableContract]:
    """Contracts of all tables, by name."""
    return Contracts.model_validate(_read("tables")).tables


@cache
def _metrics() -> dict[str, Metric]:
    found = [metric for family in FAMILIES for metric in Catalogue.model_validate(_read(family)).metrics]
    return {metric.id: metric for metric in found}


def _read(name: str) -> object:
    path = resources.files("centricity.metrics.catalogue") / f"{name}.yaml"
    return yaml.load(Path(str(path)).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def metric_ids() -> tuple[str, ...]:
    """Identifiers of all metrics, in the order of the catalogue."""
    return tuple(_metrics())


def definition(metric_id: str) -> Metric:
    """Definition of a metric.

    Raises
    ------
    MisuseError
        Where there is no such metric.
    """
    try:
        return _metrics()[metric_id]
    except KeyError:
        known = ", ".join(metric_ids())
        raise MisuseError([Fault("metric.unknown", fields={"metric": metric_id, "known": known})]) from None
