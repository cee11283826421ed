"""A job seen in the browser: a page that renews itself until the job ends."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from centricity.web.research.selectors import job_for, study_for


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
