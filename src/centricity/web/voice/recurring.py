"""Surveys of staff that recur: on its day one is closed, and the next one is made and asked of the same addresses.

Addresses are forgotten when a survey closes. Where they are gone already, the next one waits as a draft, and whoever
set the rhythm is told.
"""

from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from centricity.errors import CentricityError
from centricity.web.audit.services import SYSTEM, record
from centricity.web.jobs.services import Progress, ask
from centricity.web.letters import letter_of, origin, sent
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right
from centricity.web.voice.following import survey_follow
from centricity.web.voice.inviting import addresses_invite
from centricity.web.voice.models import Invite, Rhythm, Survey
from centricity.web.voice.places import base
from centricity.web.voice.services import publish, state_set

Asked = list[tuple[str, str]]
"""Addresses that were asked, each after the language of its letter."""


def next_open(rhythm: Rhythm, today: date) -> None:
    """Close the survey and ask the next one; the caller keeps the day that comes then.

    A survey that was opened on its day or later stays, and so does one whose next one was made by hand.
    """
    survey = rhythm.survey
    opened, made = survey.opened_at, survey.followed_by.order_by("-pk").first()
    if opened is None or opened.date() >= rhythm.next_on:
        return
    asked = _asked(survey)
    if made is None:
        if survey.state == Survey.State.OPEN:
            survey = state_set(survey, "closed", survey.version, SYSTEM)
        assert survey.current is not None  # noqa: S101  it was opened
        made = survey_follow(survey, "", SYSTEM, survey.current.content)
        count = _begun(made, asked)
        record(SYSTEM, "survey.recurred", made.target, after={"follows": survey.code, "count": count})
    Rhythm.objects.filter(pk=rhythm.pk).update(survey=made)
    made.refresh_from_db()
    if made.state == Survey.State.DRAFT:
        Survey.objects.filter(pk=survey.pk).update(next_due=today)
        ask("survey.prepared", made.target, SYSTEM, survey=made.pk)


def _asked(survey: Survey) -> Asked:
    known = Invite.objects.filter(survey=survey, failed=False).exclude(address="")
    return sorted(known.values_list("language", "address"))


def _begun(made: Survey, asked: Asked) -> int:
    """Publish, open and ask; where nobody can be asked or the questions will not do, it stays a draft."""
    if not asked:
        return 0
    try:
        with transaction.atomic():
            publish(made, made.version, SYSTEM)
            state_set(made, "open", made.version + 1, SYSTEM)
            parts = groupby(asked, itemgetter(0))
            return sum(addresses_invite(made, [each[1] for each in part], to, base(), SYSTEM) for to, part in parts)
    except CentricityError:
        return 0


def tell(progress: Progress) -> None:
    """Tell whoever set the rhythm that the next survey waits as a draft; its page and the alerts tell it too."""
    progress.next("Отправляю письмо", "Sending the letter")
    survey = Survey.objects.select_related("organisation", "rhythm__owner").get(pk=progress.arguments["survey"])
    owner = survey.rhythm.owner if hasattr(survey, "rhythm") else None
    if owner is not None and _may(owner, survey) and survey.state == Survey.State.DRAFT:
        with translation.override("en" if owner.language == "en" else "ru"):
            sent(_letter(survey), owner.email)
    with progress.finishing():
        pass


def _may(owner: Any, survey: Survey) -> bool:
    """Whether somebody may still open the survey."""
    return bool(owner.is_active) and voice_right(owner, survey.organisation.code) >= VoiceRight.MANAGE


def _letter(survey: Survey) -> EmailMultiAlternatives:
    language = "en" if translation.get_language() == "en" else "ru"
    title, place = survey.title(language), survey.organisation
    more = {
        "title": title, "place": place.name_en if language == "en" else place.name_ru, "language": language,
        "address": origin() + reverse("survey", args=[survey.organisation.code, survey.code]),
    }  # fmt: skip
    return letter_of("voice/prepared", _("The next survey is prepared: %(title)s") % {"title": title}, more)
