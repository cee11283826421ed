"""Distance to the benchmark, largest first, and what the best do differently metric by metric."""

from centricity.index.groups import BENCHMARK, MARKET, OVERALL
from centricity.reports.context import Context
from centricity.reports.document import Block, Cell, Column, Heading, Paragraph, Section, Table
from centricity.studies.analysis import LeaderGap, leader_gaps


def gaps(at: Context) -> Section | None:
    """Gap table of the market, then the metric gaps under each child of the index."""
    judged = at.result.groups[OVERALL, MARKET].gaps
    if at.method.is_survey() or not judged or not at.result.shows_group(OVERALL, BENCHMARK):
        return None
    blocks: list[Block] = [Paragraph(_lead(at)), _market(at)]
    by_metric = [
        gap
        for gap in leader_gaps(at.result)
        if gap.node in at.method.metrics and at.result.wave.market[gap.node] == at.result.wave.market[gap.node]
    ]
    for node in at.method.nodes:
        below = [gap for gap in by_metric if at.method.parents[gap.node] == node]
        if below:
            blocks += [Heading(at.title(node)), _metrics(at, below)]
    return Section("gaps", at.say("Разрывы с бенчмарком", "Gaps to the benchmark"), blocks)


def _lead(at: Context) -> str:
    return at.say(
        "Бенчмарк выбран по тому же индексу, который он иллюстрирует, поэтому разрывы несколько завышены.",
        "The benchmark is chosen by the very index it illustrates, so the gaps are somewhat overstated.",
    )


def _market(at: Context) -> Table:
    rows = tuple(
        (
            Cell(at.title(gap.node), at.title(gap.node)),
            at.plain(gap.score),
            at.plain(gap.reference),
            Cell(at.points(gap.points), gap.points, strong=True),
        )
        for gap in at.result.groups[OVERALL, MARKET].gaps
    )
    head = (
        Column(at.say("Часть индекса", "Part of the index"), wide=1),
        Column(at.overall(MARKET), numeric=True),
        Column(at.overall(BENCHMARK), numeric=True),
        Column(at.say("Разрыв", "Gap"), numeric=True),
    )
    caption = at.say("Разрыв среднего с бенчмарком", "Gap of the mean of all to the benchmark")
    return Table(head, rows, caption, sheet=at.say("Разрывы", "Gaps"))


def _metrics(at: Context, below: list[LeaderGap]) -> Table:
    head = (
        Column(at.say("Метрика", "Metric"), wide=1),
        Column(at.say("Лучшие", "Best"), numeric=True),
        Column(at.say("Остальные", "Others"), numeric=True),
        Column(at.say("Разница", "Difference"), numeric=True),
    )
    rows = tuple(
        (
            Cell(at.coded(gap.node), at.coded(gap.node)),
            at.plain(gap.leaders),
            at.plain(gap.rest),
            Cell(at.points(gap.points), gap.points),
        )
        for gap in sorted(below, key=lambda gap: -gap.points)
    )
    return Table(head, rows, at.say("Чем лучшие отличаются от остальных", "What sets the best apart from the others"))
