"""Levels and shares of a round in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from centricity.language import Language
from centricity.web.rating.forms import level_words
from centricity.web.rating.models import Assignment, Level, Rater, Round
from centricity.web.rating.tallies import Progress, progress_of

MOST_NAMED = 4
"""Companies or metrics of a share that are named one by one."""


def level_word(metric: dict[str, Any], given: Level, language: Language) -> str:
    """A level with what it takes."""
    if given.level is None:
        return _("not assessed") if given.applies else _("not applicable")
    return dict(level_words(metric, language)).get(f"{given.level:g}", f"{given.level:g}")


def level_named(metric: dict[str, Any], given: Level, language: Language) -> str:
    """A level with what it takes, called a level where it is a number."""
    word = level_word(metric, given, language)
    return word if given.level is None else _("level %(level)s") % {"level": word}


@dataclass(frozen=True)
class RaterLine:
    """A rater as whoever leads the round sees it: what was given, and how much of it is submitted."""

    rater: Rater
    shares: list[tuple[Assignment, str, str]]
    progress: Progress


def rater_line(rater: Rater, made: Round, language: Language) -> RaterLine:
    shares = [
        (each, _named([(made.company(code) or {}).get(language, code) for code in each.companies], _("all companies")),
         _named(each.metrics, _("all metrics")))
        for each in rater.assignments.all()
    ]  # fmt: skip
    return RaterLine(rater, shares, progress_of(rater, made))


def _named(names: list[str], whole: str) -> str:
    if not names:
        return whole
    more = len(names) - MOST_NAMED
    told = ", ".join(names[:MOST_NAMED])
    return told if more <= 0 else _("%(names)s and %(n)d more") % {"names": told, "n": more}


@dataclass(frozen=True)
class LevelLine:
    """A level as whoever leads the round sees it."""

    given: Level
    company: str
    metric: str
    word: str


def level_line(given: Level, made: Round, language: Language) -> LevelLine:
    metric = made.metric(given.metric)
    company = (made.company(given.company) or {}).get(language, given.company)
    title = f"{given.metric} {metric['title'][language]}" if metric else given.metric
    return LevelLine(given, company, title, level_word(metric or {"levels": []}, given, language))
