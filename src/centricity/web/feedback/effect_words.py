"""What changed after an action on a theme, as it is read."""

import math
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centricity.language import MISSING, Language, number
from centricity.metrics import definition
from centricity.metrics.wording import limits, moved, written
from centricity.stats.estimate import Estimate
from centricity.web.feedback.effects import RATE, SHARE, SHORTEST, Compared, Effect
from centricity.web.feedback.figures import Period
from centricity.web.look.languages import language_now

LIKE = "csat"
"""A metric whose shares are written as those here."""


@dataclass(frozen=True)
class Figure:
    """A number with its interval and count, as they are read."""

    value: str
    ends: str = ""
    n: str = ""


@dataclass(frozen=True)
class Line:
    """A number before and after, and what the difference says."""

    name: str
    before: Figure
    after: Figure
    difference: Figure
    says: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers in their order."""
        return self.before, self.after, self.difference


@dataclass(frozen=True)
class Read:
    """An effect in words: why there is none, or its periods, lines and cautions."""

    effect: Effect
    day: str
    why: str
    before: str
    after: str
    lines: list[Line]
    cautions: list[str]


def read(effect: Effect) -> Read:
    """An effect in the language of the reader."""
    day = date_format(effect.day)
    if effect.before is None or effect.after is None:
        return Read(effect, day, _why(effect), "", "", [], [])
    lines = [_line(each, language_now()) for each in effect.rows]
    return Read(effect, day, "", _period(effect.before), _period(effect.after), lines, _cautions(effect))


def _why(effect: Effect) -> str:
    if effect.tells_on is None:
        return _(
            "Nothing to compare with: messages were taken in for fewer than %(days)s days before it."
        ) % {"days": SHORTEST}  # fmt: skip
    return _("Too early to tell: at least %(days)s whole days must pass. Look again on %(day)s.") % {
        "days": SHORTEST, "day": date_format(effect.tells_on),
    }  # fmt: skip


def _period(period: Period) -> str:
    return f"{date_format(period.first)} – {date_format(period.last)}"


def name_of(what: str, language: Language) -> str:
    """What is compared, by name."""
    if what == RATE:
        return _("Messages of the theme a day")
    if what == SHARE:
        return _("Their share of all messages")
    known = definition(what)
    return (known.short or known.name)[language]


def _line(found: Compared, language: Language) -> Line:
    before, after = (_figure(found.what, each, language) for each in (found.before, found.after))
    return Line(name_of(found.what, language), before, after, _gap(found, language), says_of(found))


def _figure(what: str, found: Estimate, language: Language) -> Figure:
    if math.isnan(found.value):
        return Figure(MISSING, n=number(found.n, language))
    if what == RATE:
        ends = f"{number(found.low, language, 2)} … {number(found.high, language, 2)}"
        return Figure(number(found.value, language, 2), ends, number(found.n, language))
    like = definition(LIKE if what == SHARE else what)
    return Figure(written(found.value, like.unit, language), limits(found, like, language), number(found.n, language))


def _gap(found: Compared, language: Language) -> Figure:
    gap = found.difference
    if math.isnan(gap.value):
        return Figure(MISSING)
    if found.what == RATE:
        value, low, high = (number(each, language, 2, signed=True) for each in (gap.value, gap.low, gap.high))
        return Figure(value, f"{low} … {high}")
    unit = definition(LIKE if found.what == SHARE else found.what).unit
    value, low, high = (moved(each, unit, language) for each in (gap.value, gap.low, gap.high))
    return Figure(value, "" if math.isnan(gap.low) or math.isnan(gap.high) else f"{low} … {high}")


def says_of(found: Compared) -> str:
    """What a difference says; only an interval that leaves out nought says anything."""
    if found.verdict == "cannot_tell":
        return _("cannot tell: within noise") if not math.isnan(found.difference.low) else _("cannot tell: too few")
    if found.what in {RATE, SHARE}:
        return _("higher than before") if found.difference.value > 0 else _("lower than before")
    return {"better": _("better than before"), "worse": _("worse than before")}.get(
        found.verdict, _("different from before")
    )


def _cautions(effect: Effect) -> list[str]:
    said = [_("This is what came after the action, not proof of what came of it: other things changed too.")]
    if effect.beside:
        said.append(
            _("In the same days other actions on this theme were done: %(n)s. Their effects cannot be told apart.")
            % {"n": effect.beside}
        )
    if effect.told is not None and any(each.unsorted for each in effect.told):
        before, after = effect.told
        said.append(
            _(
                "Messages without a theme count as not of it: %(b)s of %(ball)s before, %(a)s of %(aall)s after. "
                "While more of them wait on one side, the comparison leans."
            )
            % {"b": before.unsorted, "ball": before.all, "a": after.unsorted, "aall": after.all}
        )
    return said
