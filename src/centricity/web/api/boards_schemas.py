"""What operations on boards over a warehouse give."""

import uuid
from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Both, JobFault, Page, Plain
from centricity.web.warehouse.reading import LONGEST


class Board(Schema):
    """A board: ``every`` is hours between computations, nought where it is computed when asked.

    ``failed`` counts panels of the last computation that came to nothing; null where there was none yet.
    """

    code: str
    title: Both
    warehouse: str
    every: int
    revision: int
    computed_at: datetime | None
    failed: int | None


class BoardJob(Schema):
    """A computation: ``doing`` says what it is at, ``faults`` why it failed."""

    id: uuid.UUID
    state: Literal["waiting", "running", "done", "failed"]
    step: int
    steps: int
    doing: Both
    faults: list[JobFault]
    asked_at: datetime
    ended_at: datetime | None


class BoardFound(Board):
    """A board with its latest computation."""

    job: BoardJob | None


class BoardResult(Schema):
    """What a board came to last; ``of_revision`` is older than the board where it was changed since.

    ``panels`` are those of ``metrics.json``: a metric with its rows and intervals, or the faults it failed of.
    """

    code: str
    title: Both
    computed_at: datetime
    of_revision: int
    seconds: float
    failed: int
    panels: list[dict[str, Any]]


class BoardDraft(Schema):
    """What a board is made of: ``warehouse`` by its code, ``text`` of the dashboard file, in which its titles stand.

    ``every`` is hours between computations, nought where it is computed when asked.
    """

    model_config = ConfigDict(extra="forbid")

    warehouse: Plain = Field(max_length=40)
    text: str = Field(max_length=LONGEST)
    every: Literal[0, 1, 24, 168] = 24


class NewBoard(BoardDraft):
    code: Plain = Field(max_length=200)


class BoardFile(Schema):
    """The file of a board; its titles are read from it."""

    code: str
    title: Both
    warehouse: str
    text: str
    every: int
    revision: int


class BoardPaper(Schema):
    """A report of what was computed last; ``address`` gives it."""

    language: Literal["ru", "en"]
    name: str
    size: int
    address: str


class BoardPapers(Schema):
    """Reports in both languages; none before the first computation."""

    items: list[BoardPaper]


class Boards(Page):
    items: list[Board]
