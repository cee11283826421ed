"""Metrics of the dashboard by their code: those of the catalogue, and rated questions that are metrics of their own."""

from django.http import Http404

from centricity.language import Language, Text
from centricity.metrics import definition
from centricity.metrics.definition import Metric
from centricity.web.home.heard import METRICS
from centricity.web.home.questions import MEAN, is_question, questions_of
from centricity.web.people.models import Organisation


def metric_known(organisation: Organisation, code: str) -> Metric | None:
    """A metric that the dashboard of an organisation shows."""
    if not is_question(code):
        return definition(code) if code in METRICS else None
    found = questions_of(organisation).get(code)
    return found.metric if found is not None else None


def metric_named(organisation: Organisation, code: str) -> Metric:
    """A metric that something was made of; a question that is asked no more is called by its code."""
    if not is_question(code):
        return definition(code)
    gone = definition(MEAN).model_copy(update={"id": code, "name": Text(ru=code, en=code)})
    return metric_known(organisation, code) or gone


def metric_or_404(organisation: Organisation, code: str) -> Metric:
    found = metric_known(organisation, code)
    if found is None:
        raise Http404
    return found


def called(metric: Metric, language: Language) -> str:
    """How a metric is called in a list: shortly, and a question by its words."""
    return (metric.name if is_question(metric.id) else metric.short or metric.name)[language]
