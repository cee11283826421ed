"""Bringing tables of feedback: keeping one, saying what its columns hold, taking it in whole or not at all."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from centricity.errors import Fault, FaultsError, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.columns.chosen import Chosen, told_columns
from centricity.web.customers.finding import Owners, owners_of
from centricity.web.feedback.batches import items_add
from centricity.web.feedback.columns import choices_checked, guessed
from centricity.web.feedback.importing import Read, plain, read_said
from centricity.web.feedback.models import LONGEST_NAME, Import, Theme
from centricity.web.feedback.rows import MOST_BYTES, MOST_ROWS, Rows, read_rows
from centricity.web.people.models import Organisation

SHOWN = 5
"""Rows that are shown before anything is stored."""
MOST_KEPT = 10_000
"""Faults that are kept to be downloaded."""
_LONGEST_SHOWN = 200
_OPEN = (Import.State.NEW, Import.State.FAULTY)


def import_start(organisation: Organisation, source: str, upload: Any, actor: Actor) -> Import:
    """Keep a table that is to be imported, and guess what its columns hold.

    Raises
    ------
    FaultsError
        Where it is no table, or too large a one.
    """
    made = _made(organisation, source, upload, actor)
    _turn(made, read_rows(made.content, made.name, first=True))
    with transaction.atomic():
        made.save(force_insert=True)
        record(actor, "feedback.uploaded", made.target, after={"organisation": organisation.code, "type": source})
    return made


def import_at_once(
    organisation: Organisation,
    source: str,
    upload: Any,
    actor: Actor,
    *,
    sheet: str = "",
    columns: Mapping[str, str] | None = None,
    leave_out: bool = False,
) -> Import:
    """Take a table in with all that is told of it, and keep the record of it.

    Raises
    ------
    FaultsError
        Where anything is wrong with it, unless faulty rows are to be left out.
    MisuseError
        Where columns make no sense together.
    """
    made = _made(organisation, source, upload, actor)
    table = read_rows(made.content, made.name, sheet)
    _turn(made, table)
    chosen = chosen_of(table, columns)
    read = _read(made, table, chosen)
    if refused(read, leave_out=leave_out):
        raise FaultsError(by_rows(read))
    made.mapping, made.leave_out = {"columns": [asdict(each) for each in chosen]}, leave_out
    with transaction.atomic():
        made.save(force_insert=True)
        _taken(made, read, actor)
    return made


def table_look(
    organisation: Organisation, source: str, upload: Any, sheet: str, columns: Mapping[str, str] | None
) -> tuple[Rows, list[Chosen], Read]:
    """Look at a table without keeping any of it: what its columns are taken for, and how it would be read."""
    made = _made(organisation, source, upload, Actor(""))
    table = read_rows(made.content, made.name, sheet, first=True)
    _turn(made, table)
    chosen = chosen_of(table, columns)
    return table, chosen, _read(made, table, chosen)


def chosen_of(table: Rows, columns: Mapping[str, str] | None) -> list[Chosen]:
    """What columns are taken for as a program told it; guessed, where it told nothing."""
    if columns is None:
        return guessed(table.heads, [row for _at, row in table.rows[:SHOWN]])
    return told_columns(table.heads, columns)


def sheet_choose(made: Import, sheet: str, version: int, actor: Actor) -> None:
    """Take another sheet of the workbook, and guess anew what its columns hold.

    Raises
    ------
    FaultsError
        Where there is no such sheet, or it holds no table.
    MisuseError
        Where the import was changed meanwhile.
    """
    _turn(made, read_rows(_content(made), made.name, sheet))
    with transaction.atomic():
        values = {name: getattr(made, name) for name in ("sheet", "sheets", "columns", "sample", "mapping")}
        _change(made, version, state=Import.State.NEW, faults=[], counts={}, **values)
        record(actor, "feedback.sheet", made.target, after={"sheet": made.sheet})


def import_look(made: Import, chosen: Sequence[Chosen]) -> Read:
    """Read the whole table with what its columns are taken for; nothing is stored."""
    return _read(made, read_rows(_content(made), made.name, made.sheet), chosen)


def import_do(made: Import, chosen: Sequence[Chosen], version: int, actor: Actor, *, leave_out: bool) -> bool:
    """Take a table in, or keep its faults; tell which.

    Raises
    ------
    MisuseError
        Where columns make no sense together, or the import was done meanwhile.
    """
    read = import_look(made, chosen)
    mapping = {"columns": [asdict(each) for each in chosen]}
    with transaction.atomic():
        _change(made, version, mapping=mapping, leave_out=leave_out, by=actor.name)
        if not refused(read, leave_out=leave_out):
            _taken(made, read, actor)
            return True
        _ended(made, Import.State.FAULTY, read, {})
        record(actor, "feedback.import_faulty", made.target, after={"faults": len(read.faults)})
    return False


def refused(read: Read, *, leave_out: bool) -> bool:
    """Whether nothing may be taken in: rows can be left out, what is wrong with the whole table cannot."""
    whole = any(each.place.row is None or not each.code.startswith("web.") for each in read.faults)
    return whole or (bool(read.faults) and not leave_out)


def by_rows(read: Read) -> list[Fault]:
    """Faults in the order of their rows, those of the whole table first."""
    return sorted(read.faults, key=lambda fault: fault.place.row or 0)


def _made(organisation: Organisation, source: str, upload: Any, actor: Actor) -> Import:
    name = Path(str(upload.name)).name[-LONGEST_NAME:]
    if upload.size > MOST_BYTES:
        raise FaultsError([Fault("web.import_large", fields={"rows": MOST_ROWS})])
    return Import(
        organisation=organisation, source=source, name=name, size=upload.size, content=upload.read(), by=actor.name
    )


def _content(made: Import) -> bytes:
    if made.content is None:
        raise MisuseError([Fault("web.import_file_gone")])
    return bytes(made.content)


def _turn(made: Import, table: Rows) -> None:
    """Take a sheet: its columns, its first rows, and what they likely hold."""
    if not table.heads:
        raise FaultsError([Fault("table.empty", table.place)])
    rows = [row for _at, row in table.rows if any(cell.strip() for cell in row)][:SHOWN]
    made.sheet, made.columns = table.place.sheet, table.heads
    made.sheets = [{"name": each.name, "rows": each.rows} for each in table.sheets]
    width = len(table.heads)
    made.sample = [[cell.strip()[:_LONGEST_SHOWN] for cell in [*row, *[""] * width][:width]] for row in rows]
    made.mapping = {"columns": [asdict(each) for each in guessed(table.heads, rows)]}


def _read(made: Import, table: Rows, chosen: Sequence[Chosen]) -> Read:
    choices_checked(chosen)
    themes = _themes(made.organisation) if any(each.target == "theme" for each in chosen) else {}
    digest = hashlib.sha256(_content(made)).hexdigest()
    return read_said(table, made.source, chosen, _owners(made.organisation, table, chosen), themes, digest)


def _owners(organisation: Organisation, table: Rows, chosen: Sequence[Chosen]) -> Owners:
    def cells(at: int) -> Iterable[str]:
        return (plain(row[at].strip()) for _number, row in table.rows if at < len(row))

    return owners_of(organisation, [(each, list(cells(at))) for at, each in enumerate(chosen) if each.key])


def _themes(organisation: Organisation) -> dict[str, Theme]:
    """Themes by their titles in both languages."""
    kept = list(Theme.objects.filter(organisation=organisation))
    return {title.strip().casefold(): each for each in reversed(kept) for title in (each.title_en, each.title_ru)}


def _change(made: Import, version: int, **values: Any) -> None:
    """Change an import that is not done, as it was read; whoever comes second is told so."""
    open_still = Import.objects.filter(pk=made.pk, version=version, state__in=_OPEN)
    if not open_still.update(version=F("version") + 1, **values):
        raise MisuseError([Fault("web.changed_meanwhile")])


def _taken(made: Import, read: Read, actor: Actor) -> None:
    """Take in what is sound, and keep what came of it."""
    of = {"type": made.source, "import": str(made.pk)} | ({"sheet": made.sheet[:100]} if made.sheet else {})
    taken = items_add(made.organisation, [each for _at, each in read.said], actor, of)
    new = sum(fresh for _item, fresh in taken)
    customers = sum(each.customer is not None for _at, each in read.said)
    counts = {"new": new, "known": len(taken) - new} | ({"customers": customers} if customers else {})
    _ended(made, Import.State.DONE, read, counts)


def _ended(made: Import, state: Any, read: Read, counts: dict[str, int]) -> None:
    """Keep counts and faults; the file of what is done goes."""
    wrong = {"faults": len(read.faults), "left_out": read.left_out} if read.faults else {}
    made.state, made.counts, made.ended_at = state, {"rows": read.rows} | counts | wrong, timezone.now()
    made.faults = [
        {"row": each.place.row, "column": each.place.column, "code": each.code, "fields": dict(each.fields)}
        for each in by_rows(read)[:MOST_KEPT]
    ]
    changed = ["state", "counts", "ended_at", "faults"]
    if state == str(Import.State.DONE):
        made.content, made.sample = None, []
        changed += ["content", "sample"]
    made.save(update_fields=changed)
