"""Which model of tone speaks of which mention: one for each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from centricity.text.tone import ToneModel, language_of, shipped


@dataclass(frozen=True)
class Judged:
    """What was said of mentions.

    Attributes
    ----------
    labels
        -1, 0 or 1, shape (n,).
    probabilities
        Of -1, 0 and 1, shape (n, 3).
    versions
        The model that spoke, of each.
    """

    labels: NDArray[np.int8]
    probabilities: NDArray[np.float32]
    versions: list[str]


@dataclass(frozen=True)
class Judge:
    """Models by language; a text of no sure language is taken for Russian where it has a Cyrillic letter."""

    models: Mapping[str, ToneModel] = field(default_factory=lambda: {name: shipped(name) for name in ("ru", "en")})

    @property
    def version(self) -> str:
        """All models that may speak."""
        return " ".join(sorted({model.version for model in self.models.values()}))

    def alone(self, texts: Sequence[str], languages: Sequence[str | None], kind: str | None = None) -> list[int | None]:
        """Tone of each text that names no company, by how it begins; None where it has no words."""
        worded = [i for i, text in enumerate(texts) if any(map(str.isalnum, text))]
        nowhere = [0] * len(worded)
        said = self.judge([texts[i] for i in worded], nowhere, nowhere, [kind] * len(worded),
                          [languages[i] for i in worded])  # fmt: skip
        tones = dict(zip(worded, said.labels.tolist(), strict=True))
        return [tones.get(i) for i in range(len(texts))]

    def judge(
        self, texts: Sequence[str], starts: Sequence[int], ends: Sequence[int],
        kinds: Sequence[str | None], languages: Sequence[str | None],
    ) -> Judged:  # fmt: skip
        """Tone of each text towards the company named at the characters from start to end."""
        labels, chances = np.zeros(len(texts), np.int8), np.zeros((len(texts), 3), np.float32)
        versions = [""] * len(texts)
        spoken = np.array([
            language if language in self.models else language_of(text)
            for text, language in zip(texts, languages, strict=True)
        ], np.str_)  # fmt: skip
        for language, model in self.models.items():
            mine = np.flatnonzero(spoken == language).tolist()
            if not mine:
                continue
            said = model.predict(
                [texts[i] for i in mine], [starts[i] for i in mine], [ends[i] for i in mine], [kinds[i] for i in mine]
            )
            labels[mine], chances[mine] = said.labels, said.probabilities
            for i in mine:
                versions[i] = said.version
        return Judged(labels, chances, versions)
