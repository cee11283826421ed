"""Studies for tests: the examples, computed once, and small folders written on the spot."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from centricity.studies import Audience, Result, inspect_study, read_study, run
from centricity.studies.outputs import output_tables
from centricity.tables.write import OutputTable

EXAMPLES = Path(__file__).parents[2] / "examples"
PUBLISHED = Path(__file__).parents[1] / "data" / "published_tables.csv"
QUARTERS = Path(__file__).parents[1] / "data" / "synthetic_companies_quarter.csv"

Row = Mapping[str, Any]


def text(word: str = "word") -> dict[str, str]:
    return {"ru": "слово", "en": word}


@cache
def example(name: str, audience: Audience | None = None) -> Result:
    """An example study, computed."""
    return run(read_study(EXAMPLES / name), audience)


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path: Path, rows: Iterable[Row]) -> None:
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def write_study(
    folder: Path,
    *,
    subjects: Iterable[Row],
    observations: Iterable[Row],
    evidence: Iterable[Row] = (),
    **settings: Any,
) -> Path:
    """Write a study folder; ``settings`` are the keys of ``study.yaml`` that differ from the plainest."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"schema": "centricity/study-1", "title": text(), "method": "six_questions", "wave": "2025"}
    (folder / "study.yaml").write_text(yaml.safe_dump(content | settings, allow_unicode=True), "utf-8")
    write_table(folder / "subjects.csv", subjects)
    write_table(folder / "observations.csv", observations)
    if evidence := list(evidence):
        write_table(folder / "evidence.csv", evidence)
    return folder


def computed(folder: Path, audience: Audience | None = None) -> Result:
    return run(read_study(folder), audience)


def codes_of(folder: Path) -> list[str]:
    """Codes of everything that is wrong with a folder."""
    return [fault.code for fault in inspect_study(folder).errors]


def table(result: Result, name: str) -> list[dict[str, Any]]:
    """An output table as records."""
    found: OutputTable = next(table for table in output_tables(result) if table.name == name)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def staff(subject: str, *answers: Iterable[float], wave: str = "2025", codes: str = "q1 q2 q3 q4 q5 q6") -> list[Row]:
    """Answers of the respondents of one department, a row each, in wide form."""
    return [
        {"subject": subject, "wave": wave, "rater": f"{subject}-{i}", "source": "survey"}
        | dict(zip(codes.split(), given, strict=True))
        for i, given in enumerate(answers)
    ]


def ratings(subject: str, level: float, metrics: Iterable[str], **more: Any) -> list[Row]:
    """The same level on each metric, in long form."""
    return [{"subject": subject, "metric": code, "level": level, "source": "desk", **more} for code in metrics]
