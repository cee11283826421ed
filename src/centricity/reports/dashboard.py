"""A computed dashboard as a document: tiles first, then every panel with its chart, its table and what was left out."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from centricity.errors import CentricityError, Fault
from centricity.language import Language, Text, number, period_name, sentence_case
from centricity.metrics.catalogue import definition
from centricity.metrics.change import Change, changes
from centricity.metrics.dashboard import Computed, DriverPanel, Panel
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.shrunken import shrunken
from centricity.metrics.touchpoints import DriverAnalysis
from centricity.metrics.wording import (
    SEGMENT_NAMES,
    interval,
    key_name,
    key_text,
    left_out,
    moved,
    plain,
    sentence,
    shown,
    written,
)
from centricity.reports.dashboard_table import ARROWS, DIGITS, Spoken, beside_table, said, table_of
from centricity.reports.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Document,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Section,
    Table,
)
from centricity.reports.metric_charts import chart_of, driver_chart, side_by_side, spark
from centricity.stats.estimate import Estimate

FAMILIES: dict[str, Text] = {
    "answers": Text(ru="Что говорят", en="What people say"),
    "customers": Text(ru="Кто остаётся", en="Who stays"),
    "journey": Text(ru="Путь клиента", en="The journey"),
    "service": Text(ru="Сервис", en="Service"),
    "value": Text(ru="Ценность", en="Value"),
    "experience": Text(ru="Опыт в целом", en="Total Experience"),
}

PROFILES: dict[str, Text] = {
    "champions": Text(
        ru="Покупают недавно, часто и много. Держите связь, зовите в соавторы, не задаривайте скидками.",
        en="They buy recently, often and much. Keep in touch, invite them to co-create, spare the discounts.",
    ),
    "loyal": Text(
        ru="Покупают часто и много, но какое-то время молчат. Узнайте, что изменилось.",
        en="They buy often and much, but have been silent for a while. Find out what changed.",
    ),
    "recent": Text(
        ru="Купили недавно, пока немного. Помогите распробовать остальное.",
        en="They bought lately, not much so far. Help them discover the rest.",
    ),
    "new": Text(
        ru="Недавно пришли. Первые недели решают, останутся ли: проводите их.",
        en="They have just come. The first weeks decide whether they stay: guide them.",
    ),
    "at_risk": Text(
        ru="Когда-то покупали много и давно не были. Позвоните, прежде чем они ушли.",
        en="They once bought much and have long been away. Call before they are gone.",
    ),
    "need_attention": Text(
        ru="Средние во всём. Один хороший повод вернёт многих.",
        en="Middling in everything. One good occasion brings many back.",
    ),
    "hibernating": Text(
        ru="Давно и мало. Не тратьте на них больше, чем они принесут.",
        en="Long ago and little. Do not spend more on them than they will bring.",
    ),
}


@dataclass(frozen=True)
class At(Spoken):
    """A computed dashboard seen in one language."""

    computed: Computed

    def title(self, panel: Panel, metric: Metric) -> str:
        """Title of a panel: its own, else the metric's name and groups."""
        if panel.title is not None:
            return panel.title[self.language]
        by = ", ".join(key_name(name, self.language) for name in panel.by)
        name = metric.name[self.language]
        return f"{name}: {by}" if by else name


def dashboard_document(computed: Computed, language: Language) -> Document:
    """Make the document of a dashboard."""
    at = At(language, computed)
    settings = computed.settings
    sections = [section for section in (_summary(at), *_families(at), _drivers(at), _definitions(at)) if section.blocks]
    return Document(
        language=language,
        title=settings.title[language],
        subtitle=settings.subtitle[language] if settings.subtitle else "",
        edition=at.say("Панель клиентского опыта", "Customer-experience dashboard"),
        facts=((at.say("Метрик", "Metrics"), number(len(computed.panels), language)),),
        banner=at.say(
            "Синтетические данные: ни одно число не описывает реальную организацию.",
            "Synthetic data: no figure describes a real organisation.",
        )
        if settings.synthetic
        else "",
        contents=at.say("Содержание", "Contents"),
        sections=tuple(sections),
    )


def _outcomes(at: At) -> Iterator[tuple[Panel, Outcome]]:
    return ((panel, made) for panel, made in at.computed.panels if isinstance(made, Outcome))


def _summary(at: At) -> Section:
    figures, lines = [], []
    for panel, outcome in _outcomes(at):
        if panel.tile and (row := _latest(outcome)) is not None:
            known = {change.keys: change for change in changes(outcome)}
            figures.append(_tile(at, panel, outcome, row, known.get(row.keys)))
            lines.append(sentence(outcome, row, at.language, known.get(row.keys)) + ".")
    blocks: list[Block] = [Figures(tuple(figures)), Bullets(tuple(lines))] if figures else []
    blocks += _failures(at)
    warned = tuple(
        f"{at.title(panel, outcome.metric)}: {note.sentence(at.language)}"
        for panel, outcome in _outcomes(at)
        for note in outcome.notes
        if note.code in {"metric.note_green_red", "metric.note_waiting"}
    )
    if warned:
        blocks.append(Callout("warning", at.say("Обратите внимание", "Take note"), warned))
    return Section("summary", at.say("Главное", "Summary"), blocks)


def _latest(outcome: Outcome) -> Row | None:
    """Row of the latest period, of the last stage of a funnel, or the only one."""
    rows = [row for row in outcome.shown if math.isfinite(row.estimate.value)]
    periods = outcome.periods
    if not rows:
        return None
    if periods:
        return max(rows, key=lambda row: row.keys[periods[0]])
    return rows[-1] if outcome.metric.shape == "funnel" or len(rows) == 1 else None


def _tile(at: At, panel: Panel, outcome: Outcome, row: Row, change: Change | None) -> Figure:
    metric = outcome.metric
    bounds = interval(row.estimate, metric, at.language)
    parts = [", ".join(key_text(n, k, at.language) for n, k in zip(outcome.by, row.keys, strict=True)), bounds]
    parts.append(f"n = {number(row.estimate.n, at.language)}")
    if change is not None:
        parts.append(_change(at, outcome, change))
    if panel.target is not None:
        parts.append(at.say("цель ", "target ") + shown(panel.target, metric, at.language))
    label = panel.title[at.language] if panel.title else (metric.short or metric.name)[at.language]
    note = " · ".join(part for part in parts if part)
    return Figure(label, shown(row.estimate.value, metric, at.language), note, spark(outcome))


def _change(at: At, outcome: Outcome, change: Change) -> str:
    """What changed; where that may be chance, since when, for a number alone would be read as none."""
    text = moved(change.difference.value, outcome.metric.unit, at.language)
    if change.verdict == "cannot_tell":
        since = plain(period_name(change.before[outcome.periods[0]], at.language, "from"))
        text = at.say(f"уверенного изменения с {since} нет: {text}", f"no sure change since {since}: {text}")
    return f"{ARROWS[change.verdict]} {text}"


def _failures(at: At) -> list[Block]:
    """Panels that could not be computed: each with its errors, none in silence."""
    blocks: list[Block] = []
    tried: list[tuple[str, object]] = [
        (at.title(panel, definition(panel.metric)), made) for panel, made in at.computed.panels
    ]
    tried += [
        (driver.title[at.language] if driver.title else plain(driver.outcome), made)
        for driver, made in at.computed.drivers
    ]
    for name, made in tried:
        if isinstance(made, CentricityError):
            lines = tuple(_of_file(fault.text(at.language)) for fault in made.faults)
            blocks.append(Callout("warning", at.say(f"Не посчитано: {name}", f"Not computed: {name}"), lines))
    return blocks


def _families(at: At) -> Iterator[Section]:
    for family, title in FAMILIES.items():
        blocks: list[Block] = []
        for place, (panel, made) in enumerate(at.computed.panels, start=1):
            if isinstance(made, Outcome) and made.metric.family == family:
                blocks += _panel(at, panel, made, f"panel-{place}")
        yield Section(family, title[at.language], blocks)


def _panel(at: At, panel: Panel, outcome: Outcome, anchor: str) -> list[Block]:
    title = at.title(panel, outcome.metric)
    blocks: list[Block] = [Heading(title, anchor), Paragraph(outcome.metric.says[at.language], keep=True)]
    chart = chart_of(outcome, at.language, panel.target)
    if chart is not None:
        blocks.append(chart)
    if len(outcome.rows) == 1:
        blocks.append(Paragraph(sentence(outcome, outcome.rows[0], at.language) + ".", strong=True))
    if outcome.beside is not None:
        blocks += [side_by_side(outcome.beside, at.language), beside_table(at, outcome.beside)]
    if outcome.metric.id == "rfm":
        blocks += _profiles(at, outcome)
    if outcome.rows:
        blocks.append(table_of(at, outcome, title))
    shrunk = at.say(
        "Сглажено: значение, приближенное к среднему настолько, насколько отличие могло выйти случайно (полая точка).",
        "Shrunk: the value drawn towards the mean as far as chance may have made the difference (hollow point).",
    )
    remarks = (
        *_asked(at, panel),
        *((shrunk,) if shrunken(outcome) else ()),
        left_out(outcome, at.language),
        *(_remark(note, at.language) for note in outcome.notes),
    )
    blocks.append(Bullets(tuple(remarks)))
    return blocks


def _asked(at: At, panel: Panel) -> tuple[str, ...]:
    """Name the options that were set, in one line."""
    if not panel.options:
        return ()
    pairs = ", ".join(f"{name} = {_option(at, value)}" for name, value in panel.options.items())
    return (at.say("Задано: ", "Set: ") + plain(pairs) + ".",)


def _option(at: At, value: object) -> str:
    if isinstance(value, Mapping):
        return "(" + ", ".join(f"{name} {_option(at, part)}" for name, part in value.items()) + ")"
    if isinstance(value, (list, tuple)):
        return ", ".join(_option(at, part) for part in value)
    if isinstance(value, bool):
        return at.say("да" if value else "нет", "yes" if value else "no")
    return number(value, at.language, len(f"{value}".partition(".")[2])) if isinstance(value, float) else str(value)


_SET = re.compile(r"--set (\w+)=([\w-]+(?:\.\d+)?)")


def _of_file(text: str) -> str:
    """Name options as they stand in the file of a dashboard rather than on the command line."""
    return _SET.sub(r"options: {\1: \2}", text)


def _remark(note: Fault, language: Language) -> str:
    """A remark as a sentence of its own."""
    return sentence_case(_of_file(note.sentence(language)))


def _profiles(at: At, outcome: Outcome) -> list[Block]:
    """One profile per segment: who they are, what they bring, what is usually done."""
    blocks: list[Block] = []
    for row in (row for row in outcome.rows if len(row.keys) == 1):
        name = row.keys[-1]
        parts = row.parts
        share = shown(row.estimate.value, outcome.metric, at.language)
        often = at.say("дней с покупками: ", "days with purchases: ") + number(parts["frequency"], at.language, 1)
        figures = (
            Figure(at.say("Клиентов", "Customers"), number(parts["customers"], at.language), share),
            Figure(at.say("Доля выручки", "Share of revenue"), written(parts["revenue_share"], "percent", at.language)),
            Figure(at.say("Сумма на клиента", "Amount per customer"), written(parts["amount"], "money", at.language)),
            Figure(at.say("Дней с покупки", "Days since a purchase"), number(parts["recency"], at.language), often),
        )  # fmt: skip
        blocks += [
            Heading(SEGMENT_NAMES[name][at.language].capitalize()),
            Paragraph(PROFILES[name][at.language]),
            Figures(figures),
        ]
    return blocks


def _drivers(at: At) -> Section:
    blocks: list[Block] = []
    for panel, made in at.computed.drivers:
        if isinstance(made, DriverAnalysis):
            blocks += _driver_blocks(at, panel, made)
    return Section("drivers", at.say("Что связано с общей оценкой", "What goes with the overall score"), blocks)


def _driver_blocks(at: At, panel: DriverPanel, made: DriverAnalysis) -> list[Block]:
    heads = (
        at.say("точка контакта", "touchpoint"),
        at.say("вклад", "importance"),
        at.say("интервал", "interval"),
        at.say("средняя", "mean"),
    )
    rows = sorted(zip(made.found.names, made.found.shares, made.means, strict=True), key=lambda row: -row[1].value)
    cells = tuple(
        (
            Cell(plain(name), name),
            Cell(written(100 * share.value, "percent", at.language), round(share.value, DIGITS)),
            said(share_limits(share, at.language)),
            Cell(number(mean, at.language, 2), round(mean, DIGITS)),
        )
        for name, share, mean in rows
    )  # fmt: skip
    columns = tuple(Column(head, numeric=i > 0) for i, head in enumerate(heads))
    title = panel.title[at.language] if panel.title else plain(made.outcome)
    r2 = written(100 * made.found.r2.value, "percent", at.language)
    told = at.say(f"Вместе объясняют {r2} разброса.", f"Together they explain {r2} of the variation.")
    out, total = number(made.left_out, at.language), number(made.total, at.language)
    lost = at.say(f"Не вошло строк: {out} из {total}.", f"Left out: {out} of {total} rows.")
    note = Fault("metric.note_association").sentence(at.language)
    return [
        Heading(title),
        driver_chart(made, at.language),
        Table(columns, cells, "", "", title[:31]),
        Bullets((told, lost, note)),
    ]


def share_limits(share: Estimate, language: Language) -> str:
    """Limits of a share of one, in per cent."""
    low, high = (written(100 * limit, "percent", language) for limit in (share.low, share.high))
    return f"от {low} до {high}" if language == "ru" else f"between {low} and {high}"


def _definitions(at: At) -> Section:
    """Every metric of the report: formula, interval, how to read it, source."""
    seen: dict[str, Metric] = {outcome.metric.id: outcome.metric for _, outcome in _outcomes(at)}
    blocks: list[Block] = []
    for metric in seen.values():
        lines = (
            f"{at.say('Формула', 'Formula')}: {metric.formula.words[at.language]} {metric.formula.symbols}",
            f"{at.say('Интервал', 'Interval')}: {metric.interval[at.language]}",
            f"{at.say('Как читать', 'How to read it')}: {metric.reading[at.language]}",
            f"{at.say('Источник', 'Source')}: {metric.source[at.language]}",
        )
        blocks += [Heading(metric.name[at.language]), Bullets(lines)]
    return Section("definitions", at.say("Как это посчитано", "How it was computed"), blocks)
