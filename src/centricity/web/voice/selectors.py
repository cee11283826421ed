"""Reading surveys and responses, each for whoever may see it."""

import time
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from centricity.errors import Fault, MisuseError
from centricity.web.keeping import Kept
from centricity.web.people.hashes import hashed
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.keys import code_read
from centricity.web.voice.models import Invite, Look, Response, Rhythm, Survey, Trigger, Version

_AT = Kept[Survey | None](256)
_OPEN: dict[str, tuple[int, Survey]] = {}
"""Surveys that whoever has the address may answer, by it, with the minute in which this process read them last."""
MOST_OPEN = 256


def surveys_of(organisation: Organisation) -> QuerySet[Survey]:
    """Surveys of an organisation with the number of their responses, the newest first."""
    whole = Count("responses", filter=Q(responses__state=Response.State.WHOLE))
    return Survey.objects.filter(organisation=organisation).annotate(whole=whole).order_by("-created_at", "-pk")


def survey_for(user: Any, organisation: str, code: str, need: VoiceRight) -> Survey:
    """A survey where somebody may do so much."""
    place = organisation_for(user, organisation, need)
    found = Survey.objects.select_related("organisation", "current").filter(organisation=place, code=code).first()
    if found is None:
        raise Http404
    return found


def survey_at(link: str) -> Survey:
    """The survey at a public address; there is none before it was opened.

    Whoever answers reads the same survey: it is kept until it changes, and looked up anew every minute.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, version, wave FROM voice_survey WHERE link = %s", [link])
        stamp = cursor.fetchone()
    if stamp is None:
        raise Http404
    minute = int(time.time() // 60)
    found = _AT.get((link, stamp, minute), lambda: _survey_at(link))
    if found is None or found.state == Survey.State.DRAFT or found.current is None:
        raise Http404
    if len(_OPEN) >= MOST_OPEN:
        _OPEN.clear()
    if found.state == Survey.State.OPEN and found.public:
        _OPEN[link] = minute, found
    else:
        _OPEN.pop(link, None)
    return found


def survey_to_answer(link: str) -> Survey:
    """The survey at a public address as this process read it within the minute, if all could answer it, else as it is.

    Whoever takes the answer has to hold the survey, and sees there whether it has changed, see `survey_held`.
    """
    minute, known = _OPEN.get(link, (0, None))
    return known if known is not None and minute == int(time.time() // 60) else survey_at(link)


def _survey_at(link: str) -> Survey | None:
    known = Survey.objects.select_related("organisation", "current", "look").defer("draft", "current__content")
    return known.filter(link=link).first()


def survey_held(survey: Survey) -> Survey:
    """A survey as it is now, which stays so until the transaction ends; those who answer do not wait for each other.

    Raises
    ------
    MisuseError
        Where it is gone.
    """
    share = " FOR SHARE" if connection.features.has_select_for_update else ""  # SQLite lets one alone write
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT version, wave FROM voice_survey WHERE id = %s{share}",  # noqa: S608  no values
            [survey.pk],
        )
        now = cursor.fetchone()
    known = survey if now == (survey.version, survey.wave) else _survey_at(survey.link)
    if known is None:
        raise MisuseError([Fault("voice.not_open")])
    return known


def look_at(link: str) -> Look:
    """How the survey at a public address looks; also before it is opened, for its preview."""
    found = Look.objects.select_related("logo").filter(survey__link=link).first()
    if found is None:
        raise Http404
    return found


def look_of(survey: Survey) -> Look:
    """How a survey looks; as the platform does where nobody said otherwise."""
    return Look.objects.filter(survey=survey).first() or Look(survey=survey)


def rhythm_of(survey: Survey) -> Rhythm | None:
    """When a survey asks again by itself."""
    return Rhythm.objects.filter(survey=survey).first()


def trigger_of(survey: Survey, event: str) -> Trigger | None:
    """The rule by which a survey asks after an event."""
    return Trigger.objects.filter(survey=survey, event=event).first()


def response_at(survey: Survey, key: str) -> Response:
    """The response of whoever holds a key."""
    known = Response.objects.select_related("version").defer("version__content")
    found = known.filter(survey=survey, key_hash=hashed(key)).first()
    if found is None:
        raise Http404
    return found


def is_begun(survey: Survey, key: str) -> bool:
    """Whether the response of a key is kept and not at its end."""
    return Response.objects.filter(survey=survey, key_hash=hashed(key), state=Response.State.PART).exists()


def responses_of(survey: Survey) -> QuerySet[Response]:
    """Complete responses with their customers, the latest first."""
    whole = Response.objects.filter(survey=survey, state=Response.State.WHOLE)
    return whole.select_related("version", "customer").defer("version__content").order_by("-ended_at", "-pk")


def invite_at(secret: str) -> Invite:
    """The invitation of a personal address; one that was not signed here is not there."""
    known = Invite.objects.select_related("survey__organisation", "survey__current", "survey__look", "customer")
    found = known.filter(code=code_read(secret)).first()
    if found is None or found.survey.state == Survey.State.DRAFT:
        raise Http404
    return found


def version_of(survey: Survey, number: int) -> Version:
    """A version that was published."""
    found = survey.versions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def counts_of(survey: Survey) -> dict[str, int]:
    """How many responses there are, by state; where nobody may know of quotas, those over one have not ended."""
    found = dict(survey.responses.values_list("state").annotate(n=Count("pk")))
    counts = {state: found.get(state, 0) for state in Response.State.values}
    if not quotas_told(survey, counts[Response.State.WHOLE]):
        counts[Response.State.PART] += counts.pop(Response.State.FULL)
    return counts


def quotas_told(survey: Survey, whole: int) -> bool:
    """Whether it may be told how many ended early or over a quota, of so many complete responses.

    It tells what they answered: of an anonymous survey it waits for the end, and for enough of them.
    """
    if survey.current is None or not survey.current.questionnaire.nameless:
        return True
    return survey.state == Survey.State.CLOSED and whole >= survey.current.questionnaire.minimum_n
