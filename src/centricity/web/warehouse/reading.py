"""Reading the file of a board: a dashboard whose tables are those of a warehouse and nothing beside it."""

import tempfile
from pathlib import Path

from django.conf import settings as platform

from centricity.engines import Source
from centricity.errors import Fault, MetricError, MisuseError
from centricity.metrics.dashboard import Dashboard, read_dashboard
from centricity.web.people.models import Organisation
from centricity.web.warehouse.connections import Warehouse

LONGEST = 200_000
"""Characters of a file."""


def warehouses_of(organisation: Organisation) -> dict[str, Warehouse]:
    """Warehouses that an organisation may read, by code."""
    known: dict[str, Warehouse] = platform.WAREHOUSES
    return {code: each for code, each in known.items() if organisation.code in each.organisations}


def warehouse_of(organisation: Organisation, code: str) -> Warehouse:
    """A warehouse that an organisation may read.

    Raises
    ------
    MisuseError
        Where there is none of that code, or it is not theirs.
    """
    known = warehouses_of(organisation)
    if code not in known:
        raise MisuseError([Fault("warehouse.unknown", fields={"code": code, "known": ", ".join(known) or "-"})])
    return known[code]


def dashboard_of(text: str, warehouse: Warehouse | None) -> Dashboard:
    """Read the text of a dashboard file and hold its tables to the warehouse, where there is one.

    Raises
    ------
    MetricError, MisuseError
        With every fault found.
    """
    if len(text) > LONGEST:
        raise MisuseError([Fault("warehouse.long", fields={"most": LONGEST})])
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "board.yaml"
        path.write_text(text, "utf-8")
        made = read_dashboard(path)
    faults = [fault for name in made.sources for fault in _outside(name, made, warehouse)] if warehouse else []
    if "engine" in made.model_fields_set:
        faults.append(Fault("warehouse.engine_named"))
    if faults:
        raise MetricError(faults)
    return made


def _outside(name: str, made: Dashboard, warehouse: Warehouse) -> list[Fault]:
    """A table that the warehouse does not hold: a file anywhere else on the machine."""
    table = made.sources[name].table
    alright = _within(Path(warehouse.folder), table) if warehouse.folder else not Source(table).is_file
    return [] if alright else [Fault("warehouse.outside", fields={"source": name, "table": table})]


def _within(folder: Path, table: str) -> bool:
    """Whether a name is that of files of a folder, links followed."""
    if not Source(table).is_file or Path(table).is_absolute() or ".." in Path(table).parts or "\0" in table:
        return False
    whole = folder.resolve()
    stem = table.partition("*")[0].rpartition("/")[0] if "*" in table else table
    found = [whole / stem, *(whole.glob(table) if "*" in table else ())]
    return all(each.resolve().is_relative_to(whole) for each in found)
