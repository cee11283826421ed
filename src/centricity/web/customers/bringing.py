"""Files of customers that programs bring, with all that is told of them: looked at, or asked for at once."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor
from centricity.web.columns.chosen import Chosen, told_columns
from centricity.web.customers.checking import Checked, checked, choices_checked
from centricity.web.customers.columns import LABELS
from centricity.web.customers.guessing import guessed
from centricity.web.customers.imports import fit, import_ask, import_start
from centricity.web.customers.models import Import
from centricity.web.customers.reading import Head, head_of, path_of, sample_table
from centricity.web.people.models import Organisation


def file_look(
    holds: str, upload: Any, sheet: str, columns: Mapping[str, str] | None
) -> tuple[Head, list[Chosen], Checked]:
    """Look at the head of a file without keeping any of it, and at its first rows as they would be stored.

    Raises
    ------
    MisuseError
        Where it is no table, has no such sheet, or its columns make no sense together.
    """
    name = str(upload.name)
    fit(name, upload.size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{Path(name).suffix.lower()}"
        with path.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        head = head_of(path, sheet)
    texts = sample_table(head.columns, head.sample)
    chosen = guessed(holds, texts) if columns is None else _chosen(holds, head.columns, columns)
    choices_checked(holds, chosen)
    return head, chosen, checked(texts, holds, chosen)


def import_at_once(  # noqa: PLR0913  what a program tells of its file in one request
    organisation: Organisation,
    holds: str,
    upload: Any,
    actor: Actor,
    *,
    sheet: str = "",
    columns: Mapping[str, str] | None = None,
    leave_out: bool = False,
    add_unknown: bool = False,
) -> Import:
    """Keep a file and ask for its import; where either is refused, nothing of it stays.

    Raises
    ------
    MisuseError
        Where it is no table, has no such sheet, is a workbook of several and none is named, or columns make no sense.
    """
    kept: list[Import] = []
    try:
        with transaction.atomic():
            made = import_start(organisation, holds, upload, actor, sheet)
            kept.append(made)
            _one_sheet(made, sheet)
            told = made.mapping["columns"]
            chosen = [Chosen(**each) for each in told] if columns is None else _chosen(holds, made.columns, columns)
            import_ask(made, chosen, made.version, actor, leave_out=leave_out, add_unknown=add_unknown)
    except BaseException:
        for each in kept:
            path_of(each).unlink(missing_ok=True)
        raise
    made.refresh_from_db()
    return made


def _one_sheet(made: Import, asked: str) -> None:
    """Refuse to choose among several sheets for whoever named none."""
    if len(made.sheets) > 1 and not asked:
        known = ", ".join(str(each["name"])[:40] for each in made.sheets[:10])
        raise MisuseError([Fault("web.import_sheets", fields={"known": known})])


def _chosen(holds: str, heads: list[str], columns: Mapping[str, str]) -> list[Chosen]:
    """What columns are taken for, of what such a file may hold."""
    chosen = told_columns(heads, columns)
    known = ", ".join(LABELS[holds])
    wrong = [each for each in chosen if each.target and each.target not in LABELS[holds]]
    if wrong:
        told = [{"column": each.column[:60], "got": each.target[:60], "known": known} for each in wrong]
        raise MisuseError([Fault("web.import_target", fields=fields) for fields in told])
    return chosen
