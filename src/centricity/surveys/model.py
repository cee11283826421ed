"""A survey: pages of questions, what ends it early, and how it is kept."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from centricity.language import Text
from centricity.methods.part import VERSION, Code, Coded, Count, Flag, Part
from centricity.surveys.condition import Condition
from centricity.surveys.question import Question, Quota

MOST_QUESTIONS = 200
SMALLEST = 5


class Page(Coded):
    """Questions that are asked together.

    Attributes
    ----------
    random
        Whether its questions come in another order for everybody.
    """

    title: Text | None = None
    intro: Text | None = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=50)]
    show: Condition | None = None
    random: Flag = False


class End(Coded):
    """Ends the survey after the page ``after`` (after any, where none is named) for answers that meet a condition."""

    when: Condition
    text: Text
    after: Code | None = None


class Survey(Part):
    """A questionnaire.

    Attributes
    ----------
    audience
        Who is asked; what employees answer is anonymous, and small groups of them are hidden.
    minimum_n
        Groups with fewer responses are hidden; `SMALLEST` at least for employees.
    purpose
        What the survey is for: decides when it may be asked and which report it is for.
    touchpoint
        The touchpoint of its ratings, unless a question that fills this column is answered.
    """

    schema_: Annotated[Literal["centricity/survey-1"], Field(alias="schema")] = "centricity/survey-1"
    id: Code
    version: Annotated[str, Field(strict=True, pattern=VERSION)]
    title: Text
    intro: Text | None = None
    thanks: Text
    audience: Literal["customers", "employees"] = "customers"
    purpose: Literal["relationship", "transaction", "resolution", "exit", "maturity", "internal", "other"] = "other"
    touchpoint: Code | None = None
    anonymous: Flag | None = None
    minimum_n: Annotated[Count, Field(ge=1, le=100)] = SMALLEST
    method: Code | None = None
    pages: Annotated[tuple[Page, ...], Field(min_length=1, max_length=50)]
    ends: Annotated[tuple[End, ...], Field(max_length=20)] = ()
    quotas: Annotated[tuple[Quota, ...], Field(max_length=20)] = ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order of the pages."""
        return tuple(question for page in self.pages for question in page.questions)

    @cached_property
    def by_code(self) -> dict[str, Question]:
        """Questions by code."""
        return {question.code: question for question in self.questions}

    @property
    def nameless(self) -> bool:
        """Whether who answered is not kept: always with employees, and wherever it is said."""
        return self.audience == "employees" or bool(self.anonymous)
