"""Boards made, changed and asked for; every change is audited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.validators import slug_re
from django.db import IntegrityError, transaction

from centricity.errors import CentricityError, Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask
from centricity.web.people.models import Organisation
from centricity.web.warehouse.models import Board
from centricity.web.warehouse.reading import dashboard_of, warehouse_of

LONGEST_CODE = 60
RESERVED = "new"
"""A code that an address of the pages has already."""


@dataclass(frozen=True)
class Draft:
    """What a person tells of a board."""

    warehouse: str
    text: str
    every: int


def board_add(organisation: Organisation, code: str, draft: Draft, actor: Actor) -> Board:
    """Add a board and have it computed.

    Raises
    ------
    MisuseError
        With every fault of its code, its warehouse and its file.
    """
    board = Board(organisation=organisation, code=code, **_checked(organisation, draft, _unfit(organisation, code)))
    try:
        with transaction.atomic():
            board.save(force_insert=True)
            record(actor, "board.added", board.target, after=_told(board))
    except IntegrityError as error:
        raise MisuseError([_taken(code)]) from error
    compute_ask(board, actor)
    return board


def board_change(board: Board, draft: Draft, version: int, actor: Actor) -> Board:
    """Change a board and have it computed anew; the figures that are shown stay until then.

    Raises
    ------
    MisuseError
        With every fault of its warehouse and its file, or where somebody else changed it since.
    """
    checked = _checked(board.organisation, draft)
    with transaction.atomic():
        if not Board.objects.filter(pk=board.pk, version=version).update(**checked, version=version + 1):
            raise MisuseError([Fault("web.changed_meanwhile")])
        changed = Board.objects.select_related("organisation").get(pk=board.pk)
        record(actor, "board.changed", board.target, before=_told(board), after=_told(changed))
    compute_ask(changed, actor)
    return changed


@transaction.atomic
def board_remove(board: Board, version: int, actor: Actor) -> None:
    """Take a board away with its figures; the tables they came from are not ours to touch.

    Raises
    ------
    MisuseError
        Where somebody else changed it since.
    """
    if not Board.objects.filter(pk=board.pk, version=version).update(version=version + 1, current=None):
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "board.removed", board.target, before=_told(board))
    board.delete()


def compute_ask(board: Board, actor: Actor) -> Job:
    """Have a board computed; where it is being computed already, that job is given."""
    return ask("warehouse.compute", board.target, actor, board=board.pk)


def _checked(organisation: Organisation, draft: Draft, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    """The fields of a board whose file is sound; ``faults`` are told with those found here."""
    found, warehouse, title = list(faults), None, None
    try:
        warehouse = warehouse_of(organisation, draft.warehouse)
    except CentricityError as error:
        found += error.faults
    try:
        title = dashboard_of(draft.text, warehouse).title
    except CentricityError as error:
        found += error.faults
    if found or title is None:
        raise MisuseError(found)
    return {
        "warehouse": draft.warehouse, "text": draft.text, "every": draft.every,
        "title_ru": _line(title.ru), "title_en": _line(title.en),
    }  # fmt: skip


def _line(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)[:300]


def _unfit(organisation: Organisation, code: str) -> list[Fault]:
    if not slug_re.match(code) or len(code) > LONGEST_CODE or code == RESERVED:
        return [Fault("warehouse.code", fields={"code": code, "most": LONGEST_CODE})]
    return [_taken(code)] if Board.objects.filter(organisation=organisation, code=code).exists() else []


def _taken(code: str) -> Fault:
    return Fault("warehouse.code_taken", fields={"code": code})


def _told(board: Board) -> dict[str, Any]:
    return {"code": board.code, "warehouse": board.warehouse, "title": board.title_en, "every": board.every}
