"""What ``metric compute``, ``report`` and ``drivers`` do: call the library, print, write."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console
from rich.table import Table
from rich.text import Text

from centricity.cli.progress import Steps, Watch
from centricity.cli.words import say
from centricity.engines import Engine, Source, connect, open_source
from centricity.errors import Fault, MisuseError
from centricity.language import Language, number
from centricity.metrics.catalogue import definition
from centricity.metrics.change import changes
from centricity.metrics.dashboard import compute_dashboard, read_dashboard
from centricity.metrics.mapping import Mapped, mapping_of, write_mapping
from centricity.metrics.options import brief, chosen
from centricity.metrics.outcome import Outcome
from centricity.metrics.run import compute
from centricity.metrics.tables import fault_json, outcome_json, outcome_table
from centricity.metrics.weighting import read_targets
from centricity.metrics.wording import (
    key_name,
    key_text,
    left_out,
    limits,
    moved,
    part_name,
    part_text,
    plain,
    sentences,
    shown,
    withheld,
    written,
)
from centricity.tables.csv_format import CsvFormat
from centricity.tables.write import check_writable, csv_bytes, json_bytes, whole_folder, write_whole

LISTED = 200
LONGEST_VALUE = 10_000
"""Characters of a value after --set; the days off of several years fit."""


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    name: str
    tables: tuple[str, ...]
    lang: Language
    by: str
    maps: tuple[str, ...]
    save_map: Path | None
    settings: tuple[str, ...]
    weights: Path | None
    face: str
    out: Path | None
    url: str
    separator: str | None
    decimal: str | None
    encoding: str | None
    sheet: str | None


def run(asked: Asked) -> None:
    """Compute a metric and show it."""
    metric = definition(asked.name)
    if asked.out is not None and asked.out.suffix not in {".csv", ".json", ".xlsx", ".svg", ".png"}:
        raise MisuseError([Fault("metric.out", fields={"file": str(asked.out)})])
    _check_files(asked)
    mapped = mapping_of(asked.maps)
    how = _format(asked.separator, asked.decimal, asked.encoding, mapped.how)
    options = chosen(_settings(asked, how, mapped))
    targets = read_targets(asked.weights) if asked.weights is not None else None
    engine = connect(asked.url)
    with Watch(engine, metric.name[asked.lang]):
        tables = _tables(asked, engine, how)
        outcome = compute(metric, tables, _names(asked.by), options, mapped.columns, targets=targets)
    content = _file(outcome, asked.out, asked.lang) if asked.out is not None else b""
    if content is None:
        _show(outcome, replace(asked, out=None))
        raise MisuseError([Fault("metric.no_chart", fields={"metric": outcome.metric.id})])
    if asked.save_map is not None:
        write_mapping(asked.save_map, metric, mapped, how)
        click.echo(say("Соответствие записано в ", "The mapping is in ") + str(asked.save_map), err=True)
    if asked.out is not None:
        write_whole(asked.out, content)
    _show(outcome, asked)


def _check_files(asked: Asked) -> None:
    """Refuse to write over what is read, two things into one file, and what cannot be written, before any work."""
    files = [file for file in (asked.out, asked.save_map) if file is not None]
    inputs = list(_inputs(asked))
    faults = [
        Fault("metric.out_input", fields={"file": str(file)})
        for file in files
        if any(_same(file, path) for path in inputs)
    ]
    if len(files) > 1 and _same(*files):
        faults.append(Fault("metric.out_twice", fields={"file": str(asked.out)}))
    if faults:
        raise MisuseError(faults)
    for file in files:
        check_writable(file)


def _inputs(asked: Asked) -> Iterator[Path]:
    """Files that are read: tables, those of folders and patterns, known shares, and the database itself."""
    if asked.weights is not None:
        yield asked.weights
    base = asked.url.partition("://")[2].partition("?")[0].replace("//", "/")
    for name in (base, *asked.tables, *(text.partition("=")[2] for text in asked.tables)):
        path = Path(name)
        yield path
        with suppress(OSError, ValueError):  # a name of a table, or of nothing
            yield from path.rglob("*.parquet") if name and path.is_dir() else ()
            yield from path.parent.glob(path.name) if "*" in name else ()


def _same(one: Path, other: Path) -> bool:
    """Whether two names lead to one file, by whatever links."""
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except (OSError, ValueError, RuntimeError):
        return False


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _format(separator: str | None, decimal: str | None, encoding: str | None, base: CsvFormat) -> CsvFormat:
    given = {"separator": "\t" if separator == "\\t" else separator, "decimal": decimal, "encoding": encoding}
    return CsvFormat(**(base.model_dump() | {name: value for name, value in given.items() if value is not None}))


def _settings(asked: Asked, how: CsvFormat, mapped: Mapped) -> dict[str, Any]:
    """Options as the command line gives them; values are read as YAML, so lists and dates are what they seem."""
    values: dict[str, Any] = {"decimal": how.decimal}
    if mapped.zone is not None:
        values["zone"] = mapped.zone
    for text in asked.settings:
        name, mark, value = text.partition("=")
        if not mark:
            raise MisuseError([Fault("metric.set_pair", fields={"pair": brief(text)})])
        values[name.strip()] = _value(value, text)
    return values


def _value(text: str, pair: str) -> Any:
    """Read a value as YAML; what only looks like a date or a number stays a text, and the option says what it wants."""
    if len(text) > LONGEST_VALUE:
        raise MisuseError([Fault("metric.set_value", fields={"pair": brief(pair), "limit": LONGEST_VALUE})])
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            raise MisuseError([Fault("metric.set_value", fields={"pair": brief(pair), "limit": LONGEST_VALUE})])
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise MisuseError([Fault("metric.set_pair", fields={"pair": brief(pair)})]) from error
    except (ValueError, OverflowError, LookupError, AttributeError):
        return text


def _tables(asked: Asked, engine: Engine, how: CsvFormat) -> dict[str, Any]:
    roles = {wanted.role for wanted in definition(asked.name).inputs}
    tables: dict[str, Any] = {}
    for text in asked.tables:
        role, mark, name = text.partition("=")
        if not mark or role not in roles:
            role, name = "main", text
        if role in tables:
            raise MisuseError([Fault("metric.table_twice", fields={"role": role})])
        tables[role] = open_source(engine, Source(name, how, asked.sheet))
    return tables


def _show(outcome: Outcome, asked: Asked) -> None:
    if asked.face == "json":
        _echo(json_bytes(outcome_json(outcome)))
    elif asked.face == "csv":
        _echo(csv_bytes(outcome_table(outcome)))
    elif asked.face == "table":
        _print_table(outcome, asked.lang)
    else:
        lines = list(sentences(outcome, asked.lang))
        for line in lines[:LISTED]:
            click.echo(line)
        _more(len(lines))
    told = asked.face in {"json", "csv"}
    click.echo(left_out(outcome, asked.lang), err=told)
    for note in outcome.notes:
        click.echo(say("Замечание: ", "Note: ") + note.sentence(asked.lang), err=told)
    if asked.out is not None:
        click.echo(say("Записано в ", "Written to ") + str(asked.out), err=told)


def _echo(content: bytes) -> None:
    """Print a file as it is; where someone watches, without what would command the terminal."""
    if sys.stdout.isatty():
        click.echo("".join(c if c.isprintable() or c == "\n" else " " for c in content.decode()), nl=False)
        return
    click.echo(content, nl=False)  # as bytes, for click takes escapes out of texts


def _file(outcome: Outcome, path: Path, language: Language) -> bytes | None:
    """Content of a file of an outcome; none where a chart has no number to draw."""
    if path.suffix == ".csv":
        return csv_bytes(outcome_table(outcome))
    if path.suffix == ".json":
        return json_bytes(outcome_json(outcome))
    if path.suffix == ".xlsx":
        from centricity.reports.metric_sheet import outcome_workbook

        return outcome_workbook(outcome, language)
    from centricity.reports.metric_charts import chart_of, png, titled

    chart = chart_of(outcome, language, fewest=1)
    if chart is None:
        return None
    svg = titled(chart)
    return svg.encode() if path.suffix == ".svg" else png(svg)


def _print_table(outcome: Outcome, language: Language) -> None:
    known = {change.keys: change for change in changes(outcome)}
    table = Table(box=None, pad_edge=False)
    for name in outcome.by:
        table.add_column(Text(key_name(name, language)), overflow="fold")
    for title in (
        (outcome.metric.short or outcome.metric.name)[language],
        say("интервал", "interval"),
        "n",
        *(part_name(p, language) for p in outcome.part_names),
    ):
        table.add_column(title, justify="right", overflow="fold", no_wrap=title == say("интервал", "interval"))
    if known:
        table.add_column(say("изменение", "change"), justify="right", overflow="fold")
    for row in outcome.rows[:LISTED]:
        parts = [part_text(row.parts.get(name), language) for name in outcome.part_names]
        n = withheld(row, language) if row.hidden else number(row.estimate.n, language)
        change = known.get(row.keys)
        gap = [] if not known else [_gap(change.difference.value, outcome, language, change.verdict) if change else ""]
        table.add_row(
            *(Text(key_text(name, key, language)) for name, key in zip(outcome.by, row.keys, strict=True)),
            Text(shown(row.estimate.value, outcome.metric, language), style="bold"),
            limits(row.estimate, outcome.metric, language), n, *parts, *gap,
        )  # fmt: skip
    Console().print(table)
    _more(len(outcome.rows))


def _more(rows: int) -> None:
    """Say how many rows were not printed."""
    if rows > LISTED:
        left = rows - LISTED
        click.echo(say(f"… и ещё {left}; все строки: --format csv", f"… and {left} more; all rows: --format csv"))


_STYLES = {"better": "green", "worse": "red", "changed": "yellow", "cannot_tell": "dim"}


def _gap(value: float, outcome: Outcome, language: Language, verdict: str) -> Text:
    return Text(moved(value, outcome.metric.unit, language), style=_STYLES[verdict])


def report_dashboard(config: Path, out: Path, url: str | None, language: Language) -> None:
    """Compute a dashboard and write its report."""
    from centricity.reports.dashboard import dashboard_document
    from centricity.reports.publish import write_document
    from centricity.reports.terminal import print_terminal

    settings = read_dashboard(config)
    engine = connect(url or settings.engine)
    with Steps(len(settings.panels) + len(settings.drivers) + 1) as steps:
        computed = compute_dashboard(settings, config.parent, engine, steps.next)
        steps.next(say("Пишу отчёт", "Writing the report"))
        with whole_folder(out) as draft:
            document = dashboard_document(computed, language)
            write_document(document, draft)
            for i, (panel, made) in enumerate(computed.panels, start=1):
                if isinstance(made, Outcome):
                    (draft / f"{i:02d}-{panel.metric}.csv").write_bytes(csv_bytes(outcome_table(made)))
            (draft / "metrics.json").write_bytes(json_bytes(_results(computed.panels)))
            names = sorted(path.name for path in draft.iterdir())
    print_terminal(document)
    click.echo(say("Записано в ", "Written to ") + f"{out}: " + ", ".join(names))
    click.echo(say("Откройте ", "Open ") + str(out / "report.html"))


def _results(panels: Any) -> list[dict[str, Any]]:
    return [
        outcome_json(made)
        if isinstance(made, Outcome)
        else {"metric": panel.metric, "faults": [fault_json(fault) for fault in made.faults]}
        for panel, made in panels
    ]  # fmt: skip


def print_drivers(
    table: str, language: Language, *, outcome: str, drivers: str, kind: str, url: str, **csv: Any
) -> None:
    """Print the importance of touchpoints."""
    from centricity.metrics.touchpoints import driver_analysis
    from centricity.reports.dashboard import share_limits

    how = _format(csv["separator"], csv["decimal"], csv["encoding"], CsvFormat())
    engine = connect(url)
    with Watch(engine, outcome):
        source = open_source(engine, Source(table, how, csv["sheet"]))
        made = driver_analysis(source, outcome, _names(drivers), kind, how.decimal)
    grid = Table(box=None, pad_edge=False)
    for title in (
        say("точка контакта", "touchpoint"),
        say("вклад", "importance"),
        say("интервал", "interval"),
        say("средняя", "mean"),
    ):
        grid.add_column(title, justify="left" if title in {"точка контакта", "touchpoint"} else "right")
    rows = sorted(zip(made.found.names, made.found.shares, made.means, strict=True), key=lambda row: -row[1].value)
    for name, share, mean in rows:
        value, bounds = written(100 * share.value, "percent", language), share_limits(share, language)
        grid.add_row(Text(plain(name)), value, bounds, number(mean, language, 2))
    Console().print(grid)
    r2, outcome = written(100 * made.found.r2.value, "percent", language), plain(outcome)
    n, lost = number(made.found.n, language), number(made.left_out, language)
    click.echo(
        say(
            f"Вместе они объясняют {r2} разброса «{outcome}», n = {n}, не вошло строк: {lost}.",
            f"Together they explain {r2} of the variation of “{outcome}”, n = {n}, rows left out: {lost}.",
        )
    )
    click.echo(Fault("metric.note_association").sentence(language))
