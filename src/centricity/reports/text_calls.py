"""The section on calls: who speaks, silence, interruptions, the checklist, tone at both ends, passages."""

import math
from collections.abc import Mapping, Sequence

import polars as pl

from centricity.language import number
from centricity.reports.document import Block, Cell, Column, Paragraph, Section, Table
from centricity.reports.text_at import At
from centricity.stats.estimate import Estimate
from centricity.text.call_facts import METRIC, CallPassage, counted, courtesies, measured, most_silent, worst_ends
from centricity.text.calls import expected

_MEASURES = {
    "agent_talk_share": ("Оператор говорит, доля", "The agent speaks, share"),
    "silence_share": ("Молчание, доля звонка", "Silence, share of the call"),
    "interruptions": ("Перебиваний за звонок", "Interruptions per call"),
    "interruptions_agent": ("Из них перебивает оператор", "Of them by the agent"),
    "courtesy_share": ("Сказано из списка, доля", "Said of the checklist, share"),
    "customer_tone_first": ("Тон клиента в начале", "Tone of the customer at first"),
    "customer_tone_last": ("Тон клиента в конце", "Tone of the customer at last"),
    "customer_tone_change": ("Изменение тона", "Change of tone"),
}
_SHARES = ("agent_talk_share", "silence_share", "courtesy_share")
_BY_COMPANY = ("agent_talk_share", "silence_share", "interruptions", "courtesy_share", "customer_tone_change")


def call_section(at: At) -> Section:
    """The section; without blocks where there are no calls."""
    calls = counted(at.told.calls, at.told.period)
    title = at.say("Звонки", "Calls")
    if not calls.height:
        return Section("calls", title, [])
    blocks: list[Block] = [Paragraph(_says(at, calls)), _overall(at, measured(calls))]
    blocks += [*_checklist(at, courtesies(calls)), *_companies(at)]
    silent, worst = most_silent(calls, at.told.documents), worst_ends(calls, at.told.documents)
    blocks += _passages(at, at.say("Самое долгое молчание", "Longest silence"), at.say("Секунд", "Seconds"), silent, 0)
    blocks += _passages(at, at.say("Хуже всего кончились", "Worst ends"), at.say("Тон", "Tone"), worst, 2)
    return Section("calls", title, blocks)


def _says(at: At, calls: pl.DataFrame) -> str:
    undated, unsure = calls["published_at"].null_count(), int((calls["turns_unknown"] > 0).sum())
    untimed = int(calls["seconds"].null_count())
    says = at.say(
        f"Звонков: {number(calls.height, at.language)}. Средние — по звонкам, каждый считается один раз; тон клиента — "
        "(похвал − критики) / реплик в первой и в последней трети его реплик.",
        f"Calls: {number(calls.height, at.language)}. Means are over calls, each counts once; the tone of the customer "
        "is (praise − blame) / turns in the first and in the last third of the customer's turns.",
    )
    notes = (
        (undated, f"Без даты, но посчитаны: {undated}.", f"Undated, yet counted: {undated}."),
        (untimed, f"Без времени реплик, о молчании и перебиваниях не известно: {untimed}.",
         f"Without times of turns, silence and interruptions not known: {untimed}."),
        (unsure, f"С говорящими, о которых не сказано, кто они: {unsure}; назовите их в sides, в sources.yaml.",
         f"With speakers of whom it is not said who they are: {unsure}; name them in sides, in sources.yaml."),
    )  # fmt: skip
    return " ".join([says, *(at.say(ru, en) for n, ru, en in notes if n)])


def _overall(at: At, found: Mapping[str, Estimate]) -> Table:
    rows = tuple(_row(at, name, e) for name, e in found.items())
    title = at.say("Звонки", "Calls")
    return Table(_head(at), rows, title, sheet=title)


def _head(at: At) -> tuple[Column, ...]:
    return (
        Column(at.say("Что", "What"), wide=1), Column(at.say("Среднее", "Mean"), numeric=True),
        Column(at.share(0.95), numeric=True, ends=at.ends), Column(at.say("Звонков", "Calls"), numeric=True),
    )  # fmt: skip


def _row(at: At, name: str, e: Estimate | None) -> tuple[Cell, ...]:
    title = at.text(at.say(*_MEASURES[name]))
    if e is None:
        return title, Cell(""), Cell(""), Cell("")
    return title, _value(at, name, e), _limits(at, name, e), Cell(at.number(e.n, 0), e.n)


def _value(at: At, name: str, e: Estimate) -> Cell:
    if name in _SHARES:
        return Cell(at.share(e.value), e.value)
    return Cell(at.number(e.value, 2, signed=name.startswith("customer")), e.value)


def _limits(at: At, name: str, e: Estimate) -> Cell:
    return at.shares(e) if name in _SHARES else at.limits(e.low, e.high)


def _checklist(at: At, found: Mapping[str, Estimate]) -> list[Block]:
    if not found:
        return []
    head = (
        Column(at.say("Оператор сказал", "The agent said"), wide=1),
        Column(at.say("Доля звонков", "Share of calls"), numeric=True),
        Column(at.share(0.95), numeric=True, ends=at.ends),
        Column(at.say("Звонков", "Calls"), numeric=True),
    )  # fmt: skip
    rows = tuple(
        (at.text(expected()[code][at.language]), Cell(at.share(e.value), e.value, heat=e.value), at.shares(e),
         Cell(at.number(e.n, 0), e.n))
        for code, e in found.items()
    )  # fmt: skip
    title = at.say("Что говорит оператор", "What the agent says")
    return [Table(head, rows, title, sheet=title)]


def _companies(at: At) -> list[Block]:
    """Calls of each company that the sources name as the one called."""
    facts = {(fact.company, fact.indicator): fact for fact in at.told.facts if fact.metric == METRIC}
    codes = [code for code in at.names if any(company == code for company, _ in facts)]
    if not codes:
        return []
    rows = [
        (at.text(at.names[code], strong=True), *_row(at, name, facts[code, name].estimate))
        for code in codes for name in _BY_COMPANY if (code, name) in facts
    ]  # fmt: skip
    title = at.say("Звонки по компаниям", "Calls by company")
    note = at.say(
        "Компанию называет источник (about); кто назван только в разговоре, тому звонок не приписан.",
        "The company is the one the source names (about); one named only in the talk is not given the call.",
    )
    head = (Column(at.say("Компания", "Company")), *_head(at))
    return [Table(head, tuple(rows), title, note, sheet=title)]


def _passages(at: At, title: str, measure: str, found: Sequence[CallPassage], digits: int) -> list[Block]:
    if not found:
        return []
    head = (
        Column(at.say("Звонок", "Call")), Column(measure, numeric=True), Column(at.say("Место", "Passage"), wide=1),
    )  # fmt: skip
    rows = tuple(
        (at.text(_where(each)), Cell(at.number(each.value, digits), each.value), at.text(_said(each))) for each in found
    )
    return [Table(head, rows, title, sheet=title)]


def _where(each: CallPassage) -> str:
    return ", ".join(part for part in (each.published, each.file or each.source) if part)


def _said(each: CallPassage) -> str:
    if not math.isfinite(each.value) or not (each.before or each.after):
        return ""
    return f"{each.before} ‖ {each.after}"
