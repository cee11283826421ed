"""How feedback and themes are called, and where they are, for the actions that came of them."""

from collections.abc import Mapping

from django.urls import reverse

from centricity.web.codes import is_uuid
from centricity.web.feedback.models import Item, Theme
from centricity.web.feedback.wording import in_words
from centricity.web.improvement.origins import Origin
from centricity.web.look.languages import language_now


def items(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    known = [each for each in identifiers if is_uuid(each)]
    found = in_words(list(Item.objects.filter(organisation__code=organisation, pk__in=known)))
    return {str(each.pk): Origin(str(each), reverse("feedback_item", args=[organisation, each.pk])) for each in found}


def themes(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    known = [int(each) for each in identifiers if each.isascii() and each.isdecimal() and len(each) < 19]
    title = f"title_{language_now()}"
    found = Theme.objects.filter(organisation__code=organisation, pk__in=known)
    return {
        str(each.pk): Origin(getattr(each, title), reverse("theme", args=[organisation, each.pk])) for each in found
    }
