"""Faults of an import: the first of them beside it, all of them in a file."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from centricity.errors import Fault
from centricity.web.customers.checking import fields_of
from centricity.web.customers.models import Import
from centricity.web.customers.reading import folder

SHOWN = 200


def faults_path(made: Import) -> Path:
    return folder() / f"{made.pk}.faults.parquet"


def faults_write(made: Import, faults: pl.DataFrame) -> None:
    """Keep all faults, whole or not at all."""
    draft = faults_path(made).with_suffix(".draft")
    faults.write_parquet(draft)
    draft.replace(faults_path(made))


def summary(faults: pl.DataFrame) -> list[dict[str, Any]]:
    """The first faults as they are told."""
    return [
        {"row": each["row"], "column": each["column"], "value": each["value"], **_both(each["code"], each["target"])}
        for each in faults.head(SHOWN).iter_rows(named=True)
    ]


def told_of(fault: Fault) -> dict[str, Any]:
    """A fault of a file as one of a row, or of none."""
    place = fault.place
    sentences = {"ru": fault.sentence("ru"), "en": fault.sentence("en")}
    return {"row": place.row, "column": place.column, "value": "", "code": fault.code, **sentences}


def _both(code: str, target: str) -> dict[str, str]:
    return {"code": code, "ru": _sentence(code, target, "ru"), "en": _sentence(code, target, "en")}


@lru_cache(1_000)
def _sentence(code: str, target: str, language: Any) -> str:
    return Fault(code, fields=fields_of(code, target)).sentence(language)


def faults_all(made: Import, language: str) -> Iterator[tuple[str, str, str, str]]:
    """All faults: row, column, value, and what to do."""
    for each in pl.read_parquet(faults_path(made)).iter_rows(named=True):
        yield str(each["row"]), each["column"], each["value"], _sentence(each["code"], each["target"], language)
