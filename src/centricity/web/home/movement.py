"""How our index and its parts moved since the wave before, as a table of the page for executives."""

import math
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from centricity.errors import Fault
from centricity.language import Language, number
from centricity.reports.document import Block, Cell, Column, Paragraph, Table
from centricity.web.home.standing import Node, Standing
from centricity.web.research.levels import percent
from centricity.web.research.moves import Move, Movement, movement_of


def our_movement(standing: Standing, language: Language) -> Iterator[Block]:
    """The table, or why there is none."""
    found = movement_of(standing.mine.row)
    if isinstance(found, Fault):
        says = _("How our index moved since the wave before is not told: %(why)s")
        yield Paragraph(says % {"why": found.sentence(language)})
        return
    yield _table(standing, found, language)


def _table(standing: Standing, found: Movement, language: Language) -> Table:
    bounds = _("Interval of the change, %(level)s") % {"level": percent(found.level, language)}
    columns = (
        Column(_("Part of the index"), wide=1), Column(found.before, numeric=True), Column(found.after, numeric=True),
        Column(_("Difference"), numeric=True), Column(bounds, numeric=True),
        Column(_("Place before"), numeric=True), Column(_("Place now"), numeric=True), Column(_("Verdict")),
    )  # fmt: skip
    rows = tuple(
        _row(standing, part, found, language) for part in standing.parts if part["code"] in found.moves
    )  # fmt: skip
    said = {"before": found.before, "after": found.after}
    return Table(columns, rows, _("Our index, from wave %(before)s to wave %(after)s") % said, _note(found, standing))


def _row(standing: Standing, part: Node, found: Movement, language: Language) -> tuple[Cell, ...]:
    move, ours = found.moves[part["code"]], standing.ours(part)
    earlier, here = evidence_then(standing, found), evidence_now(standing, part)
    return (
        Cell(part["title"][language], strong=True),
        Cell(number(move.then, language, 1), move.then, href=earlier),
        Cell(number(move.now, language, 1), move.now, href=here),
        Cell(number(move.points, language, 1, signed=True), move.points, strong=True),
        Cell(_interval(move, language)), Cell(number(move.place_then, language), href=earlier),
        Cell(_place(ours, language), href=here), Cell(verdict(move)),
    )  # fmt: skip


def _interval(move: Move, language: Language) -> str:
    if math.isnan(move.low):
        return ""
    return " … ".join(number(end, language, 1, signed=True) for end in (move.low, move.high))


def _place(ours: Node, language: Language) -> str:
    place = number(ours["rank"], language)
    if ours["rank_low"] is None or ours["rank_high"] is None:
        return place
    return f"{place} ({number(ours['rank_low'], language)}–{number(ours['rank_high'], language)})"


def verdict(move: Move) -> str:
    """Whether the change is beyond noise, in words."""
    if math.isnan(move.points):
        return _("not measured in both")
    if move.beyond_noise is None:
        return _("the noise is not known")
    if not move.beyond_noise:
        return _("no more than noise")
    return _("higher, beyond noise") if move.low > 0 else _("lower, beyond noise")


def _note(found: Movement, standing: Standing) -> str:
    """By which method both were measured, and among how many the places are."""
    count = standing.mine.view.subjects.count()
    told = [
        _("Both waves by one method, %(method)s.") % {"method": found.method} if not found.bridged
        else _("The wave before was measured by %(first)s and computed again by %(method)s.")
        % {"first": found.bridged, "method": found.method},
        _("Places are of %(then)s and of %(now)s.") % {"then": found.count_then, "now": count},
    ]  # fmt: skip
    if found.edition is not None:
        told.append(_("The waves are of two editions: the interval is rather too wide than too narrow."))
    return " ".join(told)


def evidence_now(standing: Standing, part: Node) -> str:
    """Where a score of ours is taken apart down to its observations."""
    return reverse("study_explanation", args=[standing.mine.us.study.code, standing.mine.row.subject, part["code"]])


def evidence_then(standing: Standing, found: Movement) -> str:
    """Where the figures of the wave before stand."""
    code = standing.mine.us.study.code
    if found.edition is not None:
        return reverse("study_edition", args=[code, found.edition])
    return reverse("study_section", args=[code, "change"])
