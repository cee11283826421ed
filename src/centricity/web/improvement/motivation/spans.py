"""Months and quarters that rewards are reckoned for: only those that are over."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from centricity.web.feedback.figures import Period
from centricity.web.improvement.models import Incentive

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_QUARTER = re.compile(r"(20\d\d)-Q([1-4])", re.ASCII)
SHOWN = 8


@dataclass(frozen=True)
class Span:
    """A month, such as 2026-10, or a quarter, such as 2026-Q3."""

    year: int
    first_month: int
    count: int

    @property
    def code(self) -> str:
        if self.count == 1:
            return f"{self.year}-{self.first_month:02d}"
        return f"{self.year}-Q{(self.first_month + 2) // 3}"

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(f"{self.year}-{self.first_month + i:02d}" for i in range(self.count))

    @property
    def period(self) -> Period:
        last = self.first_month + self.count - 1
        return Period(
            date(self.year, self.first_month, 1), date(self.year, last, calendar.monthrange(self.year, last)[1])
        )

    @property
    def before(self) -> "Span":
        month = self.first_month - self.count
        return Span(self.year, month, self.count) if month > 0 else Span(self.year - 1, month + 12, self.count)


def over(every: str, today: date) -> list[Span]:
    """The latest periods that are over, the latest first."""
    count = 3 if every == str(Incentive.Every.QUARTER) else 1
    found = [Span(today.year, today.month - (today.month - 1) % count, count).before]
    while len(found) < SHOWN:
        found.append(found[-1].before)
    return found


def span_of(every: str, code: str, today: date) -> Span | None:
    """A period by its code; nothing where it is none of the scheme's, or not over yet."""
    found = _quarter(code) if every == str(Incentive.Every.QUARTER) else _month(code)
    return found if found is not None and found.period.last < today else None


def _month(code: str) -> Span | None:
    told = _MONTH.fullmatch(code)
    return Span(int(told[1]), int(told[2]), 1) if told else None


def _quarter(code: str) -> Span | None:
    told = _QUARTER.fullmatch(code)
    return Span(int(told[1]), int(told[2]) * 3 - 2, 3) if told else None
