"""Rubrics in words: what each level of a metric takes, in both languages."""

from collections.abc import Sequence
from itertools import pairwise

from centricity.language import LANGUAGES, Language, Text, number
from centricity.methods.model import Method
from centricity.methods.rubrics import Absolute, Checklist, Matrix, Percentile, Rater
from centricity.methods.tree import Metric

_WORDS: dict[Language, dict[str, str]] = {
    "ru": {
        "below": "меньше {high}",
        "between": "от {low} до {high}, не включая {high}",
        "least": "{low} и больше",
        "above": "больше {low}",
        "between_down": "от {high} до {low}",
        "most": "{low} и меньше",
        "none": "ничего не найдено (0)",
        "percentile_first": "больше 0 и ниже {high}-го процентиля",
        "percentile_below": "ниже {high}-го процентиля",
        "percentile": "от {low}-го до {high}-го процентиля, не включая {high}-й",
        "percentile_last": "{low}-й процентиль и выше",
        "items": "Пункты: {range}",
        "matrix": "{rows} × {columns}: по таблице методики",
    },
    "en": {
        "below": "below {high}",
        "between": "{low} to below {high}",
        "least": "{low} and above",
        "above": "above {low}",
        "between_down": "above {high} to {low}",
        "most": "{low} and below",
        "none": "nothing found (0)",
        "percentile_first": "above 0 and below percentile {high}",
        "percentile_below": "below percentile {high}",
        "percentile": "percentile {low} to below {high}",
        "percentile_last": "percentile {low} and above",
        "items": "Items: {range}",
        "matrix": "{rows} × {columns}: by the table of the method",
    },
}


def level_texts(method: Method, metric: Metric) -> dict[float, Text]:
    """What each level of a metric takes.

    Returns
    -------
    dict
        Level to text: as the rubric states it, else made from its cuts, else the anchor of the scale. Empty
        for a measured metric.
    """
    if metric.rubric is None or method.scale is None:
        return {}
    texts = {anchor.value: anchor.text for anchor in method.scale.anchors}
    made = {language: _made(metric, method.scale.min, language) for language in LANGUAGES}
    for level in made["ru"]:
        texts[level] = Text(ru=made["ru"][level], en=made["en"][level])
    texts |= {entry.level: entry.text for entry in metric.rubric.levels}
    return dict(sorted(texts.items()))


def _made(metric: Metric, bottom: float, language: Language) -> dict[float, str]:
    rubric = metric.rubric
    match rubric:
        case Absolute():
            down = metric.direction == "lower_is_better"
            lines = _ranges(rubric.cuts, language, unit=metric.unit, down=down)
        case Percentile():
            lines = _percentiles(rubric.cuts, language, zero=rubric.zero is not None)
        case Checklist():
            words = _WORDS[language]["items"]
            lines = [words.format(range=line) for line in _ranges(rubric.cuts, language)]
        case Matrix() | Rater() | None:
            lines = []
    return {bottom + i: line for i, line in enumerate(lines)}


def _ranges(cuts: Sequence[float], language: Language, *, unit: Text | None = None, down: bool = False) -> list[str]:
    words = _WORDS[language]
    shown = [number(cut, language, _digits(cut)) for cut in cuts]
    first, middle, last = ("above", "between_down", "most") if down else ("below", "between", "least")
    lines = [words[first].format(low=shown[0], high=shown[0])]
    lines += [words[middle].format(low=low, high=high) for low, high in pairwise(shown)]
    lines.append(words[last].format(low=shown[-1]))
    return [f"{line} ({unit[language]})" if unit else line for line in lines]


def _percentiles(cuts: Sequence[float], language: Language, *, zero: bool) -> list[str]:
    words = _WORDS[language]
    lines = [words["none"]] if zero else []
    lines.append(words["percentile_first" if zero else "percentile_below"].format(high=f"{cuts[0]:g}"))
    pairs = pairwise(cuts)
    lines += [words["percentile"].format(low=f"{low:g}", high=f"{high:g}") for low, high in pairs]
    lines.append(words["percentile_last"].format(low=f"{cuts[-1]:g}"))
    return lines


def _digits(value: float) -> int:
    text = f"{value:.6g}"
    return len(text.split(".")[1]) if "." in text else 0
