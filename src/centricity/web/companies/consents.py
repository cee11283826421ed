"""What companies stated of being named, laid over the column of a study: whoever said no is never named."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import QuerySet

from centricity.studies import Study as Read
from centricity.web.companies.models import Consent

COLUMN, GRANTED, REFUSED = "consent", "granted", "refused"


def withdrawn(study: int) -> QuerySet[Consent, Any]:
    """Codes of the companies of a study that are not to be named."""
    return Consent.objects.filter(study=study, granted=False).order_by().values("subject")


def as_stated(read: Read, study: int, uploaded_at: datetime) -> Read:
    """A study whose column of consent says what the companies stated.

    A refusal holds whatever the folder says. A consent takes the place of an older refusal and of what is pending; a
    folder that came later and says no is believed.
    """
    stated = {each.subject: each for each in Consent.objects.filter(study=study)}
    if not stated:
        return read
    read = _asking(read)
    policy, rows = read.method.policies.disclosure, read.subjects
    column = str(policy.consent_column)
    known = rows[column] if column in rows.columns else [None] * rows.height
    said = [
        worded(told, stated.get(code), uploaded_at, policy.consent_granted)
        for code, told in zip(rows["subject"], known, strict=True)
    ]
    return replace(read, subjects=rows.with_columns(pl.Series(column, said, dtype=pl.String)))


def _asking(read: Read) -> Read:
    """The study by a method that asks for consent: where its own does not, all who did not refuse are named."""
    policies = read.method.policies
    if policies.disclosure.consent_column is not None:
        return read
    asking = policies.disclosure.model_copy(update={"consent_column": COLUMN, "consent_granted": GRANTED})
    method = read.method.model_copy(update={"policies": policies.model_copy(update={"disclosure": asking})})
    return replace(read, method=method, subjects=read.subjects.with_columns(pl.lit(GRANTED).alias(COLUMN)))


def worded(told: str | None, stated: Consent | None, uploaded_at: datetime, granted: str = GRANTED) -> str | None:
    """What stands in the column for a company, by what the folder says and what was stated."""
    if stated is None:
        return told
    if not stated.granted:
        return REFUSED
    return told if told == REFUSED and uploaded_at > stated.stated_at else granted


def with_stated(
    rows: Sequence[Mapping[str, str]], study: int, uploaded_at: datetime, column: str | None
) -> list[dict[str, str]] | None:
    """Rows of subjects with what was stated in their column of consent; None where that changes nothing."""
    stated = {each.subject: each for each in Consent.objects.filter(study=study)}
    if column is None or not stated:
        return None
    said = [
        {**row, column: worded(row.get(column) or None, stated.get(row["subject"]), uploaded_at) or ""} for row in rows
    ]
    return said if any(new[column] != row.get(column, "") for new, row in zip(said, rows, strict=True)) else None
