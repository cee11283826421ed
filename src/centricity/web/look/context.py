"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from centricity.web.people.selectors import hears, is_administrator, may_fill

THEMES = ("auto", "light", "dark")


def look(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    return {
        "theme": theme_of(request),
        "languages": settings.LANGUAGES,
        "administers": is_administrator(user),
        "fills": may_fill(user),
        "hears": hears(user),
    }


def theme_of(request: HttpRequest) -> str:
    """The theme of a person, else of this device."""
    theme = getattr(request.user, "theme", "") or request.COOKIES.get("theme", "auto")
    return theme if theme in THEMES else "auto"
