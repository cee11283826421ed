"""The list of channels that an organisation offers: parse, call, render."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.feedback.pages import page_of, version_of
from centricity.web.feedback.selectors import desk_seen
from centricity.web.feedback.way_forms import chosen, faults_shown, way_forms
from centricity.web.feedback.ways import ways_of, ways_set
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ways(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    sends, wrong = request.method == "POST", list[str]()
    made = way_forms(ways_of(found), request.POST if sends else None)
    if sends and all(each.is_valid() for each in made):
        listed = chosen(made)
        try:
            ways_set(found, [each.told() for each in listed], version_of(request), actor_of(request))
        except MisuseError as error:
            wrong = faults_shown(listed, error.faults)
        else:
            messages.success(request, _("Saved."))
            return redirect("feedback_ways", organisation)
    more = {"forms": made, "wrong": wrong, "desk": desk_seen(found)}
    return page_of(request, "feedback/ways.html", found, 422 if sends else 200, **more)
