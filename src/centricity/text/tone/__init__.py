"""Tone towards the company: what a mention says of it, by stars, by a model, and put right by labels made by hand."""

from collections.abc import Mapping, Sequence

import numpy as np

from centricity.text.tone.model import Model, ToneModel, ToneResult, checked, listed, load, shipped
from centricity.text.tone.plugins import load_plugin
from centricity.text.tone.rating import tone_of_rating

__all__ = [
    "Model",
    "ToneModel",
    "ToneResult",
    "language_of",
    "load",
    "load_plugin",
    "predict",
    "shipped",
    "tone_of_rating",
]


def predict(
    texts: Sequence[str],
    starts: Sequence[int],
    ends: Sequence[int],
    languages: Sequence[str | None],
    kinds: Sequence[str | None] | None = None,
    models: Mapping[str, ToneModel] | None = None,
) -> ToneResult:
    """Tone of mentions in both languages.

    Parameters
    ----------
    texts, starts, ends, kinds
        As for `Model.predict`.
    languages
        ``ru`` or ``en`` of each; where unknown a text with a Cyrillic letter is taken for Russian.
    models
        Models by language in the place of those that ship.

    Returns
    -------
    ToneResult
        Its version names the models that spoke.

    Raises
    ------
    MisuseError
        Columns of unequal length, a missing text, a place outside its text, a language without a model.
    """
    told, begin, finish = checked(texts, starts, ends, kinds, languages)
    sources = [None] * len(told) if kinds is None else listed(kinds)
    spoken = np.array(
        [language or language_of(text) for text, language in zip(told, listed(languages), strict=True)], np.str_
    )
    labels, chances, versions = np.zeros(len(told), np.int8), np.zeros((len(told), 3), np.float32), []
    for language in sorted(set(spoken.tolist())):
        at = np.flatnonzero(spoken == language).tolist()
        model = (models or {}).get(language) or shipped(language)
        part = model.predict(
            [told[i] for i in at], [begin[i] for i in at], [finish[i] for i in at], [sources[i] for i in at]
        )
        labels[at], chances[at] = part.labels, part.probabilities
        versions.append(part.version)
    return ToneResult(labels, chances, " + ".join(versions))


def language_of(text: str) -> str:
    """``ru`` for a text with a Cyrillic letter, else ``en``."""
    return "ru" if any("а" <= letter <= "ё" for letter in text.lower()) else "en"
