"""Places: adjusted and unadjusted, with what they rest on."""

import math

import numpy as np

from centricity.index.frame import Floats
from centricity.language import number
from centricity.reports.context import Context
from centricity.reports.document import Block, Cell, Column, Paragraph, Section, Table
from centricity.studies.outputs import status_of


def ranking(at: Context) -> Section | None:
    """Every subject that may be shown, best first."""
    shown = [i for i in at.result.order if at.result.shows_subject(i)]
    if not shown:
        return None
    blocks: list[Block] = [Paragraph(_lead(at)), _table(at, shown[: at.listed])]
    if len(shown) > at.listed:
        said = at.say(
            f"Показаны первые {at.listed} из {at.score(len(shown), 0)}; все — в scores.csv.",
            f"The first {at.listed} of {at.score(len(shown), 0)} are shown; all stand in scores.csv.",
        )
        blocks.append(Paragraph(said))
    return Section("ranking", at.say("Места", "Ranking"), blocks)


def _lead(at: Context) -> str:
    ties = at.method.policies.ranking.ties
    rule = {
        "min": at.say("равные получают лучшее из своих мест", "tied subjects get the best of their places"),
        "max": at.say("равные получают худшее из своих мест", "tied subjects get the worst of their places"),
        "average": at.say("равные получают среднее своих мест", "tied subjects get the mean of their places"),
        "dense": at.say(
            "равные делят место, следующее за ним не пропускается", "ties share a place and none is skipped"
        ),
    }[ties]
    said = at.say(f"Места считаются до округления; {rule}. ", f"Places are taken before rounding; {rule}. ")
    if at.result.guarded:
        said += at.say("Места — среди показанных строк. ", "Places are among the rows shown. ")
    if at.result.wave.build.coefficients is None:
        return said
    return said + at.say(
        "Рядом стоят индекс и место без сглаживающих коэффициентов: разница показывает, что решают они, а не данные.",
        "Index and place without the smoothing coefficients stand beside: "
        "the difference is what they decide, not the data.",
    )


def _table(at: Context, shown: list[int]) -> Table:
    build = at.result.wave.build
    root = build.tree.root
    adjusted = build.coefficients is not None
    survey = at.result.wave.survey
    children = (
        [] if survey is not None else [child.code for child in at.method.index.children if child.code in build.states]
    )
    head = [Column(at.say("Место", "Place"), numeric=True), Column(at.text(at.method.subject), wide=1)]
    head.append(Column(at.label(root), numeric=True))
    if survey is not None:
        head += [Column("n", numeric=True), Column(at.percent(0.95), numeric=True)]
    head += [Column(at.label(code), numeric=True) for code in children]
    if _shares(at) is not None:
        head.append(Column(at.say("Доля B2B", "B2B share"), numeric=True))
    if adjusted:
        head.append(Column(at.say("Без сглаж.", "Unadjusted"), numeric=True))
        head.append(Column(at.say("Место без сглаж.", "Unadj. place"), numeric=True))
    if at.method.bands:
        head.append(Column(at.say("Уровень", "Level"), wide=1))
    head.append(Column(at.say("Покрытие", "Coverage"), numeric=True))
    rows = tuple(_row(at, i, children, adjusted=adjusted) for i in shown)
    return Table(
        tuple(head), rows, at.say("Места по индексу", "Places by index"), _note(at, shown), at.say("Места", "Ranking")
    )


def _row(at: Context, i: int, children: list[str], *, adjusted: bool) -> tuple[Cell, ...]:
    build, wave = at.result.wave.build, at.result.wave
    root = build.tree.root
    code = str(build.frame.subjects[i])
    cells = [_place(at, float(build.ranks[root][i])), Cell(at.subject(i), at.subject(i), strong=True)]
    cells.append(at.heat(float(build.scores[root][i]), root, at.digits))
    if wave.survey is not None:
        estimate = wave.survey.estimates[code]
        people = wave.survey.respondents[code]
        span = "" if math.isnan(estimate.low) else f"{at.score(estimate.low)}–{at.score(estimate.high)}"
        cells += [Cell(at.score(people, 0), people), Cell(span, span)]
    cells += [at.heat(float(build.scores[child][i]), child) for child in children]
    shares = _shares(at)
    if shares is not None:
        cells.append(Cell(at.percent(float(shares[i])), float(shares[i])))
    if adjusted:
        cells.append(at.plain(float(build.unadjusted[root][i])))
        cells.append(_place(at, float(build.unadjusted_ranks[i])))
    if at.method.bands:
        band = at.result.subjects[code].band
        cells.append(Cell(at.text(band.title) if band else "–", at.text(band.title) if band else None))
    covered = float(build.coverage[root].share[i])
    cells.append(Cell(at.percent(covered), covered))
    return tuple(cells)


def _shares(at: Context) -> Floats | None:
    """Shares that mix the coefficients, where the study knows any."""
    adjustment = at.method.policies.adjustment
    if adjustment is None or adjustment.mix is None:
        return None
    shares = at.result.wave.build.frame.numbers.get(adjustment.mix.column)
    return None if shares is None or bool(np.isnan(shares).all()) else shares


def _place(at: Context, place: float) -> Cell:
    return Cell(number(place, at.language), place)


def _note(at: Context, shown: list[int]) -> str:
    root = at.method.index.code
    withheld = [i for i in shown if status_of(at.result.wave, root, i) == "withheld"]
    if not withheld:
        return ""
    named = [f"{at.subject(i)} ({_reason(at, i)})" for i in withheld[:40]]
    names = ", ".join(named) + (" …" if len(withheld) > 40 else "")
    return at.say(
        f"Индекс не выводится, потому что данных меньше, чем требует методика: {names}.",
        f"No index is given where there are fewer data than the method asks for: {names}.",
    )


def _reason(at: Context, i: int) -> str:
    """Which parts lack data, with the metrics assessed in each; else the count for the whole."""
    build = at.result.wave.build
    missing = [
        f"{at.label(child.code)} {build.coverage[child.code].assessed[i]}/{build.coverage[child.code].applicable[i]}"
        for child in at.method.index.nodes
        if math.isnan(build.scores[child.code][i])
    ]
    covered = build.coverage[build.tree.root]
    return ", ".join(missing) or f"{covered.assessed[i]}/{len(at.method.metrics)}"
