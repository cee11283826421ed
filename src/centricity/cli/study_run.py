"""What ``study audit``, ``simulate``, ``plan`` and ``sweep`` do: call the library, print, write."""

from pathlib import Path
from typing import Any

import click

from centricity.cli.progress import Steps
from centricity.cli.words import say
from centricity.language import Language
from centricity.studies import Audience, read_study
from centricity.studies import run as run_study

_WORK = {
    "coherence": ("Согласованность", "Coherence"),
    "uncertainty": ("Неопределённость", "Uncertainty"),
    "sensitivity": ("Чувствительность", "Sensitivity"),
    "raters": ("Эксперты", "Raters"),
}


def audit_study(folder: Path, out: Path | None, audience: Any, lang: Language) -> None:
    """Audit a study; print the checklist and, where a folder is named, write the report with the appendix."""
    from centricity.reports import print_terminal, write_reports
    from centricity.reports.context import Context
    from centricity.reports.sections.audit import checklist
    from centricity.reports.terminal import print_section
    from centricity.studies.audit import audit
    from centricity.studies.write import write_tables
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
                report = write_reports(result, draft, lang, found)
    if out is None:
        print_section(checklist(found, Context(result, lang)))
        return
    print_terminal(report)
    click.echo(say("Записано в ", "Written to ") + str(out))
    click.echo(say("Откройте ", "Open ") + str(out / "report.html"))
