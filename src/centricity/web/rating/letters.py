"""Telling a rater that something was given to rate: one letter for what was given at once."""

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centricity.web.jobs.services import Progress
from centricity.web.letters import language_of, note_of, origin, sent
from centricity.web.rating.assigning import rates_blindly
from centricity.web.rating.models import Rater
from centricity.web.rating.tallies import progress_of


def tell(progress: Progress) -> None:
    """Send the letter, where there is still something to rate and the account may rate it."""
    progress.next("Отправляю письмо", "Sending the letter")
    found = Rater.objects.filter(pk=progress.arguments["rater"]).select_related("user", "round__study__organisation")
    rater = found.prefetch_related("assignments", "levels").first()
    if rater is not None and rater.user is not None and _waits(rater):
        with translation.override(language_of(rater.user)):
            sent(_letter(rater), rater.user.email)
    with progress.finishing():
        pass


def _waits(rater: Rater) -> bool:
    user, made = rater.user, rater.round
    if user is None or not user.is_active or user.is_demonstration or not made.open:
        return False
    return bool(progress_of(rater, made).left) and rates_blindly(user, made.study)


def _letter(rater: Rater) -> EmailMultiAlternatives:
    made, left = rater.round, progress_of(rater, rater.round).left
    title = made.study.title_en if translation.get_language() == "en" else made.study.title_ru
    lines = [
        _("Companies and metrics of the study “%(title)s” were given to you to rate.") % {"title": title},
        _("Levels to submit: %(n)d.") % {"n": left},
        *([_("Please rate by %(day)s.") % {"day": date_format(made.due, "DATE_FORMAT")}] if made.due else []),
    ]
    address = origin() + reverse("study_rating_round", args=[made.study.code, made.number])
    return note_of(_("You are asked to rate: %(title)s") % {"title": title}, lines, address)
