"""A number of a study taken apart: what it is made of, and the observations and answers it rests on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from centricity.language import MISSING, Language, number
from centricity.web.look.grids import Cell, Grid
from centricity.web.research.cells import (
    Node,
    adjustment_of,
    coded,
    explanation_address,
    heat,
    interval_of,
    name_of,
    record_address,
    share_of,
)
from centricity.web.research.levels import level_of, percent
from centricity.web.research.models import SubjectResult, View
from centricity.web.research.selectors import trail_of
from centricity.web.research.words import SOURCES, STATES, day_of, word_of


@dataclass(frozen=True)
class Explanation:
    """A number taken apart: what it is made of, and what it rests on."""

    company: str
    code: str
    node: str
    title: str
    score: Cell
    interval: str
    level: str
    trail: tuple[tuple[str, str], ...]
    children: Grid | None
    adjustment: str = ""
    observations: Grid | None = None
    answers: Grid | None = None
    notes: tuple[str, ...] = field(default=())


def explanation(view: View, row: SubjectResult, node: str, language: Language) -> Explanation | None:
    trail = trail_of(row.explained, node)
    if trail is None:
        return None
    told, parts = trail[-1], {part["code"]: part for part in view.parts}
    part, score = parts[node], row.scores[node]
    return Explanation(
        company=name_of(row, language), code=row.subject, node=node, title=coded(part, language),
        score=heat(view, row, part, language, digits=1), interval=interval_of(score, language),
        level=percent(level_of(view), language),
        trail=_steps(view, row, [parts[each["code"]] for each in trail[:-1]], language),
        children=_children(view, row, told, parts, language), adjustment=adjustment_of(told, language),
        observations=_observations(view, told, language), answers=_answers(told, language),
    )  # fmt: skip


def _steps(view: View, row: SubjectResult, above: Sequence[Node], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((part["label"][language], explanation_address(view, row, part)) for part in above)


def _children(view: View, row: SubjectResult, told: Any, parts: Mapping[str, Node], language: Language) -> Grid | None:
    if not told["children"]:
        return None
    titles = {"ru": ("Из чего", "Балл", "Вес", "Вклад"), "en": ("Made of", "Score", "Weight", "Contribution")}[language]
    columns = tuple((title, "", i > 0) for i, title in enumerate(titles))
    rows = tuple(
        (
            Cell(
                coded(parts[child["code"]], language),
                explanation_address(view, row, parts[child["code"]]),
                numeric=False,
                name=True,
            ),
            heat(view, row, parts[child["code"]], language, digits=1),
            Cell(share_of(child["weight"], language, 1)),
            Cell(number(child["contribution"], language, 1)),
        )
        for child in told["children"]
    )
    kept = [i for i in range(len(columns)) if i != _WEIGHT or not _summed(row, told)]
    return Grid("", tuple(columns[i] for i in kept), tuple(tuple(cells[i] for i in kept) for cells in rows))


_WEIGHT = 2


def _summed(row: SubjectResult, told: Any) -> bool:
    """Whether the parts are added up as they are: a weight beside them would mislead."""
    shares = [(child["contribution"], row.scores[child["code"]]["score"]) for child in told["children"]]
    return all(None not in pair and math.isclose(*pair) for pair in shares)


def _observations(view: View, told: Any, language: Language) -> Grid | None:
    if not told["observations"]:
        return None
    titles = {
        "ru": ("Показатель", "Значение", "Уровень", "Состояние", "Когда", "Эксперт или источник", "Свидетельство"),
        "en": ("Indicator", "Value", "Level", "State", "When", "Rater or source", "Evidence"),
    }[language]
    rows = [_observed(view, each, language) for each in told["observations"]]
    columns = [(title, "", i in {1, 2}) for i, title in enumerate(titles)]
    held = [i for i in range(len(columns)) if any(row[i].text not in {"", MISSING} for row in rows)]
    return Grid("", tuple(columns[i] for i in held), tuple(tuple(row[i] for i in held) for row in rows))


def _observed(view: View, each: Mapping[str, Any], language: Language) -> tuple[Cell, ...]:
    link = each["reference"] if str(each["reference"]).startswith(("http://", "https://")) else ""
    said = " · ".join(
        part for part in (each["title"] or each["evidence"], each["reference"] if not link else "") if part
    )
    record = record_address(view.run.edition.study, each["evidence"]) if each["evidence"] else ""
    hidden = {"ru": "конфиденциально", "en": "confidential"}[language] if each["access"] and not said else ""
    return (
        Cell(each["indicator"], numeric=False),
        Cell(_measured(each["value"], language)),
        Cell(_measured(each["level"], language)),
        Cell(word_of(STATES, each["status"], language), numeric=False),
        Cell(day_of(each["observed_at"], language), numeric=False),
        Cell(" · ".join(filter(None, (each["rater"], word_of(SOURCES, each["source"], language)))), numeric=False),
        Cell(said or hidden or link, record or link, numeric=False),
    )


def _measured(value: float | None, language: Language) -> str:
    """What was measured, with decimals only where it has any."""
    return number(value, language, 0 if value is None or float(value).is_integer() else 2)


def _answers(told: Any, language: Language) -> Grid | None:
    if not told["answers"]:
        return None
    titles = {"ru": ("Ответ", "Сколько"), "en": ("Answer", "How many")}[language]
    rows = tuple((Cell(number(level, language, 0)), Cell(number(count, language))) for level, count in told["answers"])
    return Grid("", tuple((title, "", True) for title in titles), rows)
