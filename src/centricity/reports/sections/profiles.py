"""A profile of every group (or department) against the market and the benchmark."""

import math

from centricity.index.groups import BENCHMARK, OVERALL
from centricity.language import number
from centricity.reports import charts
from centricity.reports.context import Context
from centricity.reports.document import Beside, Block, Chart, Heading, Paragraph, Section
from centricity.studies.analysis import group_places, shown_groups
from centricity.studies.judge import Judgement


def profiles(at: Context) -> Section | None:
    """Profiles of the groups that the method divides into tiers."""
    if at.method.tiers is None:
        return None
    grouping = at.method.tiers.grouping
    shown = shown_groups(at.result, grouping)
    if not shown:
        return None
    places = {node: group_places(at.result, grouping, node) for node in _nodes(at)}
    blocks: list[Block] = [Paragraph(_legend(at))]
    for code in shown:
        blocks += _profile(at, grouping, code, places, len(shown))
    grouping_title = at.method.grouping(grouping)
    name = at.text(grouping_title.title) if grouping_title else grouping
    return Section("profiles", at.say(f"Профили: {name.lower()}", f"Profiles: {name.lower()}"), blocks)


def _nodes(at: Context) -> list[str]:
    return [at.method.index.code, *(child.code for child in at.method.index.children)]


def _legend(at: Context) -> str:
    return at.say(
        "Круг — группа, квадрат — рынок, ромб — бенчмарк. "
        "Рядом с отличием от рынка стоит место среди показанных групп.",
        "Circle: the group; square: the market; diamond: the benchmark. "
        "The place among the groups shown stands beside the distance from the market.",
    )


def _profile(at: Context, grouping: str, code: str, places: dict[str, dict[str, int]], count: int) -> list[Block]:
    judgement = at.result.groups[grouping, code]
    name = at.group(grouping, code, full=True)
    chart = Chart(_drawn(at, judgement), "", _alt(at, name, judgement))
    lines = tuple(_lines(at, judgement, code, places, count))
    return [Heading(name, f"profile-{code}"), Beside(chart, lines)]


def _drawn(at: Context, judgement: Judgement) -> str:
    market, benchmark = at.result.wave.market, at.result.wave.benchmark
    shows_best = at.result.shows_group(OVERALL, BENCHMARK)
    rows = []
    for order, node in enumerate(_nodes(at)):
        value = judgement.scores[node]
        if math.isnan(value):
            continue
        best = benchmark[node] if shows_best else None
        known = [x for x in (value, market[node], best) if x is not None]
        label = at.score(value)
        rows.append(
            {
                "name": at.label(node), "order": order, "value": value, "market": market[node],
                "benchmark": best, "low": min(known), "high": max(known), "label": label,
            }
        )  # fmt: skip
    return charts.draw("dumbbell", rows, span=at.span, height=38 * len(rows))


def _alt(at: Context, name: str, judgement: Judgement) -> str:
    parts = ", ".join(f"{at.label(node)} {at.score(judgement.scores[node])}" for node in _nodes(at))
    return f"{name}: {parts}"


def _lines(at: Context, judgement: Judgement, code: str, places: dict[str, dict[str, int]], count: int) -> list[str]:
    market = at.result.wave.market
    lines = []
    if judgement.tier is not None:
        lines.append(at.say("Уровень: ", "Tier: ") + at.text(judgement.tier.title).lower())
    if judgement.strengths:
        lines.append(at.say("Сильнее рынка: ", "Ahead of the market: ") + at.gap_list(judgement.strengths))
    if judgement.weaknesses:
        lines.append(at.say("Слабее рынка: ", "Behind the market: ") + at.gap_list(judgement.weaknesses))
    shown = [
        f"{at.label(node)} {number(places[node][code], at.language)}"
        for node in _nodes(at)
        if code in places[node] and not math.isnan(market[node])
    ]
    lines.append(at.say(f"Места из {count}: ", f"Places of {count}: ") + ", ".join(shown))
    if judgement.diagnoses:
        names = "; ".join(at.text(diagnosis.title).lower() for diagnosis in judgement.diagnoses)
        lines.append(at.say("Диагноз: ", "Diagnosis: ") + names)
    if judgement.advice:
        nodes = dict.fromkeys((a.gap.node, a.gap.points) for a in judgement.advice)
        first = ", ".join(f"{at.label(node)} ({at.points(-points)})" for node, points in list(nodes)[:3])
        lines.append(at.say("С чего начать: ", "Where to begin: ") + first)
    return lines
