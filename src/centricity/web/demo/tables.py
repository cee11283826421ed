"""Tables of the example company: those of its dashboard, moved in time so that they end today, and its words."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from centricity.cli.words import say

EXAMPLES = Path(__file__).parents[4] / "examples"
TABLES, WORDS = EXAMPLES / "cx-dashboard", EXAMPLES / "telecom"
END = date(2026, 7, 1)
"""The day on which the tables end as they lie there."""
_TIMES = ("at", "joined", "left", "created", "first_response", "resolved")
SEGMENTS = {"home": ("Дом", "Home"), "business": ("Бизнес", "Business"), "student": ("Студенты", "Students")}
CHANNELS = {"phone": "phone", "chat": "messenger", "app": "app", "mail": "email", "shop": "office"}


def table(name: str, today: date) -> pl.DataFrame:
    """A table with its times as moments, and as many days later as make it end on the day before ``today``."""
    frame = pl.read_csv(TABLES / f"{name}.csv", infer_schema_length=None)
    times = [each for each in _TIMES if each in frame.columns]
    moved = pl.col(times).str.to_datetime(strict=False, time_zone="UTC") + timedelta(days=(today - END).days)
    return frame.with_columns(moved)


def segment(code: str) -> str:
    """A segment in the language that the platform is set up in, as people would have written it on the card."""
    return say(*SEGMENTS[code])


def questionnaire() -> dict[str, Any]:
    """What customers are asked."""
    told: dict[str, Any] = yaml.safe_load((WORDS / "survey.yaml").read_text("utf-8"))
    return told


@cache
def names() -> dict[str, dict[str, list[str]]]:
    """Given names, family names and companies, by language."""
    told: dict[str, dict[str, list[str]]] = yaml.safe_load((WORDS / "names.yaml").read_text("utf-8"))
    return told


@cache
def messages() -> list[dict[str, str]]:
    """What customers say: kind, theme, and the words in both languages."""
    with (WORDS / "messages.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
