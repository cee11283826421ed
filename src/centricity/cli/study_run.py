"""What ``study audit``, ``simulate``, ``plan`` and ``sweep`` do: call the library, print, write."""

from pathlib import Path
from typing import Any

import click

from centricity.cli.progress import Steps
from centricity.cli.words import say
from centricity.errors import Fault, MisuseError, Place
from centricity.language import Language
from centricity.studies import Audience, read_study
from centricity.studies import run as run_study
from centricity.tables.write import csv_bytes, write_whole

_WORK = {
    "coherence": ("Согласованность", "Coherence"),
    "uncertainty": ("Неопределённость", "Uncertainty"),
    "sensitivity": ("Чувствительность", "Sensitivity"),
    "raters": ("Эксперты", "Raters"),
}

_FARTHEST = 100
"""How many times its present size a coefficient may grow in the laboratory."""


def audit_study(folder: Path, out: Path | None, audience: Any, lang: Language) -> None:
    """Audit a study; print the checklist and, where a folder is named, write the report with the appendix."""
    from centricity.reports import print_terminal, write_reports
    from centricity.reports.context import Context
    from centricity.reports.sections.audit import checklist
    from centricity.reports.terminal import print_section
    from centricity.studies.audit import audit
    from centricity.studies.write import write_audit_tables, write_tables
    from centricity.tables.write import whole_folder

    with Steps(6 + (out is not None)) as steps:
        steps.next(say("Читаю и считаю", "Reading and computing"))
        chosen: Audience | None = audience
        result = run_study(read_study(folder), chosen)
        found = audit(result, lambda name: steps.next(say(*_WORK[name])))
        if out is not None:
            steps.next(say("Пишу отчёт", "Writing the report"))
            with whole_folder(out) as draft:
                write_tables(result, draft)
                write_audit_tables(result, found, draft)
                report = write_reports(result, draft, lang, found)
    if out is None:
        print_section(checklist(found, Context(result, lang)))
        return
    print_terminal(report)
    click.echo(say("Записано в ", "Written to ") + str(out))
    click.echo(say("Откройте ", "Open ") + str(out / "report.html"))


def feed_study(folder: Path, file: Path, audience: Any, lang: Language) -> None:
    """Write what visits give to another index, and name those who had too few."""
    from centricity.studies.fieldwork import feed_of

    result = run_study(read_study(folder), audience)
    table, short = feed_of(result)
    write_whole(file, csv_bytes(table))
    click.echo(
        say(f"Наблюдений {len(table.rows)}, записаны в {file}.", f"{len(table.rows)} observations, written to {file}.")
    )
    if short:
        names = ", ".join(result.study.name_of(code, lang) for code in short)
        click.echo(say(f"Не хватило визитов, каналов или покупателей: {names}.",
                       f"Too few visits, channels or shoppers: {names}."))  # fmt: skip


def simulate_study(folder: Path, subject: str, pairs: tuple[str, ...], audience: Any, lang: Language) -> None:
    """Print what becomes of a subject whose metrics change."""
    from centricity.cli.what_if_pages import what_if_page
    from centricity.studies.what_if import what_if

    levels = dict(_pair(pair) for pair in pairs)
    result = run_study(read_study(folder), audience)
    what_if_page(result, what_if(result, subject, levels), lang)


def _pair(text: str) -> tuple[str, float]:
    code, mark, level = text.partition("=")
    try:
        if mark:
            return code.strip(), float(level.replace(",", "."))
    except ValueError:
        pass
    raise MisuseError([Fault("study.level_pair", Place(), {"pair": text})])


def plan_study(folder: Path, subject: str, audience: Any, lang: Language, **asked: Any) -> None:
    """Print the cheapest plans that lift a subject, or the mean of all, to a target or a place."""
    from centricity.cli.what_if_pages import plan_page
    from centricity.studies.what_if import plan_for, read_efforts, target_of_rank

    target, rank, efforts = asked["target"], asked["rank"], asked["efforts"]
    if (target is None) == (rank is None):
        raise MisuseError([Fault("study.one_target", Place())])
    known = read_efforts(efforts) if efforts is not None else ()
    result = run_study(read_study(folder), audience)
    goal = target if rank is None else target_of_rank(result, subject, rank)
    plan_page(result, plan_for(result, subject, goal, known, asked["step"], asked["plans"]), lang)


def sweep_study(folder: Path, group: str, audience: Any, lang: Language, **asked: Any) -> None:
    """Print who overtakes whom as a smoothing coefficient moves; draw it where a file is named."""
    from centricity.cli.what_if_pages import sweep_page
    from centricity.index.sweep import sweep
    from centricity.reports.laboratory import sweep_chart

    result = run_study(read_study(folder), audience)
    build = result.wave.build
    known = build.step("adjust").get("coefficients", {})
    if group not in known:
        fields = {"group": group, "known": ", ".join(known) or "-"}
        raise MisuseError([Fault("study.no_coefficient", Place(), fields)])
    low = 0.9 * known[group] if asked["low"] is None else asked["low"]
    high = 1.1 * known[group] if asked["high"] is None else asked["high"]
    if not 0 < low < high:
        raise MisuseError([Fault("study.sweep_range", Place(), {"low": low, "high": high})])
    limit = _FARTHEST * known[group]
    if high > limit:
        raise MisuseError([Fault("study.sweep_far", Place(), {"got": high, "limit": limit})])
    done = sweep(build, group, low, high, ties=result.method.policies.ranking.ties)
    sweep_page(result, done, lang)
    if asked["out"] is not None:
        write_whole(asked["out"], sweep_chart(result, done, lang).svg.encode())
        click.echo(say("Записано в ", "Written to ") + str(asked["out"]))
