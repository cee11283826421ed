"""What a schema cannot say about a survey: names that must exist, and whether everything can be reached."""

from collections import Counter
from collections.abc import Iterator

from centricity.errors import Fault
from centricity.methods.yaml_file import KeyPath, YamlFile
from centricity.surveys.condition import Condition, Test
from centricity.surveys.model import MOST_QUESTIONS, SMALLEST, Survey
from centricity.surveys.piping import names_in
from centricity.surveys.question import CHOICES, OTHER, Question
from centricity.surveys.reach import TooManyWaysError, reached

Finding = tuple[str, KeyPath, dict[str, object]]


def check_survey(survey: Survey, file: YamlFile) -> list[Fault]:
    """Find every fault of meaning in a survey; empty when it is sound."""
    found = [
        finding for check in (_codes, _shape, _questions, _files, _conditions, _texts) for finding in check(survey)
    ]
    found += [] if found else list(_reach(survey))
    return [Fault(code, file.place(path), fields) for code, path, fields in found]


def located(survey: Survey) -> Iterator[tuple[Question, KeyPath]]:
    """Questions with where they stand."""
    for i, page in enumerate(survey.pages):
        for j, question in enumerate(page.questions):
            yield question, ("pages", i, "questions", j)


def _codes(survey: Survey) -> Iterator[Finding]:
    lists: list[list[tuple[str, KeyPath]]] = [
        [(question.code, path) for question, path in located(survey)],
        [(each.code, ("pages", i)) for i, each in enumerate(survey.pages)],
        [(each.code, ("ends", i)) for i, each in enumerate(survey.ends)],
        [(each.code, ("quotas", i)) for i, each in enumerate(survey.quotas)],
    ]
    for question, path in located(survey):
        lists.append([(each.code, (*path, "options", i)) for i, each in enumerate(question.options)])
        lists.append([(each.code, (*path, "rows", i)) for i, each in enumerate(question.rows)])
    for named in lists:
        counts = Counter(code for code, _ in named)
        for code, path in named:
            if counts[code] > 1:
                yield "survey.duplicate_code", (*path, "code"), {"code": code, "count": counts[code]}


def _shape(survey: Survey) -> Iterator[Finding]:
    if len(survey.questions) > MOST_QUESTIONS:
        yield "survey.too_many_questions", ("pages",), {"count": len(survey.questions), "limit": MOST_QUESTIONS}
    weakened = survey.anonymous is False
    if survey.audience == "employees" and (weakened or survey.minimum_n < SMALLEST):
        key = "anonymous" if weakened else "minimum_n"
        yield "survey.employees_unprotected", (key,), {"limit": SMALLEST}


def _questions(survey: Survey) -> Iterator[Finding]:
    for question, path in located(survey):
        least = {"single": 2, "multiple": 1, "ranking": 2}.get(question.kind, 0)
        if len(question.options) < least:
            yield "survey.options_missing", path, {"code": question.code, "least": least}
        if question.options and question.kind not in CHOICES:
            yield "survey.options_unused", (*path, "options"), {"code": question.code, "kind": question.kind}
        if (question.kind == "matrix") != bool(question.rows):
            yield "survey.rows", path, {"code": question.code}
        if question.other and question.kind not in {"single", "multiple"}:
            yield "survey.other_unused", (*path, "other"), {"code": question.code, "kind": question.kind}
        if OTHER in {option.code for option in question.options} and question.other:
            yield "survey.duplicate_code", (*path, "other"), {"code": OTHER, "count": 2}
        if question.scale is not None and not question.rated:
            yield "survey.scale_unused", (*path, "scale"), {"code": question.code, "kind": question.kind}
        if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
            yield "survey.bounds_order", path, {"code": question.code}
        if question.kind == "esi" and survey.audience != "employees":
            yield "survey.employees_only", (*path, "kind"), {"code": question.code}
        yield from _purposes(question, path)


def _purposes(question: Question, path: KeyPath) -> Iterator[Finding]:
    """What an answer is for beside being told fits the kind of the question."""
    if question.fills is not None and question.kind != "single":
        yield "survey.fills", (*path, "fills"), {"code": question.code}
    if question.contact and question.kind != "consent":
        yield "survey.contact", (*path, "contact"), {"code": question.code, "kind": question.kind}


def _files(survey: Survey) -> Iterator[Finding]:
    for question, path in located(survey):
        if question.kind != "file" and (question.accepts is not None or question.megabytes is not None):
            yield "survey.file_unused", path, {"code": question.code, "kind": question.kind}
        if question.kind == "file" and survey.nameless:
            yield "survey.file_nameless", path, {"code": question.code}


def _conditions(survey: Survey) -> Iterator[Finding]:
    """Conditions ask about earlier pages alone: therefore there are no loops, and a page needs no script."""
    seen: dict[str, Question] = {}
    for i, page in enumerate(survey.pages):
        yield from _condition(page.show, ("pages", i, "show"), seen)
        for j, question in enumerate(page.questions):
            yield from _condition(question.show, ("pages", i, "questions", j, "show"), seen)
        seen |= {question.code: question for question in page.questions}
    for i, end in enumerate(survey.ends):
        yield from _condition(end.when, ("ends", i, "when"), seen)
        if end.after is not None and end.after not in {page.code for page in survey.pages}:
            yield "survey.no_page", ("ends", i, "after"), {"code": end.after}
    for i, quota in enumerate(survey.quotas):
        yield from _condition(quota.when, ("quotas", i, "when"), seen)


def _condition(condition: Condition | None, path: KeyPath, seen: dict[str, Question]) -> Iterator[Finding]:
    if condition is None:
        return
    if not condition.all and not condition.any:
        yield "survey.empty_condition", path, {}
    for name in ("all", "any"):
        for i, test in enumerate(getattr(condition, name)):
            yield from _test(test, (*path, name, i), seen)


def _test(test: Test, path: KeyPath, seen: dict[str, Question]) -> Iterator[Finding]:
    question = seen.get(test.question)
    if question is None:
        yield "survey.not_asked_before", (*path, "question"), {"code": test.question}
        return
    bounds = test.at_least is not None or test.at_most is not None
    if test.among is None and not bounds and test.answered is None:
        yield "survey.empty_condition", path, {}
    if bounds and not (question.kind == "number" or (question.rated and question.kind != "matrix")):
        yield "survey.test_unfit", path, {"code": question.code, "kind": question.kind}
    if test.among is not None:
        yield from _among(test.among, question, path)


def _among(among: tuple[str, ...], question: Question, path: KeyPath) -> Iterator[Finding]:
    if question.kind not in {"single", "multiple"} and not (question.rated and question.kind != "matrix"):
        yield "survey.test_unfit", path, {"code": question.code, "kind": question.kind}
        return
    known = {option.code for option in question.options} | {str(level) for level in question.levels}
    known |= {OTHER} if question.other else set()
    for code in among:
        if code not in known:
            yield "survey.no_option", (*path, "is"), {"code": question.code, "option": code}


def _texts(survey: Survey) -> Iterator[Finding]:
    """Answers that a text repeats must have been given before it, and both languages must repeat the same."""
    seen: set[str] = set()
    for i, page in enumerate(survey.pages):
        for j, question in enumerate(page.questions):
            for name in ("text", "hint"):
                yield from _piped(getattr(question, name), ("pages", i, "questions", j, name), seen)
        seen |= {question.code for question in page.questions}
    for i, end in enumerate(survey.ends):
        yield from _piped(end.text, ("ends", i, "text"), seen)
    yield from _piped(survey.thanks, ("thanks",), seen)


def _piped(text: object, path: KeyPath, seen: set[str]) -> Iterator[Finding]:
    if text is None:
        return
    russian, english = (names_in(text[language]) for language in ("ru", "en"))  # type: ignore[index]
    for code in sorted((russian | english) - seen):
        yield "survey.not_asked_before", path, {"code": code}
    if russian != english:
        yield "survey.piped_differently", path, {"codes": ", ".join(sorted(russian ^ english))}


def _reach(survey: Survey) -> Iterator[Finding]:
    try:
        met = reached(survey)
    except TooManyWaysError as error:
        yield "survey.too_many_ways", ("pages",), {"limit": error.limit}
        return
    for i, page in enumerate(survey.pages):
        if page.code not in met.pages:
            yield "survey.never_shown", ("pages", i), {"code": page.code}
            continue
        for j, question in enumerate(page.questions):
            if question.code not in met.questions:
                yield "survey.never_shown", ("pages", i, "questions", j), {"code": question.code}
    for i, end in enumerate(survey.ends):
        if end.code not in met.ends:
            yield "survey.never_ends", ("ends", i), {"code": end.code}
    if not met.finished:
        yield "survey.never_finished", ("ends",), {}
