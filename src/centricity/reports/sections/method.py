"""The method in full: source, tree with weights, rubrics, policies."""

from centricity.index.levels import Cuts
from centricity.methods import Metric, Node
from centricity.methods.describe import level_texts
from centricity.reports.context import Context
from centricity.reports.document import Block, Bullets, Cell, Column, Heading, Paragraph, Section, Table
from centricity.reports.policies_text import policies_text


def method(at: Context) -> Section:
    """Everything needed to apply the method again."""
    chosen = at.method
    blocks: list[Block] = [
        Paragraph(at.text(chosen.summary)),
        Heading(at.say("Источник", "Source")),
        Paragraph(at.text(chosen.source.citation)),
        Bullets(
            (
                at.say("Опубликовано. ", "Published. ") + at.text(chosen.provenance.published),
                at.say("Предложено здесь. ", "Proposed here. ") + at.text(chosen.provenance.proposed),
            )
        ),
    ]
    if chosen.scale and chosen.scale.anchors:
        blocks += [
            Heading(at.say("Шкала", "Scale")),
            Bullets(tuple(f"{a.value:g}: {at.text(a.text)}" for a in chosen.scale.anchors)),
        ]
    blocks += [Heading(at.say("Дерево и веса", "Tree and weights")), _tree(at)]
    blocks += [Heading(at.say("Правила расчёта", "Rules of computation")), Bullets(tuple(policies_text(at)))]
    blocks += [Heading(at.say("Метрики", "Metrics"))]
    for metric in chosen.metrics.values():
        blocks += _metric(at, metric)
    return Section("method", at.say("Методика целиком", "The method in full"), blocks)


def _tree(at: Context) -> Table:
    build = at.result.wave.build
    head = (
        Column(at.say("Часть", "Part"), wide=1),
        Column(at.say("Вес у родителя", "Weight in parent"), numeric=True),
        Column(at.say("Вес в индексе", "Weight in index"), numeric=True),
    )
    rows = []
    for code, part in at.method.parts.items():
        depth = at.method.depths[code]
        name = at.text(part.title) if isinstance(part, Node) else at.coded(code)
        own = at.percent(build.weights[code], 1) if depth else ""
        whole = at.percent(build.effective[code], 2)
        weight = build.weights[code] if depth else None
        shown = Cell(name, "\u2003" * depth + name, strong=isinstance(part, Node), depth=depth)
        rows.append((shown, Cell(own, weight), Cell(whole, build.effective[code])))
    note = at.say(
        "Метрика весит тем больше, чем меньше их в её субиндексе.",
        "A metric weighs the more, the fewer there are in its sub-index.",
    )
    uneven = len({round(build.effective[code], 9) for code in at.method.metrics}) > 1
    return Table(head, tuple(rows), note=note if uneven else "", sheet=at.say("Веса", "Weights"))


def _metric(at: Context, metric: Metric) -> list[Block]:
    lines = []
    if metric.question is not None:
        lines.append(at.say("Вопрос: ", "Question: ") + at.text(metric.question))
    facts = _facts(at, metric)
    if facts:
        lines.append(facts)
    if metric.definition is not None:
        lines.append(at.text(metric.definition))
    for indicator in metric.indicators:
        formula = f": {at.text(indicator.formula)}" if indicator.formula else ""
        lines.append(f"{at.text(indicator.title)} ({indicator.code}){formula}")
    levels = level_texts(at.method, metric)
    if levels and metric.question is None:
        lines.append(at.say("Уровни: ", "Levels: ") + "; ".join(f"{v:g}: {at.text(t)}" for v, t in levels.items()))
    cuts = at.result.wave.build.cuts.get(metric.code)
    if cuts and not at.result.hides_rows:
        lines.append(_cuts(at, metric, cuts))
    if metric.minimum_evidence is not None:
        lines.append(at.say("Нужные свидетельства: ", "Evidence needed: ") + at.text(metric.minimum_evidence))
    if metric.caveats is not None:
        lines.append(at.say("Оговорки: ", "Caveats: ") + at.text(metric.caveats))
    return [Paragraph(at.coded(metric.code), strong=True), *([Bullets(tuple(lines))] if lines else [])]


def _facts(at: Context, metric: Metric) -> str:
    """Unit, denominator and direction, where the metric has them."""
    facts = []
    if metric.unit is not None:
        facts.append(at.say("единица: ", "unit: ") + at.text(metric.unit))
    if metric.denominator is not None:
        facts.append(at.say("на единицу: ", "per: ") + metric.denominator)
    if metric.direction == "lower_is_better":
        facts.append(at.say("меньше — лучше", "less is better"))
    return "; ".join(facts)


def _cuts(at: Context, metric: Metric, cuts: Cuts) -> str:
    """Cut points in force, and whether they were frozen in a base wave."""
    frozen = getattr(metric.rubric, "frozen", None)
    shown = "; ".join(f"{group}: {', '.join(f'{cut:.4g}' for cut in values)}" for group, values in cuts.items())
    if frozen is not None:
        return at.say(f"Границы заморожены в волне {frozen.wave}: ", f"Cuts frozen in wave {frozen.wave}: ") + shown
    return at.say("Границы первой волны исследования: ", "Cuts of the study's first wave: ") + shown
