"""What the commands of ``text`` do: call the library, print, write."""

import math
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from centricity.cli.words import say
from centricity.errors import Fault, MisuseError
from centricity.language import Language, in_percent, number
from centricity.text.facts import Fact
from centricity.text.scan import Told, Wishes, tell
from centricity.text.scan import scan as scan_folder
from centricity.text.sources import ReadReport

SHOWN = 30
"""Most faults of reading that are printed."""


class _Rate:
    """A line on standard error while documents are read: how many, how fast."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.begun = time.monotonic()

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.bar.start()
            self.task = self.bar.add_task(say("Читаю", "Reading"), total=None)
        return self

    def __call__(self, documents: int, size: int) -> None:
        if self.bar is not None:
            per = documents / max(time.monotonic() - self.begun, 1e-6)
            told = say(f"{documents} документов, {size / 1e6:.0f} МБ, {per:.0f} в секунду",
                       f"{documents} documents, {size / 1e6:.0f} MB, {per:.0f} a second")  # fmt: skip
            self.bar.update(self.task, description=told)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()


def _day(end: datetime | None) -> date | None:
    return None if end is None else end.date()


@contextmanager
def _place_of(docs: Path) -> Iterator[Path]:
    """Where the documents lie; a stream is laid down first, since a scan that is cut short must find them again."""
    if str(docs) != "-":
        yield docs
        return
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "stream.jsonl").open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield Path(folder)


def scan_texts(docs: Path, companies: Path, out: Path, *, end: datetime | None, lang: Language, **asked: Any) -> None:
    """Scan, write the facts as CSV, print a table."""
    from centricity.cli.text_train import judge_of
    from centricity.tables.write import csv_bytes, write_whole

    judge, can_travel = judge_of(asked["models"])
    workers = asked["workers"] if can_travel else 1
    wishes = Wishes(judge, asked["products"], asked["children"], workers)
    with _place_of(docs) as place, _Rate() as rate:
        done = scan_folder(place, companies, out, wishes, rate)
    told = tell(out, _day(end))
    write_whole(out / "facts.csv", csv_bytes(facts_table(told)))
    _print_reading(done.report, lang)
    _print_facts(told, lang)
    named = told.material.named
    undated = named.filter(named["source_kind"] != "call")["published_at"].null_count()
    if undated:
        click.echo(say(f"Без даты, и в показателях не учтены: {undated}. Назовите столбец даты в sources.yaml.",
                       f"Undated, and not counted in the indicators: {undated}. Name the column of the date in "
                       "sources.yaml."))  # fmt: skip
    _print_strangers(told)
    click.echo(say(f"Новых документов {done.documents}, упоминаний {done.mentions}, звонков {done.calls}.",
                   f"{done.documents} new documents, {done.mentions} mentions, {done.calls} calls."))  # fmt: skip
    click.echo(say("Записано в ", "Written to ") + str(out))


def _print_strangers(told: Told) -> None:
    """Weights that stand beside no text are mistyped, or of a source that was not read."""
    names = ", ".join(sorted(set(told.weights) - set(told.documents["source"]))[:SHOWN])
    if names:
        click.echo(say(
            f"Вес дан источникам, чьих текстов нет: {names}. Сверьте имена в sources.yaml.",
            f"Weights are given to sources without texts: {names}. Check the names in sources.yaml.",
        ))  # fmt: skip


def facts_table(told: Told) -> Any:
    """Facts as a table."""
    from centricity.tables.write import OutputTable

    columns = ("company", "metric", "indicator", "value", "low", "high", "n", "method", "documents", "status")
    rows = [
        (f.company, f.metric, f.indicator, None, None, None, len(f.documents), "", len(f.documents), "not_assessed")
        if (e := f.estimate) is None
        else (f.company, f.metric, f.indicator, e.value, e.low, e.high, e.n, e.method, len(f.documents), "assessed")
        for f in told.facts
    ]
    return OutputTable("facts", columns, [tuple(row) for row in rows])


def _print_reading(report: ReadReport, lang: Language) -> None:
    """What was left out: the first places, and how many in all."""
    faults = list(report.faults)
    for fault in faults[:SHOWN]:
        click.echo(fault.text(lang), err=True)
    total = report.total()
    left, blank = sum(total.skipped.values()), sum(total.blanked.values())
    if left or blank or total.broken_bytes or total.repeated:
        click.echo(say(
            f"Не прочитано записей {left}, значений {blank}; битых байтов {total.broken_bytes}; повторов "
            f"{total.repeated}.",
            f"Records left out {left}, values {blank}; broken bytes {total.broken_bytes}; repeated "
            f"{total.repeated}.",
        ))  # fmt: skip


def _print_facts(told: Told, lang: Language) -> None:
    table = Table(box=None, pad_edge=False)
    for title, right in ((say("компания", "company"), False), ("", False), (say("показатель", "indicator"), False),
                         (say("значение", "value"), True), (in_percent(95, lang), True), ("n", True)):  # fmt: skip
        table.add_column(title, justify="right" if right else "left")
    for fact in told.facts:
        table.add_row(fact.company, fact.metric, fact.indicator, *_figures(fact, lang))
    Console().print(table)


def _figures(fact: Fact, lang: Language) -> tuple[str, str, str]:
    e = fact.estimate
    if e is None:
        return say("мало данных", "too few"), "", str(len(fact.documents))
    limits = f"{number(e.low, lang, 2)} … {number(e.high, lang, 2)}" if math.isfinite(e.low) else ""
    return number(e.value, lang, 2), limits, str(e.n)


def show_passages(folder: Path, company: str, metric: str, most: int, end: datetime | None, lang: Language) -> None:
    """Print the passages behind a number."""
    from centricity.text.overview import quotes

    told = tell(folder, _day(end))
    if company not in told.companies.codes:
        known = ", ".join(told.companies.codes)
        raise MisuseError([Fault("text.no_company", fields={"company": company, "known": known})])
    mine = [fact for fact in told.facts if (fact.company, fact.metric) == (company, metric)]
    if not mine:
        known = ", ".join(sorted({fact.metric for fact in told.facts if fact.company == company}))
        raise MisuseError([Fault("text.no_fact", fields={"metric": metric, "known": known})])
    out = Console()
    for fact in mine:
        value, limits, n = _figures(fact, lang)
        out.print(Text(f"{company} {metric} {fact.indicator}: {value}  {limits}  n = {n}", style="bold"))
    found = quotes(told, company, metric, most)
    for quote in found:
        sign = {1: "+", 0: "0", -1: "−"}[quote.tone]
        head = "  ".join(part for part in (sign, quote.published, quote.source, quote.url, quote.by) if part)
        out.print(Text(f"\n{head}", style="dim"))
        out.print(Text(quote.before) + Text(quote.name, style="bold reverse") + Text(quote.after))
    everything = len({name for fact in mine for name in fact.documents})
    click.echo(say(f"\nПоказано мест: {len(found)}; документов всего {everything}, копии сведены.",
                   f"\nShown passages: {len(found)}; {everything} documents in all, copies are joined."))  # fmt: skip


def report_texts(folder: Path, out: Path, end: datetime | None, lang: Language) -> None:
    """Write the report."""
    from centricity.reports.publish import write_document
    from centricity.reports.text_report import text_report
    from centricity.tables.write import whole_folder

    with whole_folder(out) as draft:
        write_document(text_report(tell(folder, _day(end)), lang), draft)
    click.echo(say("Откройте ", "Open ") + str(out / "report.html"))


def observe_texts(study: Path, folder: Path, wave: str | None, end: datetime | None) -> None:
    """Write facts into a study."""
    from centricity.studies.observe import observe

    found = observe(study, tell(folder, _day(end)), wave)
    assessed = sum(row["status"] == "assessed" for row in found.observations)
    click.echo(say(
        f"Наблюдений {len(found.observations)}, из них с оценкой {assessed}; свидетельств {len(found.evidence)}.",
        f"{len(found.observations)} observations, {assessed} of them assessed; {len(found.evidence)} pieces of "
        "evidence.",
    ))  # fmt: skip
    if found.rated:
        names = ", ".join(found.rated[:SHOWN])
        click.echo(say(f"Уже оценены экспертами и не тронуты: {names}.", f"Rated by hand and left alone: {names}."))
    if found.strangers:
        names = ", ".join(found.strangers)
        click.echo(say(f"Нет в исследовании: {names}.", f"Not in the study: {names}."))


def watch_texts(folder: Path, by: str, lang: Language) -> None:
    """Print alerts, and who has too little history for any."""
    from centricity.text.overview import watched

    found = watched(tell(folder), "week" if by == "week" else "day")
    for fault in found.warnings[:SHOWN]:
        click.echo(fault.text(lang), err=True)
    kinds = {"mentions": say("упоминаний", "mentions"), "negative": say("критики", "blame")}
    for alert in found.alerts:
        usual = f"{number(alert.usual, lang, 2)} ({number(alert.low, lang, 2)} … {number(alert.high, lang, 2)})"
        click.echo(say(
            f"{alert.period} {alert.company}: {kinds[alert.kind]} {number(alert.value, lang, 2)} при обычных {usual}, "
            f"p = {alert.adjusted:.2g}; документов {alert.n}",
            f"{alert.period} {alert.company}: {kinds[alert.kind]} {number(alert.value, lang, 2)}, usual {usual}, "
            f"p = {alert.adjusted:.2g}; {alert.n} documents",
        ))  # fmt: skip
    if not found.alerts:
        click.echo(say(f"Всплесков нет; проверено {found.looked}.", f"No spikes; {found.looked} looked at."))
