"""What texts say, as observations and evidence of a study."""

import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from centricity import __version__
from centricity.errors import Fault, MisuseError, Place, StudyError
from centricity.methods.rubrics import raw_indicators
from centricity.studies.contract import EVIDENCE_COLUMNS, OBSERVATION_COLUMNS
from centricity.studies.read import read_study
from centricity.studies.study import Study
from centricity.tables.csv_format import CsvFormat
from centricity.tables.read import ROW, find_table, read_table
from centricity.tables.write import Cell, OutputTable, csv_bytes, write_whole
from centricity.text.facts import Fact
from centricity.text.scan import Told

RATER: Final = "centricity text"
"""Who rated: a program; a later scan takes the place of its rows."""
FOLDER: Final = "text-evidence"
"""Folder of the study in which the documents behind each value are listed."""

_SOURCES: Final = {"1.5": "reviews", "3.3": "reviews"}
_KINDS: Final = {"1.5": "review_set", "3.3": "review_set", "4.2": "page"}

Row = dict[str, Cell]


@dataclass(frozen=True)
class Observed:
    """Rows for a study.

    Attributes
    ----------
    lists
        Documents behind each piece of evidence, by the name of its file.
    strangers
        Companies of the scan that are no subjects of the study.
    rated
        Subjects and metrics that others have rated by levels, which a program does not overrule.
    """

    observations: tuple[Row, ...]
    evidence: tuple[Row, ...]
    lists: Mapping[str, OutputTable]
    strangers: tuple[str, ...]
    rated: tuple[str, ...]


def observed(study: Study, told: Told, wave: str | None = None) -> Observed:
    """Facts of a scan as rows of a study: what its method has an indicator for and its subjects are.

    Parameters
    ----------
    wave
        Wave of the rows; that of the study where not given.

    Raises
    ------
    MisuseError
        Where the study has none of the indicators, or none of the companies is a subject.
    """
    wanted = {
        (code, indicator)
        for code, metric in study.method.metrics.items() if metric.rubric
        for indicator in raw_indicators(metric.rubric, code)
    }  # fmt: skip
    subjects = set(study.subjects["subject"])
    strangers = tuple(code for code in told.companies.codes if code not in subjects)
    facts = [fact for fact in told.facts if (fact.metric, fact.indicator) in wanted and fact.company in subjects]
    if not facts:
        raise MisuseError([Fault("text.nothing_to_observe", fields={"companies": ", ".join(strangers) or "-"})])
    by_hand = _rated(study, wave)
    rated = [f"{fact.company} {fact.metric}" for fact in facts if (fact.company, fact.metric) in by_hand]
    facts = [fact for fact in facts if (fact.company, fact.metric) not in by_hand]
    titles = {row["document"]: row for row in told.documents.iter_rows(named=True)}
    rows, evidence, lists = [], [], {}
    for fact in facts:
        name = f"T-{fact.company}-{fact.metric}-{fact.indicator}"
        lists[f"{name}.csv"] = _listed(fact, titles)
        rows.append(_observation(fact, name, told, wave))
        evidence.append(_evidence(fact, name, told))
    return Observed(tuple(rows), tuple(evidence), lists, strangers, tuple(dict.fromkeys(rated)))


def _rated(study: Study, wave: str | None) -> set[tuple[str, str]]:
    """Subjects and metrics that have levels given by others in the wave."""
    known = study.observations.filter(pl.col("level").is_not_null(), pl.col("rater").fill_null("") != RATER)
    known = known.filter(pl.col("wave").fill_null(study.settings.wave) == (wave or study.settings.wave))
    return set(zip(known["subject"], known["metric"], strict=True))


def _observation(fact: Fact, evidence: str, told: Told, wave: str | None) -> Row:
    estimate = fact.estimate
    note = fact.withheld.sentence("en") if fact.withheld is not None else ""
    if estimate is not None and math.isfinite(estimate.low):
        note = f"n = {estimate.n}, {estimate.low:.4g} ... {estimate.high:.4g}"
    return {
        "subject": fact.company, "metric": fact.metric, "indicator": fact.indicator, "wave": wave,
        "value": None if estimate is None else round(estimate.value, 10),
        "status": "not_assessed" if estimate is None else "assessed", "rater": RATER,
        "source": _SOURCES.get(fact.metric, "text_mining"), "evidence": evidence,
        "observed_at": told.period.end.isoformat(), "note": note,
    }  # fmt: skip


def _evidence(fact: Fact, name: str, told: Told) -> Row:
    known = told.store.scan()["identity"]
    return {
        "evidence": name, "kind": _KINDS.get(fact.metric, "mention_set"),
        "title": f"{fact.company}: {fact.metric} {fact.indicator}, n = {len(fact.documents)}",
        "reference": f"{FOLDER}/{name}.csv", "captured_at": told.period.end.isoformat(), "access": "restricted",
        "tool": f"centricity text {__version__}; {known['model']}; companies {known['companies']}",
        "human_checked": "false", "note": f"up to {told.period.end.isoformat()}",
    }  # fmt: skip


def _listed(fact: Fact, titles: Mapping[str, Mapping[str, object]]) -> OutputTable:
    columns = ("document", "source", "source_kind", "published_at", "url", "title")
    rows = [
        tuple("" if titles[name][column] is None else str(titles[name][column]) for column in columns)
        for name in fact.documents
    ]
    return OutputTable(fact.indicator, columns, [tuple(row) for row in rows])


def observe(folder: Path, told: Told, wave: str | None = None) -> Observed:
    """Write what a scan says into the tables of a study; rows of an earlier scan and the same wave give way.

    The tables are made in a copy of the folder first; where the study would be faulty with them, nothing is changed.

    Raises
    ------
    StudyError
        Where the study is faulty, or would be, or its tables are not files of CSV with commas.
    MisuseError
        Where the study has none of the indicators, or a file cannot be written.
    """
    study = read_study(folder)
    found = observed(study, told, wave)
    how = study.settings.csv
    mine = {row["evidence"] for row in found.evidence}
    older = {
        "observations": _known(folder, "observations", how, lambda row: row.get("rater") == RATER and _of(row, wave)),
        "evidence": _known(folder, "evidence", how, lambda row: row.get("evidence") in mine),
    }
    made = {
        "observations": _joined("observations", OBSERVATION_COLUMNS, older["observations"], found.observations),
        "evidence": _joined("evidence", EVIDENCE_COLUMNS, older["evidence"], found.evidence),
    }
    with TemporaryDirectory() as draft:
        whole = Path(draft) / folder.resolve().name
        shutil.copytree(folder, whole)
        _write(whole, found, made)
        read_study(whole)
    _write(folder, found, made)
    return found


def _write(folder: Path, found: Observed, made: Mapping[str, OutputTable]) -> None:
    (folder / FOLDER).mkdir(exist_ok=True)
    for name, table in found.lists.items():
        write_whole(folder / FOLDER / name, csv_bytes(table))
    for name, table in made.items():
        write_whole(folder / f"{name}.csv", csv_bytes(table))


def _of(row: Row, wave: str | None) -> bool:
    return (row.get("wave") or None) == wave


def _joined(name: str, columns: Sequence[str], kept: Sequence[Row], rows: Sequence[Row]) -> OutputTable:
    """A table of the study with new rows at its end; columns that nothing fills are left out."""
    whole = [*kept, *rows]
    used = [column for column in columns if any(row.get(column) not in {None, ""} for row in whole)]
    other = [column for column in dict.fromkeys(c for row in kept for c in row) if column not in columns]
    return OutputTable(name, (*used, *other), [tuple(row.get(c) for c in (*used, *other)) for row in whole])


def _known(folder: Path, name: str, how: CsvFormat, gives_way: Callable[[Row], bool]) -> list[Row]:
    """Rows of a table as they stand, without those that give way to new ones."""
    path = find_table(folder, name)
    if path is None:
        return []
    if isinstance(path, list) or path.suffix != ".csv" or how.separator != "," or how.decimal != ".":
        raise StudyError([Fault("text.no_csv", Place(folder.name), {"table": name})])
    table, faults = read_table(path, how)
    if table is None:
        raise StudyError(faults)
    frame: pl.DataFrame = table.frame.drop(ROW, strict=False)
    return [row for row in frame.iter_rows(named=True) if not gives_way(row)]
