"""The page for executives as a document: the same on the screen and on paper."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _

from centricity.language import MISSING, Language, in_percent, number, period_name
from centricity.metrics.definition import Metric
from centricity.metrics.wording import moved, written
from centricity.reports.document import (
    Block,
    Callout,
    Cell,
    Column,
    Document,
    Figure,
    Figures,
    Paragraph,
    Section,
    Table,
)
from centricity.stats.estimate import Estimate
from centricity.web.home.goal_progress import Card as Goal
from centricity.web.home.goal_progress import aimings, card
from centricity.web.home.movement import evidence_now, our_movement
from centricity.web.home.shifts import last_whole_month, shifts
from centricity.web.home.standing import Gap, Node, Standing, mean_of
from centricity.web.home.us import ourselves
from centricity.web.people.models import Organisation
from centricity.web.research.levels import level_of, percent
from centricity.web.research.models import GroupResult, SubjectResult
from centricity.web.research.targets import Target

MOST_TARGETS = 8


def executive(organisation: Organisation, language: Language) -> Document:
    """Everything of the page, in the language that is active."""
    mine = ourselves(organisation)
    standing = Standing(mine) if mine is not None else None
    facts = [(_("Last whole month"), period_name(last_month(), language))]
    banner = subtitle = ""
    sections = []
    if standing is not None and mine is not None:
        study, run = mine.us.study, mine.view.run
        name = mine.row.name_ru if language == "ru" else mine.row.name_en
        subtitle = study.title_ru if language == "ru" else study.title_en
        facts += [(_("We are"), name), (_("Wave"), run.wave), (_("Edition"), str(run.edition.number))]
        banner = mine.view.facts[language]["banner"]
        sections.append(Section("standing", _("Where we stand"), list(_standing(standing, language))))
    ours = list(our_movement(standing, language)) if standing is not None else []
    sections.append(Section("moved", _("What moved"), [*ours, *_moved(organisation, language)]))
    if standing is not None:
        sections.append(Section("gap", _("The biggest gap and its owner"), list(_gap(standing.gap, language))))
        sections.append(Section("targets", _("Targets"), list(_targets(standing.targets, language))))
    if goals := [card(each, language) for each in aimings(organisation)[:MOST_TARGETS]]:
        sections.append(Section("goals", _("Targets of metrics"), list(_goals(goals, language))))
    title = organisation.name_ru if language == "ru" else organisation.name_en
    edition = _("One page for executives: not for distribution")
    return Document(language, title, subtitle, edition, tuple(facts), banner, "", tuple(sections))


def last_month() -> str:
    return last_whole_month(now().date())


def _score(value: float | None, part: Node, language: Language, href: str) -> Cell:
    if value is None:
        return Cell(MISSING)
    share = (value - part["low"]) / (part["high"] - part["low"])
    return Cell(number(value, language, 1), value, min(1.0, max(0.0, share)), href=href)


def _range(low: float | None, high: float | None, language: Language, digits: int) -> str:
    if low is None or high is None:
        return ""
    return f"{number(low, language, digits)} … {number(high, language, digits)}"


def _standing(standing: Standing, language: Language) -> Iterator[Block]:
    root = standing.parts[0]
    ours = standing.ours(root)
    count = standing.mine.view.subjects.count()
    place = _("%(place)s of %(count)s") % {"place": number(ours["rank"], language), "count": number(count, language)}
    yield Figures((
        Figure(root["label"][language], number(ours["score"], language, 1),
               _range(ours["low"], ours["high"], language, 1)),
        Figure(_("Place"), place if ours["rank"] is not None else MISSING,
               _range(ours["rank_low"], ours["rank_high"], language, 0)),
        Figure(_("Market"), number(mean_of(standing.market, root), language, 1), _("mean of all")),
        Figure(_("Benchmark"), number(mean_of(standing.benchmark, root), language, 1), _("mean of the best")),
    ))  # fmt: skip
    yield _table(standing, language)


def _table(standing: Standing, language: Language) -> Table:
    segment, best = standing.segment, standing.best
    level = percent(level_of(standing.mine.view), language)
    columns = [
        Column(_("Part of the index"), wide=1), Column(_("We"), numeric=True), Column(level, numeric=True),
        Column(_("Place"), numeric=True), Column(_("Places, %(level)s") % {"level": level}, numeric=True),
        Column(_("Market"), numeric=True),
        *([Column(_("Segment"), numeric=True)] if segment is not None else []),
        *([Column(_("Best of the segment"), numeric=True)] if best is not None else []),
        Column(_("Benchmark"), numeric=True), Column(_("To the benchmark"), numeric=True),
    ]  # fmt: skip
    rows = tuple(_row(standing, part, language) for part in standing.parts)
    return Table(tuple(columns), rows, _("Us against others"), _note(segment, best, language))


def _row(standing: Standing, part: Node, language: Language) -> tuple[Cell, ...]:
    ours, best = standing.ours(part), standing.best
    theirs = mean_of(standing.benchmark, part)
    gap = None if ours["score"] is None or theirs is None else ours["score"] - theirs
    code, here = standing.mine.us.study.code, evidence_now(standing, part)
    groups = reverse("study_segments", args=[code])
    cells = [
        Cell(part["title"][language], strong=True), _score(ours["score"], part, language, here),
        Cell(_range(ours["low"], ours["high"], language, 1)), Cell(number(ours["rank"], language), href=here),
        Cell(_range(ours["rank_low"], ours["rank_high"], language, 0)),
        _score(mean_of(standing.market, part), part, language, groups),
    ]  # fmt: skip
    if standing.segment is not None:
        cells.append(_score(mean_of(standing.segment, part), part, language, groups))
    if best is not None:
        theirs_apart = reverse("study_explanation", args=[code, best.subject, part["code"]])
        cells.append(_score(best.scores[part["code"]]["score"], part, language, theirs_apart))
    return *cells, _score(theirs, part, language, groups), Cell(number(gap, language, 1, signed=True), gap, strong=True)


def _note(segment: GroupResult | None, best: SubjectResult | None, language: Language) -> str:
    told = []
    if segment is not None:
        told.append(_("Segment: %(name)s.") % {"name": segment.title_ru if language == "ru" else segment.title_en})
    if best is not None:
        told.append(
            _("Best of it by the index: %(name)s.") % {"name": best.name_ru if language == "ru" else best.name_en}
        )
    told.append(_("The benchmark is chosen by the index itself, so gaps to it are somewhat overstated."))
    return " ".join(told)


def _moved(organisation: Organisation, language: Language) -> Iterator[Block]:
    found = shifts(organisation, last_month())
    if not found:
        yield Paragraph(_("No metric moved beyond noise since the month before."))
        return
    columns = (
        Column(_("Metric"), wide=1), Column(_("Before"), numeric=True), Column(_("Now"), numeric=True),
        Column(_("Difference"), numeric=True), Column(_("Interval of the difference"), numeric=True),
        Column(_("Verdict")),
    )  # fmt: skip
    words = {"better": _("better"), "worse": _("worse"), "changed": _("different")}
    rows = tuple(
        (Cell(each.metric.name[language], strong=True, href=_board(organisation, each.metric.id)),
         Cell(_with_n(each.then, each.metric, language)), Cell(_with_n(each.now, each.metric, language)),
         Cell(moved(each.difference.value, each.metric.unit, language), strong=True),
         Cell(" … ".join(moved(end, each.metric.unit, language) for end in _ends(each.difference))),
         Cell(words[each.verdict]))
        for each in found
    )  # fmt: skip
    said = {"before": period_name(found[0].before, language, "from"), "month": period_name(found[0].month, language)}
    yield Table(columns, rows, _("Beyond noise: %(month)s against %(before)s") % said)


def _with_n(found: Estimate, metric: Metric, language: Language) -> str:
    return f"{written(found.value, metric.unit, language)} (n\u00a0=\u00a0{number(found.n, language)})"


def _board(organisation: Organisation, metric: str) -> str:
    """Where the answers behind a metric stand."""
    return reverse("board_metric", args=[organisation.code, metric])


def _ends(found: Estimate) -> tuple[float, float]:
    return found.low, found.high


def _gap(gap: Gap | None, language: Language) -> Iterator[Block]:
    if gap is None:
        yield Paragraph(_("No part of the index is behind the benchmark."))
        return
    values = {
        "part": gap.part["title"][language], "ours": number(gap.ours, language, 1),
        "theirs": number(gap.theirs, language, 1), "points": number(gap.points, language, 1),
    }  # fmt: skip
    says = _("%(part)s: we have %(ours)s, the benchmark %(theirs)s; %(points)s behind.") % values
    owners = list(_owners(gap, language))
    if not gap.owned:
        lines = (*owners, _("Give it an owner and a day: make an action or set a target."))
        yield Paragraph(says, strong=True)
        yield Callout("warning", _("Nobody owns this gap."), lines)
        return
    yield Paragraph(says, strong=True)
    yield Paragraph(" ".join(owners))


def _owners(gap: Gap, language: Language) -> Iterator[str]:
    if gap.target is not None and gap.target.owner:
        yield _("Responsible for its target: %(who)s.") % {"who": gap.target.owner[language]}
    for each in gap.actions:
        if each.owner is not None:
            day = date_format(each.due) if each.due else _("no day is set")
            yield _("Owner of an action: %(who)s, %(day)s.") % {"who": each.owner, "day": day}


def _targets(targets: list[Target], language: Language) -> Iterator[Block]:
    if not targets:
        yield Paragraph(_("No target is set for us."))
        return
    columns = (
        Column(_("Whose"), wide=1), Column(_("What"), wide=1), Column(_("Base"), numeric=True),
        Column(_("Now"), numeric=True), Column(_("Target"), numeric=True), Column(_("Way covered"), numeric=True),
        Column(_("By wave")), Column(_("Responsible"), wide=1),
    )  # fmt: skip
    rows = tuple(_target(each, language) for each in targets[:MOST_TARGETS])
    yield Table(columns, rows, _("How far targets are"))
    wishes = [each.title[language] for each in targets[:MOST_TARGETS] if each.unowned]
    if wishes:
        yield Callout("warning", _("Targets without an action that has an owner and a day"), tuple(wishes))


def _goals(goals: list[Goal], language: Language) -> Iterator[Block]:
    columns = (
        Column(_("What"), wide=1), Column(_("Base"), numeric=True), Column(_("Now"), numeric=True),
        Column(_("Target"), numeric=True), Column(_("Change wanted")), Column(_("Way covered"), numeric=True),
        Column(_("By when")), Column(_("Responsible"), wide=1),
    )  # fmt: skip
    yield Table(columns, tuple(map(_goal, goals)), _("How far targets of metrics are"))
    for each in goals:
        yield Paragraph(f"{each.name}: {_now(each, language)}{each.says}")
    if wishes := tuple(each.name for each in goals if each.unowned):
        yield Callout("warning", _("Targets without an action that has an owner and a day"), wishes)


def _now(each: Goal, language: Language) -> str:
    """The newest number of a target with its month, interval and n; nothing where there is none."""
    if not each.month:
        return ""
    facts = (period_name(each.month, language), each.now, each.now_interval, f"n = {each.now_n}")
    return f"{', '.join(fact for fact in facts if fact)}. "


def _goal(each: Goal) -> tuple[Cell, ...]:
    address = reverse("board_goal", args=[each.goal.organisation.code, each.goal.pk])
    return (
        Cell(each.name, strong=True, href=address), Cell(each.base), Cell(each.now), Cell(each.wanted),
        Cell(each.change), Cell(each.share, strong=True), Cell(date_format(each.goal.due)),
        Cell(str(each.goal.owner) if each.goal.owner else MISSING),
    )  # fmt: skip


def _target(each: Target, language: Language) -> tuple[Cell, ...]:
    share = in_percent(None if each.share is None else 100 * each.share, language)
    return (
        Cell(each.name[language] or _("the whole market")),
        Cell(each.title[language], strong=True, href=reverse("study_goals", args=[each.study])),
        Cell(number(each.base, language, 1)), Cell(number(each.now, language, 1)),
        Cell(number(each.target, language, 1)), Cell(f"{share} ▼" if each.behind else share, strong=True),
        Cell(each.wave), Cell(each.owner[language] if each.owner else MISSING),
    )  # fmt: skip
