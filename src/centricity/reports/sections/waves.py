"""What has changed from wave to wave: like held against like, breaks marked, the change taken apart."""

import math

from centricity.index.decompose import Change
from centricity.index.groups import MARKET, OVERALL
from centricity.reports.charts import draw
from centricity.reports.context import Context
from centricity.reports.document import Block, Callout, Cell, Chart, Column, Heading, Paragraph, Section, Table
from centricity.studies.change import Moved, WaveChange, moved, wave_changes

LARGEST = 10


def waves(at: Context) -> Section | None:
    """Shifts since the previous wave with what error alone could do; the series with its breaks; causes."""
    rows = moved(at.result)
    previous = at.result.previous
    if not rows or previous is None:
        return None
    root = at.method.index.code
    by_node = [row for row in rows if row.name == MARKET]
    by_subject = [row for row in rows if row.name != MARKET and row.node == root]
    changes = wave_changes(at.result)
    blocks: list[Block] = [Paragraph(_lead(at, previous.wave)), *_breaks(at, changes), *_series(at, changes)]
    blocks.append(_moves(at, by_node, at.say("По показателям", "By node"), by_node=True))
    if by_subject:
        blocks.append(_moves(at, by_subject, at.text(at.method.subject), by_node=False))
    blocks += _causes(at, changes)
    return Section("change", at.say("Что изменилось", "What has changed"), blocks)


def _lead(at: Context, before: str) -> str:
    now = at.result.wave.wave
    if at.result.study.method_of(before).identity == at.method.identity:
        said = at.say(
            f"Волны {before} и {now} измерены одной методикой ({at.method.identity}). ",
            f"The waves {before} and {now} were measured with one method ({at.method.identity}). ",
        )
    else:
        said = at.say(
            f"Волна {before} пересчитана нынешней методикой ({at.method.identity}), чтобы сравнивать подобное. ",
            f"The wave {before} was computed again by the present method ({at.method.identity}), so that like is held "
            "against like. ",
        )
    return said + at.say(
        "Стрелка стоит только там, где интервал сдвига не содержит нуля: меньшее объясняет одна ошибка измерения.",
        "An arrow stands only where the interval of the shift leaves out zero: less is explained by error alone.",
    )


def _breaks(at: Context, changes: list[WaveChange]) -> list[Block]:
    """A mark wherever the method changed."""
    lines = tuple(_break(at, one) for one in changes if one.broken)
    return [Callout("warning", at.say("Разрыв ряда", "A break in the series"), lines)] if lines else []


def _break(at: Context, one: WaveChange) -> str:
    before, after = (at.result.study.method_of(wave).identity for wave in (one.before, one.after))
    return at.say(
        f"Между {one.before} и {one.after} сменилась методика: {before} → {after}.",
        f"Between {one.before} and {one.after} the method changed: {before} → {after}.",
    )


def _series(at: Context, changes: list[WaveChange]) -> list[Block]:
    """The index of the market over the waves, a line of its own for every method."""
    codes = list(at.result.waves)
    if len(codes) < 3 and not any(one.broken for one in changes):
        return []
    rows = []
    for order, code in enumerate(codes):
        for wave in (at.result.waves[code], at.result.bridges.get(code)):
            if wave is None or not at.result.market_shown_in(code):
                continue
            bridged = wave is at.result.bridges.get(code)
            method = at.method if bridged else at.result.study.method_of(code)
            score = wave.by_key[OVERALL, MARKET, method.index.code]
            rows.append({"order": order, "name": code, "series": method.identity, "value": score.mean})
    if len(rows) < 2:
        return []
    svg = draw("series", rows, span=at.span, height=220, language=at.language)
    caption = at.say("Индекс по волнам", "The index over the waves")
    alt = at.say(
        "У каждой методики своя линия: через разрыв они не соединены, общая волна посчитана обеими.",
        "Every method has a line of its own: they are not joined across a break; the wave between is computed by both.",
    )
    return [Chart(svg, caption, alt), Paragraph(alt)]


def _verdict(at: Context, row: Moved) -> Cell:
    if math.isnan(row.low):
        text = ""
    elif row.low > 0:
        text = at.say("▲ выше", "▲ higher")
    elif row.high < 0:
        text = at.say("▼ ниже", "▼ lower")
    else:
        text = at.say("не отличить", "cannot tell")
    return Cell(text, text)


def _bounds(at: Context, row: Moved) -> Cell:
    text = "" if math.isnan(row.low) else f"{at.points(row.low, 1)} … {at.points(row.high, 1)}"
    return Cell(text, text)


def _moves(at: Context, rows: list[Moved], title: str, *, by_node: bool) -> Table:
    previous = at.result.previous
    head = (
        Column(title, wide=1),
        Column(previous.wave if previous else "", numeric=True),
        Column(at.result.wave.wave, numeric=True),
        Column(at.say("Сдвиг", "Shift"), numeric=True),
        Column(at.percent(0.95), numeric=True),
        Column(at.say("Вывод", "Verdict")),
    )
    cells = tuple(
        (
            Cell(at.title(row.node) if by_node else at.named(row.name), row.node if by_node else row.name),
            at.plain(row.before, 2),
            at.plain(row.after, 2),
            Cell(at.points(row.points, 2), row.points, strong=True),
            _bounds(at, row),
            _verdict(at, row),
        )
        for row in rows
        if not math.isnan(row.after)
    )
    return Table(head, cells, sheet=at.say("Сдвиг", "Shift") + (" 1" if by_node else " 2"))


def _causes(at: Context, changes: list[WaveChange]) -> list[Block]:
    """The change of the mean index by cause, and the last one by metric."""
    known = [(one, one.change) for one in changes if one.change is not None]
    closed = [f"{one.before} → {one.after}" for one in changes if one.change is None]
    if not known:
        return [Heading(at.say("Причины", "Causes")), _closed(at, closed)] if closed else []
    head = (
        Column(at.say("Волны", "Waves"), wide=1), Column(at.say("Было", "Before"), numeric=True),
        Column(at.say("Стало", "After"), numeric=True), Column(at.say("Данные", "Data"), numeric=True),
        Column(at.say("Методика", "Method"), numeric=True), Column(at.say("Состав", "Sample"), numeric=True),
        Column("n", numeric=True),
    )  # fmt: skip
    rows = tuple(
        (Cell(f"{one.before} → {one.after}", one.after), at.plain(change.before, 2), at.plain(change.after, 2),
         _points(at, change.data), _points(at, change.method), _points(at, change.sample),
         Cell(str(change.common), change.common))
        for one, change in known
    )  # fmt: skip
    note = at.say(
        "Данные — что сделали те же участники по той же методике; методика — что сделала её смена; состав — кто "
        "пришёл, ушёл или стал весить иначе. Вместе они дают сдвиг; n — участники обеих волн.",
        "Data: what the same members did by the same method; method: what its change did; sample: who came, went or "
        "weighs otherwise. Together they make the shift; n counts members of both waves.",
    )
    caption = at.say("Откуда сдвиг среднего индекса", "Where the shift of the mean index comes from")
    table = Table(head, rows, caption, note, at.say("Причины сдвига", "Causes of the shift"))
    kept = [_closed(at, closed)] if closed else []
    return [Heading(at.say("Причины", "Causes")), table, *kept, *_metrics(at, known[-1][1])]


def _closed(at: Context, waves: list[str]) -> Paragraph:
    listed = ", ".join(waves)
    return Paragraph(
        at.say(
            f"Сдвиг {listed} на причины не разложен: слагаемые выдали бы закрытые строки.",
            f"The shift {listed} is not divided into causes: the parts would tell of rows that are kept back.",
        )
    )


def _points(at: Context, value: float) -> Cell:
    return Cell(at.points(value, 2), value)


def _metrics(at: Context, change: Change) -> list[Block]:
    parts = [(code, value) for code, value in change.metrics.items() if not math.isnan(value) and abs(value) > 1e-9]
    if not parts:
        return []
    parts.sort(key=lambda part: -abs(part[1]))
    head = (
        Column(at.say("Метрика", "Metric"), wide=1),
        Column(at.say("Вклад в сдвиг", "Part in the shift"), numeric=True),
    )
    rows = tuple((Cell(at.coded(code), at.coded(code)), _points(at, value)) for code, value in parts[:LARGEST])
    caption = at.say("Вклад метрик в сдвиг по данным", "Part of the metrics in the shift by data")
    return [Table(head, rows, caption, sheet=at.say("Вклад метрик", "Metrics in the shift"))]
