"""What the API takes and gives of who stayed and who left."""

from datetime import date
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from centricity.web.api.schemas import Both, Plain
from centricity.web.api.survey_schemas import Interval

ChurnBase = Literal["opening", "served"]
KnownDay = Annotated[date, Field(ge=date(1900, 1, 1), le=date(9998, 12, 31))]


class ChurnAsked(Schema):
    """A period, both days in it, the last twelve whole months else; or an own field that tells who left.

    The lost are held against the customers of the ``opening`` day, or against all ``served``.
    """

    model_config = ConfigDict(extra="forbid")

    first: KnownDay | None = None
    last: KnownDay | None = None
    field: Plain = Field("", max_length=40)
    value: Plain = Field("", max_length=200)
    base: ChurnBase = "opening"

    @model_validator(mode="after")
    def _field_with_value(self) -> Self:
        if bool(self.field) != bool(self.value):
            raise ValueError("an own field needs its value, and a value its field")
        return self


class Churn(Schema):
    """Customers of a period, and retention and churn in percent; where they cannot be told, ``faults`` say why.

    ``lost`` of ``against`` left: of those of the first day, or of all served. Retention and churn add up to 100 on the
    ``opening`` base alone. Of ``unknown`` customers it is not known when they came.
    """

    first: date | None
    last: date | None
    base: ChurnBase
    start: int
    new: int
    came: int
    end: int
    lost: int
    against: int
    unknown: int
    churn: Interval | None
    retention: Interval | None
    faults: list[Both]
