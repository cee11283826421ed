"""What operations on duplicates take and give."""

import uuid
from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.customers_schemas import Customer
from centricity.web.api.schemas import Page


class Duplicate(Schema):
    """Two customers who are likely one; ``file`` and ``row`` are of the import that told of them, null else."""

    one: Customer
    other: Customer
    file: str | None
    row: int | None


class Duplicates(Page):
    items: list[Duplicate]


class Namesake(Schema):
    """A name with its pairs; none where they are known to be two, or have no keys of one kind."""

    name: str
    pairs: list[Duplicate]


class Namesakes(Page):
    items: list[Namesake]


class Another(Schema):
    model_config = ConfigDict(extra="forbid")

    customer: uuid.UUID


class Gone(Another):
    """Who becomes a part of another, with the ``version`` that was read."""

    version: int = Field(ge=0, le=2**31 - 1)


class Sure(Schema):
    """It cannot be undone, so it is said."""

    model_config = ConfigDict(extra="forbid")

    sure: Literal[True]


class Merge(Schema):
    id: int
    gone: uuid.UUID
    name: str
    by: str
    at: datetime


class Merges(Page):
    items: list[Merge]
