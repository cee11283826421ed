"""What ``metric list``, ``metric show`` and ``metric mappings`` print."""

from collections.abc import Sequence
from importlib import resources

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from centricity.cli.words import say
from centricity.errors import Fault, MisuseError
from centricity.language import Language
from centricity.metrics.catalogue import contracts
from centricity.metrics.definition import Metric
from centricity.metrics.mapping import ready_mappings

_BETTER = {
    "up": ("больше - лучше", "more is better"),
    "down": ("меньше - лучше", "less is better"),
    "neither": ("", ""),
}


def metric_table(metrics: Sequence[Metric], language: Language) -> None:
    """One line per metric, by family."""
    table = Table(box=None, pad_edge=False)
    for title in ("id", say("название", "name"), say("таблицы", "tables"), ""):
        table.add_column(title, style="bold" if title == "id" else "", overflow="fold", no_wrap=title == "id")
    for metric in metrics:
        tables = ", ".join(dict.fromkeys(wanted.table for wanted in metric.inputs))
        table.add_row(metric.id, metric.name[language], tables, say(*_BETTER[metric.better]))
    Console().print(table)


def metric_page(metric: Metric, language: Language) -> None:
    """A metric in full."""
    out = Console()
    out.print(Text(f"{metric.name[language]}  ({metric.id})", style="bold"))
    lines = [
        ("", metric.says[language]),
        (say("Формула", "Formula"), f"{metric.formula.words[language]}  {metric.formula.symbols}"),
        (say("Интервал", "Interval"), metric.interval[language]),
        (say("Как читать", "How to read it"), metric.reading[language]),
        (say("Наименьшее n", "Minimum n"), str(metric.min_n)),
        (say("Источник", "Source"), metric.source[language]),
    ]
    for title, text in lines:
        out.print(Text(f"{title}: " if title else "", style="bold") + Text(text))
    for wanted in metric.inputs:
        _contract(metric, wanted.table, wanted.needs, wanted.uses, wanted.role, language)
    if metric.options:
        out.print(Text(say("Параметры (--set): ", "Options (--set): "), style="bold") + Text(", ".join(metric.options)))


def _contract(
    metric: Metric, name: str, needs: Sequence[str], uses: Sequence[str], role: str, language: Language
) -> None:
    contract = contracts()[name]
    head = contract.title[language] if role == "main" else f"{role}=: {contract.title[language]}"
    table = Table(box=None, pad_edge=False, title=head, title_justify="left", title_style="bold")
    for title in (say("столбец", "column"), say("нужен", "needed"), say("что в нём", "what it holds")):
        table.add_column(title, overflow="fold")
    for column in (contract.column(name) for name in (*needs, *uses)):
        shown = column.title[language]
        if column.kind == "score" and metric.rule is not None:
            shown += f" ({metric.rule.scale.text})"
        table.add_row(column.name, say("да", "yes") if column.name in needs else "", shown)
    Console().print(table)


def mapping_list(name: str | None, language: Language) -> None:
    """List the ready mappings, or print the file of one, ready to be saved and changed."""
    known = ready_mappings()
    if name is None:
        for key, mapping in known.items():
            click.echo(f"{key}: {mapping.title[language]}")
        return
    if name not in known:
        raise MisuseError([Fault("metric.map_unknown", fields={"name": name, "known": ", ".join(known)})])
    click.echo((resources.files("centricity.metrics") / "mappings" / f"{name}.yaml").read_text("utf-8"), nl=False)
