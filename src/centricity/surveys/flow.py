"""The way through a survey: which questions are asked of whoever answered so, and where it ends."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from centricity.surveys.condition import Values
from centricity.surveys.model import End, Page, Survey
from centricity.surveys.question import APART, Option, Question

_Part = TypeVar("_Part", Question, Option)


@dataclass(frozen=True)
class Step:
    """A page as somebody sees it: its place, and the questions that are asked there."""

    number: int
    page: Page
    questions: tuple[Question, ...]


def visible(page: Page, values: Values, seed: str = "") -> tuple[Question, ...]:
    """Questions of a page that are asked after the answers of earlier pages.

    Parameters
    ----------
    seed
        Of the response: the same person meets the same order again.
    """
    if page.show is not None and not page.show.holds(values):
        return ()
    asked = tuple(each for each in page.questions if each.show is None or each.show.holds(values))
    return shuffled(asked, f"{seed}/{page.code}") if page.random else asked


def shuffled(parts: Sequence[_Part], seed: str) -> tuple[_Part, ...]:
    """Another order for every seed, the same for one."""
    return tuple(random.Random(seed).sample(list(parts), len(parts)))  # noqa: S311  an order is no secret


def options_of(question: Question, seed: str = "") -> tuple[Option, ...]:
    """Options in the order in which somebody sees them."""
    return shuffled(question.options, f"{seed}/{question.code}") if question.random else question.options


def step_after(survey: Survey, number: int, values: Values, seed: str = "") -> Step | End | None:
    """What comes after a page, counted from one; nought begins: the next page, an end, or nothing at the last."""
    if number:
        early = ending(survey, number, values)
        if early is not None:
            return early
    for place in range(number, len(survey.pages)):
        asked = visible(survey.pages[place], values, seed)
        if asked:
            return Step(place + 1, survey.pages[place], asked)
    return None


def ending(survey: Survey, number: int, values: Values) -> End | None:
    """The end that answers lead to after a page, counted from one; none where the survey goes on."""
    here = survey.pages[number - 1].code
    return next((end for end in survey.ends if end.after in {None, here} and end.when.holds(values)), None)


def asked(survey: Survey, values: Values) -> dict[str, Question]:
    """Every question that somebody with these answers was asked, up to where it ended."""
    met: dict[str, Question] = {}
    for number, page in enumerate(survey.pages, start=1):
        shown = visible(page, {code: value for code, value in values.items() if code in met})
        met |= {question.code: question for question in shown}
        if shown and ending(survey, number, {code: v for code, v in values.items() if code in met}) is not None:
            break
    return met


def settled(survey: Survey, values: Values) -> dict[str, object]:
    """Answers to questions that were asked on the way; what was answered before another way was taken is dropped."""
    while True:
        met = asked(survey, values)
        kept = {name: value for name, value in values.items() if name.partition(APART)[0] in met}
        if len(kept) == len(values):
            return kept
        values = kept
