"""A new study: a folder ready to fill, with the rubric beside every cell."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

from centricity.errors import Fault, MisuseError, Place
from centricity.language import Language
from centricity.methods import Method, Metric
from centricity.methods.describe import level_texts
from centricity.methods.part import FILE_NAME
from centricity.methods.rubrics import Checklist, raw_indicators
from centricity.studies.contract import ACCESS, CONSENTS, EVIDENCE_KINDS, STATUSES
from centricity.studies.read import STUDY_FILE, WORKBOOK
from centricity.tables.write import whole_folder

_STUDY = """\
# {fill}
#   centricity study check {folder}
#   centricity study run {folder} --out out
schema: centricity/study-1
title:
  ru: Новое исследование
  en: A new study
method: {method}
wave: "{year}"
# {audiences}
audience: public
# sponsor: {{ru: ..., en: ...}}
# conflicts:
#   - subject: {code}
#     text: {{ru: ..., en: ...}}
# goals:
#   - {{node: {root}, target: {target}, wave: "{next}", owner: {{ru: ..., en: ...}}, actions: []}}
"""

_COMMENTS: dict[Language, dict[str, str]] = {
    "en": {
        "fill": "A Centricity study. Fill in the workbook study.xlsx, then:",
        "audiences": "public: rows only with consent, small groups withheld; internal: everything, marked so.",
        "code": "CODE",
    },
    "ru": {
        "fill": "Исследование Centricity. Заполните книгу study.xlsx, затем:",
        "audiences": "public: строки только с согласия, малые группы скрыты; internal: всё, с пометкой.",
        "code": "КОД",
    },
}

_HINTS: dict[Language, dict[str, str]] = {
    "en": {"metric": "? metric", "question": "? question", "level": "? level {level}", "checklist": "? checklist"},
    "ru": {"metric": "? метрика", "question": "? вопрос", "level": "? уровень {level}", "checklist": "? пункты"},
}

_QUESTION_HEADS: dict[Language, tuple[str, str, str]] = {
    "en": ("code", "question", "what it asks"),
    "ru": ("код", "вопрос", "о чём он"),
}

_SAMPLE = ("S1", "S2", "S3")


def new_study(folder: Path, method: Method, name: str, language: Language, wave: int) -> list[Path]:
    """Make a folder ready to fill.

    Parameters
    ----------
    name
        A bundled id, or the path of a method file, which is copied into the folder.
    language
        Language of the hints; the texts that will be published need both all the same.

    Raises
    ------
    MisuseError
        Where the folder is there and not empty, or cannot be written, or the method's file has a name that
        ``study.yaml`` does not take.
    """
    if _taken(folder):
        raise MisuseError([Fault("study.folder_taken", Place(str(folder)))])
    source = Path(name) if name.endswith((".yaml", ".yml")) else None
    named = source.name if source else name
    if re.fullmatch(FILE_NAME, named) is None:
        raise MisuseError([Fault("study.file_name", Place(named))])
    shown = "".join(c if c.isprintable() else "?" for c in folder.name)
    text = _STUDY.format(
        folder=shown,
        method=named,
        year=wave,
        next=wave + 1,
        root=method.index.code,
        target=_target(method),
        **_COMMENTS[language],
    )
    with whole_folder(folder) as draft:
        (draft / STUDY_FILE).write_text(text, "utf-8")
        if source is not None:
            (draft / named).write_bytes(source.read_bytes())
        _workbook(draft / WORKBOOK, method, language)
    return [folder / STUDY_FILE, folder / WORKBOOK]


def _target(method: Method) -> str:
    """A target that lies on the method's own line: the foot of its best band, or the upper third."""
    if method.bands is not None:
        return f"{method.bands.bands[-1].low:g}"
    line = method.policies.normalisation
    return f"{line.low + (line.high - line.low) * 0.7:g}"


def _taken(folder: Path) -> bool:
    try:
        return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        problem = error.strerror or str(error)
        raise MisuseError([Fault("file.not_writable", Place(str(folder)), {"problem": problem})]) from error


def _workbook(path: Path, method: Method, language: Language) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2025, 1, 1)})  # noqa: DTZ001  the same book from the same input
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#E7ECF3", "text_wrap": True, "valign": "top"}),
        "hint": book.add_format({"font_color": "#5A6472", "text_wrap": True, "valign": "top"}),
        "cell": book.add_format({"valign": "top"}),
    }
    _subjects(book, method, styles)
    if method.is_survey():
        _answers(book, method, styles, language)
    else:
        _ratings(book, method, styles, language)
    _evidence(book, styles)
    book.close()


def _subjects(book: Any, method: Method, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet("subjects")
    columns = ["subject", "name_ru", "name_en"]
    lists: dict[str, list[str]] = {}
    for grouping in method.groupings:
        if grouping.column not in columns:
            columns.append(grouping.column)
            known = [member for value in grouping.values for member in (value.members or (value.code,))]
            lists[grouping.column] = list(dict.fromkeys(known))
    policies = method.policies
    if policies.adjustment and policies.adjustment.mix:
        columns.append(policies.adjustment.mix.column)
    if policies.disclosure.consent_column:
        columns.append(policies.disclosure.consent_column)
        lists[policies.disclosure.consent_column] = list(CONSENTS)
    columns += sorted({metric.denominator for metric in method.metrics.values() if metric.denominator})
    sheet.write_row(0, 0, columns, styles["head"])
    sheet.set_column(0, len(columns) - 1, 16)
    sheet.freeze_panes(1, 1)
    for row, code in enumerate(_SAMPLE, start=1):
        sheet.write_string(row, 0, code)
        for column, name in enumerate(columns):
            if name in lists and lists[name] and name != policies.disclosure.consent_column:
                sheet.write_string(row, column, lists[name][0])
    for column, name in enumerate(columns):
        if lists.get(name) and len(",".join(lists[name])) < 250:
            sheet.data_validation(1, column, 1000, column, {"validate": "list", "source": lists[name]})


def _answers(book: Any, method: Method, styles: dict[str, Any], language: Language) -> None:
    """A row per respondent, a column per question; the question is a note on its header."""
    sheet = book.add_worksheet("observations")
    fixed = ["subject", "rater"]
    sheet.write_row(0, 0, [*fixed, *method.metrics, "source"], styles["head"])
    sheet.freeze_panes(1, 2)
    scale = method.scale
    anchors = "\n".join(f"{a.value:g} – {a.text[language]}" for a in (scale.anchors if scale else ()))
    for column, metric in enumerate(method.metrics.values(), start=len(fixed)):
        question = metric.question[language] if metric.question else metric.title[language]
        sheet.write_comment(0, column, f"{question}\n\n{anchors}", {"width": 320, "height": 180})
        if scale is not None:
            sheet.data_validation(1, column, 2000, column, _whole(scale.min, scale.max, metric, question))
    for row, code in enumerate(_SAMPLE, start=1):
        sheet.write_row(row, 0, [code, "1"])
        sheet.write_string(row, len(fixed) + len(method.metrics), "survey")
    _questions(book, method, styles, language)


def _whole(low: float, high: float, metric: Metric, message: str) -> dict[str, Any]:
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": int(low),
        "maximum": int(high),
        "input_title": metric.code,
        "input_message": message[:250],
    }


def _questions(book: Any, method: Method, styles: dict[str, Any], language: Language) -> None:
    sheet = book.add_worksheet("questions")
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 2, 60)
    sheet.write_row(0, 0, _QUESTION_HEADS[language], styles["head"])
    for row, metric in enumerate(method.metrics.values(), start=1):
        texts = [metric.question or metric.title, metric.definition]
        sheet.write_string(row, 0, metric.code, styles["cell"])
        for column, text in enumerate(texts, start=1):
            sheet.write_string(row, column, text[language] if text else "", styles["hint"])


def _ratings(book: Any, method: Method, styles: dict[str, Any], language: Language) -> None:
    """A row per subject and metric (or raw indicator of a measured one), its rubric to the right."""
    sheet = book.add_worksheet("observations")
    hints = _HINTS[language]
    scale = method.scale
    levels = [scale.min + i for i in range(int(scale.max - scale.min) + 1)] if scale else []
    columns = [
        "subject",
        "metric",
        "indicator",
        "level",
        "value",
        "status",
        "rater",
        "source",
        "evidence",
        "observed_at",
    ]
    notes = [hints["metric"], *(hints["level"].format(level=f"{level:g}") for level in levels), hints["checklist"]]
    sheet.write_row(0, 0, [*columns, *notes], styles["head"])
    sheet.set_column(0, len(columns) - 1, 11)
    sheet.set_column(len(columns), len(columns) + len(notes) - 1, 34)
    sheet.freeze_panes(1, 2)
    row = 0
    for code in _SAMPLE:
        for metric in method.metrics.values():
            row += 1
            sheet.write_row(row, 0, [code, metric.code], styles["cell"])
            for column, hint in enumerate(_rubric_hints(method, metric, levels, language), start=len(columns)):
                sheet.write_string(row, column, hint, styles["hint"])
    last = row + 5000
    sheet.data_validation(1, columns.index("status"), last, columns.index("status"), _choice(STATUSES))
    if scale is not None:
        column = columns.index("level")
        bounds = {"validate": "decimal", "criteria": "between", "minimum": scale.min, "maximum": scale.max}
        sheet.data_validation(1, column, last, column, bounds)


def _choice(words: tuple[str, ...]) -> dict[str, Any]:
    return {"validate": "list", "source": list(words)}


def _rubric_hints(method: Method, metric: Metric, levels: list[float], language: Language) -> list[str]:
    """Title, what each level takes, and the raw indicators, as the cells to the right of a row."""
    texts = level_texts(method, metric)
    shown = [texts[level][language] if level in texts else "" for level in levels]
    return [metric.title[language], *shown, _raw_text(metric, language)]


def _raw_text(metric: Metric, language: Language) -> str:
    """Checklist lines, or raw indicators, that may be entered in place of a level."""
    if isinstance(metric.rubric, Checklist):
        return "; ".join(f"{item.code}: {item.text[language]}" for item in metric.rubric.items)
    named = raw_indicators(metric.rubric, metric.code) if metric.rubric else ()
    known = {indicator.code: indicator.title[language] for indicator in metric.indicators}
    return "; ".join(f"{code}: {known[code]}" if code in known else code for code in named)


def _evidence(book: Any, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet("evidence")
    columns = ["evidence", "kind", "title", "reference", "captured_at", "access", "tool", "human_checked", "note"]
    sheet.write_row(0, 0, columns, styles["head"])
    sheet.set_column(0, len(columns) - 1, 18)
    sheet.freeze_panes(1, 1)
    sheet.data_validation(1, 1, 5000, 1, _choice(EVIDENCE_KINDS))
    sheet.data_validation(1, 5, 5000, 5, _choice(ACCESS))
