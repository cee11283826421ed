"""The page of maturity beside what customers do."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centricity.web.home.analysis_pages import shown
from centricity.web.home.cycles import coming
from centricity.web.home.maturity import maturity_studies
from centricity.web.home.outcomes import outcomes
from centricity.web.home.sheets import Analysis
from centricity.web.look.languages import language_now
from centricity.web.people.roles import Right, VoiceRight
from centricity.web.people.selectors import access_to_study, organisation_for


@require_safe
@login_required
def maturity(request: HttpRequest, organisation: str) -> HttpResponse:
    """Maturity of a study, wave by wave, beside what customers do; for those who see studies from inside."""
    place, template = organisation_for(request.user, organisation, VoiceRight.RESULTS), "home/analysis/maturity.html"
    if access_to_study(request.user, "", organisation, open_to_all=False).right < Right.INTERNAL:
        refused = [_("Levels of maturity are for those who see the studies of the organisation from inside.")]
        return shown(request, place, template, Analysis(refused=refused), coming=coming(place))
    studies: dict[str, Any] = {each.code: each for each in maturity_studies(place)}
    study = studies.get(request.GET.get("study", "")) or next(iter(studies.values()), None)
    found = outcomes(place, study, language_now())
    return shown(request, place, template, found, studies=list(studies.values()), study=study, coming=coming(place))
