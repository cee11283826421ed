"""From a folder to a study: read everything, check everything, say everything that is wrong at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from centricity.errors import CentricityError, Fault, MisuseError, Place, StudyError
from centricity.methods import Method, find_method
from centricity.methods.check import check_method
from centricity.methods.validate import validate
from centricity.methods.yaml_file import YamlFile, read_yaml
from centricity.studies import columns
from centricity.studies.check_settings import check_settings
from centricity.studies.check_tables import Rules, check_evidence, check_observations, check_subjects
from centricity.studies.columns import Findings
from centricity.studies.contract import EVIDENCE_COLUMNS
from centricity.studies.settings import Settings
from centricity.studies.study import Study
from centricity.studies.tables import Table, find_table, read_table
from centricity.studies.workbooks import sheet_names

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
    if not folder.is_dir():
        raise MisuseError([Fault("study.no_folder", Place(str(folder)))])
    path = folder / STUDY_FILE
    if not path.is_file():
        raise MisuseError([Fault("study.no_file", Place(str(folder)))])
    file = read_yaml(path, STUDY_FILE)
    validated = validate(Settings, file)
    inspection = Inspection(faults=list(validated.faults))
    settings = validated.model
    if settings is None:
        return inspection
    method = _method(settings, folder, file, inspection)
    if method is None:
        return inspection
    inspection.faults += check_settings(settings, method, file)
    _read_tables(folder, settings, method, file, inspection)
    return inspection


def _method(settings: Settings, folder: Path, file: YamlFile, inspection: Inspection) -> Method | None:
    try:
        method = find_method(settings.method, folder)
    except CentricityError as error:
        inspection.faults += error.faults
        return None
    return _overridden(method, settings, folder, file, inspection)


def _overridden(
    method: Method, settings: Settings, folder: Path, file: YamlFile, inspection: Inspection
) -> Method | None:
    """The method with the study's own policies and frozen cuts; checked again like any method."""
    content = method.model_dump(mode="json", by_alias=True, exclude_none=True)
    merged = _merged(content, settings.overrides)
    if settings.cuts is not None:
        cuts = read_yaml(folder / settings.cuts, settings.cuts)
        inspection.faults += cuts.faults
        _freeze(merged, cuts, inspection)
    if merged == content:
        return method
    result = validate(Method, YamlFile(STUDY_FILE, merged, {(): 1, **_lines(file)}))
    inspection.faults += result.faults
    if result.model is not None:
        inspection.faults += check_method(result.model, YamlFile(STUDY_FILE, merged, _lines(file)))
    return result.model


def _lines(file: YamlFile) -> dict[tuple[str | int, ...], int]:
    """Lines of the overrides, as if they stood in the method."""
    return {path[1:]: line for path, line in file.lines.items() if path[:1] == ("overrides",)}


def _merged(base: Any, over: Any) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        return base | {key: _merged(base.get(key), value) for key, value in over.items()}
    return base if over is None and base is None else over


def _freeze(content: dict[str, Any], cuts: YamlFile, inspection: Inspection) -> None:
    """Put cut points frozen in a base wave into the percentile rubrics."""
    frozen = cuts.content if isinstance(cuts.content, dict) else {}
    by_metric = frozen.get("cuts", {}) if isinstance(frozen.get("cuts", {}), dict) else {}
    rubrics = {metric["code"]: metric.get("rubric") for metric in _metrics(content["index"])}
    for code, by_group in by_metric.items():
        rubric = rubrics.get(code)
        if not rubric or rubric["kind"] != "percentile":
            inspection.faults.append(Fault("study.cuts_unknown", cuts.place(("cuts", code)), {"metric": code}))
            continue
        rubric["frozen"] = {"wave": str(frozen.get("wave", "base")), "cuts": by_group}


def _metrics(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    below = [metric for child in node.get("nodes", ()) for metric in _metrics(child)]
    return [*below, *node.get("metrics", ())]


def _read_tables(folder: Path, settings: Settings, method: Method, file: YamlFile, inspection: Inspection) -> None:
    tables, paths = _tables(folder, settings, inspection)
    waves = tuple(wave.code for wave in settings.waves)
    rules = Rules(method, settings.wave, waves, settings.csv.decimal)
    evidence = columns.completed(pl.DataFrame(schema={"_row": pl.UInt32}), EVIDENCE_COLUMNS)
    known_evidence = None
    if "evidence" in tables:
        evidence, found = check_evidence(tables["evidence"])
        inspection.faults += found.faults
        known_evidence = evidence["evidence"].drop_nulls().to_list() if "evidence" in evidence.columns else []
    if "subjects" not in tables:
        return
    subjects, found = check_subjects(tables["subjects"], rules)
    inspection.faults += found.faults
    if "subject" not in subjects.columns or "observations" not in tables:
        return
    names = subjects["subject"].drop_nulls().to_list()
    observations, found = check_observations(tables["observations"], rules, names, known_evidence)
    inspection.faults += found.faults
    references = _references(folder, settings, inspection)
    if inspection.errors:
        return
    inspection.faults += _unknown_subjects(settings, names, file)
    if inspection.errors:
        return
    inspection.faults += _warnings(found, observations, names, settings)
    inspection.study = Study(
        name=folder.resolve().name,
        settings=settings,
        method=method,
        subjects=subjects.sort("subject"),
        observations=observations,
        evidence=evidence,
        references=references,
        data_hash=_hash([folder / STUDY_FILE, *paths]),
        warnings=tuple(inspection.warnings),
    )


def _tables(folder: Path, settings: Settings, inspection: Inspection) -> tuple[dict[str, Table], list[Path]]:
    """Find and read the three tables, from files of their own or from the sheets of ``study.xlsx``."""
    tables: dict[str, Table] = {}
    paths: list[Path] = []
    book = folder / WORKBOOK
    sheets = _sheets(book) if book.is_file() else []
    for name in ("subjects", "observations", "evidence"):
        found = find_table(folder, name)
        if isinstance(found, list):
            files = ", ".join(path.name for path in found)
            inspection.faults.append(Fault("study.table_twice", Place(folder.name), {"table": name, "files": files}))
            continue
        if found is not None and name in sheets:
            files = f"{found.name}, {WORKBOOK}"
            inspection.faults.append(Fault("study.table_twice", Place(folder.name), {"table": name, "files": files}))
            continue
        path = found or (book if name in sheets or (sheets == ["?"] and name != "evidence") else None)
        if path is None:
            if name != "evidence":
                inspection.faults.append(Fault("study.table_missing", Place(folder.name), {"table": name}))
            continue
        paths.append(path)
        table, faults = read_table(path, settings.csv, name if path == book else None)
        inspection.faults += [fault for fault in faults if fault not in inspection.faults]
        if table is not None:
            tables[name] = table
    return tables, list(dict.fromkeys(paths))


def _sheets(book: Path) -> list[str]:
    """Sheets of the workbook; a broken one is left to the reader, which says what is wrong."""
    try:
        return sheet_names(book) or ["?"]
    except Exception:  # noqa: BLE001  whatever a broken file makes openpyxl raise, read_table names it
        return ["?"]


def _references(folder: Path, settings: Settings, inspection: Inspection) -> tuple[pl.DataFrame, ...]:
    frames = []
    for reference in settings.references:
        path = folder / reference.file
        if not path.is_file():
            inspection.faults.append(Fault("file.missing", Place(reference.file)))
            continue
        table, faults = read_table(path, settings.csv)
        inspection.faults += faults
        if table is None:
            continue
        found = Findings(table)
        if columns.check_columns(found, ("group", "node", "value", "note"), ("group", "node", "value")):
            frames.append(columns.numbers(found, table.frame, "value", settings.csv.decimal))
        inspection.faults += found.faults
    return tuple(frames)


def _unknown_subjects(settings: Settings, subjects: list[str], file: YamlFile) -> list[Fault]:
    """Subjects that the study file names and the table does not have."""
    named = [("conflicts", i, conflict.subject) for i, conflict in enumerate(settings.conflicts)]
    named += [("goals", i, goal.subject) for i, goal in enumerate(settings.goals)]
    return [
        Fault("study.unknown_subject", file.place((key, i, "subject")), {"subject": subject})
        for key, i, subject in named
        if subject is not None and subject not in subjects
    ]


def _warnings(found: Findings, observations: pl.DataFrame, subjects: list[str], settings: Settings) -> list[Fault]:
    """What should be known: subjects nobody observed, observations without evidence, a sample that does not add up."""
    warnings = []
    here = observations.filter(pl.col("wave") == settings.wave)
    if here.is_empty():
        warnings.append(Fault("study.wave_empty", Place("study.yaml", key="wave"), {"wave": settings.wave}, "warning"))
    silent = sorted(set(subjects) - set(here["subject"].unique().to_list()))
    if silent:
        fields = {"count": len(silent), "subjects": ", ".join(silent[:10])}
        warnings.append(Fault("study.subjects_silent", found.table.place(), fields, "warning"))
    assessed = here.filter(pl.col("status") == "assessed")
    bare = assessed.filter(pl.col("evidence").is_null() & pl.col("source").is_null()).height
    if bare:
        fields = {"count": bare, "total": assessed.height}
        warnings.append(Fault("observation.no_evidence", found.table.place(column="evidence"), fields, "warning"))
    if settings.sample is not None and settings.sample != len(subjects):
        fields = {"stated": settings.sample, "counted": len(subjects)}
        warnings.append(Fault("study.sample_differs", Place("study.yaml", key="sample"), fields, "warning"))
    return warnings


def _hash(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
