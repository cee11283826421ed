"""What the pages of a study show: rows turned into words and cells of one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import mark_safe

from centricity.language import Language, number
from centricity.web.look.grids import Cell, Grid
from centricity.web.research.cells import (
    Node,
    adjustment_of,
    coded,
    company_address,
    explanation_address,
    group_heat,
    heat,
    interval_of,
    name_of,
    places,
    share_of,
    spread,
)
from centricity.web.research.levels import level_of, percent
from centricity.web.research.models import Section, SubjectResult, View
from centricity.web.research.selectors import Opened
from centricity.web.research.words import STATES, word_of


@dataclass(frozen=True)
class Frame:
    """What stands around every page of a study."""

    title: str
    facts: Mapping[str, Any]
    sections: Sequence[Section] = ()
    survey: bool = False


def frame(opened: Opened, language: str) -> Frame:
    study = opened.study
    title = study.title_ru if language == "ru" else study.title_en
    view = opened.view
    if view is None:
        return Frame(title, {})
    return Frame(title, view.facts[language], sections(view, language), bool(view.facts["survey"]))


def sections(view: View, language: str) -> list[Section]:
    """Sections of the report without their drawn blocks."""
    return list(view.sections.filter(language=language).defer("html"))


def section(view: View, known: Section) -> dict[str, Any]:
    """A section with its blocks, drawn by the report's own templates, which escape every text."""
    html = view.sections.values_list("html", flat=True).get(pk=known.pk)
    return {"title": known.title, "anchor": known.anchor, "html": mark_safe(html)}  # noqa: S308


def ranking(view: View, rows: Sequence[SubjectResult], language: Language) -> Grid:
    root, level = view.parts[0], percent(level_of(view), language)
    titles = {
        "ru": ("Место", f"Места, {level}", "Объект", root["label"]["ru"], f"Интервал, {level}", "Покрытие"),
        "en": ("Place", f"Places, {level}", "Subject", root["label"]["en"], f"Interval, {level}", "Coverage"),
    }[language]
    columns = tuple((title, "", title != titles[2]) for title in titles)
    return Grid("", columns, tuple(_ranked(view, row, root, language) for row in rows))


def _ranked(view: View, row: SubjectResult, root: Node, language: Language) -> tuple[Cell, ...]:
    score = row.scores[root["code"]]
    return (
        Cell(number(score["rank"], language)),
        Cell(places(score, language)),
        Cell(name_of(row, language), company_address(view, row), numeric=False, name=True),
        heat(view, row, root, language, digits=1),
        Cell(interval_of(score, language)),
        Cell(share_of(score["coverage"], language)),
    )


def heatmap(view: View, rows: Sequence[SubjectResult], language: Language, *, metrics: bool) -> Grid:
    """Subjects by the index and its parts; by its metrics where these are asked for."""
    shown = [part for part in view.parts if (not part["node"] if metrics else part["node"])]
    columns = (
        ("Объект" if language == "ru" else "Subject", "", False),
        *((part["label"][language], part["code"], True) for part in shown),
    )
    cells = tuple(
        (Cell(name_of(row, language), company_address(view, row), numeric=False, name=True),
         *(heat(view, row, part, language) for part in shown))
        for row in rows
    )  # fmt: skip
    return Grid("", columns, cells)


def metrics_known(view: View, rows: Sequence[SubjectResult]) -> bool:
    """Whether any of these subjects has a score below the parts of the index; True where none is listed."""
    codes = [part["code"] for part in view.parts if not part["node"]]
    found = (row.scores.get(code) for row in rows for code in codes)
    return not rows or any(score is not None and score["score"] is not None for score in found)


def summary_rows(view: View, rows: Sequence[SubjectResult]) -> bool:
    """Whether some of these subjects are scored and take no place: rows that a study gives for comparison."""
    scores = (row.scores[view.parts[0]["code"]] for row in rows)
    return any(score["score"] is not None and score["rank"] is None for score in scores)


def segments(view: View, language: Language) -> list[Grid]:
    """Groups by grouping: n, then the index and its parts."""
    shown = [part for part in view.parts if part["node"]]
    tables: dict[str, list[tuple[Cell, ...]]] = {}
    for group in view.groups.all():
        root = group.scores[view.parts[0]["code"]]
        title = group.title_ru if language == "ru" else group.title_en
        cells = [group_heat(group.scores.get(part["code"]), part, language) for part in shown]
        row = (Cell(title, numeric=False, name=True), Cell(number(root["n"], language)), *cells,
               Cell(spread(root["low"], root["high"], language, 0)))  # fmt: skip
        tables.setdefault(group.grouping, []).append(row)
    first = {"ru": "Группа", "en": "Group"}[language]
    last = {"ru": "Интервал, 95\u00a0%", "en": "Interval, 95%"}[language]
    columns = (
        (first, "", False),
        ("n", "", True),
        *((p["label"][language], p["code"], True) for p in shown),
        (last, "", True),
    )
    return [Grid(_GROUPINGS.get(code, {}).get(language, code), columns, tuple(rows)) for code, rows in tables.items()]


_GROUPINGS: Mapping[str, Mapping[str, str]] = {
    "overall": {"ru": "В целом", "en": "Overall"},
    "market": {"ru": "По рынкам", "en": "By market"},
    "segment": {"ru": "По сегментам", "en": "By segment"},
    "enlarged": {"ru": "По укрупнённым сегментам", "en": "By enlarged segment"},
    "tier": {"ru": "По группам мест", "en": "By tier"},
}


@dataclass(frozen=True)
class Company:
    """A subject's page: the index and its parts, then every metric."""

    name: str
    code: str
    attributes: tuple[str, ...]
    figures: tuple[Cell, ...]
    table: Grid
    adjustment: str = ""


def company(view: View, row: SubjectResult, language: Language) -> Company:
    level = percent(level_of(view), language)
    titles = {
        "ru": ("Показатель", "Балл", f"Интервал, {level}", "Место", f"Места, {level}", "Состояние"),
        "en": ("Part", "Score", f"Interval, {level}", "Place", f"Places, {level}", "State"),
    }[language]
    columns = tuple((title, "", i in {1, 2, 3, 4}) for i, title in enumerate(titles))
    rows = tuple(
        (
            Cell(coded(part, language), explanation_address(view, row, part), numeric=False, name=part["node"]),
            heat(view, row, part, language, digits=1),
            Cell(interval_of(score, language)),
            Cell(number(score["rank"], language)),
            Cell(places(score, language)),
            Cell(word_of(STATES, score["status"], language), numeric=False),
        )
        for part in view.parts
        if (score := row.scores.get(part["code"])) is not None
    )
    values = [str(value) for value in row.attributes.values() if value]
    titles_of = {g.code: g.title_ru if language == "ru" else g.title_en for g in view.groups.filter(code__in=values)}
    attributes = tuple(titles_of.get(value, value) for value in values)
    told = adjustment_of(row.explained, language)
    adjustment = told and f"{view.parts[0]['title'][language]}. {told}"
    return Company(name_of(row, language), row.subject, attributes, (), Grid("", columns, rows), adjustment)


def downloads(files: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(files.items())
