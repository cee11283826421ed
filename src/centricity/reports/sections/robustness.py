"""How far scores and places can be trusted: intervals under the uncertain choices, chances, tiers."""

import math
from itertools import pairwise
from typing import Any

import numpy as np

from centricity.index.drawn_groups import GroupSpread
from centricity.index.groups import MARKET
from centricity.index.uncertainty import Spread, Uncertainty
from centricity.language import number, sentence_case
from centricity.methods.robustness import BenchmarkChoice
from centricity.reports.charts import draw
from centricity.reports.choice_text import choice_name
from centricity.reports.context import Context
from centricity.reports.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Chart,
    Column,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Section,
    Table,
)
from centricity.studies.robust import Robust, scales_differ

SETTLED = 0.9
"""Share of runs below which the order of two groups is called unsettled."""
CHARTED = 60
"""Subjects in the chart of places; the table goes on."""


def robustness(at: Context) -> Section | None:
    """Intervals of scores and places of the subjects that may be shown, and of groups."""
    drawn = at.result.robust
    made = drawn.uncertainty
    shown = [i for i in at.result.order if at.result.shows_subject(i)]
    title = at.say("Надёжность мест", "How far places can be trusted")
    if drawn.failed:
        reason = at.say("Интервалов нет: розыгрыш не удался", "There are no intervals: a draw failed")
        lines = tuple(dict.fromkeys(fault.sentence(at.language) for fault in drawn.failed))
        return Section("robustness", title, [Callout("warning", reason, lines[:5])])
    if made is None:
        return Section("robustness", title, [Bullets(tuple(fault.sentence(at.language) for fault in drawn.idle))])
    blocks: list[Block] = [Paragraph(_lead(at, drawn, made)), Bullets(tuple(_varied(at, drawn)))]
    root = made.spreads[at.method.index.code]
    ranked = [i for i in shown if not math.isnan(root.rank[i])]
    if len(ranked) > 1:
        blocks += [_figures(at, drawn, made, ranked), _chart(at, drawn, made, ranked[:CHARTED])]
        blocks.append(_table(at, drawn, made, ranked[: at.listed]))
    blocks += _groups(at, drawn, made)
    return Section("robustness", title, blocks)


def _lead(at: Context, drawn: Robust, made: Uncertainty) -> str:
    draws, share = number(made.draws, at.language), at.percent(drawn.asked.interval)
    said = at.say(
        f"Индекс пересчитан {draws} раз, каждый раз с другими решениями и ошибками из списка ниже. "
        f"Интервал вмещает {share} этих пересчётов. ",
        f"The index was computed {draws} times, each time with other decisions and errors from the list below. "
        f"An interval holds {share} of those runs. ",
    )
    if not drawn.stated:
        said += at.say(
            "Ни методика, ни исследование допущений не называют, поэтому менялись только веса. ",
            "Neither the method nor the study names its uncertain choices, so only weights vary. ",
        )
    if scales_differ(at.method, drawn.factors):
        said += at.say(
            "Варианты нормирования дают баллы в разных шкалах, поэтому сравниваются места, а интервалов баллов нет. ",
            "The normalisations put scores on different scales, so places are compared and scores have no intervals. ",
        )
    return said + at.say(
        "Чего в списке нет, того нет и в интервале: он говорит о выбранных допущениях, а не обо всём, что могло быть.",
        "What is not on the list is not in the interval: it speaks of these choices, not of all that could have been.",
    )


def _varied(at: Context, drawn: Robust) -> list[str]:
    said = [choice_name(at, choice) for choice in drawn.choices]
    return said + [sentence_case(fault.sentence(at.language)) for fault in drawn.idle]


def _figures(at: Context, drawn: Robust, made: Uncertainty, ranked: list[int]) -> Figures:
    root = made.spreads[at.method.index.code]
    width = float(np.median((root.high - root.low)[ranked]))
    places = float(np.median(root.rank_width[ranked])) + 1
    narrow = float((root.rank_width[ranked] <= drawn.asked.within).mean())
    tiers = len(set(made.tiers[ranked].tolist()))
    within, separated = drawn.asked.within + 1, at.percent(drawn.asked.separated)
    wide = Figure(at.say("Ширина интервала индекса", "Width of the interval of the index"), at.score(width),
                  at.say("в пунктах, медиана", "in points, median"))  # fmt: skip
    told = at.say(f"первый впереди всех следующих уровней в {separated} пересчётов",
                  f"the first is ahead of all later tiers in {separated} of the runs")  # fmt: skip
    if made.above is None:
        told = at.say("интервал первого выше интервалов всех следующих уровней",
                      "the interval of the first lies above those of all later tiers")  # fmt: skip
    return Figures((
        *(() if math.isnan(width) else (wide,)),
        Figure(at.say("Мест в интервале", "Places in an interval"), at.score(places, 0),
               at.say("медиана", "median")),
        Figure(at.say("Место известно точно", "Place well known"), at.percent(narrow),
               at.say(f"доля тех, у кого в интервале не больше {within} мест",
                      f"share of those with at most {within} places in the interval")),
        Figure(at.say("Различимых уровней", "Tiers that can be told apart"), str(tiers), told),
    ))  # fmt: skip


def _chart(at: Context, drawn: Robust, made: Uncertainty, ranked: list[int]) -> Chart:
    code = at.method.index.code
    rows: list[dict[str, Any]] = []
    for order, i in enumerate(_by_tier(made, ranked)):
        first, last = drawn.rank_interval(code, i)
        rows.append({
            "name": at.subject(i), "order": order, "value": float(made.spreads[code].rank[i]),
            "low": first, "high": last, "label": _places(at, first, last), "shade": bool(made.tiers[i] % 2),
        })  # fmt: skip
    most = max(drawn.rank_interval(code, i)[1] for i in ranked)
    svg = draw("forest", rows, span=(0, most + 1), height=20 * len(rows), language=at.language, width=360)
    named = at.say(f", первые {len(rows)}", f", the first {len(rows)}") if len(ranked) == CHARTED else ""
    return Chart(
        svg,
        at.say(f"Интервалы мест{named}", f"Intervals of places{named}"),
        at.say(
            "Точка — место, линия — его интервал; внутри одной полосы места не различить.",
            "The dot is the place, the line its interval; within a band places cannot be told apart.",
        ),
    )


def _by_tier(made: Uncertainty, ranked: list[int]) -> list[int]:
    root = next(iter(made.spreads.values()))
    return sorted(ranked, key=lambda i: (made.tiers[i], root.rank_mean[i]))


def _places(at: Context, first: float, last: float) -> str:
    if math.isnan(first):
        return "–"
    return at.score(first, 0) if first == last else f"{at.score(first, 0)}–{at.score(last, 0)}"


def _table(at: Context, drawn: Robust, made: Uncertainty, ranked: list[int]) -> Table:
    code = at.method.index.code
    share = at.percent(drawn.asked.interval)
    best = at.say(f"Среди лучших {drawn.top}", f"Among the best {drawn.top}")
    if any(isinstance(choice, BenchmarkChoice) for choice in drawn.choices):
        best = at.say("В эталоне", "In the benchmark")
    head = (
        Column(at.say("Уровень", "Tier"), numeric=True),
        Column(at.text(at.method.subject), wide=1),
        Column(at.say("Место", "Place"), numeric=True),
        Column(at.say(f"Места, {share}", f"Places, {share}"), numeric=True),
        Column(at.label(code), numeric=True),
        Column(at.say(f"Индекс, {share}", f"Index, {share}"), numeric=True),
        Column(best, numeric=True),
    )
    rows = tuple(_row(at, drawn, made, i) for i in _by_tier(made, ranked))
    note = at.say(
        f"{best}: в какой доле пересчётов. Места — среди показанных строк.",
        f"{best}: in which share of the runs. Places are among the rows shown.",
    )
    return Table(
        head, rows, at.say("Интервалы индекса и мест", "Intervals of index and places"), note,
        at.say("Надёжность", "Robustness"),
    )  # fmt: skip


def _row(at: Context, drawn: Robust, made: Uncertainty, i: int) -> tuple[Cell, ...]:
    code = at.method.index.code
    root: Spread = made.spreads[code]
    first, last = drawn.rank_interval(code, i)
    low, high = drawn.score_interval(code, i)
    places, scores = _places(at, first, last), "–" if math.isnan(low) else f"{at.score(low)}–{at.score(high)}"
    return (
        Cell(str(made.tiers[i]), int(made.tiers[i])), Cell(at.subject(i), at.subject(i), strong=True),
        Cell(number(float(root.rank[i]), at.language), float(root.rank[i])), Cell(places, places),
        at.plain(float(root.nominal[i])), Cell(scores, scores),
        Cell(at.percent(float(made.top[i])), float(made.top[i])),
    )  # fmt: skip


def _groups(at: Context, drawn: Robust, made: Uncertainty) -> list[Block]:
    root = at.method.index.code
    rows = [group for group in made.groups if group.node == root and not math.isnan(group.low)]
    if len(rows) < 2:
        return []
    share = at.percent(drawn.asked.interval)
    head = (
        Column(at.say("Группа", "Group"), wide=1),
        Column(at.say("Среднее", "Mean"), numeric=True),
        Column(at.say(f"Среднее, {share}", f"Mean, {share}"), numeric=True),
        Column(at.say(f"Отличие от всех, {share}", f"Distance from all, {share}"), numeric=True),
    )
    known = at.result.wave.by_key
    rows.sort(key=lambda group: -known[group.grouping, group.group, root].mean)
    cells = tuple(_group(at, group, known[group.grouping, group.group, root].mean) for group in rows)
    note = at.say(
        "Интервал отличия, который не включает 0, отделяет группу от среднего всех при этих допущениях; случайность "
        "отбора самих объектов в нём не учтена.",
        "An interval of the distance that leaves out 0 tells the group from the mean of all under these choices; "
        "that the subjects themselves are a sample is not in it.",
    )
    title = at.say("Группы", "Groups")
    caption = at.say("Средние групп при розыгрыше допущений", "Means of groups when the choices are drawn")
    callout = _closest(at, made)
    table = Table(head, cells, caption, note, at.say("Надёжность групп", "Robustness of groups"))
    return [Heading(title), table, *([callout] if callout else [])]


def _group(at: Context, group: GroupSpread, nominal: float) -> tuple[Cell, ...]:
    name = at.group(group.grouping, group.group)
    mean = f"{at.score(group.low)}–{at.score(group.high)}"
    gap = "" if math.isnan(group.gap_low) or group.group == MARKET else at.say(
        f"от {at.points(group.gap_low)} до {at.points(group.gap_high)}",
        f"{at.points(group.gap_low)} to {at.points(group.gap_high)}",
    )  # fmt: skip
    return Cell(name, name), at.plain(nominal), Cell(mean, mean), Cell(gap, gap)


def _closest(at: Context, made: Uncertainty) -> Callout | None:
    """Neighbouring groups whose order the draws cannot settle."""
    lines = []
    ahead = {(p.grouping, p.first, p.second): p.ahead for p in made.group_pairs}
    ahead |= {(p.grouping, p.second, p.first): 1 - p.ahead for p in made.group_pairs}
    known = at.result.wave.by_key
    for grouping in dict.fromkeys(pair.grouping for pair in made.group_pairs):
        codes = [g.group for g in made.groups if g.grouping == grouping and g.node == at.method.index.code]
        order = sorted(codes, key=lambda code: -known[grouping, code, at.method.index.code].mean)
        lines += [
            f"{at.group(grouping, a)} – {at.group(grouping, b)}: {at.percent(ahead[grouping, a, b])}"
            for a, b in pairwise(order)
            if at.method.grouping(grouping) is not None and ahead.get((grouping, a, b), 1.0) < SETTLED
        ]
    if not lines:
        return None
    title = at.say(
        "Порядок этих соседних групп не установлен: в какой доле пересчётов первая впереди",
        "The order of these neighbouring groups is not settled: share of the runs in which the first is ahead",
    )
    return Callout("note", title, tuple(lines[:12]))
