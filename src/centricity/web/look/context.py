"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from centricity.web.people.selectors import is_administrator, may_fill

THEMES = ("auto", "light", "dark")


def look(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    theme = getattr(user, "theme", "") or request.COOKIES.get("theme", "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "languages": settings.LANGUAGES,
        "administers": is_administrator(user),
        "fills": may_fill(user),
    }
