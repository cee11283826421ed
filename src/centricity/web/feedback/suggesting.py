"""Suggesting tone and theme by the models of open texts, where they are installed; what a person chose stands."""

import logging
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

from centricity.web.feedback.models import Item, Tone
from centricity.web.jobs.services import Progress

log = logging.getLogger("centricity.feedback")

BATCH = 200
FAILED = "failed"
NEEDED = ("ahocorasick_rs", "pymorphy3")
"""What reading open texts needs beyond the rest."""
_TONES: dict[int, Any] = {-1: Tone.NEGATIVE, 0: Tone.NEUTRAL, 1: Tone.POSITIVE}


class Suggestion(NamedTuple):
    """Tone and theme, either may be missing, and what says so."""

    tone: str
    theme: str
    by: str


def installed() -> bool:
    """Whether the part that reads open texts is there."""
    return all(find_spec(name) is not None for name in NEEDED)


def suggest_all(progress: Progress) -> None:
    """Read all feedback that nothing was suggested for yet."""
    progress.next("Читаю отзывы", "Reading feedback")
    waiting = Item.objects.filter(suggested_by="").exclude(state=Item.State.SPAM).order_by("received_at")
    while installed() and (rows := list(waiting[:BATCH])):
        for item, found in zip(rows, suggestions(rows), strict=True):
            Item.objects.filter(pk=item.pk).update(
                suggested_tone=found.tone, suggested_theme=found.theme, suggested_by=found.by
            )
    with progress.finishing():
        pass


def suggestions(items: Sequence[Item]) -> list[Suggestion]:
    """Suggestions for feedback; where reading fails it is said, and nothing is suggested."""
    try:
        return [Suggestion(tone, theme, by) for (tone, by), theme in zip(_tones(items), _themes(items), strict=True)]
    except Exception:  # a model of another hand may fail in any way, and feedback must be handled all the same
        if len(items) > 1:  # one of them is to blame; the rest must not suffer for it
            return [found for item in items for found in suggestions([item])]
        log.exception("tone and theme could not be suggested")
        return [Suggestion("", "", FAILED)] * len(items)


def _tones(items: Sequence[Item]) -> list[tuple[str, str]]:
    from centricity.text.tone import tone_of_rating

    return [
        (_TONES[stars], "rating") if (stars := tone_of_rating(item.rating)) is not None else _tone(item)
        for item in items
    ]


def _tone(item: Item) -> tuple[str, str]:
    from centricity.text.tone import language_of, shipped

    model = shipped(language_of(item.text))
    found = model.predict([item.text], [0], [0], ["review"])
    return _TONES[int(found.labels[0])], model.version[:40]


def _themes(items: Sequence[Item]) -> list[str]:
    from centricity.text.themes import find_themes, themes

    hits, known = find_themes([f"{item.title}\n{item.text}" for item in items], direct=True), themes()
    found: list[Counter[int]] = [Counter() for _item in items]
    for window, theme in zip(hits.window.tolist(), hits.theme.tolist(), strict=True):
        found[window][theme] += 1
    return [known[max(each, key=lambda bit: (each[bit], -bit))].code if each else "" for each in found]


def theme_titles() -> dict[str, tuple[str, str]]:
    """Titles of the themes of the lexicon in Russian and English; none where reading texts is not installed."""
    if not installed():
        return {}
    from centricity.text.themes import themes

    return {each.code: (each.title.ru, each.title.en) for each in themes()}
