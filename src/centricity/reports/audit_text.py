"""What an audit says: the name of every point, its sentence with figures, and what to do where it did not pass."""

import math
from collections.abc import Callable

from centricity.language import number
from centricity.reports.choice_text import choice_label
from centricity.reports.context import Context
from centricity.studies.audit import Figures, Item

NAMES: dict[str, tuple[str, str]] = {
    "framework": ("Замысел", "Framework"),
    "selection": ("Отбор метрик", "Selection of metrics"),
    "missing": ("Пропуски", "Missing data"),
    "outliers": ("Выбросы", "Outliers"),
    "normalisation": ("Нормирование", "Normalisation"),
    "coherence": ("Согласованность", "Coherence"),
    "weights": ("Веса", "Weights"),
    "compensability": ("Взаимозаменяемость", "Compensability"),
    "uncertainty": ("Неопределённость", "Uncertainty"),
    "sensitivity": ("Чувствительность", "Sensitivity"),
    "balance": ("Равновесие частей", "Balance of sub-indices"),
    "raters": ("Согласие экспертов", "Agreement of raters"),
    "replay": ("Воспроизводимость", "Replay"),
}

VERDICTS: dict[str, tuple[str, str]] = {
    "passed": ("пройдено", "passed"),
    "doubtful": ("под вопросом", "doubtful"),
    "failed": ("не пройдено", "failed"),
    "not_applicable": ("неприменимо", "not applicable"),
}

_ADVICE: dict[str, tuple[str, str]] = {
    "framework": (
        "Дайте определение каждой части; узел с единственным потомком объедините с ним.",
        "Define every part; join a node that has one child with that child.",
    ),
    "selection": (
        "Назовите источники каждой метрики; из двух метрик об одном оставьте одну.",
        "Name the sources of every metric; of two that say the same keep one.",
    ),
    "missing": (
        "Дособерите данные там, где их нет, или объясните, почему метрика неприменима.",
        "Collect what is missing, or say why a metric does not apply.",
    ),
    "outliers": (
        "Проверьте крайние значения по источнику; затем обрежьте их или возьмите логарифм.",
        "Check extreme values at their source; then winsorise them or take logarithms.",
    ),
    "normalisation": (
        "Места зависят от нормирования: обоснуйте выбор и публикуйте интервалы мест.",
        "Places depend on the normalisation: give reasons for it and publish intervals of places.",
    ),
    "coherence": (
        "Пересмотрите метрики, которые идут против своего субиндекса или с ним не связаны.",
        "Look again at metrics that run against their sub-index or have nothing to do with it.",
    ),
    "weights": (
        "Часть решает больше или меньше, чем говорит её вес: сравните с весами равного влияния.",
        "A part decides more or less than its weight says: compare with weights of equal influence.",
    ),
    "compensability": (
        "Слабость легко перекрыть силой: решите, допустимо ли это, и покажите геометрическое среднее рядом.",
        "A weakness is easily made up for: decide whether it may be, and show the geometric mean beside.",
    ),
    "uncertainty": (
        "Публикуйте уровни и интервалы вместо отдельных мест.",
        "Publish tiers and intervals rather than single places.",
    ),
    "sensitivity": (
        "Уточните то, от чего места зависят сильнее всего, или увеличьте число строк плана.",
        "Make sure of what places depend on most, or take more rows of the design.",
    ),
    "balance": (
        "Места держатся на одной части: проверьте её вес и разброс.",
        "Places hang on one part: check its weight and dispersion.",
    ),
    "raters": (
        "Уточните шкалу, обучите экспертов заново, разберите расхождения и оцените пятую часть вслепую вдвоём.",
        "Sharpen the rubric, train raters again, adjudicate differences and score a fifth blind by two.",
    ),
    "replay": ("Сообщите об этом: журнал обязан повторять счёт.", "Report this: the log must repeat the computation."),
}


def item_name(at: Context, item: Item) -> str:
    """Name of a point."""
    return at.say(*NAMES[item.code])


def verdict_name(at: Context, item: Item) -> str:
    """Verdict in a word."""
    return at.say(*VERDICTS[item.verdict])


def advice_of(at: Context, item: Item) -> str:
    """What to do; empty where the point passed or does not apply."""
    return at.say(*_ADVICE[item.code]) if item.verdict in {"doubtful", "failed"} else ""


def sentence_of(at: Context, item: Item) -> str:
    """What was found, with its figures."""
    return (
        _SENTENCES[item.code](at, _Said(at, item.figures))
        if item.figures
        else at.say("Проверять нечего или слишком мало объектов.", "There is nothing to check, or too few subjects.")
    )


class _Said:
    """Figures as a reader sees them."""

    def __init__(self, at: Context, figures: Figures) -> None:
        self.at = at
        self.figures = figures

    def n(self, name: str, digits: int = 0) -> str:
        value = float(self.figures[name])
        return "–" if math.isnan(value) else number(value, self.at.language, digits)

    def percent(self, name: str, digits: int = 0) -> str:
        return self.at.percent(float(self.figures[name]), digits)

    def label(self, name: str) -> str:
        return self.at.quoted(self.at.label(str(self.figures[name])))


def _framework(at: Context, f: _Said) -> str:
    return at.say(
        f"Определены {f.n('defined')} частей из {f.n('parts')}; узлов с единственным потомком: {f.n('single')}.",
        f"{f.n('defined')} of {f.n('parts')} parts are defined; nodes with a single child: {f.n('single')}.",
    )


def _selection(at: Context, f: _Said) -> str:
    return at.say(
        f"Источники названы у {f.n('grounded')} метрик из {f.n('metrics')}; пар с корреляцией выше "
        f"{f.n('limit', 1)}: {f.n('redundant')}.",
        f"{f.n('grounded')} of {f.n('metrics')} metrics name their sources; pairs correlated above "
        f"{f.n('limit', 1)}: {f.n('redundant')}.",
    )


def _missing(at: Context, f: _Said) -> str:
    return at.say(
        f"Оценено {f.percent('share', 1)} применимых ячеек; без индекса осталось {f.n('without')} из {f.n('n')}.",
        f"{f.percent('share', 1)} of the cells that apply are assessed; {f.n('without')} of {f.n('n')} have no index.",
    )


def _outliers(at: Context, f: _Said) -> str:
    codes = str(f.figures["codes"])
    return at.say(
        f"Асимметрия выше 2 вместе с эксцессом выше 3,5 у {f.n('failing')} метрик из {f.n('metrics')}: {codes}.",
        f"Skewness above 2 with kurtosis above 3.5 on {f.n('failing')} of {f.n('metrics')} metrics: {codes}.",
    )


_KINDS = {
    "none": ("без нормирования", "none"),
    "share_of_scale": ("доля шкалы", "share of the scale"),
    "min_max": ("минимум-максимум", "min-max"),
    "z_score": ("z-оценка", "z score"),
    "percentile_rank": ("процентильный ранг", "percentile rank"),
}


def _normalisation(at: Context, f: _Said) -> str:
    own, other = (at.say(*_KINDS.get(str(f.figures[key]), (str(f.figures[key]),) * 2)) for key in ("own", "other"))
    return at.say(
        f"Вместо «{own}» — «{other}»: места сдвинулись в среднем на {f.n('shift', 1)} из {f.n('n')}.",
        f"With “{other}” in place of “{own}” places move by {f.n('shift', 1)} of {f.n('n')} on average.",
    )


def _coherence(at: Context, f: _Said) -> str:
    return at.say(
        f"Корреляций ниже −0,4: {f.n('opposed')}; слабых (ниже 0,3) среди соседей: {f.n('weak')} из {f.n('pairs')}; "
        f"наименьшая альфа Кронбаха {f.n('alpha', 2)}.",
        f"Correlations below −0.4: {f.n('opposed')}; weak ones (below 0.3) among siblings: {f.n('weak')} of "
        f"{f.n('pairs')}; least Cronbach's alpha {f.n('alpha', 2)}.",
    )


def _weights(at: Context, f: _Said) -> str:
    return at.say(
        f"Дальше всех от своего веса {f.label('code')}: вес {f.percent('weight')}, доля влияния "
        f"{f.percent('influence')}.",
        f"Farthest from its weight is {f.label('code')}: weight {f.percent('weight')}, share of influence "
        f"{f.percent('influence')}.",
    )


def _compensability(at: Context, f: _Said) -> str:
    return at.say(
        f"При геометрическом среднем места сдвигаются в среднем на {f.n('shift', 1)} из {f.n('n')}, самое большее на "
        f"{f.n('most')}.",
        f"Under a geometric mean places move by {f.n('shift', 1)} of {f.n('n')} on average, {f.n('most')} at most.",
    )


def _uncertainty(at: Context, f: _Said) -> str:
    return at.say(
        f"Мест в медианном интервале: {f.n('places')} из {f.n('n')}; не больше {f.n('within')} мест — у "
        f"{f.percent('narrow')} объектов; различимых уровней: {f.n('tiers')}.",
        f"Places in the median interval: {f.n('places')} of {f.n('n')}; at most {f.n('within')} places: "
        f"{f.percent('narrow')} of the subjects; tiers that can be told apart: {f.n('tiers')}.",
    )


def _sensitivity(at: Context, f: _Said) -> str:
    name = at.quoted(choice_label(at, str(f.figures["choice"])))
    return at.say(
        f"Сильнее всего на места влияет {name}: полный индекс Соболя {f.n('total', 2)}, от {f.n('low', 2)} до "
        f"{f.n('high', 2)}; пересчётов {f.n('runs')}, неустоявшихся индексов {f.n('unsettled')}.",
        f"Places depend most on {name}: total Sobol index {f.n('total', 2)}, {f.n('low', 2)} to {f.n('high', 2)}; "
        f"{f.n('runs')} runs, indices not settled: {f.n('unsettled')}.",
    )


def _balance(at: Context, f: _Said) -> str:
    return at.say(
        f"Без части {f.label('code')} места сдвигаются в среднем на {f.n('shift', 1)} из {f.n('n')}; место на одной из "
        f"частей отличается от места по индексу на 10 и больше у {f.percent('apart')}.",
        f"Without {f.label('code')} places move by {f.n('shift', 1)} of {f.n('n')} on average; {f.percent('apart')} "
        "have a place on some part that is ten or more away from that on the index.",
    )


def _raters(at: Context, f: _Said) -> str:
    return at.say(
        f"Альфа Криппендорфа {f.n('alpha', 2)}, от {f.n('low', 2)} до {f.n('high', 2)}; нужно 0,67. Оценок вдвоём "
        f"{f.n('doubled')} из {f.n('cells')}, расхождений на два уровня {f.n('apart')}.",
        f"Krippendorff's alpha {f.n('alpha', 2)}, {f.n('low', 2)} to {f.n('high', 2)}; 0.67 is needed. Rated by two: "
        f"{f.n('doubled')} of {f.n('cells')} cells, two levels apart: {f.n('apart')}.",
    )


def _replay(at: Context, f: _Said) -> str:
    return at.say(
        f"Шагов в журнале: {f.n('steps')}; баллов, которые он повторил: {f.n('scores')}.",
        f"Steps in the log: {f.n('steps')}; scores that it made again: {f.n('scores')}.",
    )


_SENTENCES: dict[str, Callable[[Context, _Said], str]] = {
    "framework": _framework,
    "selection": _selection,
    "missing": _missing,
    "outliers": _outliers,
    "normalisation": _normalisation,
    "coherence": _coherence,
    "weights": _weights,
    "compensability": _compensability,
    "uncertainty": _uncertainty,
    "sensitivity": _sensitivity,
    "balance": _balance,
    "raters": _raters,
    "replay": _replay,
}
