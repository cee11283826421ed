"""The page of a computation: it tells how far it is, and renews itself without scripts until the computation ends."""

import pytest
from django.urls import reverse

from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.research.services import computation_ask

pytestmark = pytest.mark.django_db
REFRESH = '<noscript><meta http-equiv="refresh"'


@pytest.fixture
def shown(client, people, small):
    """The page of a job as it stands in a state."""
    client.force_login(people["analyst"])
    job = computation_ask(small.editions.first(), SYSTEM)

    def of(state, **more):
        Job.objects.filter(pk=job.pk).update(state=state, **more)
        return client.get(reverse("job", args=[job.pk])).content.decode()

    return of


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_it_renews_itself_while_the_job_goes_on(shown, state):
    assert REFRESH in shown(state).partition("</head>")[0]


@pytest.mark.parametrize("state", ["done", "failed", "stopped"])
def test_it_stands_still_once_the_job_has_ended(shown, state):
    page = shown(state)
    assert REFRESH not in page
    assert "hx-trigger" not in page


def test_it_names_the_study_and_the_step(shown, small):
    page = shown("running", step=3, steps=9)
    assert f">{small.title_en}</a>" in page
    assert "Step 3 of 9." in page
