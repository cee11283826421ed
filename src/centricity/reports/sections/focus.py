"""One subject held against the market, its groups, the benchmark and chosen peers."""

import numpy as np

from centricity.index.groups import BENCHMARK, MARKET, OVERALL
from centricity.reports.context import Context
from centricity.reports.document import Block, Bullets, Cell, Column, Heading, Section, Table
from centricity.studies.judge import Judgement
from centricity.studies.settings import Focus


def focus(at: Context) -> Section | None:
    """A table and what follows from it for every subject in focus that may be shown."""
    shown = [entry for entry in at.result.study.settings.focus if at.result.shows_subject(_position(at, entry.subject))]
    blocks: list[Block] = []
    for entry in shown:
        name = at.result.study.name_of(entry.subject, at.language)
        blocks += [Heading(name, f"focus-{entry.subject}"), _table(at, entry, name)]
        if entry.subject in at.result.subjects:
            blocks.append(Bullets(tuple(_lines(at, at.result.subjects[entry.subject]))))
    return Section("focus", at.say("В сравнении", "Held against others"), blocks) if blocks else None


def _position(at: Context, subject: str) -> int:
    return int(np.flatnonzero(at.result.wave.build.frame.subjects == subject)[0])


def _nodes(at: Context) -> list[str]:
    return [at.method.index.code, *(child.code for child in at.method.index.children)]


def _table(at: Context, entry: Focus, name: str) -> Table:
    head = (Column("", wide=1), *(Column(at.label(node), numeric=True) for node in _nodes(at)))
    rows = [_subject_row(at, entry.subject, strong=True)]
    position = _position(at, entry.subject)
    for group in at.result.wave.groups:
        key = (group.grouping, group.code)
        own = group.grouping != OVERALL and position in group.members
        if (own or group.code in {MARKET, BENCHMARK}) and at.result.shows_group(*key):
            means = at.result.wave.means(*key)
            title = at.group(*key)
            rows.append((Cell(title, title), *(at.heat(means[node], node, at.digits) for node in _nodes(at))))
    rows += [_subject_row(at, peer) for peer in entry.peers if at.result.shows_subject(_position(at, peer))]
    return Table(head, tuple(rows), sheet=name)


def _subject_row(at: Context, subject: str, *, strong: bool = False) -> tuple[Cell, ...]:
    scores = at.result.wave.build.scores
    position = _position(at, subject)
    name = at.result.study.name_of(subject, at.language)
    cells = (at.heat(float(scores[node][position]), node, at.digits) for node in _nodes(at))
    return (Cell(name, name, strong=strong), *cells)


def _lines(at: Context, judgement: Judgement) -> list[str]:
    lines = []
    if judgement.gaps and at.result.shows_group(OVERALL, BENCHMARK):
        lines.append(at.say("До бенчмарка: ", "To the benchmark: ") + at.gap_list(judgement.gaps))
    lines += [f"{at.text(diagnosis.title)}. {at.text(diagnosis.text)}" for diagnosis in judgement.diagnoses]
    for item in judgement.advice[:5]:
        where = f"{at.label(item.gap.node)} ({at.points(-item.gap.points)}): "
        lines.append(where + at.text(item.recommendation.action))
    return lines
