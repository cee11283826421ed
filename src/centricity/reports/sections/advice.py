"""Tiers, diagnoses, recommendations and the portrait: from gaps to actions."""

import math

from centricity.index.groups import BENCHMARK, MARKET, OVERALL
from centricity.reports.context import Context
from centricity.reports.document import Block, Cell, Column, Heading, Paragraph, Section, Table
from centricity.studies.analysis import TierSummary, shown_groups, tier_summaries
from centricity.studies.result import Judgement

MOST = 6


def tiers(at: Context) -> Section | None:
    """Tiers with their groups, means, strengths and weaknesses."""
    found = tier_summaries(at.result)
    if not found:
        return None
    children = [child.code for child in at.method.index.children]
    head = (
        Column(at.say("Группа", "Tier"), wide=True),
        Column(at.say("Сегменты", "Segments"), wide=True),
        *(Column(at.label(code), numeric=True) for code in (at.method.index.code, *children)),
        Column(at.say("Сильные стороны", "Strengths"), wide=True),
        Column(at.say("Слабые стороны", "Weaknesses"), wide=True),
    )
    rows = tuple(_tier(at, tier, children) for tier in found)
    limits = at.method.tiers.tiers if at.method.tiers else ()
    bounds = ", ".join(
        f"{at.text(t.title).lower()} ≥ {at.score(t.at_least, 0)}" for t in limits if t.at_least is not None
    )
    note = at.say(
        f"Средние взвешены числом объектов. Пороги индекса: {bounds}. Сторона названа, если она есть у большинства групп.",
        f"Means are weighted by the number of subjects. Thresholds of the index: {bounds}. "
        "A strength or weakness is named if most of the groups share it.",
    )
    table = Table(head, rows, at.say("Группы сегментов", "Tiers of segments"), note, at.say("Уровни", "Tiers"))
    return Section("tiers", at.say("Лидеры, середина и отстающие", "Leaders, middle and low"), [table])


def _tier(at: Context, tier: TierSummary, children: list[str]) -> tuple[Cell, ...]:
    grouping = at.method.tiers.grouping if at.method.tiers else ""
    names = ", ".join(at.group(grouping, code) for code in tier.groups)
    strengths = ", ".join(at.label(node) for node in tier.strengths) or "–"
    weaknesses = ", ".join(at.label(node) for node in tier.weaknesses) or "–"
    return (
        Cell(at.text(tier.tier.title), at.text(tier.tier.title), strong=True),
        Cell(names, names),
        *(at.heat(tier.by_size[node], node) for node in (at.method.index.code, *children)),
        Cell(strengths, strengths),
        Cell(weaknesses, weaknesses),
    )


def advice(at: Context) -> Section | None:
    """Diagnoses and recommendations of the market and of every group or department."""
    blocks: list[Block] = []
    for name, judgement in _judged(at):
        if judgement.diagnoses or judgement.advice:
            blocks.append(Heading(name))
            blocks += [Paragraph(f"{at.text(d.title)}. {at.text(d.text)}") for d in judgement.diagnoses]
            if judgement.advice:
                blocks.append(_actions(at, judgement))
    if not blocks:
        return None
    lead = at.say(
        f"Каждое действие названо вместе с разрывом, который его вызвал; показаны не более {MOST} наибольших.",
        f"Each action is named with the gap that called for it; at most {MOST} of the largest are shown.",
    )
    title = at.say("Диагнозы и рекомендации", "Diagnoses and recommendations")
    return Section("advice", title, [Paragraph(lead), *blocks])


def _judged(at: Context) -> list[tuple[str, Judgement]]:
    result = at.result
    found = [(at.overall(MARKET), result.groups[OVERALL, MARKET])]
    if not result.shows_group(OVERALL, BENCHMARK):
        found = []
    if at.method.tiers is not None:
        grouping = at.method.tiers.grouping
        return found + [(at.group(grouping, c), result.groups[grouping, c]) for c in shown_groups(result, grouping)]
    shown = [i for i in result.order if result.shows_subject(i)][:40]
    codes = result.wave.build.frame.subjects
    return found + [(at.subject(i), result.subjects[str(codes[i])]) for i in shown]


def _actions(at: Context, judgement: Judgement) -> Table:
    head = (
        Column(at.say("Что и почему", "What and why"), wide=True),
        Column(at.say("Действие", "Action"), wide=True),
        Column(at.say("Где", "Where"), wide=True),
        Column(at.say("Разрыв", "Gap"), numeric=True),
    )
    rows = tuple(
        (
            Cell(at.text(item.recommendation.text), at.text(item.recommendation.text)),
            Cell(at.text(item.recommendation.action), at.text(item.recommendation.action)),
            Cell(at.label(item.gap.node), at.label(item.gap.node)),
            Cell(at.points(-item.gap.points), -item.gap.points),
        )
        for item in judgement.advice[:MOST]
    )
    return Table(head, rows)


def portrait(at: Context) -> Section | None:
    """The traits of a customer-centric organisation beside the scores that evidence them."""
    if not at.method.portrait:
        return None
    market, best = at.result.wave.market, at.result.wave.benchmark
    shows_best = at.result.shows_group(OVERALL, BENCHMARK) and not at.method.is_survey()
    head = [
        Column(at.say("Черта", "Trait"), wide=True),
        Column(at.say("По чему видно", "Seen in"), wide=True),
        Column(at.overall(MARKET), numeric=True),
    ]
    if shows_best:
        head.append(Column(at.overall(BENCHMARK), numeric=True))
    rows = []
    for trait in at.method.portrait:
        name = f"{at.text(trait.title)}. {at.text(trait.text)}"
        seen = ", ".join(at.label(code) for code in trait.nodes)
        cells = [Cell(name, name), Cell(seen, seen), _shown(at, trait.nodes, market)]
        if shows_best:
            cells.append(_shown(at, trait.nodes, best))
        rows.append(tuple(cells))
    title = at.say("Портрет: самопроверка", "Portrait: a self-check")
    return Section("portrait", title, [Table(tuple(head), tuple(rows))])


def _shown(at: Context, nodes: tuple[str, ...], means: dict[str, float]) -> Cell:
    text = ", ".join(at.score(means[node]) for node in nodes if not math.isnan(means[node])) or "–"
    return Cell(text, text)
