"""Heat maps of groups and subjects: a number in every cell, colour as a help."""

import math

from centricity.index.groups import BENCHMARK, MARKET, OVERALL
from centricity.reports.context import Context
from centricity.reports.document import Block, Cell, Column, Paragraph, Section, Table
from centricity.studies.analysis import shown_groups
from centricity.studies.intervals import FEWEST


def heatmaps(at: Context) -> Section | None:
    """Heat map of the market, then one per grouping."""
    groupings = [grouping for grouping in at.method.groupings if grouping.code != "market"]
    if at.method.is_survey():
        return None
    blocks: list[Block] = [_overall(at)]
    for grouping in groupings:
        rows = shown_groups(at.result, grouping.code)
        if rows:
            title = at.text(grouping.title)
            blocks.append(_table(at, [(grouping.code, code) for code in rows], title))
        blocks += _withheld(at, grouping.code)
    return Section("heatmaps", at.say("Тепловые карты", "Heat maps"), blocks)


def columns(at: Context, first: str) -> tuple[Column, ...]:
    """Name, n, then the index and its children."""
    nodes = [at.method.index.code, *(child.code for child in at.method.index.children)]
    shown = (Column(at.label(n), numeric=True) for n in nodes)
    return (
        Column(first, wide=1),
        Column("n", numeric=True),
        *shown,
        Column(at.say("Интервал, 95\u00a0%", "Interval, 95%"), numeric=True),
    )


def group_row(at: Context, grouping: str, code: str) -> tuple[Cell, ...]:
    """A group as a row of a heat map."""
    wave, root = at.result.wave, at.method.index.code
    nodes = [root, *(child.code for child in at.method.index.children)]
    n = wave.by_key[grouping, code, root].n
    anchor = f"#profile-{code}" if at.method.tiers and grouping == at.method.tiers.grouping else ""
    name = Cell(at.group(grouping, code), at.group(grouping, code), href=anchor)
    score = wave.by_key[grouping, code, root]
    bounds = f"{at.score(score.low, 0)}–{at.score(score.high, 0)}" if not math.isnan(score.low) else ""
    cells = (at.heat(wave.by_key[grouping, code, node].mean, node) for node in nodes)
    return (name, Cell(at.score(n, 0), n), *cells, Cell(bounds, bounds))


def _overall(at: Context) -> Table:
    """Benchmark, consumer market, market, business market, dispersion: the order the field knows."""
    known = at.result.wave.groups_by_key
    keys = [(OVERALL, BENCHMARK), ("market", "B2C"), (OVERALL, MARKET), ("market", "B2B")]
    others = [key for key in known if key[0] == "market" and key not in keys]
    shown = [key for key in [*keys, *others] if key in known and at.result.shows_group(*key)]
    rows = [group_row(at, *key) for key in shown] + _reference_rows(at)
    nodes = [at.method.index.code, *(child.code for child in at.method.index.children)]
    rsd = [at.result.wave.by_key[OVERALL, MARKET, node].rsd for node in nodes]
    n = at.result.wave.by_key[OVERALL, MARKET, at.method.index.code].n
    title = at.say("Относительное СКО,\u00a0%", "Relative standard deviation, %")
    rows.append(
        (Cell(title, title), Cell(at.score(n, 0), n), *(Cell(at.score(value, 0), value) for value in rsd), Cell(""))
    )
    ddof = at.method.policies.dispersion.ddof
    note = at.say(
        f"СКО по {'генеральной совокупности' if ddof == 0 else 'выборке'} (делитель n{'' if ddof == 0 else ' − 1'}).",
        f"{'Population' if ddof == 0 else 'Sample'} standard deviation (divisor n{'' if ddof == 0 else ' - 1'}).",
    )
    caption = at.say("Обобщённые результаты", "Overall results")
    return Table(columns(at, at.say("Группа", "Group")), tuple(rows), caption, note, at.say("Группы", "Groups"))


def _reference_rows(at: Context) -> list[tuple[Cell, ...]]:
    """Rows that the study gives for comparison: scored, but part of no mean and no ranking."""
    build = at.result.wave.build
    nodes = [at.method.index.code, *(child.code for child in at.method.index.children)]
    members = set(at.result.wave.market_members)
    rows = []
    for i in range(build.frame.n):
        if i not in members and at.result.shows_subject(i):
            n = build.frame.numbers.get("n")
            size = float(n[i]) if n is not None else float("nan")
            scores = (at.heat(float(build.scores[node][i]), node) for node in nodes)
            rows.append((Cell(at.subject(i), at.subject(i)), at.plain(size, 0), *scores, Cell("")))
    return rows


def _table(at: Context, keys: list[tuple[str, str]], title: str) -> Table:
    rows = tuple(group_row(at, *key) for key in keys)
    caption = at.say(f"{title}: по убыванию индекса", f"{title}: highest index first")
    return Table(columns(at, title), rows, caption, _note(at, keys), title)


def _note(at: Context, keys: list[tuple[str, str]]) -> str:
    """What the columns leave unsaid: no interval from a handful, another n on another node."""
    root = at.method.index.code
    wave = at.result.wave
    said = []
    blank = [wave.by_key[(*key, root)].n for key in keys if math.isnan(wave.by_key[(*key, root)].low)]
    if any(n < FEWEST for n in blank):
        said.append(
            at.say(
                f"Интервал не даётся, если в группе меньше {FEWEST} объектов.",
                f"No interval is given for fewer than {FEWEST} subjects.",
            )
        )
    if at.result.guarded and any(n >= FEWEST for n in blank):
        said.append(
            at.say(
                "Интервал не показан там, где в группе есть скрытые строки.",
                "No interval is shown where rows of the group are withheld.",
            )
        )
    nodes = [child.code for child in at.method.index.children]
    if any(wave.by_key[(*key, node)].n != wave.by_key[(*key, root)].n for key in keys for node in nodes):
        said.append(
            at.say(
                "n — объекты с индексом; отдельные субиндексы есть у большего числа объектов.",
                "n counts subjects with an index; some sub-indices rest on more subjects.",
            )
        )
    return " ".join(said)


def _withheld(at: Context, grouping: str) -> list[Block]:
    hidden = [
        g.code for g in at.result.wave.groups if g.grouping == grouping and not at.result.shows_group(grouping, g.code)
    ]
    if not hidden:
        return []
    names = ", ".join(at.group(grouping, code) for code in hidden)
    said = at.say("Не показаны (мало объектов или защита других чисел): ", "Withheld (too few, or to protect others): ")
    return [Paragraph(f"{said}{names}.")]
