"""What ``study simulate``, ``plan`` and ``sweep`` print."""

import math
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from centricity.cli.words import say
from centricity.index.groups import MARKET
from centricity.index.sweep import Sweep
from centricity.language import Language, number
from centricity.studies.result import Result
from centricity.studies.what_if import Planned, WhatIf

MOST_CROSSINGS = 60


def what_if_page(result: Result, done: WhatIf, language: Language) -> None:
    """A subject before and after: index, place, intervals, and who is overtaken."""
    method, made = result.method, done.simulated
    root, i = method.index.code, made.position
    out = Console()
    out.print(Text(f"{result.study.name_of(done.subject, language)} ({done.subject})", style="bold"))
    for code, (before, after) in made.changes.items():
        was = "" if result.masks_values else f"{number(before, language, 2)} → "
        out.print(Text(f"  {code} {method.metrics[code].label[language]}: {was}{number(after, language, 2)}"))
    if result.masks_values:
        out.print(say("Прежних уровней это издание не показывает: по ним узнали бы скрытые строки.",
                      "This edition does not show the levels before: they would tell of withheld rows."))  # fmt: skip
    if done.given:
        nodes = ", ".join(done.given)
        out.print(Text(say(f"В данных уже стоит готовый балл ({nodes}), поэтому метрики под ним его не меняют.",
                           f"The data give a ready score ({nodes}), so metrics below do not change it.")))  # fmt: skip
    table = Table(box=None, pad_edge=False)
    for title in ("", say("было", "before"), say("стало", "after")):
        table.add_column(title, justify="right" if title else "left")
    for code in method.nodes:
        scores = (number(float(build.scores[code][i]), language, 1) for build in (made.before, made.after))
        table.add_row(Text(method.nodes[code].label[language]), *scores)
    sides = ((made.before, done.before), (made.after, done.after))
    share = number(100 * done.before.asked.interval, language)
    spans = [_span(drawn.score_interval(root, i), language, 1) for _, drawn in sides]
    table.add_row(say(f"индекс, {share} %", f"index, {share}%"), *spans)
    table.add_row(say("место", "place"), *(number(float(build.ranks[root][i]), language) for build, _ in sides))
    spans = [_span(drawn.rank_interval(root, i), language, 0) for _, drawn in sides]
    table.add_row(say(f"место, {share} %", f"place, {share}%"), *spans)
    out.print(table)
    _named_lines(out, result, say("Обойдены", "Overtaken"), done.overtaken, language)
    _named_lines(out, result, say("Обошли", "Overtaken by"), done.passed_by, language)


def _span(limits: tuple[float, float], language: Language, digits: int) -> str:
    low, high = limits
    return "–" if math.isnan(low) else f"{number(low, language, digits)}–{number(high, language, digits)}"


def _named_lines(out: Console, result: Result, title: str, codes: Sequence[str], language: Language) -> None:
    if codes:
        out.print(Text(f"{title}: " + ", ".join(result.study.name_of(code, language) for code in codes)))


def plan_page(result: Result, planned: Planned, language: Language) -> None:
    """The cheapest plans, or why there is none."""
    out = Console()
    whole = planned.subject == MARKET and MARKET not in result.study.codes
    name = say("Среднее всех", "Mean of all") if whole else result.study.name_of(planned.subject, language)
    now, target, most = (number(x, language, 2) for x in (planned.room.now, planned.target, planned.room.most))
    out.print(Text(f"{name}: {now} → {target}", style="bold"))
    if planned.reached:
        out.print(say("Цель уже достигнута.", "The target is reached already."))
    elif planned.out_of_reach:
        out.print(say(f"Цель недостижима: при всех улучшениях вместе выйдет {most}.",
                      f"The target is out of reach: all improvements together give {most}."))  # fmt: skip
    for place, plan in enumerate(planned.plans, start=1):
        effort, reached = number(plan.effort, language, 2), number(plan.reached, language, 2)
        title = say(
            f"План {place}: усилия {effort}, индекс {reached}", f"Plan {place}: effort {effort}, index {reached}"
        )
        table = Table(title=title, title_justify="left", box=None, pad_edge=False)
        table.add_column(say("метрика", "metric"))
        for head in (say("уровень", "level"), say("усилия", "effort"), say("прибавка", "gain")):
            table.add_column(head, justify="right")
        for step in plan.steps:
            part = result.method.metrics[step.metric]
            levels = f"{number(step.before, language, 2)} → {number(step.after, language, 2)}"
            table.add_row(
                Text(f"{step.metric} {part.label[language]}"), levels, number(step.effort, language, 2),
                number(step.gain, language, 2, signed=True),
            )  # fmt: skip
        out.print(table)
    if planned.unassessed:
        codes = ", ".join(planned.unassessed)
        out.print(Text(say(f"Не оценены, поднимать нечего: {codes}.", f"Not assessed, so nothing to lift: {codes}.")))
    if planned.cap_untested:
        cap = number(planned.room.cap, language)
        out.print(Text(say(f"Скрытых объектов потолок индекса {cap} здесь не ограничивает; среднее может выйти ниже.",
                           f"The cap {cap} does not bind withheld subjects here; the mean may be less.")))  # fmt: skip
    if planned.withheld:
        codes = ", ".join(planned.withheld)
        out.print(Text(say(f"Этому изданию не показываются, в планах не участвуют: {codes}.",
                           f"Not shown in this edition, so no plan moves them: {codes}.")))  # fmt: skip


def sweep_page(result: Result, done: Sweep, language: Language) -> None:
    """Who overtakes whom, in the order of the coefficient."""
    names = result.wave.build.frame.subjects
    shown = [c for c in done.crossings if result.shows_subject(c.ahead) and result.shows_subject(c.behind)]
    low, high = (number(float(c), language, 3) for c in (done.coefficients[0], done.coefficients[-1]))
    click.echo(say(f"Коэффициент {done.group} от {low} до {high}: перестановок {len(shown)}.",
                   f"Coefficient of {done.group} from {low} to {high}: {len(shown)} changes of order."))  # fmt: skip
    table = Table(box=None, pad_edge=False)
    for title in (say("коэффициент", "coefficient"), say("кто", "who"), say("кого обходит", "overtakes")):
        table.add_column(title, justify="right" if title in {"коэффициент", "coefficient"} else "left")
    for crossing in shown[:MOST_CROSSINGS]:
        both = (result.study.name_of(str(names[i]), language) for i in (crossing.ahead, crossing.behind))
        table.add_row(number(crossing.coefficient, language, 4), *map(Text, both))
    if shown:
        Console().print(table)
    if len(shown) > MOST_CROSSINGS:
        click.echo(say(f"… и ещё {len(shown) - MOST_CROSSINGS}.", f"… and {len(shown) - MOST_CROSSINGS} more."))
