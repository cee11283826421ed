"""How a foreign table's columns are called: pairs on the command line, a file, or a ready mapping of an export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from centricity.errors import Fault, MetricError, MisuseError
from centricity.language import Text
from centricity.methods.part import Code, Part
from centricity.methods.validate import validate
from centricity.methods.yaml_file import is_file, read_yaml
from centricity.metrics.definition import Metric
from centricity.tables.csv_format import CsvFormat
from centricity.tables.write import write_whole

ColumnName = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


class MappingFile(Part):
    """A saved mapping: what it is for, which of the contract's columns are called how, how its CSV is written."""

    title: Text
    table: Code
    columns: dict[Code, ColumnName]
    csv: CsvFormat = CsvFormat()
    zone: str | None = None


@dataclass(frozen=True)
class Mapped:
    """Columns of a table by their names in the contract, and how its file is written."""

    columns: Mapping[str, str] = field(default_factory=dict)
    how: CsvFormat = field(default_factory=CsvFormat)
    zone: str | None = None


def ready_mappings() -> dict[str, MappingFile]:
    """Mappings of usual exports, by name."""
    folder = resources.files("centricity.metrics") / "mappings"
    found = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)
    return {path.name.removesuffix(".yaml"): _read(Path(str(path))) for path in found}


def mapping_of(given: Sequence[str]) -> Mapped:
    """Read what was given after ``--map``: ``score=Q1,customer=client_id``, a file, or a ready mapping's name.

    Raises
    ------
    MisuseError
        Where it is none of these.
    MetricError
        Where the file is faulty.
    """
    columns: dict[str, str] = {}
    how, zone = CsvFormat(), None
    for part in given:
        if "=" in part:
            columns |= _once([_pair(pair) for pair in part.split(",")])
            continue
        found = found_mapping(part)
        columns = dict(found.columns) | columns
        how, zone = found.how, found.zone
    return Mapped(columns, how, zone)


def _once(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Refuse a name that is given two columns in one breath; a later ``--map`` may correct an earlier one."""
    names = [name for name, _ in pairs]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    found = {name: ", ".join(column for other, column in pairs if other == name) for name in twice}
    if twice:
        raise MisuseError([Fault("metric.map_twice", fields={"name": n, "columns": c}) for n, c in found.items()])
    return dict(pairs)


def _pair(text: str) -> tuple[str, str]:
    name, mark, column = text.partition("=")
    if not mark or not name.strip() or not column.strip():
        raise MisuseError([Fault("metric.map_pair", fields={"pair": text})])
    return name.strip(), column.strip()


def found_mapping(name: str, folder: Path | None = None) -> Mapped:
    """Read a mapping from its file, in ``folder`` where it is named from there, or find a ready one.

    Raises
    ------
    MisuseError
        Where the name is neither.
    MetricError
        Where the file is faulty.
    """
    path = Path(name) if folder is None else folder / name
    known = {} if is_file(path) else ready_mappings()
    if not is_file(path) and name not in known:
        raise MisuseError([Fault("metric.map_unknown", fields={"name": name, "known": ", ".join(known)})])
    found = known.get(name) or _read(path)
    return Mapped(found.columns, found.csv, found.zone)


def _read(path: Path) -> MappingFile:
    made = validate(MappingFile, read_yaml(path, path.name))
    if made.model is None or made.faults:
        raise MetricError(made.faults)
    return made.model


def write_mapping(path: Path, metric: Metric, mapped: Mapped, how: CsvFormat) -> None:
    """Save a mapping, so that the next call only needs its file.

    Raises
    ------
    MisuseError
        Where it cannot be written.
    """
    content = {
        "title": {"ru": f"Соответствие столбцов: {metric.name.ru}", "en": f"Mapping of columns: {metric.name.en}"},
        "table": metric.inputs[0].table,
        "columns": dict(mapped.columns),
        "csv": how.model_dump(),
    }
    if mapped.zone is not None:
        content["zone"] = mapped.zone
    write_whole(path, yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode())
