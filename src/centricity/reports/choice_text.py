"""Uncertain choices by their names."""

from centricity.methods.robustness import Choice
from centricity.reports.context import Context

_KINDS = {
    "weights": ("веса", "weights"),
    "weighting": ("правило весов", "the rule of weights"),
    "normalisation": ("нормирование", "normalisation"),
    "aggregation": ("свёртка", "aggregation"),
    "treatment": ("обработка выбросов", "treatment of outliers"),
    "imputation": ("восполнение пропусков", "imputation"),
    "adjustment": ("сглаживать или нет", "to smooth or not"),
    "coefficients": ("сглаживающие коэффициенты", "smoothing coefficients"),
    "cuts": ("границы шкал", "cut points of rubrics"),
    "rater_error": ("ошибка экспертов", "error of raters"),
    "evidence": ("наблюдения разыграны заново", "observations drawn again"),
    "left_out": ("части, исключённые по одной", "parts left out one at a time"),
    "benchmark": ("размер бенчмарка", "size of the benchmark"),
}


def choice_name(at: Context, choice: Choice) -> str:
    """Name of an uncertain choice: its title, else its kind and how far it goes.

    A method that staff may answer calls them respondents; where a panel answered it, they are raters.
    """
    if choice.kind == "evidence" and choice.code == "respondents" and at.method.answered_by == "panel":
        return at.say("Эксперты", "Raters")
    if choice.title is not None:
        return at.text(choice.title)
    name = at.say(*_KINDS[choice.kind])
    spread = getattr(choice, "spread", None)
    return f"{name} ±{at.percent(spread)}" if spread else name


def choice_label(at: Context, code: str) -> str:
    """Name of an uncertain choice by its code."""
    return next((choice_name(at, choice) for choice in at.result.robust.choices if choice.code == code), code)
