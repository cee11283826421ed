"""A chart per metric: means of the (enlarged) groups, with n, and the market as a line."""

import math

from centricity.index.groups import MARKET, OVERALL
from centricity.reports import charts
from centricity.reports.context import Context
from centricity.reports.document import Block, Chart, Charts, Heading, Paragraph, Section
from centricity.studies.analysis import shown_groups

PREFERRED = ("enlarged", "segment")


def metrics(at: Context) -> Section | None:
    """Charts of all metrics, under the node they belong to."""
    grouping = _grouping(at)
    if grouping is None:
        return None
    shown = shown_groups(at.result, grouping)
    with_data = [m for m in at.method.metrics if not math.isnan(at.result.wave.by_key[OVERALL, MARKET, m].mean)]
    if not shown or not with_data:
        return None
    known = at.method.grouping(grouping)
    title = at.text(known.title).lower() if known else grouping
    blocks: list[Block] = [
        Paragraph(
            at.say(
                f"Средние по группам ({title}); черта — рынок, справа — среднее и число объектов.",
                f"Means by group ({title}); the line is the market, mean and number of subjects stand to the right.",
            )
        )
    ]
    for parent in at.method.nodes.values():
        codes = [metric.code for metric in parent.metrics if metric.code in with_data]
        if codes:
            blocks.append(Heading(at.text(parent.title)))
            blocks.append(Charts(tuple(_chart(at, grouping, shown, code) for code in codes)))
    return Section("metrics", at.say("Метрики", "Metrics"), blocks)


def _grouping(at: Context) -> str | None:
    present = {group.grouping for group in at.result.wave.groups}
    candidates = [*PREFERRED, *(grouping.code for grouping in at.method.groupings)]
    return next((code for code in candidates if code in present), None)


def _chart(at: Context, grouping: str, shown: list[str], metric: str) -> Chart:
    wave = at.result.wave
    rows, said = [], []
    for order, code in enumerate(shown):
        score = wave.by_key[grouping, code, metric]
        if score.n == 0:
            continue
        name = at.group(grouping, code)
        label = f"{at.score(score.mean)}  (n {score.n})"
        rows.append({"name": name, "order": order, "value": score.mean, "label": label})
        said.append(f"{name} {label}")
    market = wave.by_key[OVERALL, MARKET, metric].mean
    svg = charts.draw("bars", rows, span=at.part_span, height=24 * len(shown), marker=market)
    alt = f"{at.coded(metric)}: {'; '.join(said)}; {at.overall(MARKET)} {at.score(market)}"
    turned = wave.build.tree.directions[metric] == -1
    less = at.say(" (меньше — лучше; балл перевёрнут)", " (less is better; the score is turned)") if turned else ""
    return Chart(svg, at.coded(metric) + less, alt)
