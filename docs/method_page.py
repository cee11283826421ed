"""A method as a page: tree, bands, tiers, and the levels of every metric."""

from collections.abc import Iterator, Mapping

from centricity.index import Tree
from centricity.index.weigh import effective_weights, stated_weights
from centricity.language import Language, Text, in_percent
from centricity.methods import Method, Metric
from centricity.methods.describe import level_texts

Words = Mapping[str, Mapping[str, str]]


def described(method: Method, language: Language, words: Words) -> Iterator[str]:
    """Write one method: summary, tree, bands and tiers, then the levels of each metric."""
    yield from (f"## {method.title[language]}", "", f"`{method.identity}`", "", method.summary[language], "")
    tree = Tree.of(method)
    weights = stated_weights(tree)
    effective = effective_weights(tree, weights)
    for code, part in method.parts.items():
        share = f"{in_percent(100 * weights[code], language, 1)} ({in_percent(100 * effective[code], language, 1)})"
        yield f"{'  ' * method.depths[code]}- `{code}` {part.title[language]}, {share}"
    yield ""
    yield from divisions(method, language, words)
    for metric in method.metrics.values():
        yield from metric_lines(method, metric, language, words)


def divisions(method: Method, language: Language, words: Words) -> Iterator[str]:
    """Write the scale, the bands of the index and the tiers of groups."""
    if anchors(method):
        yield from (f"### {words['scale'][language]}", "")
        yield from (f"- {value:g}: {text[language]}" for value, text in anchors(method).items())
        yield ""
    if method.bands:
        yield from (f"### {words['bands'][language]}", "")
        yield from (f"- {band.low:g}–{band.high:g}: {band.title[language]}" for band in method.bands.bands)
        yield ""
    if method.tiers:
        yield from (f"### {words['tiers'][language]}", "")
        for tier in method.tiers.tiers:
            least = words["rest"][language] if tier.at_least is None else f"{words['from'][language]} {tier.at_least:g}"
            yield f"- {tier.title[language]}: {least}"
        yield ""


def metric_lines(method: Method, metric: Metric, language: Language, words: Words) -> Iterator[str]:
    """Write one metric: its question or definition, indicators, levels, evidence."""
    yield from (f"### {metric.code} {metric.title[language]}", "")
    for text in (metric.question, metric.definition):
        yield from (text[language], "") if text else ()
    if metric.indicators:
        yield from (f"{words['indicators'][language]}:", "")
        for item in metric.indicators:
            formula = f": {item.formula[language]}" if item.formula else ""
            yield f"- `{item.code}` {item.title[language]}{formula}"
        yield ""
    levels = level_texts(method, metric)
    if levels and levels != anchors(method):
        yield from header(words["level"][language], words["meaning"][language])
        yield from (row(f"{level:g}", text[language]) for level, text in levels.items())
        yield ""
    if metric.minimum_evidence:
        yield from (f"{words['evidence'][language]}: {metric.minimum_evidence[language]}", "")


def anchors(method: Method) -> dict[float, Text]:
    """What each point of the scale means."""
    return {anchor.value: anchor.text for anchor in method.scale.anchors} if method.scale else {}


def row(*cells: str) -> str:
    """Write one line of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def header(*cells: str) -> list[str]:
    """Write the two lines that begin a table."""
    return [row(*cells), row(*("---" for _ in cells))]
