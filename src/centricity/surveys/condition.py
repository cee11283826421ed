"""When something is shown or ends: tests of earlier answers, all of them or any."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from centricity.methods.part import Code, Flag, Number, Part

Values = Mapping[str, Any]
"""Answers by the code of their question; a question without an answer is not there."""


class Test(Part):
    """A test of one answer; without an answer none holds but ``answered: false``.

    Attributes
    ----------
    among
        Options of which one was chosen (in a file: ``is``).
    at_least, at_most
        Bounds of a rating or a number, both included.
    answered
        Whether there is an answer at all.
    """

    __test__ = False

    question: Code
    among: tuple[Code, ...] | None = Field(None, alias="is", min_length=1)
    at_least: Number | None = None
    at_most: Number | None = None
    answered: Flag | None = None

    def holds(self, values: Values) -> bool:
        """Whether the answers pass the test."""
        value = values.get(self.question)
        if self.answered is not None and self.answered != (value is not None):
            return False
        if value is None:
            return self.answered is False
        return self._fits(value)

    def _fits(self, value: Any) -> bool:
        if self.among is not None:
            chosen = value if isinstance(value, tuple | list) else (value,)
            if not set(map(str, chosen)) & set(self.among):
                return False
        if self.at_least is not None and value < self.at_least:
            return False
        return self.at_most is None or value <= self.at_most


class Condition(Part):
    """All of some tests, or any of some."""

    all: tuple[Test, ...] = ()
    any: tuple[Test, ...] = ()

    def holds(self, values: Values) -> bool:
        """Whether the answers meet the condition."""
        return all(test.holds(values) for test in self.all) and (
            not self.any or any(test.holds(values) for test in self.any)
        )

    @property
    def tests(self) -> Iterator[Test]:
        """All its tests."""
        yield from self.all
        yield from self.any
