"""Telling the people of a panel that they are asked to rate."""

from django.core.mail import get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from centricity.web.jobs.services import Progress
from centricity.web.letters import language_of, letter_of, origin, sent
from centricity.web.panels.models import Panel


def tell(progress: Progress) -> None:
    """Send a letter to everybody of a panel; one that is not taken hinders no other: the panel has a page too."""
    panel = Panel.objects.select_related("organisation").get(pk=progress.arguments["panel"])
    progress.next("Отправляю письма", "Sending letters")
    with get_connection(fail_silently=True) as connection:
        for assessor in panel.assessors.exclude(user=None).select_related("user"):
            language = language_of(assessor.user)
            with translation.override(language):
                sent(_letter(panel, language), assessor.user.email, connection)
    with progress.finishing():
        pass


def _letter(panel: Panel, language: str) -> object:
    place = panel.organisation.name_en if language == "en" else panel.organisation.name_ru
    more = {
        "panel": panel, "title": panel.title(language), "place": place, "language": language,
        "address": origin() + reverse("panel", args=[panel.organisation.code, panel.code]),
    }  # fmt: skip
    return letter_of("panels/letter", _("%(place)s: you are asked to rate") % {"place": place}, more)
