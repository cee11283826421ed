"""Whether everything can be reached: all ways are walked, over answers that the conditions can tell apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from centricity.surveys.condition import Test
from centricity.surveys.flow import ending, visible
from centricity.surveys.model import Survey
from centricity.surveys.question import OTHER, Question

MOST_WAYS = 20_000


class TooManyWaysError(Exception):
    """There are more ways than can be walked."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass
class Reached:
    """What some answers lead to; ``finished`` where some lead to the last page and past it."""

    pages: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    finished: bool = False


def reached(survey: Survey) -> Reached:
    """Walk all ways through a survey, page by page; ways that later conditions cannot tell apart are one.

    Raises
    ------
    TooManyWaysError
        Where there are more than `MOST_WAYS` at once.
    """
    tests = _tests(survey)
    found, ways = Reached(), {(): {}}  # type: tuple[Reached, dict[Any, dict[str, Any]]]
    for number, page in enumerate(survey.pages, start=1):
        later: dict[Any, dict[str, Any]] = {}
        for values in ways.values():
            shown = visible(page, values)
            found.questions |= {question.code for question in shown}
            if shown:
                found.pages.add(page.code)
            for kept in _answered(shown, values, tests):
                end = ending(survey, number, kept) if shown else None
                if end is not None:
                    found.ends.add(end.code)
                    continue
                later[_known(kept)] = kept
                if len(later) > MOST_WAYS:
                    raise TooManyWaysError(MOST_WAYS)
        ways = later
    found.finished = bool(ways)
    return found


def _known(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(sorted(values.items(), key=lambda pair: pair[0]))


def _answered(questions: tuple[Question, ...], values: dict[str, Any], tests: "Tests") -> Iterator[dict[str, Any]]:
    """Ways that the questions of a page split one way into."""
    split = [question for question in questions if question.code in tests]
    choices = [tuple(_classes(question, tests[question.code])) for question in split]
    count = 1
    for each in choices:
        count *= len(each)
        if count > MOST_WAYS:
            raise TooManyWaysError(MOST_WAYS)
    for chosen in product(*choices):
        more = {q.code: value for q, value in zip(split, chosen, strict=True) if value is not None}
        yield values | more


Tests = Mapping[str, list[Test]]


def _tests(survey: Survey) -> Tests:
    """Tests by the question they ask about; those of quotas decide no way."""
    found: dict[str, list[Test]] = {}
    conditions = [page.show for page in survey.pages] + [question.show for question in survey.questions]
    for condition in [*conditions, *(end.when for end in survey.ends)]:
        for test in condition.tests if condition is not None else ():
            found.setdefault(test.question, []).append(test)
    return found


def _classes(question: Question, tests: list[Test]) -> Iterator[Any]:
    """An answer of every class that the tests can tell apart, and none at all where one may be left out."""
    if not question.required or question.show is not None:
        yield None
    seen = set()
    for value in _candidates(question, tests):
        told = tuple(test.holds({question.code: value}) for test in tests)
        if told not in seen:
            seen.add(told)
            yield value


def _candidates(question: Question, tests: list[Test]) -> Iterator[Any]:
    if question.kind == "multiple":
        yield from _subsets(question, tests)
    elif question.kind == "number":
        yield from _numbers(question, tests)
    elif question.levels and question.kind != "matrix":
        yield from question.levels
    elif question.kind == "single":
        yield from (option.code for option in question.options)
        yield from (OTHER,) if question.other else ()
    else:
        yield "x"


def _subsets(question: Question, tests: list[Test]) -> Iterator[tuple[str, ...]]:
    """Choices that fit how many may be chosen: of options no test names, one stands for all."""
    named = {code for test in tests for code in test.among or ()}
    codes = [option.code for option in question.options] + ([OTHER] if question.other else [])
    tested, rest = [c for c in codes if c in named], [c for c in codes if c not in named]
    low, high = int(question.minimum or 1), int(question.maximum or len(codes))
    if 2 ** len(tested) > MOST_WAYS:
        raise TooManyWaysError(MOST_WAYS)
    for taken in product((False, True), repeat=len(tested)):
        chosen = [code for code, one in zip(tested, taken, strict=True) if one]
        for more in {0, max(0, low - len(chosen)), 1}:
            whole = (*chosen, *rest[:more])
            if max(low, 1) <= len(whole) <= high:
                yield whole


def _numbers(question: Question, tests: list[Test]) -> Iterator[float]:
    bounds = sorted({float(b) for test in tests for b in (test.at_least, test.at_most) if b is not None})
    near = [value for bound in bounds for value in (bound - 0.001, bound, bound + 0.001)]
    low, high = question.minimum, question.maximum
    for value in near or [0.0 if low is None else float(low)]:
        if (low is None or value >= low) and (high is None or value <= high):
            yield value
