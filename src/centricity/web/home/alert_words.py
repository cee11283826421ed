"""Alerts in words: what, by how much, how sure, and what to do."""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centricity.language import Language, in_percent, number, period_name, sentence_case
from centricity.metrics import definition
from centricity.metrics.wording import moved, written
from centricity.web.home.cycle_words import cycle_told
from centricity.web.home.models import Alert
from centricity.web.home.watch_words import bound_text, name_of, part_address


@dataclass(frozen=True)
class Told:
    """An alert as it is read; ``address`` leads to its numbers."""

    alert: Alert
    title: str
    says: str
    interval: str
    advice: str
    address: str
    sign: str = ""


def told(alert: Alert, language: Language) -> Told:
    """An alert in the language that is active, with its numbers as that language writes them."""
    words: dict[str, Callable[[Alert, Language], Told]] = {
        "moved": _moved, "overdue": _overdue, "target": _target, "watch": _watch, "cycle": _cycle,
    }  # fmt: skip
    made = words[alert.kind](alert, language)
    return replace(made, says=_once(made.says), interval=_once(made.interval))


def _once(text: str) -> str:
    """A sentence that ends in an abbreviation ends in one full stop."""
    return text.replace("..", ".")


def _month(alert: Alert, language: Language) -> str:
    return sentence_case(period_name(alert.period, language))


def _moved(alert: Alert, language: Language) -> Told:
    metric, figures = definition(alert.subject), alert.figures
    gap, low, high, _n = figures["difference"]
    now, then = ((each[0], each[3]) for each in (figures["now"], figures["then"]))
    values = {
        "now": written(now[0], metric.unit, language), "then": written(then[0], metric.unit, language),
        "n": number(now[1], language), "before_n": number(then[1], language),
        "month": _month(alert, language), "before": period_name(figures["before"], language),
    }  # fmt: skip
    better = figures["verdict"] == "better"
    name = (metric.short or metric.name)[language]
    title = _("%(name)s got better: %(by)s") if better else _("%(name)s got worse: %(by)s")
    return Told(
        alert, title % {"name": name, "by": moved(gap, metric.unit, language)},
        _("%(month)s: %(now)s (n = %(n)s); %(before)s: %(then)s (n = %(before_n)s).") % values,
        _("The difference lies between %(low)s and %(high)s.") % {
            "low": moved(low, metric.unit, language), "high": moved(high, metric.unit, language),
        },
        _("The two months answered different questions: the wording of a survey was changed. See what was asked.")
        if figures.get("reworded")
        else _("See which groups it comes from, find out what was done, and keep doing it.") if better
        else _("See which groups it comes from, read what was said, and agree who does what by when."),
        reverse("board_metric", args=[alert.organisation.code, alert.subject]), "▲" if better else "▼",
    )  # fmt: skip


def _overdue(alert: Alert, language: Language) -> Told:
    count, oldest = alert.figures["count"], dt.date.fromisoformat(alert.figures["oldest"])
    title = ngettext("%(n)s follow-up is overdue", "%(n)s follow-ups are overdue", count) % {"n": count}
    return Told(
        alert, title, _("The oldest was due on %(day)s.") % {"day": date_format(oldest)}, "",
        _("Turn to the oldest first, or give them to somebody who has the time."),
        reverse("feedback_figures", args=[alert.organisation.code]),
    )  # fmt: skip


def _target(alert: Alert, language: Language) -> Told:
    figures = alert.figures

    def plain(value: float | None) -> str:
        return number(math.nan if value is None else value, language, 1)

    who = figures["name"][language]
    what = figures["title"][language]
    done, due = (_percent(figures[each], language) for each in ("share", "expected"))
    says = _("From %(base)s to %(target)s by wave %(wave)s: now %(now)s, %(done)s of the way.") % {
        "base": plain(figures["base"]), "target": plain(figures["target"]), "now": plain(figures["now"]),
        "wave": figures["wave"], "done": done,
    }  # fmt: skip
    return Told(
        alert, _("Target falls behind: %(what)s") % {"what": f"{who}: {what}" if who else what}, says,
        _("By now it should be %(due)s.") % {"due": due} if figures["expected"] is not None else "",
        _("No action has both an owner and a day: give it both.") if figures["unowned"]
        else _("See whether its actions are done; if they are, choose stronger ones."),
        reverse("study_goals", args=[alert.study]),
    )  # fmt: skip


def _watch(alert: Alert, language: Language) -> Told:
    figures = alert.figures
    known = definition(figures["metric"]) if "name" not in figures else None
    unit = known.unit if known is not None else figures["unit"]
    now, low, high = (written(math.nan if each is None else each, unit, language) for each in figures["now"][:3])
    below = figures["bound"] == "at_least"
    plain = (known.short or known.name) if known is not None else figures["name"]
    name = name_of(plain[language], figures["column"], figures["part"][language])
    title = _("%(name)s is below %(value)s") if below else _("%(name)s is above %(value)s")
    says = _("%(month)s: %(now)s (n = %(n)s).") % {
        "month": _month(alert, language), "now": now, "n": number(figures["now"][3], language)
    }  # fmt: skip
    sure = _("The whole interval, from %(low)s to %(high)s, lies beyond the bound.")
    bare = _("The estimate is beyond the bound; the interval goes from %(low)s to %(high)s.")
    return Told(
        alert, title % {"name": name, "value": bound_text(figures["value"], unit, language)}, says,
        (sure if figures["certain"] else bare) % {"low": low, "high": high},
        _("See which groups it comes from, read what was said, and agree who does what by when."),
        part_address(alert.organisation.code, figures["metric"], figures["column"], figures["key"]),
        "▼" if below else "▲",
    )  # fmt: skip


def _cycle(alert: Alert, language: Language) -> Told:
    title, says, advice, address = cycle_told(alert, language)
    return Told(alert, title, says, "", advice, address)


def _percent(share: float | None, language: Language) -> str:
    return in_percent(None if share is None else 100 * share, language)
