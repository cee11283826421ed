"""What further operations on surveys take and give."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.web.api.actions_schemas import NewPlan
from centricity.web.api.desk_schemas import Estimated
from centricity.web.api.feedback_schemas import Channel
from centricity.web.api.schemas import Both, Plain


class CodeAsked(Schema):
    """A channel that answers by this code are told apart by."""

    channel: Channel | None = None


class OptionPlan(NewPlan):
    """What is to be done about an option that people chose."""

    question: Plain = Field(min_length=1, max_length=80)
    option: Plain = Field(min_length=1, max_length=80)


class AddressesAsked(Schema):
    """E-mail addresses of staff; letters are in ``language`` where the person has none."""

    model_config = ConfigDict(extra="forbid")

    addresses: list[Plain] = Field(min_length=1, max_length=1_000)
    language: Literal["ru", "en"] = "ru"


class LettersAsked(Schema):
    """How many letters are on their way."""

    letters: int


class Letters(Schema):
    """Letters of a survey that were sent, that wait and that were lost; ``answered`` is their share in per cent."""

    sent: int
    used: int
    waiting: int
    lost: int
    answered: Estimated
    remindable: int


class TemplateAsked(Schema):
    """Departments of a survey of maturity: a title, or ``code|title in Russian|title in English``."""

    departments: list[Annotated[Plain, Field(max_length=300)]] = Field([], max_length=200)


class TemplateTold(Schema):
    code: str
    title: Both


class Templates(Schema):
    items: list[TemplateTold]


class Template(TemplateTold):
    """A pattern with its ``content``, as creating a survey takes it."""

    content: dict[str, Any]
