"""How targets are called, and where they are, for the actions that serve them."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from centricity.web.improvement.origins import Origin
from centricity.web.look.languages import language_now
from centricity.web.research.goals import goals_of, latest
from centricity.web.research.models import Study


def goals(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    """Targets by study and code; whoever reads an action may not see targets, so these are named in general."""
    asked = {each: each.partition("/")[::2] for each in identifiers if "/" in each}
    studies = Study.objects.filter(organisation__code=organisation, code__in={code for code, _goal in asked.values()})
    known = {each.code: (each, _codes(each)) for each in studies}
    return {each: _origin(*known[code], goal) for each, (code, goal) in asked.items() if code in known}


def _codes(study: Study) -> set[str]:
    edition = latest(study)
    return {goal["code"] for goal in goals_of(edition)} if edition is not None else set()


def _origin(study: Study, codes: set[str], goal: str) -> Origin:
    title = study.title_ru if language_now() == "ru" else study.title_en
    if goal in codes:
        return Origin(_("Target: %(study)s") % {"study": title}, reverse("study_goal", args=[study.code, goal]))
    return Origin(_("Target that was dropped: %(study)s") % {"study": title}, reverse("study_goals", args=[study.code]))
