"""What tests of asking share: customers who agreed, and a worker that does what waits."""

from datetime import timedelta

from django.utils import timezone

from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Interaction
from centricity.web.customers.services import customer_create
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask, do_job

BASE = "https://voice.example.org/"


def customer(organisation, name, **facts):
    """A customer who agreed to be asked and has an e-mail."""
    given = {"name": name, "consent": "given", "consent_source": "form", **facts}
    return customer_create(organisation, given, [("email", f"{name.lower()}@example.org")], SYSTEM)


def happened(customer, kind="order", ago=timedelta(), **more):
    """Something happens with a customer."""
    at = timezone.now() - ago
    return Interaction.objects.create(customer=customer, organisation=customer.organisation, kind=kind, at=at, **more)


def turn(*kinds):
    """Let the schedule ask for work, and do what waits, as a worker does."""
    for kind in kinds:
        ask(kind, "schedule", SYSTEM)
    while waiting := Job.objects.filter(state="waiting", kind__startswith="survey.").order_by("asked_at").first():
        do_job.call(str(waiting.pk))
        waiting.refresh_from_db()
        assert waiting.state == "done", waiting.faults
