"""What operations on themes of feedback take and give."""

import uuid
from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.desk_schemas import TitleWanted
from centricity.web.api.schemas import Both, Page
from centricity.web.api.survey_schemas import Interval

Metric = Literal["nps", "csat", "ces", "cli", "enps", "esi"]


class ThemeAsked(Schema):
    """The metric beside the messages; where nobody answered it, the first that was answered."""

    metric: Metric | None = None


State = Literal["open", "working", "done"]


class NewTheme(Schema):
    model_config = ConfigDict(extra="forbid")

    title: TitleWanted


class ThemeChange(NewTheme):
    state: State


class ThemePlain(Schema):
    id: int
    title: Both
    state: State
    version: int


class Theme(ThemePlain):
    """A theme and how many messages are of it, spam left out."""

    messages: int


class Themes(Page):
    items: list[Theme]


class ThemeMonth(Schema):
    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    messages: int
    complaints: int


class Days(Schema):
    """Days from the first to the last, both of them in it, with the messages of them."""

    first: date
    last: date
    messages: int
    of_theme: int
    without_theme: int


class Side(Schema):
    n: int
    figure: Interval


class Comparison(Schema):
    """A number on both sides of an action: ``rate`` is messages a day, ``share`` is per cent of all messages.

    ``difference`` is after less before. A difference that is said to be better or worse tells what came after the
    action, not what came of it.
    """

    what: Literal["rate", "share", "nps", "csat", "ces", "cli", "enps", "esi"]
    before: Side
    after: Side
    difference: Interval
    verdict: Literal["better", "worse", "changed", "cannot_tell"]


class Effect(Schema):
    """What changed after an action that was done on a day.

    Where there is nothing to compare yet, both sides are null: ``tells_on`` is the day from which there will be, null
    where messages were taken in too shortly before. ``beside`` counts other actions of the theme done in these days.
    """

    action: uuid.UUID
    done_on: date
    tells_on: date | None
    before: Days | None
    after: Days | None
    comparisons: list[Comparison]
    beside: int


class ThemeFound(Theme):
    months: list[ThemeMonth]
    metric: Metric | None
    effects: list[Effect]
