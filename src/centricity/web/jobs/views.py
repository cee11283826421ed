"""A job seen in the browser: a page that renews itself until the job ends, and stops it where that is asked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centricity.web.audit.services import actor_of
from centricity.web.research.selectors import computation_for, job_for, study_for
from centricity.web.research.services import computation_stop


@require_safe
@login_required
def job(request: HttpRequest, pk: object) -> HttpResponse:
    found = job_for(request.user, pk)
    language = get_language() or "ru"
    study = study_for(request.user, found.target.removeprefix("study:")).study
    more = {
        "job": found,
        "step": found.step_ru if language == "ru" else found.step_en,
        "faults": [fault[language] for fault in found.faults],
        "study": study.code,
        "study_title": study.title_ru if language == "ru" else study.title_en,
    }
    template = "jobs/progress.html" if request.headers.get("HX-Request") else "jobs/job.html"
    return render(request, template, more)


@require_POST
@login_required
def stop(request: HttpRequest, pk: object) -> HttpResponse:
    if computation_stop(computation_for(request.user, pk), actor_of(request)):
        messages.success(request, _("The computation is stopped; the results are as they were."))
    else:
        messages.warning(request, _("The computation had ended already."))
    return redirect("job", pk)
