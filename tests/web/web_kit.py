"""What tests of the platform share: people of every role, and small studies."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.services import do_job
from centricity.web.people.roles import Reach, Role
from centricity.web.people.services import Scope, grant, user_create
from centricity.web.research.services import computation_ask, study_create

PASSWORD = "correct horse battery staple"
PEOPLE = (*(str(role) for role in Role), "stranger")
EXAMPLES = Path(__file__).parents[2] / "examples"


def person(role, organisation="", **more):
    """An account with a role on an organisation; an administrator's is on the whole platform."""
    user = user_create(f"{role}@example.org", PASSWORD, name=role, language="en", **more)
    if role == Role.ADMINISTRATOR:
        grant(user, Scope(role))
    elif role != "stranger":
        grant(user, Scope(role, Reach.ORGANISATION, organisation))
    return user


def files_of(folder):
    """Files of a folder as uploads."""
    return [SimpleUploadedFile(p.name, p.read_bytes()) for p in sorted(Path(folder).iterdir()) if p.is_file()]


def study(code, organisation, example="it-market-2025-published"):
    """A study made of a bundled example."""
    return study_create(code, organisation, files_of(EXAMPLES / example), SYSTEM).study


def compute(made):
    """Compute a study's latest edition, here and now."""
    job = computation_ask(made.editions.first(), SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults
    return job


def addresses():
    """Every address that is routed, as one pattern."""

    def walk(patterns, before):
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, here)
            else:
                yield here, pattern

    return dict(walk(get_resolver().url_patterns, "/"))
