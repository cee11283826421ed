"""From a folder to a study: read everything, check everything, say everything that is wrong at once."""

import copy
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from centricity.errors import CentricityError, Fault, MisuseError, Place, StudyError
from centricity.methods import Method, find_method
from centricity.methods.check import check_method, without_consequences
from centricity.methods.validate import validate
from centricity.methods.yaml_file import KeyPath, YamlFile, read_yaml
from centricity.studies import columns
from centricity.studies.check_settings import check_settings
from centricity.studies.check_tables import (
    Rules,
    check_evidence,
    check_observations,
    check_reference,
    check_subjects,
)
from centricity.studies.contract import EVIDENCE_COLUMNS
from centricity.studies.settings import Frozen, Settings
from centricity.studies.study import Study
from centricity.tables.read import ROW, Table, find_table, read_table
from centricity.tables.workbooks import sheet_names

STUDY_FILE = "study.yaml"
WORKBOOK = "study.xlsx"


@dataclass
class Inspection:
    """A study as far as it could be read, and every fault and warning found on the way."""

    study: Study | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def errors(self) -> list[Fault]:
        """Faults that keep the study from running."""
        return [fault for fault in self.faults if fault.severity == "error"]

    @property
    def warnings(self) -> list[Fault]:
        """What should be known but keeps nothing from running."""
        return [fault for fault in self.faults if fault.severity == "warning"]


def read_study(folder: Path) -> Study:
    """Read a study folder.

    Raises
    ------
    MisuseError
        Where the folder or its ``study.yaml`` is not there.
    StudyError
        With every fault of the folder.
    """
    inspection = inspect_study(folder)
    if inspection.errors or inspection.study is None:
        raise StudyError(inspection.errors)
    return inspection.study


def inspect_study(folder: Path) -> Inspection:
    """Read a study folder as far as it goes; see `read_study` for what is raised."""
    _there(folder)
    file = read_yaml(folder / STUDY_FILE, STUDY_FILE)
    validated = validate(Settings, file)
    inspection = Inspection(faults=list(validated.faults))
    settings = validated.model
    if settings is None:
        return inspection
    method = _method(settings, folder, file, inspection)
    earlier = {} if method is None else _earlier(settings, folder, file, method, inspection)
    tables = _tables(folder, settings, inspection)
    if method is not None:
        inspection.faults += check_settings(settings, method, file)
        _check(Files(folder, file, settings, tables, earlier), method, inspection)
    return inspection


def _there(folder: Path) -> None:
    try:
        if not folder.is_dir():
            raise MisuseError([Fault("study.no_folder", Place(str(folder)))])
        if not (folder / STUDY_FILE).is_file():
            raise MisuseError([Fault("study.no_file", Place(str(folder)))])
    except OSError as error:
        problem = error.strerror or str(error)
        raise MisuseError([Fault("file.unreadable", Place(str(folder)), {"problem": problem})]) from error


def _method(settings: Settings, folder: Path, file: YamlFile, inspection: Inspection) -> Method | None:
    try:
        method = find_method(settings.method, folder)
    except CentricityError as error:
        named = file.place(("method",))
        inspection.faults += [fault if fault.place.file else replace(fault, place=named) for fault in error.faults]
        return None
    return _overridden(method, settings, folder, file, inspection)


def _earlier(
    settings: Settings, folder: Path, file: YamlFile, method: Method, inspection: Inspection
) -> dict[str, Method]:
    """Methods of earlier waves; their metrics must be among those of the study's own, so that waves can be bridged."""
    found: dict[str, Method] = {}
    for i, entry in enumerate(settings.earlier):
        place = file.place(("earlier", i, "method"))
        try:
            other = find_method(entry.method, folder)
        except CentricityError as error:
            inspection.faults += [f if f.place.file else replace(f, place=place) for f in error.faults]
            continue
        unknown = sorted({*other.metrics, *other.nodes} - set(method.parts))
        if unknown:
            fields = {"method": other.identity, "codes": ", ".join(unknown[:10])}
            inspection.faults.append(Fault("study.earlier_parts", place, fields))
        for j, wave in enumerate(entry.waves):
            if wave in found or wave == settings.wave:
                where = file.place(("earlier", i, "waves", j))
                inspection.faults.append(Fault("study.earlier_wave", where, {"wave": wave}))
            found[wave] = other
    return found


@dataclass
class _Overridden(YamlFile):
    """A method as a study changes it: what is wrong lies in the overrides, or in the frozen cuts, of the study."""

    study: YamlFile = field(default_factory=lambda: YamlFile(STUDY_FILE))
    frozen: dict[KeyPath, str] = field(default_factory=dict)
    cuts: YamlFile = field(default_factory=lambda: YamlFile(STUDY_FILE))

    def place(self, path: KeyPath) -> Place:
        for rubric, metric in self.frozen.items():
            if path[: len(rubric)] == rubric and path[len(rubric) :][:1] == ("frozen",):
                return self.cuts.place(("cuts", metric, *path[len(rubric) + 2 :]))
        return self.study.place(("overrides", *path))


def _overridden(
    method: Method, settings: Settings, folder: Path, file: YamlFile, inspection: Inspection
) -> Method | None:
    """The method with the study's own policies, groupings and frozen cuts; checked again like any method."""
    content = method.model_dump(mode="json", by_alias=True, exclude_none=True)
    merged = _Overridden(STUDY_FILE, copy.deepcopy(_merged(content, settings.overrides)), study=file)
    if settings.groupings and isinstance(merged.content.get("groupings"), list):
        own = [grouping.model_dump(mode="json", exclude_none=True) for grouping in settings.groupings]
        merged.content["groupings"] += own
    if settings.cuts is not None:
        _freeze(merged, folder / settings.cuts, settings.cuts, inspection)
    if merged.content == content:
        return method
    result = validate(Method, merged)
    inspection.faults += result.faults
    if result.model is not None:
        inspection.faults += without_consequences(check_method(result.model, merged), result.faults)
    return result.model


def _merged(base: Any, over: Any) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        return base | {key: _merged(base.get(key), value) for key, value in over.items()}
    return base if over is None and base is None else over


def _freeze(merged: _Overridden, path: Path, name: str, inspection: Inspection) -> None:
    """Put cut points frozen in a base wave into the percentile rubrics."""
    if not os.path.lexists(path):
        inspection.faults.append(Fault("file.missing", merged.study.place(("cuts",)), {"file": name}))
        return
    merged.cuts = read_yaml(path, name)
    validated = validate(Frozen, merged.cuts)
    inspection.faults += validated.faults
    if validated.model is None or not isinstance(merged.content.get("index"), dict):
        return
    rubrics = dict(_rubrics(merged.content["index"], ("index",)))
    for code, by_group in validated.model.cuts.items():
        where, rubric = rubrics.get(code, ((), {}))
        if rubric.get("kind") != "percentile":
            place = merged.cuts.place(("cuts", code))
            inspection.faults.append(Fault("study.cuts_unknown", place, {"metric": code}))
            continue
        groups = {group: list(cuts) for group, cuts in by_group.items()}
        rubric["frozen"] = {"wave": validated.model.wave, "cuts": groups}
        merged.frozen[where] = code


def _rubrics(node: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[str, tuple[KeyPath, dict[str, Any]]]]:
    """Rubrics by the code of their metric, with the place of each; what is no rubric is left to the schema."""
    for i, child in enumerate(_listed(node, "nodes")):
        yield from _rubrics(child, (*path, "nodes", i))
    for i, metric in enumerate(_listed(node, "metrics")):
        if isinstance(metric.get("rubric"), dict):
            yield str(metric.get("code")), ((*path, "metrics", i, "rubric"), metric["rubric"])


def _listed(node: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = node.get(key)
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


@dataclass(frozen=True)
class Tables:
    """The tables of a study as they were read.

    Attributes
    ----------
    there
        Names of the tables that have a file, readable or not.
    partial
        Names of the tables of which some records could not be read.
    """

    read: dict[str, Table] = field(default_factory=dict)
    paths: list[Path] = field(default_factory=list)
    there: set[str] = field(default_factory=set)
    partial: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Files:
    """A study folder, read."""

    folder: Path
    file: YamlFile
    settings: Settings
    tables: Tables
    earlier: dict[str, Method] = field(default_factory=dict)

    def codes(self, table: str, frame: pl.DataFrame, column: str) -> list[str] | None:
        """Codes that a table defines; None where they are not all known."""
        read = self.tables.read.get(table)
        if table in self.tables.partial or (read is None and table in self.tables.there):
            return None
        if read is not None and (column not in read.columns or frame.is_empty()):
            return None
        return frame[column].drop_nulls().to_list()


def _check(files: Files, method: Method, inspection: Inspection) -> None:
    """Check every table as far as it was read, and make the study where nothing is wrong."""
    settings, tables = files.settings, files.tables.read
    waves = tuple(wave.code for wave in settings.waves)
    rules = Rules(method, settings.wave, waves, has_evidence="evidence" in files.tables.there)
    evidence = columns.completed(pl.DataFrame(schema={ROW: pl.UInt32}), EVIDENCE_COLUMNS)
    subjects, observations, names = pl.DataFrame(), pl.DataFrame(), None
    if "evidence" in tables:
        evidence, found = check_evidence(tables["evidence"])
        inspection.faults += found.faults
    if "subjects" in tables:
        subjects, found = check_subjects(tables["subjects"], rules)
        inspection.faults += found.faults
        names = files.codes("subjects", subjects, "subject")
    if "observations" in tables:
        known = files.codes("evidence", evidence, "evidence")
        observations, found = check_observations(tables["observations"], rules, names, known)
        inspection.faults += found.faults
    references = _references(files, rules, inspection)
    inspection.faults += _unknown_subjects(settings, names, files.file)
    if inspection.errors:
        return
    inspection.faults += _warnings(tables["observations"], observations, subjects["subject"].to_list(), settings)
    inspection.study = Study(
        name=files.folder.resolve().name,
        settings=settings,
        method=method,
        subjects=subjects.sort("subject"),
        observations=observations,
        evidence=evidence,
        references=references,
        data_hash=_hash([files.folder / STUDY_FILE, *files.tables.paths]),
        warnings=tuple(inspection.warnings),
        earlier=files.earlier,
    )


def _tables(folder: Path, settings: Settings, inspection: Inspection) -> Tables:
    """Find and read the three tables, from files of their own or from the sheets of ``study.xlsx``."""
    tables = Tables()
    book = folder / WORKBOOK
    sheets = (sheet_names(book) or list(_NEEDED)) if os.path.lexists(book) else []
    for name in ("subjects", "observations", "evidence"):
        found = find_table(folder, name)
        paths = [*(found if isinstance(found, list) else [found] if found else []), *([book] if name in sheets else [])]
        if len(paths) > 1:
            fields = {"table": name, "files": ", ".join(path.name for path in paths)}
            inspection.faults.append(Fault("study.table_twice", Place(folder.resolve().name), fields))
        elif not paths and name in _NEEDED:
            inspection.faults.append(Fault("study.table_missing", Place(folder.resolve().name), {"table": name}))
        if paths:
            tables.there.add(name)
        if len(paths) == 1:
            _read_one(name, paths[0], settings, tables, inspection)
    return tables


_NEEDED = ("subjects", "observations")
"""A study needs these; a broken workbook is taken to hold them, and its reader says what is wrong with it."""


def _read_one(name: str, path: Path, settings: Settings, tables: Tables, inspection: Inspection) -> None:
    if path not in tables.paths:
        tables.paths.append(path)
    table, faults = read_table(path, settings.csv, name if path.name == WORKBOOK else None)
    inspection.faults += [fault for fault in faults if fault not in inspection.faults]
    if table is not None:
        tables.read[name] = table
    if any(fault.code == "table.ragged" for fault in faults):
        tables.partial.add(name)


def _references(files: Files, rules: Rules, inspection: Inspection) -> tuple[pl.DataFrame, ...]:
    frames = []
    for i, reference in enumerate(files.settings.references):
        path = files.folder / reference.file
        if not os.path.lexists(path):
            named = files.file.place(("references", i, "file"))
            inspection.faults.append(Fault("file.missing", named, {"file": reference.file}))
            continue
        table, faults = read_table(path, files.settings.csv)
        inspection.faults += faults
        if table is not None:
            frame, found = check_reference(table, rules)
            frames.append(frame)
            inspection.faults += found.faults
    return tuple(frames)


def _unknown_subjects(settings: Settings, subjects: list[str] | None, file: YamlFile) -> list[Fault]:
    """Subjects that the study file names and the table does not have."""
    named = [("conflicts", i, conflict.subject) for i, conflict in enumerate(settings.conflicts)]
    named += [("goals", i, goal.subject) for i, goal in enumerate(settings.goals)]
    named += [("focus", i, name) for i, focus in enumerate(settings.focus) for name in (focus.subject, *focus.peers)]
    return [
        Fault("study.unknown_subject", file.place((key, i, "subject")), {"subject": subject})
        for key, i, subject in named
        if subject is not None and subjects is not None and subject not in subjects
    ]


def _warnings(table: Table, observations: pl.DataFrame, subjects: list[str], settings: Settings) -> list[Fault]:
    """What should be known: subjects nobody observed, observations without evidence, a sample that does not add up."""
    warnings = []
    here = observations.filter(pl.col("wave") == settings.wave)
    if here.is_empty():
        warnings.append(Fault("study.wave_empty", Place("study.yaml", key="wave"), {"wave": settings.wave}, "warning"))
    silent = sorted(set(subjects) - set(here["subject"].unique().to_list()))
    if silent:
        fields = {"count": len(silent), "subjects": ", ".join(silent[:10])}
        warnings.append(Fault("study.subjects_silent", table.place(), fields, "warning"))
    assessed = here.filter(pl.col("status") == "assessed")
    if assessed.is_empty() and not here.is_empty():
        warnings.append(Fault("study.nothing_assessed", table.place(), {}, "warning"))
    bare = assessed.filter(pl.col("evidence").is_null() & pl.col("source").is_null()).height
    if bare:
        fields = {"count": bare, "total": assessed.height}
        warnings.append(Fault("observation.no_evidence", table.place(column="evidence"), fields, "warning"))
    if settings.sample is not None and settings.sample != len(subjects):
        fields = {"stated": settings.sample, "counted": len(subjects)}
        warnings.append(Fault("study.sample_differs", Place("study.yaml", key="sample"), fields, "warning"))
    return warnings


def _hash(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
