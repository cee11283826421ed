"""Where the parts of a survey's room are."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from centricity.web.voice.models import Survey


def at(name: str, survey: Survey, **more: Any) -> str:
    """The address of a page of a survey."""
    return reverse(name, kwargs={"organisation": survey.organisation.code, "survey": survey.code, **more})


def origin() -> str:
    """Where the platform is reached, for letters that nobody's request asks for."""
    known = settings.CSRF_TRUSTED_ORIGINS
    return f"{known[0]}/" if known else f"http://{settings.BIND}/"
