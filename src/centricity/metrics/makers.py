"""Who makes which metric."""

from collections.abc import Callable

from centricity.metrics import answers, cost, customers, experience, journey, service, value
from centricity.metrics.call import Call, Made
from centricity.metrics.definition import Metric

# whoever is still waiting has not rated, and beside requests per customer or those that customers solved alone the
# CSAT of all requests would be that of others
MAKERS: dict[str, Callable[[Call], Made]] = {
    "retention": customers.retention,
    "churn": customers.churn,
    "repeat_purchase": customers.repeat_purchase,
    "cohort_retention": customers.cohort_retention,
    "survival": customers.survival,
    "exit_reasons": customers.exit_reasons,
    "cac": cost.cac,
    "historical_cltv": value.historical_cltv,
    "predictive_cltv": value.predictive_cltv,
    "subscription_cltv": value.subscription_cltv,
    "cltv_to_cac": cost.cltv_to_cac,
    "payback": cost.payback,
    "rfm": value.rfm,
    "pareto_share": value.pareto_share,
    "first_response": service.beside_csat(service.times_to("first_response")),
    "resolution_time": service.beside_csat(service.times_to("resolved")),
    "sla_attainment": service.sla_attainment,
    "first_contact_resolution": service.beside_csat(service.first_contact_resolution),
    "reopening": service.beside_csat(service.reopening),
    "repeat_contacts": service.beside_csat(service.repeat_contacts),
    "backlog": service.backlog,
    "backlog_age": service.backlog_age,
    "stale_requests": service.stale_requests,
    "wait_share": service.beside_csat(service.wait_share),
    "article_reuse": service.beside_csat(service.article_reuse),
    "self_service": service.self_service,
    "containment": service.beside_csat(service.containment),
    "contact_rate": service.contact_rate,
    "service_csat": service.service_csat,
    "conversion": journey.conversion,
    "step_time": journey.step_time,
    "total_experience": experience.total_experience,
}


def maker_of(metric: Metric) -> Callable[[Call], Made]:
    """Maker of a metric; those from answers are made by their rule."""
    return MAKERS.get(metric.id, answers.answered)
