"""Boards made, changed and asked for; every change is audited."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask
from centricity.web.people.models import Organisation
from centricity.web.warehouse.models import Board
from centricity.web.warehouse.reading import dashboard_of, warehouse_of


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
    MisuseError, MetricError
        With every fault of its file, or where the code is taken.
    """
    board = Board(organisation=organisation, code=code, **_checked(organisation, draft))
    try:
        with transaction.atomic():
            board.save(force_insert=True)
            record(actor, "board.added", board.target, after=_told(board))
    except IntegrityError as error:
        raise MisuseError([Fault("warehouse.code_taken", fields={"code": code})]) from error
    compute_ask(board, actor)
    return board


def board_change(board: Board, draft: Draft, version: int, actor: Actor) -> Board:
    """Change a board and have it computed anew; the figures that are shown stay until then.

    Raises
    ------
    MisuseError, MetricError
        With every fault of its file, or where somebody else changed it since.
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


def _checked(organisation: Organisation, draft: Draft) -> dict[str, Any]:
    """The fields of a board whose file is sound."""
    made = dashboard_of(draft.text, warehouse_of(organisation, draft.warehouse))
    return {
        "warehouse": draft.warehouse, "text": draft.text, "every": draft.every,
        "title_ru": made.title.ru[:300], "title_en": made.title.en[:300],
    }  # fmt: skip


def _told(board: Board) -> dict[str, Any]:
    return {"code": board.code, "warehouse": board.warehouse, "title": board.title_en, "every": board.every}
