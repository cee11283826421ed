"""What the page of comments shows: each with its company and its number in words, and the form to answer it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from centricity.language import Language, number
from centricity.web.companies.forms import AnswerForm
from centricity.web.companies.models import Comment, Consent
from centricity.web.research.cells import coded, company_address, explanation_address, name_of, places, spread
from centricity.web.research.levels import level_of, percent
from centricity.web.research.models import SubjectResult
from centricity.web.research.selectors import Opened


@dataclass(frozen=True)
class Line:
    """A comment as it is listed; ``form`` answers it, where the reader may."""

    comment: Comment
    company: str
    title: str
    address: str
    score: str
    now: str
    form: AnswerForm | None


def lines(
    comments: Iterable[Comment], opened: Opened, names: Mapping[str, SubjectResult], language: Language,
    answering: tuple[int, AnswerForm] | None,
) -> list[Line]:  # fmt: skip
    """Comments in words; ``answering`` is the one that was answered wrongly, with its form."""
    view = next(iter(names.values())).view if names else None
    parts = {part["code"]: part for part in view.parts} if view is not None else {}
    return [_line(each, opened, names, parts, language, answering) for each in comments]


def _line(
    each: Comment, opened: Opened, names: Mapping[str, SubjectResult], parts: Mapping[str, Any], language: Language,
    answering: tuple[int, AnswerForm] | None,
) -> Line:  # fmt: skip
    row, part = names.get(each.subject), parts.get(each.node)
    company = name_of(row, language) if row is not None else each.subject
    title = coded(part, language) if part is not None else each.node
    address = explanation_address(row.view, row, part) if row is not None and part is not None else ""
    score = number(each.score, language, 1)
    return Line(each, company, title, address, score, _now(each, row, score, language), _form(each, opened, answering))


def _now(each: Comment, row: SubjectResult | None, then: str, language: Language) -> str:
    """The score by the current results, where it is another than that which was commented on."""
    told = row.scores.get(each.node) if row is not None else None
    now = number(told["score"], language, 1) if told is not None else then
    return now if now != then else ""


def _form(each: Comment, opened: Opened, answering: tuple[int, AnswerForm] | None) -> AnswerForm | None:
    if answering is not None and answering[0] == each.pk:
        return answering[1]
    if not opened.may_edit or each.state == Comment.State.WITHDRAWN:
        return None
    start: dict[str, Any] = {"version": each.version, "answer": each.answer}
    if each.state != Comment.State.OPEN:
        start["agree"] = "yes" if each.state == Comment.State.AGREED else "no"
    return AnswerForm(initial=start, auto_id=f"a{each.pk}_%s")


@dataclass(frozen=True)
class OwnNumber:
    """The index of a company with its interval and its place, as the company sees it."""

    title: str
    score: str
    interval: str
    level: str
    place: str
    places: str


@dataclass(frozen=True)
class ConsentLine:
    """What a company stated of being named; none where it stated nothing."""

    subject: str
    company: str
    address: str
    consent: Consent | None
    number: OwnNumber | None


def consent_lines(
    consents: Iterable[Consent], opened: Opened, names: Mapping[str, SubjectResult], language: Language
) -> list[ConsentLine]:
    """Consents in words: to a contact those of the own companies, also where nothing is stated yet."""
    known = {each.subject: each for each in consents}
    wanted = sorted(set(known) | (opened.access.own & set(names)))
    return [_consent_line(each, names.get(each), known.get(each), language) for each in wanted]


def _consent_line(subject: str, row: SubjectResult | None, consent: Consent | None, language: Language) -> ConsentLine:
    if row is None:
        return ConsentLine(subject, subject, "", consent, None)
    return ConsentLine(subject, name_of(row, language), company_address(row.view, row), consent, _own(row, language))


def _own(row: SubjectResult, language: Language) -> OwnNumber | None:
    root = row.view.parts[0]
    told = row.scores.get(root["code"])
    if told is None:
        return None
    return OwnNumber(
        coded(root, language), number(told["score"], language, 1), spread(told["low"], told["high"], language, 1),
        percent(level_of(row.view), language), number(told["rank"], language),
        places(told, language),
    )  # fmt: skip
