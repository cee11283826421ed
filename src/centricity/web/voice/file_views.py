"""Files of a survey's results and of its single answers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.tabled import kind_or_404, taken
from centricity.web.voice.answers_file import answers_table
from centricity.web.voice.results import Results
from centricity.web.voice.results_file import results_table
from centricity.web.voice.selectors import survey_for


@require_safe
@login_required
def results(request: HttpRequest, organisation: str, survey: str, kind: str) -> HttpResponse:
    """Figures as the page of results shows them."""
    found, language = survey_for(request.user, organisation, survey, VoiceRight.RESULTS), language_now()
    kind_or_404(kind)
    table = results_table(Results(found, language) if found.current is not None else None, language)
    return taken(table, kind, f"{found.code}-results", found.title(language), (), language)


@require_safe
@login_required
def answers(request: HttpRequest, organisation: str, survey: str, kind: str) -> HttpResponse:
    """Single answers of a survey that knows who answered."""
    found, language = survey_for(request.user, organisation, survey, VoiceRight.HANDLE), language_now()
    kind_or_404(kind)
    table = answers_table(found, language, actor_of(request))
    return taken(table, kind, f"{found.code}-answers", found.title(language), (), language)
