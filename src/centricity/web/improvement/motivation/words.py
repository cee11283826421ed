"""Why a part is not payable, and what signs say, in plain words."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from centricity.language import number, period_name
from centricity.metrics.wording import key_name, moved, written
from centricity.stats.estimate import Estimate
from centricity.web.improvement.motivation.judging import Judged, Reason
from centricity.web.improvement.motivation.measures import Part, measure
from centricity.web.improvement.motivation.signs import Sign
from centricity.web.look.languages import language_now


def name_of(part: Part) -> str:
    """A metric, with the part of the answers where it is one."""
    name = measure(part.metric).title[language_now()]
    if not part.column:
        return name
    return f"{name}, {key_name(part.column, language_now())}: {part.key or _('not told')}"


def percent(value: float) -> str:
    return written(value, "percent", language_now())


def shown(found: Estimate) -> str:
    """A share with its interval and n."""
    if not found.n or math.isnan(found.value):
        return _("not known")
    ends = " … ".join(number(each, language_now(), 1) for each in (found.low, found.high))
    return f"{percent(found.value)} ({ends}; n\u00a0=\u00a0{number(found.n, language_now())})"


def reason(each: Reason, found: Judged, before: str) -> str:
    """Why a part is not payable."""
    metric, language = measure(found.part.metric).metric, language_now()
    told: dict[str, Any] = {"before": period_name(before, language, "from")} | {
        name: number(value, language, 1) if isinstance(value, float) else number(value, language)
        for name, value in each.fields.items()
    }
    if each.code == "noise":
        ends = (moved(end, metric.unit, language) for end in (found.change.low, found.change.high))
        told["ends"] = " … ".join(ends)
    return _REASONS[each.code]() % told


_REASONS: Mapping[str, Any] = {
    "few": lambda: _("Too few answers: n = %(n)s, the scheme needs %(least)s."),
    "no_interval": lambda: _("The figure has no interval, so that nobody can tell how sure it is."),
    "rate_fell": lambda: _(
        "The response rate fell by %(fall)s points since %(before)s; the scheme allows %(most)s. Whoever stayed silent "
        "may be whoever was not content."
    ),
    "own_unknown": lambda: _(
        "The scheme does not tell by which channels the rewarded people ask for answers themselves, so that the share "
        "of such answers cannot be told."
    ),
    "channel_unknown": lambda: _(
        "Of %(share)s%% of the answers the channel is not known: the share that the rewarded people collected "
        "themselves cannot be told."
    ),
    "own_many": lambda: _(
        "The rewarded people collected %(share)s%% of the answers themselves; at most %(most)s%% may be so."
    ),
    "noise": lambda: _("The change since %(before)s is within noise (%(ends)s): a reward for it would pay for chance."),
    "no_before": lambda: _(
        "There is no figure of %(before)s to compare with: whether anything changed cannot be told."
    ),
}

SIGNS: Mapping[str, Any] = {
    "rate": lambda: _("Response rate"),
    "top": lambda: _("Highest scores"),
    "burst": lambda: _("Many answers within an hour"),
    "withheld": lambda: _("Invitations and complaints"),
    "staff": lambda: _("Personal links of staff"),
    "rules": lambda: _("Day of the rules"),
}
_STATES: Mapping[str, Any] = {
    "flagged": lambda: _("look at it"),
    "clear": lambda: _("not seen"),
    "unknown": lambda: _("cannot be told"),
}


def state(sign: Sign) -> str:
    return str(_STATES[sign.state]())


def sign_title(sign: Sign, names: Sequence[str]) -> str:
    title = str(SIGNS[sign.code]())
    return title if sign.part is None else f"{title}: {names[sign.part]}"


def says(sign: Sign) -> str:
    """What a sign says, or why it cannot be told."""
    return str(_UNKNOWN[sign.code]() if sign.state == "unknown" else _SAYS[sign.code](sign))


def action_title(sign: Sign, names: Sequence[str], period: str) -> str:
    """What is to be done about a sign."""
    told = {"sign": sign_title(sign, names), "period": period_name(period, language_now())}
    return _("Find out: %(sign)s, %(period)s") % told


def _rate(sign: Sign) -> str:
    told = {"now": shown(sign.fields["now"]), "before": shown(sign.fields["before"])}
    if sign.flagged:
        return (
            _("Fewer of those invited answered than in the period before, beyond noise: %(before)s, now %(now)s.")
            % told
        )
    return _("Of those invited %(now)s answered; in the period before %(before)s.") % told


def _top(sign: Sign) -> str:
    told = {"now": shown(sign.fields["now"]), "before": shown(sign.fields["before"])}
    if sign.flagged:
        return (
            _(
                "The highest score came more often, beyond noise, while no other metric of the same answers got "
                "better: %(before)s, now %(now)s. People may have been asked for it."
            )
            % told
        )
    return _("The highest score: %(before)s, now %(now)s.") % told


def _burst(sign: Sign) -> str:
    if not sign.flagged:
        return _("No hour brought an unusual number of answers without an invitation.")
    told = {
        "n": number(sign.fields["n"], language_now()), "of": number(sign.fields["of"], language_now()),
        "hour": date_format(localtime(sign.fields["hour"]), "DATETIME_FORMAT"),
    }  # fmt: skip
    return (
        _(
            "%(n)s of %(of)s answers came without an invitation within the hour from %(hour)s. "
            "One person may have given many of them."
        )
        % told
    )


def _withheld(sign: Sign) -> str:
    told = {"complaining": shown(sign.fields["complaining"]), "rest": shown(sign.fields["rest"])}
    if sign.flagged:
        return (
            _(
                "Customers with an open complaint were invited less often than others, beyond noise: %(complaining)s "
                "against %(rest)s. The figure then leaves out whoever is least content."
            )
            % told
        )
    return _("Invited of customers with an open complaint: %(complaining)s; of others: %(rest)s.") % told


def _staff(sign: Sign) -> str:
    if not sign.flagged:
        return _("No personal link that went to an e-mail of staff was used.")
    return _("Personal links that went to e-mails of staff and were used: %(n)s.") % {
        "n": number(sign.fields["n"], language_now())
    }


def _rules(sign: Sign) -> str:
    told = {"day": date_format(localtime(sign.fields["at"]))}
    if sign.fields["over"]:
        return (
            _("The rules were set on %(day)s, after the period ended: whoever set them may have known the figures.")
            % told
        )
    if sign.flagged:
        return (
            _("The rules were set on %(day)s, after the period began: whoever set them may have known the figures.")
            % told
        )
    return _("The rules were set on %(day)s, before the period began.") % told


_SAYS: Mapping[str, Any] = {
    "rate": _rate, "top": _top, "burst": _burst, "withheld": _withheld, "staff": _staff, "rules": _rules,
}  # fmt: skip
_UNKNOWN: Mapping[str, Any] = {
    "rate": lambda: _("Too few people were invited in one of the two periods."),
    "top": lambda: _("There are too few answers, or no other metric of the same answers to compare with."),
    "burst": lambda: _("The answers are anonymous: only their day is kept; or there are too few."),
    "withheld": lambda: _("Too few customers with an open complaint, or nobody was invited."),
    "staff": lambda: _("Nobody was invited in the period."),
}
