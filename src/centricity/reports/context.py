"""What every section needs: the result, the language, and how names and numbers are written."""

import math
from dataclasses import dataclass
from functools import cached_property

from centricity.index.diagnose import Gap
from centricity.index.groups import BENCHMARK, MARKET, OVERALL
from centricity.language import Language, Text, in_percent, number, plural
from centricity.methods import Method
from centricity.reports.document import Cell
from centricity.studies import Result


@dataclass(frozen=True)
class Context:
    """A result seen in one language."""

    result: Result
    language: Language

    def say(self, ru: str, en: str) -> str:
        """Choose the text of the report's language."""
        return ru if self.language == "ru" else en

    def text(self, text: Text | None) -> str:
        """Text in the report's language; empty where there is none."""
        return text[self.language] if text is not None else ""

    def quoted(self, text: str) -> str:
        """Text in the quotation marks of the language."""
        return self.say(f"«{text}»", f"“{text}”")

    @property
    def method(self) -> Method:
        """The method."""
        return self.result.method

    @cached_property
    def span(self) -> tuple[float, float]:
        """Range of the index: the ends of its bands, else 0 to 100, else that of its scale."""
        if self.method.bands:
            bands = self.method.bands.bands
            return bands[0].low, bands[-1].high
        normalisation = self.method.policies.normalisation
        return normalisation.low, normalisation.high

    @cached_property
    def part_span(self) -> tuple[float, float]:
        """Range of the parts below the index."""
        if self.method.bands and self.method.scale:
            return self.method.scale.min, self.method.scale.max
        return self.span

    @property
    def market_shown(self) -> bool:
        """Whether the mean of all may be shown to the audience."""
        return self.result.shows_group(OVERALL, MARKET)

    @property
    def listed(self) -> int:
        """Most subjects listed one by one in a report."""
        return 300

    @property
    def digits(self) -> int:
        """Decimals of a score in running text: fewer where the range is wide."""
        return 1 if self.span[1] - self.span[0] >= 10 else 2

    def label(self, code: str) -> str:
        """Short title of a node or metric."""
        return self.text(self.method.parts[code].label)

    def title(self, code: str) -> str:
        """Full title of a node or metric."""
        return self.text(self.method.parts[code].title)

    def coded(self, code: str) -> str:
        """Title of a metric, after its code where that is a number such as 1.2."""
        return f"{code} {self.title(code)}" if any(c.isdigit() for c in code) and "." in code else self.title(code)

    def subject(self, position: int) -> str:
        """Name of a subject."""
        code = str(self.result.wave.build.frame.subjects[position])
        return self.result.study.name_of(code, self.language)

    def group(self, grouping: str, code: str, *, full: bool = False) -> str:
        """Title of a group, short where there is a short one and the full one is not asked for."""
        if grouping == OVERALL:
            return self.overall(code)
        known = self.method.grouping(grouping)
        for value in known.values if known else ():
            if value.code == code:
                return self.text(value.title if full else value.label)
        return code

    def overall(self, code: str) -> str:
        """Title of the market or the benchmark."""
        if code == BENCHMARK:
            n = len(self.result.wave.groups_by_key[OVERALL, BENCHMARK].members)
            return self.say(f"Бенчмарк (лучшие {n})", f"Benchmark (best {n})")
        if self.method.grouping("market") is None:
            return self.say("В среднем", "Mean of all")
        return self.say("Рынок", "Market")

    def named(self, code: str) -> str:
        """Title of any group code, or the name of a subject, as reference tables use them."""
        if code in {MARKET, BENCHMARK} and code not in self.result.study.subjects["subject"].to_list():
            return self.overall(code)
        for grouping, group in self.result.wave.groups_by_key:
            if group == code and code not in self.result.subjects:
                return self.group(grouping, code)
        return self.result.study.name_of(code, self.language)

    def score(self, value: float, digits: int | None = None) -> str:
        """Score as a reader sees it."""
        return number(value, self.language, self.digits if digits is None else digits)

    def points(self, value: float, digits: int | None = None) -> str:
        """Difference with its sign."""
        return number(value, self.language, self.digits if digits is None else digits, signed=True)

    def percent(self, share: float, digits: int = 0) -> str:
        """Share as a percentage."""
        return MISSING_PERCENT if math.isnan(share) else in_percent(100 * share, self.language, digits)

    def interval(self, low: float, high: float) -> str:
        """Interval in words; empty where there is none."""
        if math.isnan(low) or math.isnan(high):
            return ""
        return self.say("95\u00a0%: от ", "95%: ") + self.score(low) + self.say(" до ", " to ") + self.score(high)

    def heat(self, value: float, code: str = "", digits: int | None = None) -> Cell:
        """A score as a coloured cell, on the range of its node."""
        low, high = self.span if code in {"", self.method.index.code} else self.part_span
        share = None if math.isnan(value) else min(1.0, max(0.0, (value - low) / (high - low)))
        return Cell(self.score(value, self.heat_digits if digits is None else digits), value, share)

    @property
    def heat_digits(self) -> int:
        """Decimals in heat maps: whole points on a 0-100 line, as the field publishes them."""
        return 0 if self.span[1] - self.span[0] > 50 else 1

    def plain(self, value: float, digits: int | None = None) -> Cell:
        """A score as a cell without colour."""
        return Cell(self.score(value, digits), value)

    def gap_list(self, gaps: tuple[Gap, ...]) -> str:
        """Nodes with their distance, for a line of text."""
        return ", ".join(f"{self.label(gap.node)} ({self.points(-gap.points)})" for gap in gaps)

    def count(self, n: int, ru: tuple[str, str, str], en: tuple[str, str]) -> str:
        """Count with its noun."""
        return f"{number(n, self.language)} {plural(n, self.language, ru if self.language == 'ru' else en)}"


MISSING_PERCENT = "–"
