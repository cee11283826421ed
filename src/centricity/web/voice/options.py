"""Options of questions as they are shown in results, and the actions that came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from centricity.language import Language
from centricity.web.improvement.models import Action
from centricity.web.improvement.selectors import came_of
from centricity.web.voice.models import Survey
from centricity.web.voice.results import Results
from centricity.web.voice.shapes import Bar, Item

MOST = 500


@dataclass(frozen=True)
class Shown:
    """An option with the question it answers, as results show it now."""

    about: str
    question: str
    option: str
    n: int
    of: int
    bar: Bar

    @property
    def title(self) -> str:
        return f"{self.question} \u2013 {self.option}"

    def facts(self) -> dict[str, Any]:
        """Its share as it is today."""
        value, low, high = self.bar.figure or (None, None, None)
        return {"n": self.n, "of": self.of, "share": value, "low": low, "high": high,
                "on": timezone.now().date().isoformat()}  # fmt: skip


def options_shown(survey: Survey, language: Language) -> dict[str, Shown]:
    """Options that results show somebody to have chosen, by question and code; none while results are withheld."""
    if survey.current is None:
        return {}
    results = Results(survey, language)
    if results.sealed:
        return {}
    return {
        (about := f"{item.code}:{bar.code}"): Shown(about, item.text, bar.text, bar.n, item.n, bar)
        for item in results.items for bar in item.bars if bar.code and bar.n
    }  # fmt: skip


def option_origin(survey: Survey, about: str) -> str:
    """What an action on an option came of."""
    return f"answer:{survey.pk}:{about}"


def acted_on(survey: Survey, items: Sequence[Item]) -> Mapping[str, list[Action]]:
    """Actions that came of the options that are shown, by question and code."""
    abouts = [f"{item.code}:{bar.code}" for item in items for bar in item.bars if bar.code][:MOST]
    origins = {option_origin(survey, about): about for about in abouts}
    found: dict[str, list[Action]] = {}
    for action in came_of(*origins)[:MOST] if origins else []:
        found.setdefault(origins[action.origin], []).append(action)
    return found
