"""What is told of the files of a folder: ``sources.yaml`` beside them."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from centricity.errors import Fault, FaultsError
from centricity.methods.part import Flag, Part
from centricity.methods.validate import validate
from centricity.methods.yaml_file import YamlFile, read_yaml
from centricity.text.sources.limits import LIMITS, Limits

FILE = "sources.yaml"

Kind = Literal["news", "review", "employer_review", "social", "own_site", "call"]
Encoding = Literal["utf-8", "utf-16", "cp1251", "koi8-r", "cp866", "cp1252"]
Column = Literal[
    "text", "title", "url", "source", "source_kind", "language", "published_at", "captured_at", "answered_at",
    "rating", "about", "author", "paid", "turns",
]  # fmt: skip
Weight = Annotated[float, Field(strict=True, gt=0, le=100, allow_inf_nan=False)]
"""How much a source counts for in the media index, beside 1 of those that have none."""
Word = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


class SourceRule(Part):
    """What holds for the files whose path under the folder fits a pattern.

    Attributes
    ----------
    files
        Pattern such as ``reviews/*.csv``; one without a slash fits names in any folder.
    map
        Which column or key holds which column of a document.
    best_rating
        The best value of the scale of ratings, whose worst is 1.
    sides
        Whether a label of a speaker of calls, as it is written, is the agent's or the customer's.
    weight
        Weight of the source that the rule names.
    day_first
        How ``03/04/2025`` is read; such dates are not read where it is not told.
    """

    files: Word = "*"
    source: Word | None = None
    source_kind: Kind | None = None
    language: Literal["ru", "en"] | None = None
    about: Word | None = None
    map: dict[Column, Word] = Field(default_factory=dict)
    encoding: Encoding | None = None
    best_rating: Literal[5, 10] = 5
    sides: dict[Word, Literal["agent", "customer"]] = Field(default_factory=dict)
    weight: Annotated[Weight | None, Field(exclude=True)] = None
    day_first: Flag | None = None

    def fits(self, name: str) -> bool:
        """Tell whether a file's path under the folder fits the pattern."""
        own = name.rpartition("/")[2]
        return fnmatchcase(name, self.files) or ("/" not in self.files and fnmatchcase(own, self.files))


class SourceSettings(Part):
    """Rules for the files of a folder, the first that fits; weights of sources by name; and the bounds of reading.

    Weights move nothing that is scanned, only what is told of it, so that they may change between two scans.
    """

    sources: tuple[SourceRule, ...] = ()
    weights: Annotated[dict[Word, Weight], Field(exclude=True)] = Field(default_factory=dict)
    limits: Annotated[Limits, Field(exclude=True)] = LIMITS

    def rule(self, name: str) -> SourceRule:
        """The rule for a file; sensible guesses where none fits."""
        return next((rule for rule in self.sources if rule.fits(name)), SourceRule())

    def weight_by_source(self) -> dict[str, float]:
        """Weight of each source that has one, from its rule or by its name."""
        told = {rule.source: rule.weight for rule in self.sources if rule.source and rule.weight is not None}
        return told | self.weights


class _SettingsFile(Part):
    sources: list[SourceRule] = Field(default_factory=list)
    weights: dict[Word, Weight] = Field(default_factory=dict)


def read_settings(folder: Path) -> SourceSettings:
    """Read ``sources.yaml`` of a folder; empty settings where there is none.

    Raises
    ------
    FaultsError
        With all faults of the file.
    """
    path = folder / FILE
    if not path.exists():
        return SourceSettings()
    file = read_yaml(path, FILE)
    made = validate(_SettingsFile, file)
    faults = [*made.faults, *(_weighed(made.model, file) if made.model else ())]
    if made.model is None or faults:
        raise FaultsError(faults)
    return SourceSettings(sources=tuple(made.model.sources), weights=made.model.weights)


def _weighed(settings: _SettingsFile, file: YamlFile) -> Iterator[Fault]:
    """Weights of no source, and sources of two weights."""
    known = dict(settings.weights)
    for i, rule in enumerate(settings.sources):
        place = file.place(("sources", i, "weight"))
        if rule.weight is not None and rule.source is None:
            yield Fault("text.weight_nameless", place, {"files": rule.files})
        elif rule.weight is not None and known.setdefault(str(rule.source), rule.weight) != rule.weight:
            fields = {"source": rule.source, "weights": sorted({rule.weight, known[str(rule.source)]})}
            yield Fault("text.weight_twice", place, fields)
