"""The work of an import: reading, checking all of it, storing it by parts; what a dead worker left is gone on with."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import IntegrityError, transaction
from django.utils import timezone

from centricity.tables.read import ROW
from centricity.web.audit.services import Actor, record
from centricity.web.customers.checking import checked, of_rows
from centricity.web.customers.columns import CONTACTS, Chosen
from centricity.web.customers.conflicts import conflicts_keep
from centricity.web.customers.faults import faults_write, summary, told_of
from centricity.web.customers.happening import interactions_store, numbered
from centricity.web.customers.models import Import
from centricity.web.customers.planning import OWNER, folded, owned
from centricity.web.customers.reading import path_of, table_of
from centricity.web.customers.source import Source
from centricity.web.customers.sql import pause, roomy
from centricity.web.customers.storing import customers_store
from centricity.web.jobs.services import Progress

BATCH = 50_000
_TRIES = 20
_READ, _CHECKED, _ALL = 5, 15, 100
"""Steps of the bar after which a file is read, checked, stored."""


@dataclass
class Work:
    """An import at work."""

    progress: Progress
    made: Import
    source: Source
    of_two: pl.DataFrame | None = None
    """Rows whose keys are of two customers."""

    def counted(self, counts: dict[str, int], after: int, step: int) -> None:
        """Keep how far the import is; within the transaction of what was stored."""
        total = Counter(self.made.counts)
        total.update(counts)
        self.made.counts, self.made.after = dict(total), after
        Import.objects.filter(pk=self.made.pk).update(counts=self.made.counts, after=after)


def work(progress: Progress) -> None:
    """Do an import, or go on with it; see `centricity.web.jobs`."""
    made = Import.objects.get(pk=progress.arguments["source"])
    chosen = [Chosen(**each) for each in made.mapping["columns"]]
    at = made.created_at
    todo = Work(progress, made, Source(made.organisation_id, chosen, made.name, at))
    progress.next("Читаю файл", "Reading the file")
    table, faults = table_of(made)
    if table is None or faults:
        _refused(todo, [told_of(fault) for fault in faults])
        return
    progress.next("Проверяю строки", "Checking the rows")
    values = _sound(todo, table.frame)
    if values is not None:
        progress.next("Записываю", "Storing")
        with roomy():
            _all_stored(todo, values)


def _refused(todo: Work, faults: list[dict[str, Any]]) -> None:
    """End with faults and nothing stored."""
    with todo.progress.finishing():
        counts = todo.made.counts
        Import.objects.filter(pk=todo.made.pk).update(
            state=Import.State.FAULTY, faults=faults, counts=counts, ended_at=timezone.now()
        )


def _sound(todo: Work, texts: pl.DataFrame) -> pl.DataFrame | None:
    """Values of the rows that may be stored; none where there are faults and the faulty are not to be left out."""
    made, source = todo.made, todo.source
    found = checked(texts, made.holds, source.chosen)
    values, faults = found.values, found.faults
    if made.holds != CONTACTS:
        faults = pl.concat([faults, _ownerless(todo, values)])
    begun = made.after > 0
    if faults.height and not begun:
        faults_write(made, faults.sort("row"))
        made.faults = summary(faults.sort("row"))
        made.counts = made.counts | {
            "rows": texts.height,
            "faults": faults.height,
            "left_out": faults["row"].n_unique(),
        }
        if not made.leave_out:
            _refused(todo, made.faults)
            return None
    elif not begun:
        made.counts = made.counts | {"rows": texts.height}
    Import.objects.filter(pk=made.pk).update(faults=made.faults, counts=made.counts)
    return values.filter(~pl.col(ROW).is_in(faults["row"].unique().implode()))


def _ownerless(todo: Work, values: pl.DataFrame) -> pl.DataFrame:
    """Rows of nobody who is known, where nobody is to be added, and rows of two."""
    source = todo.source
    keys = list(source.keys)
    of = owned(
        values.filter(~pl.all_horizontal(pl.col(keys).is_null())), source.organisation, keys, [*source.keys.values()]
    )
    two = of_rows(of.filter(pl.col(OWNER).is_null())[ROW], "web.import_of_two")
    if todo.made.add_unknown:
        return two
    return pl.concat([two, of_rows(of.filter(pl.col(OWNER) < 0)[ROW], "web.import_unknown")])


def _all_stored(todo: Work, values: pl.DataFrame) -> None:
    """Store values, and end the job."""
    if todo.made.holds == CONTACTS:
        _by_turns(todo, lambda: _contacts(todo, values))
    else:
        _by_turns(todo, lambda: _strangers(todo, values))
        _happened(todo, values)
    made = todo.made
    with todo.progress.finishing():
        if todo.of_two is not None:
            made.counts = made.counts | {"conflicts": todo.of_two.height}
            conflicts_keep(made, todo.of_two, todo.source)
        done = {"state": Import.State.DONE, "counts": made.counts, "sample": [], "ended_at": timezone.now()}
        Import.objects.filter(pk=made.pk).update(**done)
        record(Actor(made.by), "customers.imported", made.target, after={"holds": made.holds, **made.counts})
        transaction.on_commit(lambda: path_of(made).unlink(missing_ok=True))


def _by_turns(todo: Work, turn: Callable[[], None]) -> None:
    """Store; where somebody gave a key away meanwhile, find the owners anew and go on."""
    for left in reversed(range(_TRIES)):
        try:
            return turn()
        except IntegrityError:
            if not left:
                raise
            todo.made.refresh_from_db()
    return None


def _contacts(todo: Work, values: pl.DataFrame) -> None:
    """Store customers by parts, beginning after the last row that is stored."""
    source, made = todo.source, todo.made
    keys = list(source.keys)
    of = owned(values, source.organisation, keys, list(source.keys.values()))
    todo.of_two = of.filter(pl.col(OWNER).is_null()).select(ROW, *keys)
    groups = folded(of, source.facts, keys)
    if not made.after:
        repeated = of.height - of[OWNER].null_count() - groups.height
        made.counts = made.counts | {"repeated": repeated}
    groups = groups.filter(pl.col(ROW) > made.after)
    for batch, step in _parts(groups):
        with todo.progress.keeping(step):
            todo.counted(customers_store(batch, source), int(batch[ROW].max() or 0), step)  # type: ignore[arg-type]
        pause()


def _parts(rows: pl.DataFrame) -> list[tuple[pl.DataFrame, int]]:
    """Parts of a table, with the step of the bar after each."""
    starts = range(0, rows.height, BATCH)
    width = _ALL - _CHECKED
    return [(rows.slice(at, BATCH), _CHECKED + width * min(at + BATCH, rows.height) // rows.height) for at in starts]


def _strangers(todo: Work, values: pl.DataFrame) -> None:
    """Add customers who are known by their orders alone."""
    source = todo.source
    keys = list(source.keys)
    of = owned(values, source.organisation, keys, list(source.keys.values()))
    groups = folded(of, [], keys).filter(pl.col(OWNER) < 0)
    for batch, _step in _parts(groups):
        with todo.progress.keeping(_CHECKED):
            stored = customers_store(batch, source)
            todo.counted({"customers": stored["new"]}, todo.made.after, _CHECKED)


def _happened(todo: Work, values: pl.DataFrame) -> None:
    source, made = todo.source, todo.made
    keys = list(source.keys)
    rows = numbered(owned(values, source.organisation, keys, list(source.keys.values())), made.holds)
    for batch, step in _parts(rows.filter((pl.col(ROW) > made.after) & (pl.col(OWNER) > 0))):
        with todo.progress.keeping(step):
            counts = interactions_store(batch, made.holds, source)
            todo.counted(counts, int(batch[ROW].max() or 0), step)  # type: ignore[arg-type]
        pause()
