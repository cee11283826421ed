"""The page of maturity beside what customers do."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from centricity.web.home.analyses import maturity_of
from centricity.web.home.analysis_pages import shown
from centricity.web.home.cycles import coming
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for


@require_safe
@login_required
def maturity(request: HttpRequest, organisation: str) -> HttpResponse:
    """Maturity of a study, wave by wave, beside what customers do; for those who see studies from inside."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    made = maturity_of(request.user, place, request.GET.get("study", ""), language_now())
    more = {"studies": made.studies, "study": made.study, "coming": coming(place)}
    return shown(request, place, "home/analysis/maturity.html", made.analysis, **more)
