"""Tone towards the company: what a mention says of it, by stars, by a model, and put right by labels made by hand."""

from centricity.text.tone.model import Model, ToneModel, ToneResult, load, shipped
from centricity.text.tone.plugins import load_plugin
from centricity.text.tone.rating import tone_of_rating

__all__ = [
    "Model",
    "ToneModel",
    "ToneResult",
    "language_of",
    "load",
    "load_plugin",
    "shipped",
    "tone_of_rating",
]


def language_of(text: str) -> str:
    """``ru`` for a text with a Cyrillic letter, else ``en``."""
    return "ru" if any("а" <= letter <= "ё" for letter in text.lower()) else "en"
