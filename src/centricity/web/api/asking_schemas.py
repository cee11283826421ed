"""What operations on asking take and give."""

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.schemas import Plain


class AmongAsked(Schema):
    """Whom to ask: of a segment, of a segment ``by_rule``, of a market; all customers where none is named.

    Whoever was asked within ``quiet_days`` is left out; where they are not named, within those of the organisation.
    """

    segment: Plain = Field("", max_length=80)
    by_rule: Plain = Field("", max_length=60)
    market: Literal["", "B2B", "B2C", "B2G", "B2E"] = ""
    quiet_days: int | None = Field(None, ge=0, le=365)


class Among(AmongAsked):
    model_config = ConfigDict(extra="forbid")


class Reach(Schema):
    """How many are asked, and how many are not, by the first reason."""

    asked: int
    no_consent: int
    no_address: int
    other_channel: int
    lately: int
    already: int
