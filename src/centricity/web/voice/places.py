"""Where the parts of a survey's room are."""

from typing import Any

from django.urls import reverse

from centricity.web.letters import origin
from centricity.web.voice.models import Survey


def at(name: str, survey: Survey, **more: Any) -> str:
    """The address of a page of a survey."""
    return reverse(name, kwargs={"organisation": survey.organisation.code, "survey": survey.code, **more})


def base() -> str:
    """Where the platform is reached, as the beginning of an address."""
    return f"{origin()}/"
