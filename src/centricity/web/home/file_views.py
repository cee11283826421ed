"""Files of a metric's page, and of the answers behind a number of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from centricity.metrics.definition import Metric
from centricity.web.audit.services import actor_of
from centricity.web.home.asked import asked_of
from centricity.web.home.behind import clicked_of
from centricity.web.home.behind_views import cell_or_404
from centricity.web.home.heard import months_of
from centricity.web.home.metric_file import behind_table, file_name, series_table
from centricity.web.home.metric_page import place_and_metric
from centricity.web.home.series import series_of
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.tabled import kind_or_404, taken


@require_safe
@login_required
def table(request: HttpRequest, organisation: str, metric: str, kind: str) -> HttpResponse:
    """A metric by month and by groups, as its page shows it."""
    place, known = place_and_metric(request, organisation, metric, VoiceRight.RESULTS)
    return table_file(request, place, known, kind)


@require_safe
@login_required
def answers(request: HttpRequest, organisation: str, metric: str, kind: str) -> HttpResponse:
    """The answers behind a number."""
    place, known = place_and_metric(request, organisation, metric, VoiceRight.HANDLE)
    return answers_file(request, place, known, kind)


def table_file(request: HttpRequest, place: Organisation, known: Metric, kind: str) -> HttpResponse:
    """A metric or a question by month and by groups."""
    kind_or_404(kind)
    asked, language = asked_of(request.GET), language_now()
    made = series_of(place, known, months_of(place, known.id)[-asked.months :], asked, language)
    notes = (known.says[language], known.reading[language])
    return taken(series_table(made, language), kind, file_name(place, known), known.name[language], notes, language)


def answers_file(request: HttpRequest, place: Organisation, known: Metric, kind: str) -> HttpResponse:
    """The answers behind a number of a metric or of a question."""
    kind_or_404(kind)
    cell, language = cell_or_404(place, known, clicked_of(request.GET)), language_now()
    made = behind_table(place, cell, language, actor_of(request))
    return taken(made, kind, f"{file_name(place, known)}-answers", known.name[language], (), language)
