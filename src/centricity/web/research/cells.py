"""What pages of a study show of one score: names, cells, intervals and addresses, in one language."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from centricity.language import MISSING, Language, in_percent, number
from centricity.reports.palette import step_of
from centricity.web.look.grids import Cell
from centricity.web.research.models import Study, SubjectResult, View

Node = Mapping[str, Any]


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


def group_heat(score: Mapping[str, Any] | None, part: Node, language: Language) -> Cell:
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


def share_of(share: float | None, language: Language, digits: int = 0) -> str:
    return MISSING if share is None else in_percent(100 * share, language, digits)


def adjustment_of(told: Any, language: Language) -> str:
    """How the smoothing coefficient changed a score, in words; nothing where it did not."""
    if told["coefficient"] is None:
        return ""
    before, k, after = (
        number(told[name], language, digits) for name, digits in (("unadjusted", 1), ("coefficient", 3), ("score", 1))
    )
    return {
        "ru": f"До сглаживания {before}; сглаживающий коэффициент {k}; после него {after}. Части на него не умножены.",
        "en": f"Before the smoothing {before}; smoothing coefficient {k}; after it {after}. Parts do not take it.",
    }[language]
