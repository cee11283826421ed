"""The statistical audit as an appendix: checklist, sensitivity, coherence, weights, raters."""

import math
from functools import partial

import numpy as np

from centricity.index.coherence import OPPOSED, REDUNDANT, WEAK, Influence, Pair
from centricity.language import number
from centricity.reports.audit_text import advice_of, item_name, sentence_of, verdict_name
from centricity.reports.charts import draw
from centricity.reports.choice_text import choice_label
from centricity.reports.context import Context
from centricity.reports.document import Block, Bullets, Callout, Cell, Chart, Column, Heading, Paragraph, Section, Table
from centricity.studies.audit import Audit
from centricity.studies.raters import Agreement, Rater, Raters

LISTED = 60


def appendix(found: Audit, at: Context) -> list[Section]:
    """Sections of an audit, in the order in which they are read."""
    makers = (checklist, sensitivity, coherence, weights, raters)
    return [section for make in makers if (section := make(found, at)) is not None]


def checklist(found: Audit, at: Context) -> Section:
    """Every point with its verdict, its figures and what to do."""
    counts = {name: sum(item.verdict == name for item in found.items) for name in ("passed", "doubtful", "failed")}
    lead = at.say(
        f"Пройдено {counts['passed']}, под вопросом {counts['doubtful']}, не пройдено {counts['failed']}. Пороги — "
        "договорённости из практики проверки индексов, а не законы: читайте цифры.",
        f"{counts['passed']} passed, {counts['doubtful']} doubtful, {counts['failed']} failed. The thresholds are "
        "conventions of those who audit indices, not laws: read the figures.",
    )
    head = (
        Column(at.say("Пункт", "Point")), Column(at.say("Вывод", "Verdict")),
        Column(at.say("Что найдено", "What was found"), wide=3), Column(at.say("Что делать", "What to do"), wide=2),
    )  # fmt: skip
    rows = tuple(
        (Cell(item_name(at, item), item_name(at, item), strong=True), _said(verdict_name(at, item)),
         _said(sentence_of(at, item)), _said(advice_of(at, item)))
        for item in found.items
    )  # fmt: skip
    title = at.say("Проверка индекса", "Audit of the index")
    return Section("audit", title, [Paragraph(lead), Table(head, rows, title, sheet=at.say("Проверка", "Audit"))])


def _said(text: str) -> Cell:
    return Cell(text, text)


def _two(at: Context, value: float) -> Cell:
    return Cell("–" if math.isnan(value) else number(value, at.language, 2), value)


def _range(at: Context, low: float, high: float) -> Cell:
    return _said("–" if math.isnan(low) else f"{number(low, at.language, 2)}–{number(high, at.language, 2)}")


def sensitivity(found: Audit, at: Context) -> Section | None:
    """Which choice moves the places, and what becomes of them when a part is left out."""
    blocks: list[Block] = []
    made = found.sensitivity
    if made is not None:
        blocks += _sobol(found, at)
    if found.omitted:
        blocks.append(_omitted(found, at))
    return Section("sensitivity", at.say("Чувствительность", "Sensitivity"), blocks) if blocks else None


def _sobol(found: Audit, at: Context) -> list[Block]:
    made = found.sensitivity
    if made is None:
        return []
    names = [f"{i}. {choice_label(at, code)}" for i, code in enumerate(made.choices, start=1)]
    total, first = made.shift.total[:, 0], made.shift.first[:, 0]
    order = list(np.argsort(-np.nan_to_num(total, nan=-1.0)))
    rows = [
        {"name": names[i], "order": place, "value": float(total[i]), "low": max(float(made.shift.total_low[i, 0]), 0.0),
         "high": float(made.shift.total_high[i, 0]), "second": float(first[i]),
         "label": number(float(total[i]), at.language, 2)}
        for place, i in enumerate(order)
    ]  # fmt: skip
    widest = float(np.nanmax(made.shift.total_high, initial=1.0))
    svg = draw(
        "forest", rows, span=(0, max(1.0, widest)), height=34 * len(rows), language=at.language, width=320, names=330
    )
    lead = at.say(
        f"Индекс Соболя — доля разброса среднего сдвига мест, за которую отвечает допущение: одно (первого порядка) и "
        f"вместе со взаимодействиями (полный). Пересчётов {number(made.runs, at.language)}.",
        "A Sobol index is the share of the variance of the mean shift of places that a choice answers for: alone "
        f"(first order) and with its interactions (total). {number(made.runs, at.language)} runs.",
    )
    caption = at.say("Что двигает места", "What moves the places")
    alt = at.say("Точка и линия — полный индекс и его 95 %; ромб — индекс первого порядка.",
                 "Dot and line are the total index and its 95%; the diamond is the first-order index.")  # fmt: skip
    blocks: list[Block] = [Paragraph(lead), Chart(svg, caption, alt), Paragraph(alt)]
    if made.unsettled:
        named = ", ".join(choice_label(at, code) for code in made.unsettled)
        blocks.append(Callout("warning", at.say("Индексы не устоялись", "Indices not settled"), (at.say(
            f"Интервалы слишком широки, чтобы говорить о них: {named}. Увеличьте base в robustness.",
            f"The intervals are too wide to speak of: {named}. Raise base under robustness.",
        ),)))  # fmt: skip
    return [*blocks, _growth(found, at), *_own(found, at)]


def _growth(found: Audit, at: Context) -> Table:
    """Total indices against the rows of the design."""
    made = found.sensitivity
    growth = made.growth if made is not None else ()
    count = len(made.choices) if made is not None else 0
    head = (Column(at.say("Строк плана", "Rows of the design"), numeric=True),
            *(Column(f"{i}", numeric=True) for i in range(1, count + 1)))  # fmt: skip
    rows = tuple((Cell(str(size), size), *(_two(at, float(value)) for value in values)) for size, values in growth)
    return Table(head, rows, at.say("Полные индексы по мере роста плана", "Total indices as the design grows"),
                 sheet=at.say("Сходимость", "Convergence"))  # fmt: skip


def _own(found: Audit, at: Context) -> list[Block]:
    """What each shown subject's own place depends on most."""
    made = found.sensitivity
    if made is None or made.ranks is None:
        return []
    shown = [i for i in at.result.order if at.result.shows_subject(i) and not np.isnan(made.ranks.total[:, i]).all()]
    if not shown:
        return []
    head = (Column(at.text(at.method.subject), wide=1),
            *(Column(f"{i}", numeric=True) for i in range(1, len(made.choices) + 1)))  # fmt: skip
    rows = tuple(
        (Cell(at.subject(i), at.subject(i), strong=True), *(_two(at, float(value)) for value in made.ranks.total[:, i]))
        for i in shown[:LISTED]
    )
    caption = at.say("От чего зависит место каждого: полные индексы", "What each place depends on: total indices")
    note = at.say("Номера допущений — как на рисунке.", "Numbers of the choices are those of the chart.")
    return [Table(head, rows, caption, note, sheet=at.say("Чувствительность мест", "Sensitivity of places"))]


def _omitted(found: Audit, at: Context) -> Table:
    head = (
        Column(at.say("Без части", "Without"), wide=1), Column(at.say("Средний сдвиг", "Mean shift"), numeric=True),
        Column(at.say("Наибольший", "Largest"), numeric=True),
    )  # fmt: skip
    rows = tuple(
        (_said(at.coded(own.code)), Cell(number(own.mean, at.language, 1), own.mean),
         Cell(number(own.most, at.language), own.most))
        for own in sorted(found.omitted, key=lambda own: -own.mean)
    )  # fmt: skip
    caption = at.say("Сдвиг мест, если исключить часть", "Shift of places when a part is left out")
    return Table(head, rows, caption, sheet=at.say("Без частей", "Left out"))


def coherence(found: Audit, at: Context) -> Section | None:
    """Correlations within the index, reliability of its blocks, flagged pairs, size."""
    opposed, weak, same = (number(limit, at.language, 1) for limit in (OPPOSED, WEAK, REDUNDANT))
    blocks: list[Block] = [Paragraph(at.say(
        f"Корреляции Пирсона по {found.coherence.n} объектам. Отмечены: ниже {opposed} (против), ниже {weak} среди "
        f"соседей (слабые), выше {same} (об одном).",
        f"Pearson's correlations over {found.coherence.n} subjects. Flagged: below {opposed} (opposed), below {weak} "
        f"among siblings (weak), above {same} (the same).",
    ))]  # fmt: skip
    blocks.append(_heat(found, at))
    blocks += [_blocks(found, at), *_flags(found, at), *_size(found, at)]
    return Section("coherence", at.say("Согласованность", "Coherence"), blocks)


def _heat(found: Audit, at: Context) -> Chart:
    """Correlations of metrics with each other within nodes, and with node and index."""
    by_key: dict[tuple[str, str], float] = {}
    for pair in found.coherence.pairs:
        by_key[pair.first, pair.second] = by_key[pair.second, pair.first] = pair.pearson
    shown = [code for code in at.method.parts if code != at.method.index.code]
    shown = shown if len(shown) <= 40 else [code for code in shown if code in at.method.nodes]
    rows = []
    for i, first in enumerate(shown):
        for j, second in enumerate([at.method.index.code, *shown]):
            value = by_key.get((first, second))
            if value is not None and not math.isnan(value):
                rows.append({"row": _full(at, first), "row_order": i, "column": second, "column_order": j,
                             "share": (value + 1) / 2, "label": number(value, at.language, 1)})  # fmt: skip
    svg = draw("heat", rows, span=(0, 1), height=22 * len(shown), width=30 * (len(shown) + 1), language=at.language,
               ends=("−1", "1"), names=260)  # fmt: skip
    caption = at.say("Корреляции внутри индекса", "Correlations within the index")
    return Chart(svg, caption, at.say("Соседи между собой, с родителем и с индексом.",
                                      "Siblings with each other, with their parent and with the index."))  # fmt: skip


def _full(at: Context, code: str) -> str:
    """Title after its code, which heads the columns."""
    title = at.coded(code)
    return title if title.startswith(f"{code} ") else f"{code} {title}"


def _blocks(found: Audit, at: Context) -> Table:
    head = (
        Column(at.say("Узел", "Node"), wide=1), Column("α", numeric=True), Column(at.percent(0.95), numeric=True),
        Column(at.say("Выше без", "Higher without"), wide=1),
        Column(at.say("Первая компонента", "First component"), numeric=True),
        Column(at.say("Собственных чисел > 1", "Eigenvalues > 1"), numeric=True),
    )  # fmt: skip
    rows = []
    for block in found.coherence.blocks:
        better = [at.label(code) for code, value in block.without.items() if value > block.alpha.value + 0.02]
        own = block.components
        first = math.nan if own is None else float(own.shares[0])
        rows.append((
            _said(at.label(block.node)), _two(at, block.alpha.value), _range(at, block.alpha.low, block.alpha.high),
            _said(", ".join(better)), Cell(at.percent(first), first), Cell(str(own.beyond_one) if own else "–"),
        ))  # fmt: skip
    caption = at.say("Надёжность узлов: альфа Кронбаха и главные компоненты",
                     "Reliability of nodes: Cronbach's alpha and principal components")  # fmt: skip
    return Table(head, tuple(rows), caption, sheet=at.say("Надёжность узлов", "Reliability"))


_FLAGS = {"opposed": ("против", "opposed"), "weak": ("слабая", "weak"), "redundant": ("об одном", "the same")}


def _flags(found: Audit, at: Context) -> list[Block]:
    flagged = [pair for pair in found.coherence.pairs if pair.flag]
    if not flagged:
        return [Paragraph(at.say("Ни одна пара не отмечена.", "No pair is flagged."))]
    order = {"opposed": 0, "redundant": 1, "weak": 2}
    flagged.sort(key=lambda pair: (order[pair.flag], pair.pearson))
    head = (
        Column(at.say("Часть", "Part"), wide=1), Column(at.say("С чем", "With"), wide=1), Column("r", numeric=True),
        Column("ρ", numeric=True), Column("τ", numeric=True), Column("n", numeric=True),
        Column(at.say("Отметка", "Flag")),
    )  # fmt: skip
    caption = at.say("Отмеченные пары: Пирсон, Спирмен, Кендалл", "Flagged pairs: Pearson, Spearman, Kendall")
    note = (
        ""
        if len(flagged) <= LISTED
        else at.say(f"Показаны {LISTED} из {len(flagged)}.", f"{LISTED} of {len(flagged)} shown.")
    )
    rows = tuple(_pair(at, pair) for pair in flagged[:LISTED])
    return [Table(head, rows, caption, note, at.say("Отмеченные пары", "Flagged pairs"))]


def _pair(at: Context, pair: Pair) -> tuple[Cell, ...]:
    return (
        _said(at.coded(pair.first)), _said(at.coded(pair.second)), _two(at, pair.pearson), _two(at, pair.spearman),
        _two(at, pair.kendall), Cell(str(pair.n), pair.n), _said(at.say(*_FLAGS[pair.flag])),
    )  # fmt: skip


def _size(found: Audit, at: Context) -> list[Block]:
    known = {name: r for name, r in found.coherence.size.items() if not math.isnan(r)}
    if not known:
        return []
    said = ", ".join(f"{name} {number(r, at.language, 2)}" for name, r in known.items())
    return [Paragraph(at.say(f"Размер: корреляция индекса с величинами объектов — {said}.",
                             f"Size: correlation of the index with the numbers of the subjects: {said}."))]  # fmt: skip


def weights(found: Audit, at: Context) -> Section | None:
    """What weights say and what parts decide."""
    blocks: list[Block] = [Paragraph(at.say(
        "Влияние — доля разброса индекса, которую часть объясняет сама, какой бы формы ни была связь (η²); здесь оно "
        "отнесено к сумме по своему уровню, чтобы сравнить с весом.",
        "Influence is the share of the variance of the index that a part explains by itself, whatever the shape (η²); "
        "here as a share of its level, to be held against the weight.",
    ))]  # fmt: skip
    depths = sorted({own.depth for own in found.coherence.influences})
    blocks += [block for depth in depths for block in _depth(found, at, depth)]
    return Section("weights", at.say("Веса и влияние", "Weights and influence"), blocks)


def _depth(found: Audit, at: Context, depth: int) -> list[Block]:
    rows = [own for own in found.coherence.influences if own.depth == depth]
    head = (
        Column(at.say("Часть", "Part"), wide=1), Column(at.say("Вес", "Weight"), numeric=True),
        Column(at.say("Влияние", "Influence"), numeric=True), Column(at.say("Корреляция", "Correlation"), numeric=True),
        Column("η²", numeric=True),
    )  # fmt: skip
    caption = at.say(f"Уровень {depth}", f"Level {depth}")
    return [
        Table(
            head, tuple(map(partial(_influence, at), rows)), caption, sheet=at.say(f"Веса {depth}", f"Weights {depth}")
        )
    ]


def _influence(at: Context, own: Influence) -> tuple[Cell, ...]:
    return (
        _said(at.coded(own.code)), Cell(at.percent(own.weight, 1), own.weight),
        Cell(at.percent(own.share, 1), own.share),
        _two(at, own.correlation), _two(at, own.ratio),
    )  # fmt: skip


def raters(found: Audit, at: Context) -> Section | None:
    """Agreement by metric; raters one by one and differences to adjudicate only within the institute."""
    if found.raters is None:
        return None
    blocks: list[Block] = [Paragraph(at.say(
        "Альфа Криппендорфа для порядковой шкалы: 1 — полное согласие, 0 — как случайно; ниже 0,67 выводов не делают.",
        "Krippendorff's alpha for an ordinal scale: 1 is full agreement, 0 no better than chance; below 0.67 no "
        "conclusions are drawn.",
    )), _agreement(found.raters, at)]  # fmt: skip
    if not at.result.public:
        blocks += [_each(found.raters, at), *_apart(found.raters, at)]
    return Section("raters", at.say("Эксперты", "Raters"), blocks)


def _agreement(made: Raters, at: Context) -> Table:
    head = (
        Column(at.say("Метрика", "Metric"), wide=1), Column("α", numeric=True), Column(at.percent(0.95), numeric=True),
        Column("κ", numeric=True), Column(at.percent(0.95), numeric=True),
        Column(at.say("Оценено вдвоём", "Rated by two"), numeric=True), Column(at.say("Вывод", "Verdict")),
    )  # fmt: skip
    rows = tuple(_agreed(at, own) for own in (made.overall, *made.metrics))
    caption = at.say("Согласие экспертов", "Agreement of raters")
    return Table(head, rows, caption, sheet=at.say("Согласие", "Agreement"))


def _agreed(at: Context, own: Agreement) -> tuple[Cell, ...]:
    name = at.coded(own.code) if own.code else at.say("Все метрики", "All metrics")
    verdict = {True: at.say("согласны", "agree"), False: at.say("не согласны", "do not agree"), None: "–"}[own.reliable]
    return (
        Cell(name, name, strong=not own.code), _two(at, own.alpha.value), _range(at, own.alpha.low, own.alpha.high),
        _two(at, own.kappa.value), _range(at, own.kappa.low, own.kappa.high),
        Cell(f"{own.doubled} / {own.cells}", own.doubled), _said(verdict),
    )  # fmt: skip


def _each(made: Raters, at: Context) -> Table:
    head = (
        Column(at.say("Эксперт", "Rater"), wide=1), Column(at.say("Оценок", "Ratings"), numeric=True),
        Column(at.say("Мягкость", "Leniency"), numeric=True), Column(at.percent(0.95), numeric=True),
        Column(at.say("Сдвиг со временем", "Drift"), numeric=True), Column(at.percent(0.95), numeric=True),
    )  # fmt: skip
    rows = tuple(_rater(at, own) for own in made.raters[:LISTED])
    note = at.say(
        "Мягкость — насколько эксперт ставит выше остальных на тех же ячейках; сдвиг — её изменение во второй половине "
        "его дней.",
        "Leniency is how much higher a rater scores than the others on the same cells; drift is its change in the "
        "later half of the rater's days.",
    )
    return Table(head, rows, at.say("Эксперты по одному", "Raters one by one"), note, at.say("Эксперты", "Raters"))


def _rater(at: Context, own: Rater) -> tuple[Cell, ...]:
    return (
        _said(own.name), Cell(str(own.rated), own.rated), _two(at, own.severity.value),
        _range(at, own.severity.low, own.severity.high), _two(at, own.drift.value),
        _range(at, own.drift.low, own.drift.high),
    )  # fmt: skip


def _apart(made: Raters, at: Context) -> list[Block]:
    if not made.apart:
        return [
            Paragraph(at.say("Расхождений на два уровня и больше нет.", "No ratings lie two levels apart or more."))
        ]
    lines = tuple(
        f"{at.result.study.name_of(own.subject, at.language)}, {at.coded(own.metric)}: "
        + ", ".join(f"{rater} {level:g}" for rater, level in own.ratings)
        for own in made.apart[:LISTED]
    )
    return [Heading(at.say("К согласованию", "To adjudicate")), Bullets(lines)]
