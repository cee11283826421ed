"""How sittings are called, and where they are, for the actions that came of them."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.formats import date_format

from centricity.web.improvement.models import Sitting
from centricity.web.improvement.origins import Origin


def sittings(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    known = [int(each) for each in identifiers if each.isascii() and each.isdecimal() and len(each) < 19]
    found = Sitting.objects.filter(ritual__organisation__code=organisation, pk__in=known).select_related("ritual")
    return {
        str(each.pk): Origin(
            f"{each.ritual.title}, {date_format(each.held_on or each.planned_on)}",
            reverse("sitting", args=[organisation, each.pk]),
        )
        for each in found
    }
