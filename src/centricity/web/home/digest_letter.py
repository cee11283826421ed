"""What the weekly letter says: figures and counts, never a customer."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from centricity.language import Language
from centricity.web.feedback.figures import usual_period
from centricity.web.feedback.overdue import overdue_of
from centricity.web.home.alert_words import Told, told
from centricity.web.home.alerts import alerts_for
from centricity.web.home.asked import USUAL
from centricity.web.home.board import tiles
from centricity.web.home.heard import months_of
from centricity.web.home.models import Alert, Subscription
from centricity.web.home.shifts import last_whole_month
from centricity.web.improvement.selectors import actions_of
from centricity.web.letters import letter_of, origin

TILES = 4
WEEK = timedelta(days=7)
MOST = 20
MORNING = 7
"""From seven o'clock of the platform's time zone on: the platform knows of nobody's own."""


def morning_of(now: datetime) -> datetime:
    """When the letter of a week is due: on its Monday in the morning."""
    monday = now - timedelta(days=now.weekday())
    return monday.replace(hour=MORNING, minute=0, second=0, microsecond=0)


def written(subscription: Subscription, now: datetime, secret: str) -> EmailMultiAlternatives:
    """The letter of a week, in the language of who reads it."""
    language: Language = "en" if (subscription.user.language or settings.LANGUAGE_CODE) == "en" else "ru"
    out = origin() + reverse("digest_out", args=[secret])
    with translation.override(language):
        place = subscription.organisation
        name = place.name_en if language == "en" else place.name_ru
        more = _told(subscription, now, language) | {
            "name": name, "language": language, "out": out, "board": origin() + reverse("board", args=[place.code]),
        }  # fmt: skip
        return letter_of("home/digest", _("%(name)s: the week in figures") % {"name": name}, more, out)


def _told(subscription: Subscription, now: datetime, language: Language) -> dict[str, Any]:
    place, user, today = subscription.organisation, subscription.user, now.date()
    mine = alerts_for(user, place)
    moved = mine.filter(kind=Alert.Kind.MOVED, period=last_whole_month(today))
    fresh = mine.exclude(kind=Alert.Kind.MOVED).filter(acknowledged_at=None, raised_at__gte=morning_of(now) - WEEK)
    actions = actions_of(place)
    return {
        "tiles": list(islice(tiles(place, months_of(place)[-USUAL:], usual_period(), language), TILES)),
        "moved": [_linked(told(each, language)) for each in moved[:MOST]],
        "alerts": [_linked(told(each, language)) for each in fresh[:MOST]],
        "overdue": overdue_of(place)[0],
        "late": actions.filter(due__lt=today).count(),
        "due": actions.filter(due__gte=today, due__lt=today + WEEK).count(),
        "own": actions.filter(due__lt=today + WEEK, owner=user).count(),
    }


def _linked(each: Told) -> tuple[Told, str]:
    """An alert with the address of its page."""
    return each, origin() + reverse("board_alert", args=[each.alert.organisation.code, each.alert.pk])
