"""Metrics of a study with their rubrics, as a round keeps them: what is rated does not change while it is rated."""

from collections.abc import Iterator
from typing import Any

from centricity.language import LANGUAGES, Text
from centricity.methods import Method
from centricity.methods.describe import level_texts
from centricity.methods.rubrics import Checklist
from centricity.methods.tree import Indicator, Metric, Node, Scale
from centricity.studies import Study as Read

Told = dict[str, Any]
_TEXTS = ("title", "question", "definition", "minimum_evidence")


def metrics_of(method: Method) -> list[Told]:
    """Metrics of which raters give levels, in the order of the tree; none where the method has no scale."""
    if method.scale is None or method.is_survey():
        return []
    return [_told(method, method.scale, metric, part) for metric, part in _leaves(method) if metric.rubric is not None]


def _leaves(method: Method) -> Iterator[tuple[Metric, Node | None]]:
    for part, parent, _depth in method.index.walk():
        if isinstance(part, Metric):
            yield part, parent


def _told(method: Method, scale: Scale, metric: Metric, part: Node | None) -> Told:
    texts: dict[str, Text | None] = {name: getattr(metric, name) for name in _TEXTS}
    return {
        "code": metric.code, **{name: _both(text) for name, text in texts.items()},
        "part": _both(part.title if part is not None else None), "levels": _levels(method, scale, metric),
        "lines": [_both(line) for line in _lines(metric)],
    }  # fmt: skip


def _lines(metric: Metric) -> list[Text]:
    """What is looked at: the items of a checklist, else the quantities that the rubric reads."""
    if isinstance(metric.rubric, Checklist):
        return [item.text for item in metric.rubric.items]
    return [_read(indicator) for indicator in metric.indicators]


def _read(indicator: Indicator) -> Text:
    if indicator.formula is None:
        return indicator.title
    both = {language: f"{indicator.title[language]}: {indicator.formula[language]}" for language in LANGUAGES}
    return Text(ru=both["ru"], en=both["en"])


def _levels(method: Method, scale: Scale, metric: Metric) -> list[Told]:
    """Every level that one rater may give, with its words where it has any."""
    words, steps = level_texts(method, metric), round((scale.max - scale.min) / scale.step)
    found = [scale.min + step * scale.step for step in range(steps + 1)]
    return [{"level": level, **_both(words.get(level))} for level in found]


def _both(text: Text | None) -> dict[str, str]:
    return {language: text[language] if text is not None else "" for language in LANGUAGES}


def companies_of(read: Read) -> list[Told]:
    """Companies of a study with their names; those that are there to be compared with alone are not rated."""
    rows = read.subjects.iter_rows(named=True)
    codes = [str(row["subject"]) for row in rows if str(row.get("reference") or "") != "true"]
    return [{"code": code, "ru": read.name_of(code, "ru"), "en": read.name_of(code, "en")} for code in codes]
