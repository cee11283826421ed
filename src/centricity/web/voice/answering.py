"""Taking answers: a page at a time, each once, nothing accepted lost; what is nameless is severed here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError, Place
from centricity.surveys import Step, read_answers, step_after
from centricity.surveys.answers import Raw
from centricity.surveys.flow import settled
from centricity.surveys.model import End
from centricity.surveys.model import Survey as Questionnaire
from centricity.surveys.question import APART, Question
from centricity.web.people.hashes import hashed
from centricity.web.voice.file_answers import Sent, dropped, files_take, forget
from centricity.web.voice.laying import answer_lay, answer_lay_at_once, ratings_lay
from centricity.web.voice.models import Invite, Rating, Response, Survey, Trigger
from centricity.web.voice.quotas import is_counted, quota_met
from centricity.web.voice.selectors import survey_held


@dataclass(frozen=True)
class Asked:
    """Who answers: in which language and channel, and by which invitation where there is one.

    ``first`` says that it is the first page most likely, so that no response is looked for before there is a clash.
    """

    language: str
    channel: str = ""
    invite: Invite | None = None
    customer_id: int | None = None
    first: bool = False


@dataclass(frozen=True)
class Taken:
    """What became of a page: the response, and faults where some answers will not do."""

    response: Response
    faults: list[Fault] = field(default_factory=list)


def page_take(survey: Survey, key: str, number: int, raw: Raw, asked: Asked, sent: Sent | None = None) -> Taken:
    """Take the answers of a page, counted from one; the same page sent twice counts once.

    Answers that will do are kept even where others of the page will not.

    Raises
    ------
    MisuseError
        Where the survey is not open, the invitation is used, or the page is none that comes next.
    """
    files = sent or Sent()
    try:
        return _page(survey, key, number, raw, asked, files)
    except IntegrityError:  # the first page was sent before, or twice at one instant
        return _page(survey, key, number, raw, replace(asked, first=False), files)


def _page(survey: Survey, key: str, number: int, raw: Raw, asked: Asked, sent: Sent) -> Taken:
    """Take a page with its files, or nothing of either."""
    try:
        if asked.first and (taken := _at_once(survey, key, number, raw, asked, sent)) is not None:
            return taken
        with transaction.atomic():
            survey = _held(survey, asked)
            response = _begun(survey, hashed(key), asked) if asked.first else _response(survey, key, asked)
            return _take(survey, response, number, raw, sent)
    except BaseException:
        sent.undo()
        raise


def _held(survey: Survey, asked: Asked) -> Survey:
    """The survey as it is now; where it takes invited people alone since it was read, nobody else begins."""
    held = survey_held(survey)
    if held is not survey and asked.first and not held.public:
        raise MisuseError([Fault("voice.by_invitation")])
    return held


class _Moved(Exception):  # noqa: N818  nobody but the one below sees it
    """That the survey has changed since it was read, or that the answer is there already."""


def _at_once(survey: Survey, key: str, number: int, raw: Raw, asked: Asked, sent: Sent) -> Taken | None:
    """Take a first page by one statement, where the database can and nothing else hangs on it; else none of it."""
    if connection.vendor != "postgresql" or survey.state != Survey.State.OPEN or survey.current is None:
        return None
    if any(question.kind == "file" for question in survey.current.questionnaire.questions) or is_counted(survey):
        return None

    def lay(response: Response, ratings: list[Rating]) -> None:
        if not answer_lay_at_once(response, ratings, survey):
            raise _Moved

    try:
        return _take(survey, _begun(survey, hashed(key), asked), number, raw, sent, lay)
    except _Moved:
        return None


def whole_take(survey: Survey, key: str, raw: Raw, asked: Asked) -> tuple[Response, bool]:
    """Take a whole response at once, by the rules of the pages; give it, and whether it was not known before.

    Raises
    ------
    MisuseError
        With every answer that will not do, or where the survey is not open; nothing is kept then.
    """
    try:
        return _whole(survey, key, raw, asked)
    except IntegrityError:  # the same was sent twice at one instant
        return _whole(survey, key, raw, asked)


@transaction.atomic
def _whole(survey: Survey, key: str, raw: Raw, asked: Asked) -> tuple[Response, bool]:
    survey = survey_held(survey)
    response = _response(survey, key, asked)
    if response.state != Response.State.PART:
        return response, False
    questionnaire, seed = response.version.questionnaire, str(response.pk)
    faults = [*_unknown(questionnaire, raw), *_on_the_way(questionnaire, raw)]
    if faults:
        raise MisuseError(faults)
    while response.state == Response.State.PART:
        step = step_after(questionnaire, response.page, response.known(), seed)
        assert isinstance(step, Step)  # noqa: S101  a response whose way has ended is no part any more
        _take(survey, response, step.number, raw, Sent())
    return response, True


def _unknown(questionnaire: Questionnaire, raw: Raw) -> Iterator[Fault]:
    """Answers to what is not asked by the survey at all: a slip of the pen would lose them."""
    for code in dict.fromkeys(name.partition(APART)[0] for name in raw):
        if code not in questionnaire.by_code:
            yield Fault("voice.no_question", Place(key=code))


def _on_the_way(questionnaire: Questionnaire, raw: Raw) -> list[Fault]:
    """Everything that will not do on the way these answers take."""
    faults, values, number = list[Fault](), dict[str, Any](), 0
    while isinstance(step := step_after(questionnaire, number, values), Step):
        read = read_answers(step.questions, raw)
        values, number = values | read.values, step.number
        faults += read.faults
    return faults


def _response(survey: Survey, key: str, asked: Asked) -> Response:
    """The response of a key, held until the transaction ends; one that is not kept yet where there is none."""
    held = Response.objects.select_for_update(of=("self",)).select_related("version").defer("version__content")
    known = held.filter(survey=survey, key_hash=hashed(key)).first()
    if known is not None:
        return known
    if survey.state != Survey.State.OPEN or survey.current is None:
        raise MisuseError([Fault("voice.not_open")])
    if asked.invite is not None and asked.invite.used_on is not None:
        raise MisuseError([Fault("voice.invite_used")])
    return _begun(survey, hashed(key), asked)


def _begun(survey: Survey, key_hash: str, asked: Asked) -> Response:
    version = survey.current
    assert version is not None  # noqa: S101  the caller has seen it
    nameless = version.questionnaire.nameless
    response = Response(
        survey=survey, version=version, key_hash=key_hash, language=asked.language, channel=asked.channel,
        customer_id=None if nameless else asked.invite.customer_id if asked.invite else asked.customer_id,
        wave=asked.invite.wave if asked.invite else survey.wave, begun_at=moment(nameless=nameless),
        touchpoint="" if nameless else _touchpoint(asked.invite),
    )  # fmt: skip
    if asked.invite is not None:
        used = Invite.objects.filter(pk=asked.invite.pk, used_on=None).update(used_on=timezone.now().date())
        if not used:
            raise MisuseError([Fault("voice.invite_used")])
    return response


def _touchpoint(invite: Invite | None) -> str:
    """The touchpoint of the rule that asked; of a nameless response it would tell on which of its letters it came."""
    if invite is None or invite.event is None:
        return ""
    told = Trigger.objects.filter(occasions=invite.event).values_list("touchpoint", flat=True)
    return told.first() or ""


def moment(*, nameless: bool) -> datetime:
    """Now; of what is nameless the day alone, so that no list of who was where tells who answered."""
    now = timezone.now()
    return now.replace(hour=0, minute=0, second=0, microsecond=0) if nameless else now


def _take(
    survey: Survey, response: Response, number: int, raw: Raw, sent: Sent,
    lay: Callable[[Response, list[Rating]], None] | None = None,
) -> Taken:  # fmt: skip
    if response.state != Response.State.PART:
        return Taken(response)
    if survey.state != Survey.State.OPEN:
        raise MisuseError([Fault("voice.not_open")])
    questionnaire, seed = response.version.questionnaire, str(response.pk)
    if not (1 <= number <= response.page or _comes(response, number)):
        raise MisuseError([Fault("voice.other_page")])
    values = _without(response.known(), questionnaire, number)
    step = step_after(questionnaire, number - 1, values, seed)
    shown = step.questions if isinstance(step, Step) and step.number == number else ()
    kept, faults = files_take(survey, response, shown, raw, sent)
    read = read_answers(shown, raw, files=kept)
    wrong = {fault.place.key for fault in faults}
    read.faults = [*faults, *(fault for fault in read.faults if fault.place.key not in wrong)]
    response.values = settled(questionnaire, values | read.values)
    if not read.faults:
        response.page = number
        _go_on(survey, response, number, response.known())
    _settle_files(response)
    ratings = list(ratings_of(survey, response)) if response.state == Response.State.WHOLE else []
    if response._state.adding:  # noqa: SLF001  Django has no other word for what is not kept yet
        (lay or answer_lay)(response, ratings)
    else:
        response.save(update_fields=["values", "page", "state", "end", "ended_at"])
        ratings_lay(ratings)
    return Taken(response, read.faults)


def _settle_files(response: Response) -> None:
    """Files that no answer names go; so do those of whoever came over the quota."""
    if any(question.kind == "file" for question in response.version.questionnaire.questions):
        (forget if response.state == Response.State.FULL else dropped)(response)


def _comes(response: Response, number: int) -> bool:
    """Whether a page is the one that comes next; pages between may ask nothing of this person."""
    step = step_after(response.version.questionnaire, response.page, response.known(), str(response.pk))
    return isinstance(step, Step) and step.number == number


def _without(values: dict[str, Any], questionnaire: Questionnaire, number: int) -> dict[str, Any]:
    """Values without those of a page: it is answered anew."""
    own = {question.code for question in questionnaire.pages[number - 1].questions}
    return {name: value for name, value in values.items() if name.partition(APART)[0] not in own}


def _go_on(survey: Survey, response: Response, number: int, values: dict[str, Any]) -> None:
    """End the response where its way ends."""
    questionnaire = response.version.questionnaire
    coming = step_after(questionnaire, number, values, str(response.pk))
    if isinstance(coming, Step):
        return
    response.ended_at = moment(nameless=questionnaire.nameless)
    response.state = Response.State.WHOLE
    if isinstance(coming, End):
        response.end = coming.code
    full = quota_met(survey, questionnaire.quotas, values)
    if full is not None:
        response.state, response.end = Response.State.FULL, full.code


def ratings_of(survey: Survey, response: Response) -> Iterator[Rating]:
    """Ratings of a complete response, as rows that metrics are made from."""
    columns, values = _columns(response), response.values
    for question in response.version.questionnaire.questions:
        for row, score in _scores(question, values.get(question.code)):
            yield Rating(
                response=response, organisation_id=survey.organisation_id, survey=survey, series=question.series,
                row=row, metric=question.metric or "", score=score, at=response.ended_at,
                month=f"{response.ended_at:%Y-%m}", version=response.version.number, **columns,
            )  # fmt: skip


def _columns(response: Response) -> dict[str, str]:
    """Columns of the ratings: what was answered first, then why and how it was asked, then what is known of whom."""
    questionnaire, customer = response.version.questionnaire, response.customer
    told = {
        "channel": response.channel, "touchpoint": response.touchpoint or questionnaire.touchpoint or "",
        "segment": customer.segment if customer else "", "market": customer.market if customer else "",
    }  # fmt: skip
    values, asked = response.values, questionnaire.questions
    told |= {each.fills: str(values[each.code]) for each in asked if each.fills and each.code in values}
    return told | {"channel": told["channel"][:10]}


def _scores(question: Question, value: Any) -> Iterator[tuple[str, int]]:
    if value is None or not question.rated:
        return
    if question.kind == "matrix":
        yield from value.items()
    else:
        yield "", value
