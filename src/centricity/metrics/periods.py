"""Periods as people write them, from the whole numbers that engines group by."""

from datetime import date, timedelta

from centricity.engines.values import GRAINS, Grain

EPOCH = date(1970, 1, 1)


def is_period(name: str) -> bool:
    """Whether a key is a period of time."""
    return name in GRAINS


def period_label(grain: Grain, code: int) -> str:
    """Write a period so that texts sort as time does: 2025, 2025-Q1, 2025-01, 2025-W03, 2025-01-15."""
    if grain == "year":
        return f"{code:04d}"
    if grain == "quarter":
        return f"{code // 4:04d}-Q{code % 4 + 1}"
    if grain == "month":
        return f"{code // 12:04d}-{code % 12 + 1:02d}"
    if grain == "day":
        return (EPOCH + timedelta(days=code)).isoformat()
    year, week, _ = (EPOCH + timedelta(days=code * 7 - 3)).isocalendar()
    return f"{year:04d}-W{week:02d}"


def period_start(grain: Grain, code: int) -> int:
    """First day of a period, counted from 1970; the period after the last of the calendar begins a day after it."""
    if grain == "day":
        return code
    if grain == "week":
        return code * 7 - 3
    months = {"year": 12, "quarter": 3, "month": 1}[grain] * code
    if months // 12 > date.max.year:
        return day_of(date.max) + 1
    return (date(months // 12, months % 12 + 1, 1) - EPOCH).days


def period_of(grain: Grain, day: int) -> int:
    """Period of a day counted from 1970; a day beyond the calendar is its first or its last."""
    if grain == "day":
        return day
    if grain == "week":
        return (day + 3) // 7
    at = EPOCH + timedelta(days=max(day_of(date.min), min(day, day_of(date.max))))
    months = at.year * 12 + at.month - 1
    return months // {"year": 12, "quarter": 3, "month": 1}[grain]


def day_of(day: date) -> int:
    """Day counted from 1970."""
    return (day - EPOCH).days
