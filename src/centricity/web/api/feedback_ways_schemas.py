"""What operations on the channels that an organisation offers take and give."""

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.feedback_schemas import Channel
from centricity.web.api.schemas import Plain

Words = Annotated[Plain, Field(max_length=120)]


class NewWords(Schema):
    """A text in both languages; an empty one is none."""

    model_config = ConfigDict(extra="forbid")

    ru: Words = ""
    en: Words = ""


class NewWay(Schema):
    """A channel: its own name if any, where it is, and its hours where it does not answer day and night.

    ``address`` is a phone, an e-mail or an https link; of post and in person, words as well.
    """

    model_config = ConfigDict(extra="forbid")

    channel: Channel
    name: NewWords = NewWords()
    address: Plain = Field("", max_length=300)
    always: bool = False
    hours: NewWords = NewWords()


class Way(NewWay):
    """A channel that is offered; ``link`` is where its address leads, null where it leads nowhere."""

    link: str | None


class NewWays(Schema):
    """The whole list in its order; an empty one leaves all channels alike."""

    model_config = ConfigDict(extra="forbid")

    items: list[NewWay] = Field(max_length=9)


class Ways(Schema):
    items: list[Way]
