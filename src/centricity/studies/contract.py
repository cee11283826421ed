"""The columns of a study's tables: the same names in CSV, XLSX, Parquet, the database and the API."""

from typing import Literal

SUBJECT_COLUMNS = (
    "subject",
    "name_ru",
    "name_en",
    "segment",
    "market",
    "market_type",
    "b2b_share",
    "consent",
    "n",
    "reference",
)
OBSERVATION_COLUMNS = (
    "subject",
    "metric",
    "indicator",
    "wave",
    "value",
    "level",
    "status",
    "rater",
    "source",
    "evidence",
    "observed_at",
    "note",
)
WIDE_COLUMNS = ("subject", "wave", "rater", "source", "evidence", "observed_at", "note")
EVIDENCE_COLUMNS = (
    "evidence",
    "kind",
    "title",
    "reference",
    "captured_at",
    "access",
    "tool",
    "human_checked",
    "shopper",
    "channel",
    "scenario",
    "minutes",
    "note",
)

IGNORED = "?"
"""Columns whose name starts with this are notes for the person who fills the table in."""

STATUSES = ("assessed", "not_assessed", "not_applicable")
CONSENTS = ("granted", "refused", "pending")
ACCESS = ("public", "restricted", "confidential")
EVIDENCE_KINDS = (
    "page",
    "document",
    "visit",
    "review_set",
    "mention_set",
    "ranking",
    "reference",
    "registry",
    "interview",
    "survey",
    "call",
    "dataset",
)
MARKET_TYPES = ("B2B", "B2C", "B2G", "B2E")

BLANKS: dict[str, Literal["not_assessed", "not_applicable"]] = {
    "not_assessed": "not_assessed",
    "not assessed": "not_assessed",
    "no data": "not_assessed",
    "не оценено": "not_assessed",
    "нет данных": "not_assessed",
    "н/д": "not_assessed",
    "not_applicable": "not_applicable",
    "not applicable": "not_applicable",
    "n/a": "not_applicable",
    "неприменимо": "not_applicable",
    "не применимо": "not_applicable",
    "н/п": "not_applicable",
}
"""What may stand in a cell in place of a number."""
