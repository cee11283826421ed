"""Writing a result as tidy tables and JSON."""

from pathlib import Path

from centricity.studies.audit import Audit
from centricity.studies.audit_outputs import audit_tables
from centricity.studies.outputs import output_tables
from centricity.studies.result import Result
from centricity.studies.summary import summary
from centricity.tables.write import csv_bytes, json_bytes


def write_audit_tables(result: Result, found: Audit, folder: Path) -> None:
    """Write ``uncertainty.csv``, ``pairs.csv``, ``group_pairs.csv``, ``sensitivity.csv`` and ``audit.csv``."""
    for table in audit_tables(result, found):
        (folder / f"{table.name}.csv").write_bytes(csv_bytes(table))


def write_tables(result: Result, folder: Path) -> list[Path]:
    """Write ``scores.csv``, ``groups.csv``, ``trace.csv``, ``changes.csv`` and ``result.json``."""
    paths = []
    for table in output_tables(result):
        path = folder / f"{table.name}.csv"
        path.write_bytes(csv_bytes(table))
        paths.append(path)
    path = folder / "result.json"
    path.write_bytes(json_bytes(summary(result)))
    return [*paths, path]
