"""What lies behind the means of a survey: bands, distributions, departments."""

from centricity.index.bands import band_of
from centricity.index.groups import MARKET, OVERALL
from centricity.methods.policies import Band
from centricity.reports import charts
from centricity.reports.context import Context
from centricity.reports.document import Block, Bullets, Cell, Chart, Column, Heading, Paragraph, Section, Table
from centricity.reports.palette import heat_steps, marked_ink, step_of
from centricity.studies.survey import ItemAnswers


def level(at: Context) -> Section | None:
    """Where the score lies among the bands, and the next step."""
    bands = at.method.bands
    if bands is None:
        return None
    judgement = at.result.groups[OVERALL, MARKET]
    score = judgement.scores[at.method.index.code]
    blocks: list[Block] = []
    if judgement.band is not None:
        said = at.say("Балл", "The score is")
        note = at.say(
            "Дробный балл между полосами округляется до целого, половина вверх; показан неокруглённый.",
            "A fractional score between bands is rounded, half up; the unrounded one is shown.",
        )
        shown = at.score(score, 3 if abs(score % 1 - 0.5) < 0.01 else 2)
        blocks.append(Paragraph(f"{said} {shown}: {at.text(judgement.band.title).lower()}. {note}", strong=True))
        blocks += _undecided(at, judgement.band)
        blocks.append(Paragraph(at.text(judgement.band.text)))
        blocks.append(Paragraph(at.say("Следующий шаг. ", "Next step. ") + at.text(judgement.band.next_step)))
    head = (
        Column(at.say("Баллы", "Score")),
        Column(at.say("Уровень", "Level"), wide=1),
        Column(at.say("Что он значит", "What it means"), wide=1),
    )
    rows = tuple(
        (
            Cell(f"{band.low:g}–{band.high:g}", f"{band.low:g}-{band.high:g}"),
            Cell(at.text(band.title), at.text(band.title), strong=band == judgement.band),
            Cell(at.text(band.text), at.text(band.text)),
        )
        for band in bands.bands
    )
    blocks.append(Table(head, rows, at.say("Полосы", "Bands")))
    weakest = _weakest(at)
    if weakest:
        blocks.append(Bullets((weakest,)))
    return Section("level", at.say("Уровень", "Level"), blocks)


def _undecided(at: Context, band: Band) -> list[Block]:
    """Say so where the interval reaches into another band."""
    survey, bands = at.result.wave.survey, at.method.bands
    if survey is None or bands is None:
        return []
    estimate = survey.estimates[MARKET]
    ends = [band_of(end, bands) for end in (estimate.low, estimate.high)]
    others = {at.text(end.title) for end in ends if end is not None and end != band}
    if not others:
        return []
    names = ", ".join(sorted(others)).lower()
    interval = at.interval(estimate.low, estimate.high)
    return [
        Paragraph(
            at.say(
                f"Интервал ({interval}) захватывает и другой уровень: {names}. Уровень не решён.",
                f"The interval ({interval}) reaches into another level: {names}. The level is undecided.",
            )
        )
    ]


def _weakest(at: Context) -> str:
    """A sum hides its lowest part: name it."""
    means = at.result.wave.market
    children = [child.code for child in at.method.index.children]
    low = min(children, key=lambda code: means[code])
    return at.say(
        f"Уровень ограничен самым слабым местом: «{at.title(low)}» — {at.score(means[low], 2)}.",
        f"The level is held back by its weakest part: “{at.title(low)}”, {at.score(means[low], 2)}.",
    )


def answers(at: Context) -> Section | None:
    """Distribution, mean and n of every item."""
    survey = at.result.wave.survey
    if survey is None:
        return None
    blocks: list[Block] = [Paragraph(_lead(at))]
    items = {item.metric: item for item in survey.items[MARKET]}
    for node in at.method.nodes.values():
        below = [items[metric.code] for metric in node.metrics]
        if below:
            if node.code != at.method.index.code:
                blocks.append(Heading(at.text(node.title)))
            blocks.append(_chart(at, below))
            blocks.append(_table(at, below))
    return Section("answers", at.say("Ответы", "Answers"), blocks)


def _lead(at: Context) -> str:
    scale = at.method.scale
    anchors = "; ".join(f"{a.value:g} – {at.text(a.text).lower()}" for a in (scale.anchors if scale else ()))
    return at.say("Доли ответов; шкала: ", "Shares of answers; scale: ") + anchors + "."


def _chart(at: Context, items: list[ItemAnswers]) -> Chart:
    rows = []
    for order, item in enumerate(items):
        start = 0.0
        for level_, count in sorted(item.counts.items()):
            share = count / item.n
            low, high = at.part_span
            step = step_of((level_ - low) / (high - low) * 0.92)
            colour, ink = heat_steps()[step][0], marked_ink(step)
            rows.append(
                {
                    "name": at.label(item.metric), "order": order, "start": start, "end": start + share,
                    "middle": start + share / 2, "colour": colour, "ink": ink,
                    "label": f"{level_:g}: {at.percent(share)}" if share >= 0.1 else "",
                }
            )  # fmt: skip
            start += share
    svg = charts.draw("answers", rows, span=(0, 1), height=30 * len(items))
    alt = "; ".join(f"{at.label(item.metric)} {at.score(item.mean, 2)} (n {item.n})" for item in items)
    return Chart(svg, at.say("Доли ответов по уровням шкалы", "Shares of answers by level of the scale"), alt)


def _table(at: Context, items: list[ItemAnswers]) -> Table:
    scale = at.method.scale
    levels = [anchor.value for anchor in scale.anchors] if scale else []
    head = (
        Column(at.say("Вопрос", "Question"), wide=1),
        Column(at.say("Среднее", "Mean"), numeric=True),
        Column(at.say("Медиана", "Median"), numeric=True),
        Column("n", numeric=True),
        *(Column(f"{value:g}", numeric=True) for value in levels),
    )
    rows = []
    for item in items:
        metric = at.method.metrics[item.metric]
        question = at.text(metric.question or metric.title)
        counts = [item.counts.get(value, 0) for value in levels]
        cells = [
            Cell(question, question),
            at.heat(item.mean, item.metric, 2),
            at.plain(item.median, 1),
            Cell(at.score(item.n, 0), item.n),
        ]
        rows.append((*cells, *(Cell(at.score(count, 0), count) for count in counts)))
    sheet = at.say("Ответы", "Answers") + f" {items[0].metric}"
    return Table(head, tuple(rows), at.say("Число ответов", "Counts of answers"), sheet=sheet)


def departments(at: Context) -> Section | None:
    """Departments by item or competency, as a heat map."""
    if not at.method.is_survey():
        return None
    shown = [i for i in at.result.order if at.result.shows_subject(i)][: at.listed]
    if not shown:
        return None
    children = [child.code for child in at.method.index.children]
    head = (Column(at.text(at.method.subject), wide=1), *(Column(at.label(c), numeric=True) for c in children))
    build = at.result.wave.build
    rows = [
        (Cell(at.subject(i), at.subject(i)), *(at.heat(float(build.scores[c][i]), c, 2) for c in children))
        for i in shown
    ]
    means = at.result.wave.market
    rows.append(
        (Cell(at.overall(MARKET), at.overall(MARKET), strong=True), *(at.heat(means[c], c, 2) for c in children))
    )
    caption = at.say("Средние по подразделениям", "Means by department")
    table = Table(head, tuple(rows), caption, sheet=at.say("Подразделения", "Departments"))
    return Section("departments", at.say("Подразделения", "Departments"), [table])
