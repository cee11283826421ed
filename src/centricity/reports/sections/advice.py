"""Tiers, diagnoses, recommendations and the portrait: from gaps to actions."""

import math

from centricity.index.groups import BENCHMARK, MARKET, OVERALL
from centricity.reports.context import Context
from centricity.reports.document import Block, Bullets, Cell, Column, Heading, Paragraph, Section, Table
from centricity.studies.analysis import TierSummary, shown_groups, tier_summaries
from centricity.studies.judge import Judgement

MOST = 5


def tiers(at: Context) -> Section | None:
    """Tiers with their means, then who belongs to each and what it is strong and weak in."""
    found = tier_summaries(at.result)
    if not found or at.method.tiers is None:
        return None
    nodes = [at.method.index.code, *(child.code for child in at.method.index.children)]
    head = (Column(at.say("Уровень", "Tier"), wide=1), *(Column(at.label(code), numeric=True) for code in nodes))
    rows = tuple(
        (
            Cell(at.text(tier.tier.title), at.text(tier.tier.title), strong=True),
            *(at.heat(tier.by_size[n], n) for n in nodes),
        )
        for tier in found
    )
    limits = at.method.tiers.tiers
    bounds = ", ".join(
        f"{at.text(t.title).lower()} ≥ {at.score(t.at_least, 0)}" for t in limits if t.at_least is not None
    )
    note = at.say(
        f"Средние взвешены числом объектов. Пороги индекса: {bounds}. "
        "Сторона названа, если она есть у большинства групп.",
        f"Means are weighted by the number of subjects. Thresholds of the index: {bounds}. "
        "A strength or weakness is named if most of the groups share it.",
    )
    table = Table(head, rows, at.say("Уровни групп", "Tiers of groups"), note, at.say("Уровни групп", "Tiers"))
    blocks: list[Block] = [table]
    for tier in found:
        blocks += [Heading(at.text(tier.tier.title)), Bullets(tuple(_tier_lines(at, tier, nodes)))]
    return Section("tiers", at.say("Лидеры, середина и отстающие", "Leaders, middle and low"), blocks)


def _tier_lines(at: Context, tier: TierSummary, nodes: list[str]) -> list[str]:
    grouping = at.method.tiers.grouping if at.method.tiers else ""
    names = ", ".join(
        f"{at.group(grouping, c)} ({at.score(at.result.groups[grouping, c].scores[nodes[0]])})" for c in tier.groups
    )
    plain = ", ".join(f"{at.label(node)} {at.score(tier.plain[node])}" for node in nodes)
    lines = [
        names + ".",
        at.say("Средние по группам без весов: ", "Means of the groups without weights: ") + plain + ".",
    ]
    for title, codes in (
        (at.say("Сильные стороны: ", "Strengths: "), tier.strengths),
        (at.say("Слабые стороны: ", "Weaknesses: "), tier.weaknesses),
    ):
        if codes:
            lines.append(title + ", ".join(at.label(code) for code in codes) + ".")
    return lines


def advice(at: Context) -> Section | None:
    """Diagnoses with those they fit, then each recommendation once, with everyone whose gap calls for it."""
    judged = _judged(at)
    blocks: list[Block] = []
    for rule in at.method.diagnoses:
        fits = [name for name, judgement in judged if rule in judgement.diagnoses]
        if fits:
            blocks += [
                Paragraph(at.text(rule.title), strong=True),
                Paragraph(f"{at.text(rule.text)} {at.say('Относится к', 'Applies to')}: {', '.join(fits)}."),
            ]
    if blocks:
        blocks.insert(0, Heading(at.say("Диагнозы", "Diagnoses")))
    called = _called(at, judged)
    if called:
        blocks += [Heading(at.say("Рекомендации", "Recommendations")), Paragraph(_lead(at)), called]
    if not blocks:
        return None
    return Section("advice", at.say("Диагнозы и рекомендации", "Diagnoses and recommendations"), blocks)


def _lead(at: Context) -> str:
    return at.say(
        "Каждое действие вызвано разрывом: рядом с ним названы те, у кого этот разрыв есть, начиная с наибольшего.",
        "Every action is called for by a gap: those who have the gap are named beside it, the largest first.",
    )


def _judged(at: Context) -> list[tuple[str, Judgement]]:
    """The market where its gaps may be shown, then groups in tiers, or else subjects."""
    result = at.result
    found = []
    if at.method.is_survey() or result.shows_group(OVERALL, BENCHMARK):
        found.append((at.overall(MARKET), result.groups[OVERALL, MARKET]))
    if at.method.tiers is not None:
        grouping = at.method.tiers.grouping
        return found + [(at.group(grouping, c), result.groups[grouping, c]) for c in shown_groups(result, grouping)]
    codes = result.wave.build.frame.subjects
    shown = [i for i in result.order if result.shows_subject(i)][: at.listed]
    return found + [(at.subject(i), result.subjects[str(codes[i])]) for i in shown]


def _called(at: Context, judged: list[tuple[str, Judgement]]) -> Table | None:
    rows = []
    for rule in at.method.recommendations:
        fits = [
            (item.gap.points, name)
            for name, judgement in judged
            for item in judgement.advice
            if item.recommendation.code == rule.code
        ]
        if fits:
            rows.append((max(fits)[0], rule, sorted(fits, reverse=True)))
    if not rows:
        return None
    head = (
        Column(at.say("Где", "Where"), wide=1),
        Column(at.say("Почему", "Why"), wide=1.6),
        Column(at.say("Действие", "Action"), wide=2.2),
        Column(at.say("Кому (разрыв)", "For whom (gap)"), wide=1.5),
    )
    cells = tuple(
        (
            Cell(at.label(rule.node), at.label(rule.node), strong=True),
            Cell(at.text(rule.text), at.text(rule.text)),
            Cell(at.text(rule.action), at.text(rule.action)),
            _whom(at, fits),
        )
        for _, rule, fits in sorted(rows, key=lambda row: -row[0])
    )
    return Table(head, cells, sheet=at.say("Рекомендации", "Recommendations"))


def _whom(at: Context, fits: list[tuple[float, str]]) -> Cell:
    shown = ", ".join(f"{name} ({at.points(-points)})" for points, name in fits[:MOST])
    more = len(fits) - MOST
    text = shown + (at.say(f" и ещё {more}", f" and {more} more") if more > 0 else "")
    return Cell(text, text)


def portrait(at: Context) -> Section | None:
    """The traits of a customer-centric organisation beside the scores that evidence them."""
    market, best = at.result.wave.market, at.result.wave.benchmark
    shows_best = at.result.shows_group(OVERALL, BENCHMARK) and not at.method.is_survey()
    rows = []
    for trait in at.method.portrait:
        seen = [node for node in trait.nodes if not math.isnan(market[node])]
        if seen:
            name = f"{at.text(trait.title)}. {at.text(trait.text)}"
            scores = "; ".join(_evidence(at, node, market, best if shows_best else None) for node in seen)
            rows.append((Cell(name, name), Cell(scores, scores)))
    if not rows:
        return None
    seen_in = at.say("По чему видно: рынок (лучшие)", "Seen in: market (best)")
    if not shows_best:
        seen_in = at.say("По чему видно: среднее", "Seen in: mean")
    head = (Column(at.say("Черта", "Trait"), wide=1.5), Column(seen_in, wide=1))
    title = at.say("Портрет: самопроверка", "Portrait: a self-check")
    return Section("portrait", title, [Table(head, tuple(rows))])


def _evidence(at: Context, node: str, market: dict[str, float], best: dict[str, float] | None) -> str:
    leaders = f" ({at.score(best[node])})" if best is not None else ""
    return f"{at.label(node)} {at.score(market[node])}{leaders}"
