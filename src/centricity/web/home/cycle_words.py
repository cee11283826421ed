"""An alert of the yearly cycle in words."""

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centricity.language import Language
from centricity.web.home.models import Alert


def cycle_told(alert: Alert, language: Language) -> tuple[str, str, str, str]:
    """Title, what it says, what to do, and the address of the survey or the panel."""
    figures = alert.figures
    kind, day = alert.subject.partition(":")[0], dt.date.fromisoformat(figures["day"])
    title = _("%(name)s: the next one is due on %(day)s") % {
        "name": figures["title"][language], "day": date_format(day)
    }  # fmt: skip
    closed = date_format(dt.date.fromisoformat(figures["closed"])) if figures["closed"] else ""
    says = _("The last one was closed on %(day)s.") % {"day": closed} if closed else ""
    advice = _("Make the next one of it and open it, so that waves can be compared; or set another day.")
    return title, says, advice, reverse(kind, args=[alert.organisation.code, figures["code"]])
