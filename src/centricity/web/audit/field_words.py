"""What changed, in words: the fields of the audit log and their values; what has no word is told by its code."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centricity.language import MISSING, in_percent, number
from centricity.methods import bundled_method
from centricity.metrics import definition, metric_ids
from centricity.surveys.catalogue import METHODS
from centricity.web.api.forms import EVENT_NAMES
from centricity.web.api.models import Token
from centricity.web.companies.models import Comment
from centricity.web.customers.forecasts import MODELS
from centricity.web.customers.models import Channel, Import
from centricity.web.customers.rules import read_rule
from centricity.web.customers.segment_words import rule_words
from centricity.web.feedback.models import Item, Theme, Tone
from centricity.web.files.models import StoredFile
from centricity.web.home.models import Goal, Watch
from centricity.web.improvement.models import Action, Barrier, Ritual
from centricity.web.look.languages import language_now
from centricity.web.people.roles import REACHES, ROLES
from centricity.web.rating.models import Round
from centricity.web.voice.groups import column_word, group_word
from centricity.web.voice.models import Rhythm, Survey
from centricity.web.warehouse.models import Board

FIELDS = {
    "about": _("evidence"), "access": _("who may have it"), "file": _("file"), "name": _("name of the file"),
    "sha256": _("SHA-256"),
    "channel": _("channel"), "consent": _("consent"), "facts": _("facts"), "reason": _("reason given"),
    "by": _("by"), "delivery": _("message"), "digest": _("digest"), "edition": _("edition"), "events": _("events"),
    "expires": _("expires"), "job": _("job"), "login": _("mark of the e-mail"), "openness": _("open to"),
    "organisation": _("organisation"), "reach": _("reach"), "role": _("role"), "run": _("run"), "scope": _("where"),
    "scopes": _("rights"), "sound": _("without faults"), "subject": _("company"), "type": _("kind"),
    "node": _("what is to change"), "target": _("target"),
    "code": _("code"), "study": _("study"), "public": _("whoever has the address"),
    "url": _("address"), "user": _("account"),
    "cause": _("cause"), "count": _("how many"), "due": _("due"), "form_open": _("form is on"),
    "kind": _("kind"), "known": _("known already"), "origin": _("came of"), "owner": _("owner"), "state": _("state"),
    "theme": _("theme"), "tone": _("tone"),
    "shared": _("shared with the organisation"), "metric": _("metric"), "muted": _("not to be heard of"),
    "on": _("switched on"), "company": _("company"),
    "every": _("how often"), "barriers": _("barriers"), "first": _("first day"), "members": _("expected"),
    "day": _("day"), "guests": _("guests"),
    "people": _("people"), "sales": _("share of sales"), "parts": _("metrics"), "least": _("fewest answers"),
    "most_fall": _("how far the response rate may fall"), "own_known": _("own channels are known"),
    "own_channels": _("own channels"),
    "comment": _("comment"), "comment_state": _("state of the comment"), "named": _("may be named"),
    "handed_in": _("handed in"), "left_out": _("not handed in"), "method": _("methodology"),
    "departments": _("departments"), "experts": _("experts"),
    "round": _("rating"), "wave": _("wave"), "shows": _("levels of others are seen"), "companies": _("companies"),
    "criteria": _("metrics"), "level": _("level"), "note": _("note"), "title": _("what was seen"),
    "reference": _("where it is"), "reason_told": _("what is to be corrected"),
    "amount": _("by how much"), "stated": _("measured"), "base": _("from"), "value": _("value"),
    "bound": _("told when it"), "certain": _("only when certain"), "column": _("grouping"), "key": _("group"),
    "opens": _("opens"), "closes": _("closes"), "zone": _("time zone"), "country": _("country"),
    "weekdays": _("working days"), "days_off": _("days off"), "days_on": _("extra working days"),
    "short": _("short days"), "round_the_clock": _("round the clock"), "in_use": _("in use"),
    "days": _("days"), "conflicts": _("conflicts"), "holds": _("what the file holds"), "new": _("new"),
    "repeated": _("repeated"), "rows": _("rows"), "unchanged": _("unchanged"), "updated": _("updated"),
    "faults": _("faults"), "sheet": _("sheet"), "gone": _("the other one"), "failed": _("failed"),
    "panels": _("panels of the board"), "warehouse": _("warehouse"), "board": _("board"),
    "horizon": _("days ahead"), "model": _("model"), "until": _("until"), "joined_by": _("rules are joined by"),
    "rules": _("rules"), "title_ru": _("title in Russian"), "title_en": _("title in English"),
    "next": _("next one on"), "next_due": _("next one on"), "event": _("event"), "follows": _("comes after"),
    "assessor": _("expert"), "sites": _("sites"), "shares": _("shares"), "largest": _("largest weight"),
    "light": _("colour in light"), "dark": _("colour in dark"), "to": _("to"),
    "provider": _("identity provider"), "why": _("why"),
}  # fmt: skip
_IN_ROOM = {
    ("feedback", "type"): _("source"),
    ("board", "title"): _("title"), ("comment", "node"): _("metric"), ("survey", "title"): _("title"),
    ("theme", "name"): _("title"), ("cause", "name"): _("title"),
    ("ritual", "title"): _("title"), ("barrier", "title"): _("title"), ("incentive", "title"): _("title"),
    ("action", "title"): _("title"), ("survey", "to"): _("where the thanks lead"),
}  # fmt: skip
"""Fields that mean something else in one room than elsewhere, by the first part of the action."""
_VALUES: dict[str, Mapping[Any, Any]] = {
    "role": dict(ROLES),
    "model": MODELS,
    "holds": dict(Import.Holds.choices),
    "reach": dict(REACHES),
    "by": {"own account": _("own account"), "identity provider": _("identity provider")},
    "why": {
        "connecting": _("it was no sign-in"),
        "no_email": _("no e-mail was named"),
        "unconfirmed": _("the e-mail is not confirmed"),
        "domain": _("the e-mail is of another domain"),
        "unknown": _("no account and no open invitation"),
    },
    "openness": {"closed": _("only who was granted a role"), "public": _("everybody sees the public edition")},
    "type": {"totp": _("app with codes"), "recovery_codes": _("recovery codes"), "webauthn": _("key")},
    "comment_state": dict(Comment.State.choices),
    "shows": dict(Round.Shows.choices),
    "kind": dict([*Item.Kind.choices, *Action.Kind.choices, *Ritual.Kind.choices, *Barrier.Kind.choices]),
    "every": dict([*Ritual.Every.choices, *Rhythm.Every.choices, *Board.Every.choices]),
    "bound": dict(Watch.Bound.choices),
    "stated": dict(Goal.Stated.choices),
    "joined_by": {"all": _("and"), "any": _("or")},
    "scopes": dict(Token.Scope.choices),
    "events": EVENT_NAMES,
    "weekdays": WEEKDAYS,
    "tone": dict(Tone.choices),
    "channel": dict(Channel.choices),
    "state": dict(Action.State.choices),
    "access": dict(StoredFile.Access.choices),
}
_VALUES_IN_ROOM: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("survey", "state"): dict(Survey.State.choices), ("feedback", "type"): dict(Item.Source.choices),
    ("theme", "state"): dict(Theme.State.choices), ("barrier", "state"): dict(Barrier.State.choices),
}  # fmt: skip
_FIGURE = re.compile(r"-?\d+\.\d+")
_FIGURES = {"amount", "base", "value", "level", "sales", "most_fall", "largest"}
"""Fields that may hold a figure as text; elsewhere such a text is a code."""
_CLOCKS = {"opens", "closes"}
"""Minutes of the day."""
_PEOPLE = {"owner", "user", "rater", "members", "experts"}
"""Fields that hold numbers of accounts."""


def number_of(name: Any) -> int:
    """The number of an account, told as ``user:7`` or 7; nought where the name is another thing's."""
    kind, _colon, number = str(name).rpartition(":")
    return int(number) if kind in {"", "user"} and number.isdecimal() else 0


def numbers_in(told: Mapping[str, Any] | None) -> set[int]:
    """Numbers of the accounts that an entry tells of before or after."""
    found = [told[name] for name in _PEOPLE & set(told or {})] if told else []
    return {number_of(each) for value in found for each in (value if isinstance(value, list) else [value])}


def pairs(action: str, told: Mapping[str, Any] | None, emails: Mapping[int, str]) -> list[tuple[str, str]]:
    """What an entry tells of before or after, as (field, value); what is empty is left out."""
    room = action.partition(".")[0]
    return [
        (str(_IN_ROOM.get((room, name)) or FIELDS.get(name, name)), _value(room, name, value, emails))
        for name, value in (told or {}).items()
        if value not in ("", [])
    ]


def _value(room: str, name: str, value: Any, emails: Mapping[int, str]) -> str:
    if (room, name) in LINES and not isinstance(value, list):
        with suppress(*_TOLD_OTHERWISE):
            return LINES[room, name](value)
    if isinstance(value, list):
        return ", ".join(_value(room, name, each, emails) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{each}: {_value(room, each, held, emails)}" for each, held in value.items())
    if name in _PEOPLE and number_of(value) in emails:
        return emails[number_of(value)]
    return _word(room, name, value)


_TOLD_OTHERWISE = (ValueError, TypeError, LookupError, AttributeError)
"""What comes of an entry that an older version told in another shape: it is shown as any other field."""


def _word(room: str, name: str, value: Any) -> str:
    if name == "metric" and value in metric_ids():
        return _metric(value)
    known = _VALUES_IN_ROOM.get((room, name)) or _VALUES.get(name, {})
    if not isinstance(value, bool) and value in known:
        return str(known[value])
    return _plain(name, value)


def _metric(code: str) -> str:
    metric = definition(code)
    return (metric.short or metric.name)[language_now()]


def _method(code: str) -> str:
    return bundled_method(code).title[language_now()] if code in METHODS else str(code)


def _part(told: str) -> str:
    """A part of a reward, such as ``nps 40 % (0 … 50)``, with the name of its metric."""
    code, _space, rest = told.partition(" ")
    rest = rest.replace(" %", "%" if language_now() == "en" else "\xa0%")
    return f"{_metric(code)} {rest}" if code in metric_ids() else told


def _rule(told: str) -> str:
    rule = read_rule(told)
    return told if rule is None else rule_words(rule, language_now())


def _shares(told: Mapping[str, Mapping[str, float]]) -> str:
    """Shares by column and by what it holds; columns under their names."""
    language = language_now()
    lines = {
        column: (f"{group_word(column, key)} {in_percent(100 * share, language)}" for key, share in by.items())
        for column, by in told.items()
    }
    return "; ".join(f"{column_word(column)} – {', '.join(shares)}" for column, shares in lines.items())


LINES: Mapping[tuple[str, str], Callable[[Any], str]] = {
    ("incentive", "parts"): _part, ("incentive", "sales"): lambda told: in_percent(float(told), language_now(), 0),
    ("panel", "method"): _method, ("segment", "rules"): _rule, ("survey", "shares"): _shares,
}  # fmt: skip
"""What is told by a line of its own kind, by the room and the field."""


def _plain(name: str, value: Any) -> str:
    """A value without a word of its own: yes or no, a figure, a time or a day as the reader writes it."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if name in _CLOCKS and isinstance(value, int):
        return f"{value // 60:02d}:{value % 60:02d}"
    if isinstance(value, float) or (name in _FIGURES and _FIGURE.fullmatch(str(value))):
        return _figure(float(value))
    return _moment(str(value))


def _figure(value: float) -> str:
    digits = 0 if value.is_integer() else 2
    return number(value, language_now(), digits)


def _moment(told: str) -> str:
    """A day or a moment in words; what is neither as it stands."""
    try:
        day: date | None = parse_date(told) or parse_datetime(told)
    except ValueError:
        return told
    return date_format(day) if day else told
