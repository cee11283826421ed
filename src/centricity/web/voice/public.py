"""Pages on which a survey is answered: by whoever has the address, without an account and without scripts."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from centricity.errors import Fault, MisuseError
from centricity.language import Language
from centricity.surveys import Step, read_answers, step_after
from centricity.surveys.file_answers import bytes_of
from centricity.surveys.model import Survey as Questionnaire
from centricity.surveys.piping import piped
from centricity.web.audit.services import actor_of
from centricity.web.customers.models import CHANNELS, Channel, Customer
from centricity.web.customers.services import consent_withdraw
from centricity.web.look.languages import language_now
from centricity.web.voice.answering import Asked, Taken, page_take
from centricity.web.voice.asking import Drawn, drawn
from centricity.web.voice.crowding import crowded, is_kiosk
from centricity.web.voice.embedding import framed
from centricity.web.voice.file_answers import MOST_OF_A_RESPONSE, Sent
from centricity.web.voice.keys import Key, key_new, key_of_invite, key_read
from centricity.web.voice.models import Invite, Response, Survey
from centricity.web.voice.selectors import invite_at, is_begun, response_at, survey_at, survey_to_answer

log = logging.getLogger("centricity.voice")

MOST_OF_TEXTS = 5 << 20
"""Bytes of a page without its files."""
FULL = (OperationalError, OSError)
"""How a full disk, or a database that takes nothing, is told."""
TRAP = "website"
"""A field nobody sees: whoever fills it in is a robot."""
View = Callable[..., HttpResponse]


def _page(view: View) -> View:
    """What all pages share: the language is asked for by the address, and a form needs no cookie to be sent.

    No address goes along with what a page loads: logs of its styles would tell who answers.
    """

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        known = asked if asked in dict(settings.LANGUAGES) else language_now()
        with translation.override(known):
            try:
                response = view(request, *args, **more)
            except Http404:
                response = _nowhere(request)
        response.headers["Referrer-Policy"] = "no-referrer"
        return framed(response, more["link"]) if "embed" in request.GET and "link" in more else response

    return shown


@_page
def begin(request: HttpRequest, link: str) -> HttpResponse:
    """The first page of a survey that whoever has the address may answer."""
    survey = survey_to_answer(link) if request.method == "POST" else survey_at(link)
    if not survey.public:
        return _told(request, survey, [Fault("voice.by_invitation")], 403)
    return _first(request, survey, None)


@_page
def begin_invited(request: HttpRequest, secret: str) -> HttpResponse:
    """The first page at a personal address, which takes one answer; whoever has begun it goes on.

    Of a nameless response nobody can tell whose it is, so that its address, once used, leads nowhere.
    """
    invite = invite_at(secret)
    survey = invite.survey
    named = survey.current is not None and not survey.current.questionnaire.nameless
    key = key_of_invite(invite.code) if named else ""
    if key and is_begun(survey, key):
        return HttpResponseRedirect(_address(survey, key, request))
    if invite.used_on is not None:
        return _told(request, survey, [Fault("voice.invite_used")], 410)
    return _first(request, survey, invite, key)


@_page
def out(request: HttpRequest, secret: str) -> HttpResponse:
    """Take back the consent to be asked; a look at the page alone takes nothing back, a machine may look."""
    try:
        invite = invite_at(secret)
    except Http404:
        return _no_way_out(request)
    if invite.customer is None:
        return _no_way_out(request)
    done = invite.customer.consent == Customer.Consent.WITHDRAWN
    if request.method == "POST" and not done:
        consent_withdraw(invite.customer, f"survey:{invite.survey_id}", actor_of(request))
        done = True
    language = language_now()
    more = {"survey": invite.survey, "title": invite.survey.title(language), "language": language, "done": done}
    return render(request, "voice/out.html", more)


@_page
def go_on(request: HttpRequest, link: str, key: str) -> HttpResponse:
    """The page that comes next for whoever holds a key, or the thanks."""
    survey = survey_at(link)
    response = response_at(survey, key)
    if "lang" not in request.GET:
        translation.activate(response.language)
    if response.state != Response.State.PART:
        return _thanks(request, survey, response)
    if survey.state != Survey.State.OPEN:
        return _told(request, survey, [Fault("voice.not_open")], 410)
    if request.method == "POST":
        large = _large(request, survey, response.version.questionnaire)
        return large or _sent(request, survey, key, Asked(response.language))
    back = request.GET.get("page", "")
    values, seed = response.known(), str(response.pk)
    before = int(back) - 1 if back.isascii() and back.isdecimal() and 0 < int(back) <= response.page else response.page
    step = step_after(response.version.questionnaire, before, values, seed)
    assert isinstance(step, Step)  # noqa: S101  a response whose way has ended is no part any more
    return _drawn(request, survey, Sheet(response.version.questionnaire, step, values, seed))


def _first(request: HttpRequest, survey: Survey, invite: Invite | None, own_key: str = "") -> HttpResponse:
    if survey.state != Survey.State.OPEN or survey.current is None:
        return _told(request, survey, [Fault("voice.not_open")], 410)
    questionnaire = survey.current.questionnaire
    if request.method == "POST":
        large = _large(request, survey, questionnaire)
        return large or _begin(request, survey, invite)
    channel = _channel(request) if invite is None else invite.channel
    step = step_after(questionnaire, 0, {})
    assert isinstance(step, Step)  # noqa: S101  the checker lets no survey pass whose first page nobody sees
    chosen = {step.questions[0].code: request.GET.get("a", "")}
    return _drawn(request, survey, Sheet(questionnaire, step, chosen, "", key_new(survey.link, own_key), channel))


def _begin(request: HttpRequest, survey: Survey, invite: Invite | None) -> HttpResponse:
    """Take a first page that was sent, where neither a robot nor a crowd sent it."""
    channel = _channel(request) if invite is None else invite.channel
    try:
        key = _key(request, survey)
        wait = 0 if invite is not None or is_kiosk(request, survey.link) else crowded(request)
    except MisuseError as error:
        return _told(request, survey, error.faults, 422)
    except FULL:
        log.exception("who answers survey %s could not be counted", survey.code)
        return _unkept(request, survey)
    if wait:
        return _crowded(request, survey, key, channel, wait)
    return _sent(request, survey, key, Asked(language_now(), channel, invite, first=invite is None))


def _crowded(request: HttpRequest, survey: Survey, key: str, channel: str, wait: int) -> HttpResponse:
    """Ask to send a first page later, as it was filled in."""
    assert survey.current is not None  # noqa: S101  the caller has seen it
    questionnaire = survey.current.questionnaire
    step = step_after(questionnaire, 0, {})
    assert isinstance(step, Step)  # noqa: S101  as above
    typed = {name: request.POST.getlist(name) for name in request.POST}
    values = read_answers(step.questions, typed, whole=False).values
    sheet = Sheet(questionnaire, step, values, "", Key(key, request.POST["key"]), channel, later=wait)
    response = _drawn(request, survey, sheet, 429)
    response["Retry-After"] = str(wait)
    return response


def _large(request: HttpRequest, survey: Survey, questionnaire: Questionnaire) -> HttpResponse | None:
    """The refusal of a page that is larger than its answers can be, before any of it is read."""
    files = sum(bytes_of(question) for question in questionnaire.questions if question.kind == "file")
    limit = MOST_OF_TEXTS + min(files, MOST_OF_A_RESPONSE)
    told = request.META.get("CONTENT_LENGTH") or "0"
    if told.isascii() and told.isdecimal() and int(told[:15]) <= limit:
        return None
    return _told(request, survey, [Fault("voice.page_large", fields={"limit": limit >> 20})], 413)


def _channel(request: HttpRequest) -> str:
    told = str(request.POST.get("channel") or request.GET.get("channel", ""))
    return told if told in CHANNELS else str(Channel.WEB)


def _key(request: HttpRequest, survey: Survey) -> str:
    """The key of the page that was sent; a robot has none."""
    if request.POST.get(TRAP):
        raise MisuseError([Fault("voice.too_quick")])
    return key_read(survey.link, request.POST.get("key", ""))


def _sent(request: HttpRequest, survey: Survey, key: str, asked: Asked) -> HttpResponse:
    """Take a page that was sent; show it again where answers will not do."""
    number = request.POST.get("page", "")
    if not number.isascii() or not number.isdecimal() or len(number) > 3:
        return _told(request, survey, [Fault("voice.other_page")], 422)
    raw = {name: [str(each) for each in request.POST.getlist(name)] for name in request.POST}
    try:
        taken = page_take(survey, key, int(number), raw, asked, Sent(dict(request.FILES.items())))
    except MisuseError as error:
        closed = any(fault.code == "voice.not_open" for fault in error.faults)
        return _told(request, survey, error.faults, 410 if closed else 422)
    except FULL:
        log.exception("an answer to survey %s could not be kept", survey.code)
        return _unkept(request, survey)
    if taken.faults:
        return _again(request, survey, key, int(number), taken)
    return HttpResponseRedirect(_address(survey, key, request))


def _address(survey: Survey, key: str, request: HttpRequest) -> str:
    kept = {name: request.GET[name] for name in ("lang", "kiosk") if name in request.GET}
    kept["lang"] = language_now()
    kept |= {"embed": "1"} if "embed" in request.GET else {}
    return f"/s/{survey.link}/{key}/?" + "&".join(f"{name}={value[:16]}" for name, value in kept.items())


def _again(request: HttpRequest, survey: Survey, key: str, number: int, taken: Taken) -> HttpResponse:
    response = taken.response
    questionnaire, seed, values = response.version.questionnaire, str(response.pk), response.known()
    step = step_after(questionnaire, number - 1, values, seed)
    assert isinstance(step, Step)  # noqa: S101  it was answered just now
    sheet = Sheet(questionnaire, step, values, seed, faults=taken.faults, to=f"/s/{survey.link}/{key}/")
    return _drawn(request, survey, sheet, 422)


@dataclass(frozen=True)
class Sheet:
    """A page of a survey with the answers so far; ``key`` begins a response, ``to`` is where it is sent.

    ``later`` is after how many seconds it may be sent again, where too many came before it.
    """

    questionnaire: Questionnaire
    step: Step
    values: Mapping[str, Any]
    seed: str
    key: Key | None = None
    channel: str = ""
    faults: Sequence[Fault] = ()
    to: str = ""
    later: int = 0


def _drawn(request: HttpRequest, survey: Survey, sheet: Sheet, status: int = 200) -> HttpResponse:
    return render(request, "voice/ask.html", told_of(survey, sheet, language_now()), status=status)


def told_of(survey: Survey, sheet: Sheet, language: Language) -> dict[str, Any]:
    """What the template of a page needs."""
    questionnaire, page = sheet.questionnaire, sheet.step.page
    questions = drawn(questionnaire, sheet.step, language, sheet.values, sheet.seed, sheet.faults)
    return {
        "survey": survey, "title": questionnaire.title[language], "heading": page.title[language] if page.title else "",
        "intro": questionnaire.intro[language] if questionnaire.intro and sheet.step.number == 1 else "",
        "about": page.intro[language] if page.intro else "",
        "questions": questions, "chosen": _chosen(questions) if sheet.key and not sheet.later else "",
        "number": sheet.step.number, "pages": len(questionnaire.pages), "key": sheet.key, "channel": sheet.channel,
        "to": sheet.to, "trap": TRAP, "nameless": questionnaire.nameless, "faults": sheet.faults, "language": language,
        "later": -(-sheet.later // 60),
        "files": any(question.kind == "file" for question in sheet.step.questions),
    }  # fmt: skip


def _chosen(questions: Sequence[Drawn]) -> str:
    """What the address chose beforehand of the first question, in words."""
    return next((choice.text for choice in questions[0].choices if choice.chosen), "") if questions else ""


def _thanks(request: HttpRequest, survey: Survey, response: Response) -> HttpResponse:
    questionnaire, language = response.version.questionnaire, language_now()
    ends = {end.code: end.text for end in questionnaire.ends}
    text = piped(ends.get(response.end, questionnaire.thanks), language, questionnaire.by_code, response.known())
    again = urlencode({"kiosk": request.GET.get("kiosk", ""), "channel": "office", "lang": language})
    kiosk = f"/s/{survey.link}/?{again}" if "kiosk" in request.GET else ""
    more = {"survey": survey, "title": survey.title(language), "text": text, "kiosk": kiosk, "language": language}
    return render(request, "voice/thanks.html", more)


def _unkept(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Say that the answer was not kept, and give it back to be sent again."""
    language = language_now()
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    told = [Fault("voice.not_kept").sentence(language)]
    more = {"survey": survey, "title": survey.title(language), "told": told, "language": language, "sent": sent}
    response = render(request, "voice/unkept.html", more, status=503)
    response["Retry-After"] = "60"
    return response


def _nowhere(request: HttpRequest) -> HttpResponse:
    """Tell whoever came by an address that leads to no survey; an account would not help them."""
    more = {"title": _("This link leads to no survey"), "language": language_now()}
    return render(request, "voice/nowhere.html", more, status=404)


def _no_way_out(request: HttpRequest) -> HttpResponse:
    """Tell whoever came to take back their consent by an address that belongs to nobody how else it is done."""
    more = {"title": _("This link to unsubscribe does not work"), "language": language_now()}
    return render(request, "voice/no_way_out.html", more, status=404)


def _told(request: HttpRequest, survey: Survey, faults: Any, status: int) -> HttpResponse:
    language = language_now()
    told = [fault.sentence(language) for fault in faults]
    more = {"survey": survey, "title": survey.title(language), "told": told, "language": language}
    return render(request, "voice/told.html", more, status=status)
