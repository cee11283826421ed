"""The policies of a method in words."""

from centricity.methods.policies import Treatment
from centricity.reports.context import Context

_RULES = {
    "arithmetic": ("среднее арифметическое", "arithmetic mean"),
    "geometric": ("среднее геометрическое", "geometric mean"),
    "harmonic": ("среднее гармоническое", "harmonic mean"),
    "power": ("степенное среднее", "generalised mean"),
    "sum": ("сумма", "sum"),
    "copeland": ("правило Коупленда", "Copeland's rule"),
}
_AVERAGES = {"mean": ("среднее", "mean"), "median": ("медиана", "median")}
_NORMALISATIONS = {
    "none": ("без нормировки", "none"),
    "share_of_scale": ("доля шкалы", "share of the scale"),
    "min_max": ("минимум – максимум", "min-max"),
    "z_score": ("z-оценка", "z-score"),
    "rank": ("ранг", "rank"),
    "percentile_rank": ("процентильный ранг", "percentile rank"),
    "borda": ("правило Борда", "Borda"),
    "goalposts": ("постоянные границы", "goalposts"),
    "distance_to_maximum": ("расстояние до максимума", "distance to maximum"),
    "distance_to_reference": ("отношение к опорному значению", "distance to a reference"),
    "fraction_of_maximum": ("доля максимума", "fraction of maximum"),
}
_WEIGHTINGS = {
    "stated": ("заданы методикой", "stated by the method"),
    "equal": ("равные у детей одного узла", "equal among siblings"),
    "metric_count": ("по числу метрик", "by number of metrics"),
    "principal_components": ("из главных компонент", "from principal components"),
    "equal_influence": ("подобраны к равному влиянию", "optimised to equal influence"),
}
_IMPUTATIONS = {
    "group_mean": ("средним группы", "by the group mean"),
    "group_median": ("медианой группы", "by the group median"),
    "denominator": ("по знаменателю", "by a denominator"),
    "constant": ("постоянным числом", "by a constant"),
}


def policies_text(at: Context) -> list[str]:
    """One sentence per policy."""
    return [sentence for sentence in (_combination(at), _missing(at), *_middle(at), *_end(at)) if sentence]


def _word(at: Context, words: dict[str, tuple[str, str]], key: str) -> str:
    return at.say(*words[key])


def _combination(at: Context) -> str:
    policy = at.method.policies.combination
    raters, sources = _word(at, _AVERAGES, policy.raters), _word(at, _AVERAGES, policy.sources)
    return at.say(
        f"Оценщики одного источника: {raters}; источники между собой: {sources}.",
        f"Raters of one source: {raters}; sources among themselves: {sources}.",
    )


def _missing(at: Context) -> str:
    imputation = at.method.policies.missing.imputation
    if imputation is None:
        return at.say("Пропуски не восполняются.", "Missing values are not imputed.")
    how = _word(at, _IMPUTATIONS, imputation.kind)
    group = f" ({imputation.group})" if imputation.group else ""
    return at.say(f"Пропуски восполняются {how}{group}.", f"Missing values are imputed {how}{group}.")


def _middle(at: Context) -> list[str]:
    policies = at.method.policies
    lines = []
    if policies.treatment is not None:
        lines.append(_treatment(at, policies.treatment))
    kind = _word(at, _NORMALISATIONS, policies.normalisation.kind)
    low, high = f"{policies.normalisation.low:g}", f"{policies.normalisation.high:g}"
    line = "" if policies.normalisation.kind == "none" else at.say(f", от {low} до {high}", f", {low} to {high}")
    lines.append(at.say("Нормировка: ", "Normalisation: ") + kind + line + ".")
    lines.append(at.say("Веса: ", "Weights: ") + _word(at, _WEIGHTINGS, policies.weighting.kind) + ".")
    rules = _word(at, _RULES, policies.aggregation.rule)
    for level in policies.aggregation.levels:
        where = at.say(f"на глубине {level.depth}", f"at depth {level.depth}")
        rules += f"; {where}: {_word(at, _RULES, level.rule)}"
    note = at.say(
        "пропуск исключается, веса остальных нормируются", "a missing child is left out and weights renormalised"
    )
    lines.append(at.say("Свёртка: ", "Aggregation: ") + f"{rules}; {note}.")
    return lines


def _treatment(at: Context, policy: Treatment) -> str:
    then = {"log": at.say("логарифм", "logarithm"), "box_cox": at.say("Бокс – Кокс", "Box-Cox"), "nothing": "–"}[
        policy.then
    ]
    limits = {
        "ru": f"асимметрия {policy.skewness:g}, эксцесс {policy.kurtosis:g}",
        "en": f"skewness {policy.skewness:g}, kurtosis {policy.kurtosis:g}",
    }
    return at.say(
        f"Выбросы: винсоризация до {policy.max_points} точек ({limits['ru']}), затем {then}.",
        f"Outliers: winsorise up to {policy.max_points} points ({limits['en']}), then {then}.",
    )


def _end(at: Context) -> list[str]:
    policies = at.method.policies
    lines = []
    if policies.adjustment is not None:
        shown = ", ".join(f"{group} {at.score(k, 3)}" for group, k in policies.adjustment.coefficients.items())
        mix = policies.adjustment.mix
        mixed = at.say(f"; линейно по доле {mix.column}", f"; linear in {mix.column}") if mix else ""
        cap = (
            at.say(f"; не выше {policies.adjustment.cap:g}", f"; at most {policies.adjustment.cap:g}")
            if policies.adjustment.cap
            else ""
        )
        lines.append(at.say("Сглаживание: ", "Adjustment: ") + shown + mixed + cap + ".")
    ties = " → ".join(at.label(code) for code in policies.benchmark.ties)
    if not at.method.is_survey():
        by = (
            at.say(
                f"; при равенстве выше тот, у кого больше {ties}, затем по коду",
                f"; of equals the first is higher on {ties}, then by code",
            )
            if ties
            else ""
        )
        lines.append(
            at.say(
                f"Бенчмарк: среднее лучших {policies.benchmark.top}{by}.",
                f"Benchmark: mean of the best {policies.benchmark.top}{by}.",
            )
        )
    counted = {
        "subjects": at.say("каждый объект один раз", "each subject once"),
        "respondents": at.say("по числу ответивших", "by number of respondents"),
        "n": at.say("по числу компаний", "by number of companies"),
    }[policies.groups.weight]
    lines.append(at.say("Средние групп: ", "Group means: ") + counted + ".")
    return lines
