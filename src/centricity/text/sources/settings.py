"""What is told of the files of a folder: ``sources.yaml`` beside them."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from centricity.errors import FaultsError
from centricity.methods.part import Flag, Part
from centricity.methods.validate import validate
from centricity.methods.yaml_file import read_yaml
from centricity.text.sources.limits import LIMITS, Limits

FILE = "sources.yaml"

Kind = Literal["news", "review", "employer_review", "social", "own_site", "call"]
Encoding = Literal["utf-8", "utf-16", "cp1251", "koi8-r", "cp866", "cp1252"]
Column = Literal[
    "text", "title", "url", "source", "source_kind", "language", "published_at", "captured_at", "rating", "about",
    "author", "paid", "turns",
]  # fmt: skip
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
    day_first: Flag | None = None

    def fits(self, name: str) -> bool:
        """Tell whether a file's path under the folder fits the pattern."""
        own = name.rpartition("/")[2]
        return fnmatchcase(name, self.files) or ("/" not in self.files and fnmatchcase(own, self.files))


class SourceSettings(Part):
    """Rules for the files of a folder, the first that fits; and the bounds of reading."""

    sources: tuple[SourceRule, ...] = ()
    limits: Annotated[Limits, Field(exclude=True)] = LIMITS

    def rule(self, name: str) -> SourceRule:
        """The rule for a file; sensible guesses where none fits."""
        return next((rule for rule in self.sources if rule.fits(name)), SourceRule())


class _SettingsFile(Part):
    sources: list[SourceRule]


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
    made = validate(_SettingsFile, read_yaml(path, FILE))
    if made.model is None or made.faults:
        raise FaultsError(made.faults)
    return SourceSettings(sources=tuple(made.model.sources))
