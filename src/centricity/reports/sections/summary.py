"""What one should know first."""

import math

from centricity.errors import Fault
from centricity.index.groups import BENCHMARK, MARKET, OVERALL
from centricity.language import in_percent, sentence_case
from centricity.methods import Node
from centricity.methods.policies import Band
from centricity.reports.context import Context
from centricity.reports.document import Block, Bullets, Callout, Figure, Figures, Paragraph, Section
from centricity.studies.analysis import reference_tables, tier_summaries


def summary(at: Context) -> Section:
    """Key figures, what they say, and what the text check found."""
    blocks: list[Block] = []
    if at.result.study.settings.about is not None:
        blocks.append(Paragraph(at.text(at.result.study.settings.about)))
    blocks.append(Figures(tuple(_figures(at))))
    blocks.append(Bullets(tuple(_statements(at))))
    blocks += _warnings(at)
    return Section("summary", at.say("Главное", "Summary"), blocks)


def _figures(at: Context) -> list[Figure]:
    wave, root = at.result.wave, at.method.index.code
    market = wave.by_key[OVERALL, MARKET, root]
    n = len(wave.market_members)
    survey = wave.survey
    interval = at.interval(market.low, market.high)
    figures = []
    if survey is not None:
        estimate = survey.estimates[MARKET]
        interval = at.interval(estimate.low, estimate.high)
    interval = at.say("интервал среднего, ", "interval of the mean, ") + interval if interval else ""
    figures.append(Figure(at.overall(MARKET), at.score(market.mean), interval))
    band = at.result.groups[OVERALL, MARKET].band
    if band is not None:
        figures.append(Figure(at.say("Уровень", "Level"), at.text(band.title), _band_note(at, band)))
    if survey is not None:
        people = survey.respondents[MARKET]
        figures.append(Figure(at.say("Ответили", "Respondents"), at.score(people, 0), _units(at, n)))
    elif at.result.shows_group(OVERALL, BENCHMARK):
        best = wave.by_key[OVERALL, BENCHMARK, root]
        chosen = at.say("лучшие отобраны по этому же индексу", "the best are chosen by the same index")
        figures.append(Figure(at.overall(BENCHMARK), at.score(best.mean), chosen))
    if survey is None:
        figures.append(Figure(at.say("Объектов", "Subjects"), at.score(n, 0), ""))
        spread = at.say(f"по {n} объектам", f"over {n} subjects")
        figures.append(Figure(at.say("Относительное СКО", "Relative SD"), in_percent(market.rsd, at.language), spread))
    return figures


def _band_note(at: Context, band: Band) -> str:
    said = at.say(f"от {band.low:g} до {band.high:g}", f"{band.low:g} to {band.high:g}")
    rounded = at.method.bands is not None and at.method.bands.rounding == "half_up"
    return said + (at.say(" после округления", " after rounding") if rounded else "")


def _units(at: Context, n: int) -> str:
    return at.say("в подразделениях: ", "in departments: ") + at.score(n, 0)


def _statements(at: Context) -> list[str]:
    """Sentences made from the tables; every figure in them stands in a table of the report."""
    return [text for text in (_gap(at), _strongest(at), _above(at), _leaders(at), _goal(at), _reference(at)) if text]


def _gap(at: Context) -> str:
    gaps = at.result.groups[OVERALL, MARKET].gaps
    if not gaps or at.method.is_survey() or not at.result.shows_group(OVERALL, BENCHMARK):
        return ""
    gap = gaps[0]
    if gap.reference <= gap.score:
        return ""
    best, market = at.score(gap.reference), at.score(gap.score)
    return at.say(
        f"Больше всего лучшие опережают среднее по части «{at.title(gap.node)}»: {best} против {market}.",
        f"The best are furthest ahead of the mean of all in “{at.title(gap.node)}”: {best} against {market}.",
    )


def _strongest(at: Context) -> str:
    means = at.result.wave.market
    children = [child.code for child in at.method.index.children if not math.isnan(means[child.code])]
    if len(children) < 2:
        return ""
    top, low = max(children, key=lambda c: means[c]), min(children, key=lambda c: means[c])
    return at.say(
        f"Выше всего среднее у {_part(at)} «{at.title(top)}» ({at.score(means[top])}), "
        f"ниже всего — у {_part(at)} «{at.title(low)}» ({at.score(means[low])}).",
        f"The mean is highest for “{at.title(top)}” ({at.score(means[top])}) "
        f"and lowest for “{at.title(low)}” ({at.score(means[low])}).",
    )


def _part(at: Context) -> str:
    """What a part of the index is called in Russian, in the genitive."""
    if not isinstance(at.method.index.children[0], Node):
        return "вопроса" if at.method.is_survey() else "метрики"
    return "части" if at.method.is_survey() else "субиндекса"


def _above(at: Context) -> str:
    """Why the index stands above all its parts, where it does."""
    adjustment, means = at.method.policies.adjustment, at.result.wave.market
    index, parts = means[at.method.index.code], [means[child.code] for child in at.method.index.children]
    if adjustment is None or at.result.wave.build.coefficients is None or not all(index > part for part in parts):
        return ""
    named = "/".join(adjustment.coefficients)
    return at.say(
        f"Индекс ({at.score(index)}) выше каждого субиндекса: он умножен на коэффициент {named}, субиндексы — нет.",
        f"The index ({at.score(index)}) is above every sub-index: it is after the {named} coefficient, they are not.",
    )


def _leaders(at: Context) -> str:
    tiers = tier_summaries(at.result)
    if not tiers or at.method.tiers is None:
        return ""
    names = ", ".join(at.group(at.method.tiers.grouping, code) for code in tiers[0].groups)
    return f"{at.text(tiers[0].tier.title)}: {names}."


def _goal(at: Context) -> str:
    goals = [goal for goal in at.result.goals if goal.goal.subject is None]
    if not goals:
        return ""
    goal = goals[0]
    return at.say(
        f"Цель на волну {goal.goal.wave} — {at.score(goal.target)}; сейчас {at.score(goal.now)}, "
        f"пройдено {at.percent(goal.share)} пути от {at.score(goal.base)}.",
        f"The target for wave {goal.goal.wave} is {at.score(goal.target)}; now it is {at.score(goal.now)}, "
        f"{at.percent(goal.share)} of the way from {at.score(goal.base)}.",
    )


def _reference(at: Context) -> str:
    tables = [table for table in reference_tables(at.result) if table.rows]
    if not tables:
        return ""
    table = tables[0]
    return at.say(
        f"Из {len(table.rows)} опубликованных чисел с вычисленными сходятся {table.within}: допуск — "
        f"{at.score(table.tolerance, 2)} балла, наибольшее расхождение {at.score(table.largest, 2)}.",
        f"Of {len(table.rows)} published figures {table.within} agree with the computed ones: the tolerance is "
        f"{at.score(table.tolerance, 2)} points, the largest difference is {at.score(table.largest, 2)}.",
    )


def _warnings(at: Context) -> list[Block]:
    lines = [_found(at, fault) for fault in at.result.warnings]
    for finding in at.result.findings:
        said = at.quoted(at.text(finding.claim).rstrip(".")) + ": " if finding.claim is not None else ""
        lines.append(said + _found(at, finding.fault))
    if not lines:
        return []
    lines = [sentence_case(line) for line in lines]
    title = at.say("Что нашла сверка текста с таблицами", "What the check of text against tables found")
    return [Callout("warning", title, tuple(lines))]


def _found(at: Context, fault: Fault) -> str:
    """What was found; what to do about it, which a claim's fault ends in, is for those who write the study."""
    said = fault.sentence(at.language)
    if not at.result.public or not fault.code.startswith("claim."):
        return said
    known = said.rpartition(". ")[0]
    return f"{known}." if known else said
