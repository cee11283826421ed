"""Which rated questions two editions of a survey ask in other words: their answers are no longer one series."""

from collections.abc import Iterator

from centricity.surveys.model import Survey
from centricity.surveys.question import Question

Series = tuple[str, str, str]
"""The name under which answers are compared, the row of a matrix (else empty), and the metric of both editions."""


def reworded(before: Survey, after: Survey) -> frozenset[Series]:
    """Rated questions of both editions whose text, scale or options differ, in either language.

    A question is the same where its key is, or its code where it has none; a mended translation differs too.
    """
    then, now = dict(_asked(before)), dict(_asked(after))
    return frozenset(each for each in then.keys() & now.keys() if then[each] != now[each])


def _asked(survey: Survey) -> Iterator[tuple[Series, object]]:
    """Rated questions, a row of a matrix for itself, each with all that whoever rates goes by."""
    for question in survey.questions:
        if not question.rated:
            continue
        told = (question.text, question.kind, question.levels, _ends(question))
        for row in question.rows if question.kind == "matrix" else ():
            yield (question.series, row.code, question.metric or ""), (*told, row.text)
        if question.kind != "matrix":
            yield (question.series, "", question.metric or ""), (*told, _options(question))


def _ends(question: Question) -> object:
    """The words at both ends of the scale; none and a scale without words are alike."""
    return (question.scale.low, question.scale.high) if question.scale else (None, None)


def _options(question: Question) -> object:
    return [(option.code, option.text) for option in question.options]
