"""Showing a survey on other sites: on those alone that its owner lists, and on no page but that of the survey."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.environment import LOCAL_HOSTS
from centricity.web.voice.models import Survey
from centricity.web.voice.services import held

MOST_SITES = 20
LONGEST_SITE = 200
_HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def site_of(text: str) -> str | None:
    """A site as browsers name it, ``https://example.org``; None where it is no address of one."""
    if len(text) > LONGEST_SITE:
        return None
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:  # a port that is none, or a name that no host can have
        return None
    if (
        parts.path not in {"", "/"}
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
        or text.rstrip()[-1:] in "?#"
    ):
        return None
    ours = settings.LOCAL and host in LOCAL_HOSTS
    if not (ours and parts.scheme == "http") and not (parts.scheme == "https" and _HOST.fullmatch(host)):
        return None
    usual = port is None or (parts.scheme, port) == ("https", 443)
    return f"{parts.scheme}://{host}" + ("" if usual else f":{port}")


@transaction.atomic
def sites_set(survey: Survey, told: Iterable[str], version: int, actor: Actor) -> None:
    """Let a survey be shown on these sites and on no others; none where none is told.

    Raises
    ------
    MisuseError
        With every line that is no site, or where there are too many.
    """
    lines = list(dict.fromkeys(each.strip() for each in told if each.strip()))
    if len(lines) > MOST_SITES:
        raise MisuseError([Fault("voice.many_sites", fields={"count": len(lines), "limit": MOST_SITES})])
    named = {line: site_of(line) for line in lines}
    wrong = [Fault("voice.no_site", fields={"site": line[:100]}) for line, site in named.items() if site is None]
    if wrong:
        raise MisuseError(wrong)
    found = held(survey, version)
    before, found.sites = found.sites, list(dict.fromkeys(named.values()))
    found.save(update_fields=["sites"])
    record(actor, "survey.sites", found.target, {"sites": before}, {"sites": found.sites})


def framed(response: HttpResponse, link: str) -> HttpResponse:
    """The page of a survey as its sites may show it; every other page is shown within none."""
    sites = Survey.objects.filter(link=link).values_list("sites", flat=True).first()
    if sites:
        more: dict[str, Any] = {"_csp_replace": {"frame-ancestors": sites}, "xframe_options_exempt": True}
        vars(response).update(more)
    return response


def snippet(survey: Survey, base: str, mode: str, language: str) -> str:
    """What is put into the page of a site."""
    return (
        f'<script src="{base}s/embed.js" data-survey="{survey.link}" data-mode="{mode}" '
        f'data-language="{language}" async></script>'
    )
