"""Ratings of a panel side by side: where they lie apart, and how far the panel agrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from centricity.language import Language, number
from centricity.stats.agreement import THRESHOLD, krippendorff
from centricity.stats.estimate import Estimate
from centricity.studies.raters import APART
from centricity.web.panels.models import Assessor, Judgement, Panel

Cell = Judgement | None


@dataclass(frozen=True)
class Line:
    """An item of a department with the ratings of everybody, in the order of the people."""

    item: str
    title: str
    cells: Sequence[Cell]

    @property
    def levels(self) -> list[int]:
        return [cell.level for cell in self.cells if cell is not None and cell.level is not None]

    @property
    def mean(self) -> float | None:
        return sum(self.levels) / len(self.levels) if self.levels else None

    @property
    def apart(self) -> bool:
        """Whether the highest and the lowest lie so far apart that they are to be talked over."""
        return bool(self.levels) and max(self.levels) - min(self.levels) >= APART

    @property
    def records(self) -> list[object]:
        """Records that are cited, each once."""
        cited = {cell.record.pk: cell.record for cell in self.cells if cell is not None and cell.record is not None}
        return list(cited.values())


class Compared:
    """The ratings of a panel as they lie open, read in three queries."""

    def __init__(self, panel: Panel, language: Language) -> None:
        self.panel, self.language = panel, language

    @cached_property
    def people(self) -> list[Assessor]:
        """Those who handed in."""
        return list(self.panel.assessors.exclude(handed_in_at=None).select_related("user"))

    @cached_property
    def given(self) -> dict[tuple[str, str, int], Judgement]:
        found = Judgement.objects.filter(assessor__in=self.people).select_related("record")
        return {(each.department, each.item, each.assessor_id): each for each in found}

    def lines(self, department: str) -> list[Line]:
        """Items of a department in the order of the method."""
        return [
            Line(code, metric.label[self.language], [self.given.get((department, code, p.pk)) for p in self.people])
            for code, metric in self.panel.rated_by.metrics.items()
        ]

    @cached_property
    def departments(self) -> list[tuple[str, list[Line]]]:
        """Every department by name, with its lines."""
        return [(each[self.language], self.lines(each["code"])) for each in self.panel.departments]

    @property
    def apart(self) -> int:
        """How many cells are to be talked over."""
        return sum(line.apart for _name, lines in self.departments for line in lines)

    def agreement(self, *, blind: bool) -> Estimate:
        """Krippendorff's alpha, ordinal, of the ratings before others' were seen, or as they stand now."""
        lines = [line for _name, own in self.departments for line in own]
        rows = [[_level(line.cells[i], blind=blind) for line in lines] for i in range(len(self.people))]
        return krippendorff(np.array(rows, dtype=np.float64).reshape(len(self.people), len(lines)))

    @property
    def says(self) -> list[str]:
        """How far the panel agrees, in words: blindly first, for what was talked over agrees by talk."""
        words: dict[bool, dict[Language, str]] = {
            True: {"ru": "До обсуждения", "en": "Before it was talked over"},
            False: {"ru": "Сейчас", "en": "Now"},
        }
        return [f"{words[blind][self.language]}: {told(self.agreement(blind=blind), self.language)}"
                for blind in (True, False)]  # fmt: skip


def _level(cell: Cell, *, blind: bool) -> float:
    level = None if cell is None else cell.blind if blind else cell.level
    return float("nan") if level is None else float(level)


def told(found: Estimate, language: Language) -> str:
    """An agreement with its interval and what it is worth."""
    if np.isnan(found.value):
        return {"ru": "согласие не посчитать, все оценки одинаковы или их мало",
                "en": "agreement cannot be told, as all ratings are alike or they are few"}[language]  # fmt: skip
    value = number(found.value, language, 2)
    ends = "" if np.isnan(found.low) else f" ({number(found.low, language, 2)} … {number(found.high, language, 2)})"
    least = number(THRESHOLD, language, 2)
    worth = {
        True: {"ru": f"не ниже порога {least}: оценкам можно верить",
               "en": f"not below the threshold of {least}: the ratings can be relied on"},
        False: {"ru": f"ниже порога {least}: люди понимают вопросы по-разному, итог — повод для разговора, не вывод",
                "en": f"below the threshold of {least}: people take the questions differently; the result is a reason "
                      "to talk, not a conclusion"},
    }[bool(found.value >= THRESHOLD)][language]  # fmt: skip
    n = {"ru": f"оценённых дважды и больше: {found.n}", "en": f"rated twice or more: {found.n}"}[language]
    alpha = {"ru": "альфа Криппендорфа", "en": "Krippendorff's alpha"}[language]
    return f"{alpha} {value}{ends}, {n}; {worth}."
