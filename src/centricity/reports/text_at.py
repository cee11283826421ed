"""What every section of the report of texts needs."""

import math

from centricity.language import Language, in_percent, number
from centricity.reports.document import Cell
from centricity.stats.estimate import Estimate
from centricity.text.facts import Fact
from centricity.text.scan import Told


class At:
    """What every section needs: the scan, the language, names, numbers."""

    def __init__(self, told: Told, language: Language) -> None:
        self.told, self.language = told, language
        self.names = {company.company: company.name[language] for company in told.companies.companies}

    def say(self, ru: str, en: str) -> str:
        """One of two texts."""
        return ru if self.language == "ru" else en

    def fact(self, company: str, indicator: str) -> Fact | None:
        """The fact of a company; None where it is not told."""
        found = (each for each in self.told.facts if (each.company, each.indicator) == (company, indicator))
        return next(found, None)

    def number(self, value: float, digits: int = 2, *, signed: bool = False) -> str:
        """A number as the language writes it, a dash where there is none."""
        return number(value, self.language, digits, signed=signed) if math.isfinite(value) else "–"

    @property
    def ends(self) -> tuple[str, str]:
        """Titles of the two columns of an interval in the workbook."""
        return self.say("нижняя граница", "lower limit"), self.say("верхняя граница", "upper limit")

    def limits(self, low: float, high: float, digits: int = 2) -> Cell:
        """Limits of an interval; empty where they are not known."""
        if not math.isfinite(low):
            return Cell("")
        text = f"{self.number(low, digits)} … {self.number(high, digits)}"
        return Cell(text, text, ends=(low, high))

    def text(self, text: str, *, strong: bool = False) -> Cell:
        """A cell of words, which the workbook has too."""
        return Cell(text, text, strong=strong)

    def share(self, value: float, digits: int = 0) -> str:
        """A share as per cent."""
        return in_percent(100 * value, self.language, digits)

    def shares(self, e: Estimate) -> Cell:
        """Limits of a share as per cent; the numbers behind stay shares."""
        if not math.isfinite(e.low):
            return Cell("")
        text = f"{self.number(100 * e.low, 0)} … {self.share(e.high)}"
        return Cell(text, text, ends=(e.low, e.high))
