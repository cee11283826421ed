"""Single ratings behind figures: those of surveys of which a part may be told."""

from typing import Any

from django.db.models import QuerySet

from centricity.metrics.definition import Metric
from centricity.web.customers.models import Customer
from centricity.web.customers.segment_query import members
from centricity.web.customers.segments import segments_in
from centricity.web.home.asked import RULE, Asked
from centricity.web.home.heard import COLUMNS, tallies
from centricity.web.home.questions import is_question, questions_of
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating


def ratings_of(organisation: Organisation, metric: Metric, asked: Asked) -> QuerySet[Rating]:
    """Ratings of a part of a metric, or of all of it, by surveys of which a part may be told: no nameless ones."""
    open_to_see = tallies(organisation, metric.id, COLUMNS[0])["survey"].unique().to_list()
    found = Rating.objects.filter(organisation=organisation, survey__in=open_to_see)
    found = found.filter(**_conditions(organisation, metric.id))
    return found.filter(**in_group(organisation, asked.column, asked.key)) if asked.column else found


def in_group(organisation: Organisation, column: str, key: str) -> dict[str, Any]:
    """Conditions on ratings of the group of a column."""
    if column == RULE:
        return {"response__customer__in": customers_by(organisation, key)}
    return {"survey__code" if column == "survey" else column: key}


def customers_by(organisation: Organisation, code: str) -> QuerySet[Customer]:
    """Customers who fit a segment of rules today; nobody where there is no such segment."""
    found = segments_in(organisation).filter(code=code).first()
    return members(found).order_by() if found is not None else Customer.objects.none()


def _conditions(organisation: Organisation, metric: str) -> dict[str, Any]:
    question = questions_of(organisation).get(metric) if is_question(metric) else None
    if question is None:
        return {"metric": metric}
    return question.conditions | ({"version__in": question.versions} if question.versions else {})
