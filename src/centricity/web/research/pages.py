"""What the pages of a study show: rows turned into words and cells of one language."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import mark_safe

from centricity.errors import CentricityError
from centricity.language import MISSING, Language, in_percent, number
from centricity.reports.palette import step_of
from centricity.web.look.grids import Cell, Grid
from centricity.web.research import services
from centricity.web.research.levels import level_of, percent
from centricity.web.research.models import Section, Study, SubjectResult, View
from centricity.web.research.selectors import Opened, trail_of
from centricity.web.research.words import SOURCES, STATES, day_of, word_of

Node = Mapping[str, Any]


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
        Cell(_share(score["coverage"], language)),
    )


def _share(share: float | None, language: Language, digits: int = 0) -> str:
    return MISSING if share is None else in_percent(100 * share, language, digits)


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
        cells = [_group_heat(group.scores.get(part["code"]), part, language) for part in shown]
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
    told = _adjustment(row.explained, language)
    adjustment = told and f"{view.parts[0]['title'][language]}. {told}"
    return Company(name_of(row, language), row.subject, attributes, (), Grid("", columns, rows), adjustment)


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
        children=_children(view, row, told, parts, language), adjustment=_adjustment(told, language),
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
            Cell(_share(child["weight"], language, 1)),
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


def _adjustment(told: Any, language: Language) -> str:
    if told["coefficient"] is None:
        return ""
    before, k, after = (
        number(told[name], language, digits) for name, digits in (("unadjusted", 1), ("coefficient", 3), ("score", 1))
    )
    return {
        "ru": f"До сглаживания {before}; сглаживающий коэффициент {k}; после него {after}. Части на него не умножены.",
        "en": f"Before the smoothing {before}; smoothing coefficient {k}; after it {after}. Parts do not take it.",
    }[language]


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


@dataclass(frozen=True)
class Remark:
    """Faults of one place, with the row or the lines that they are in."""

    where: str
    faults: tuple[Mapping[str, Any], ...]
    row: Grid | None
    lines: tuple[tuple[int, str, bool], ...]


def remarks(told: Sequence[Mapping[str, Any]], language: Language) -> list[Remark]:
    """Faults in one language, those of one row or line together."""
    places: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for each in told:
        alone = each["row"] is None and each["line"] is None
        key = (each["file"], each["sheet"], each["row"], each["line"], each["place"][language] if alone else "")
        places.setdefault(key, []).append({**each, "text": each[language]})
    return [_remark(faults, language) for faults in places.values()]


def _remark(faults: Sequence[Mapping[str, Any]], language: Language) -> Remark:
    first = faults[0]
    wrong = {each["column"] for each in faults if each["column"]}
    cells = [cell for each in faults for cell in each.get("cells", ())]
    row = dict(map(tuple, cells))
    grid = None
    if row:
        columns = tuple((name, "", False) for name in row)
        grid = Grid("", columns, (tuple(Cell(row[name], numeric=False, wrong=name in wrong) for name in row),))
    lines = tuple((n, text, n == first["line"]) for n, text in first.get("lines", ()))
    return Remark(first["place"][language], tuple(faults), grid, lines)


def refused(error: CentricityError, language: Language) -> list[Remark]:
    """Faults of what was not taken at all, as those of an edition are told."""
    return remarks([services.told(fault) for fault in error.faults[: services.MOST_FAULTS]], language)


def downloads(files: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(files.items())


def name_of(row: SubjectResult, language: str) -> str:
    return row.name_ru if language == "ru" else row.name_en


def coded(part: Node, language: Language) -> str:
    title = part["title"][language]
    return (
        f"{part['code']} {title}" if any(letter.isdigit() for letter in part["code"]) and "." in part["code"] else title
    )


def heat(view: View, row: SubjectResult, part: Node, language: Language, digits: int | None = None) -> Cell:
    score = row.scores.get(part["code"])
    value = None if score is None else score["score"]
    text = number(value, language, part["digits"] if digits is None else digits)
    return Cell(text, explanation_address(view, row, part) if value is not None else "", _step(value, part))


def _group_heat(score: Mapping[str, Any] | None, part: Node, language: Language) -> Cell:
    if score is None or score["status"] == "suppressed":
        return Cell({"ru": "скрыто", "en": "withheld"}[language])
    return Cell(number(score["mean"], language, part["digits"]), "", _step(score["mean"], part))


def _step(value: float | None, part: Node) -> int | None:
    if value is None:
        return None
    return step_of(min(1.0, max(0.0, (value - part["low"]) / (part["high"] - part["low"]))))


def spread(low: float | None, high: float | None, language: Language, digits: int) -> str:
    if low is None or high is None:
        return MISSING
    return f"{number(low, language, digits)}\u2013{number(high, language, digits)}"


def interval_of(score: Node, language: Language) -> str:
    """The interval of a score; what was taken as published was not drawn, and has none."""
    given = score["status"] == "given"
    return MISSING if given else spread(score["low"], score["high"], language, 1)


def places(score: Node, language: Language) -> str:
    """From which place to which; one place alone where they are the same."""
    low, high = score["rank_low"], score["rank_high"]
    return number(low, language) if low is not None and low == high else spread(low, high, language, 0)


def company_address(view: View, row: SubjectResult) -> str:
    """Address of a subject; `reverse` is asked once a page, since a heat map has thousands of addresses."""
    known = view.__dict__
    if "_base" not in known:
        known["_base"] = reverse("study_company", args=[view.run.edition.study.code, "-"])[:-2]
    return f"{known['_base']}{quote(row.subject, safe='')}/"


def explanation_address(view: View, row: SubjectResult, part: Node) -> str:
    return f"{company_address(view, row)}{quote(part['code'], safe='')}/"


def record_address(study: Study, code: str) -> str:
    return reverse("study_record", args=[study.code, code])
