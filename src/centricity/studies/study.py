"""A study: a method, subjects, observations, evidence and settings, checked and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from centricity.errors import Fault
from centricity.language import Language
from centricity.methods import Method
from centricity.studies.settings import Settings, Wave


@dataclass(frozen=True)
class Study:
    """A sound study, ready to run.

    Attributes
    ----------
    subjects, observations, evidence
        Typed tables; columns as in `contract`. ``observations`` is long.
    method
        The method with the study's overrides and frozen cuts in place.
    data_hash
        SHA-256 of the files it was read from.
    earlier
        Methods of the waves that were measured by another than the study's own.
    warnings
        What is not wrong but should be known.
    """

    name: str
    settings: Settings
    method: Method
    subjects: pl.DataFrame
    observations: pl.DataFrame
    evidence: pl.DataFrame
    references: tuple[pl.DataFrame, ...] = ()
    data_hash: str = ""
    warnings: tuple[Fault, ...] = ()
    earlier: Mapping[str, Method] = field(default_factory=dict)

    def method_of(self, wave: str) -> Method:
        """Method that a wave was measured by."""
        return self.earlier.get(wave, self.method)

    def as_of(self, wave: str) -> "Study":
        """The study with the method of a wave in place of its own."""
        return replace(self, method=self.method_of(wave), earlier={})

    def with_rows(self, subjects: pl.DataFrame, observations: pl.DataFrame, method: Method) -> "Study":
        """The study with other rows, as where visits or respondents take the place of subjects."""
        return replace(self, subjects=subjects, observations=observations, method=method)

    @cached_property
    def waves(self) -> tuple[Wave | str, ...]:
        """Waves with observations: in the order of their dates where stated, else as they sort."""
        seen = set(self.observations["wave"].unique().to_list())
        stated = sorted((wave for wave in self.settings.waves if wave.code in seen), key=lambda wave: wave.date)
        known = {wave.code for wave in stated}
        return (*sorted(seen - known), *stated)

    @property
    def wave_codes(self) -> list[str]:
        """Codes of the waves with observations, the study's own wave last."""
        codes = [wave if isinstance(wave, str) else wave.code for wave in self.waves]
        return [*(code for code in codes if code != self.settings.wave), self.settings.wave]

    @cached_property
    def codes(self) -> frozenset[str]:
        """Codes of all subjects."""
        return frozenset(self.subjects["subject"].to_list())

    @cached_property
    def observed(self) -> Mapping[tuple[str, str, str], tuple[Mapping[str, object], ...]]:
        """Rows of observations by subject, metric and wave, in the order of the table."""
        found: dict[tuple[str, str, str], list[Mapping[str, object]]] = {}
        for row in self.observations.iter_rows(named=True):
            found.setdefault((row["subject"], row["metric"], row["wave"]), []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def evidence_by_code(self) -> Mapping[str, Mapping[str, object]]:
        """Records of evidence by their codes."""
        return {row["evidence"]: row for row in self.evidence.iter_rows(named=True)}

    def name_of(self, subject: str, language: Language) -> str:
        """Name of a subject in one language; its code where it has none."""
        return self._names[language].get(subject) or subject

    @cached_property
    def _names(self) -> dict[Language, dict[str, str]]:
        codes = self.subjects["subject"].to_list()
        both: tuple[Language, Language] = ("ru", "en")
        return {
            language: {
                code: own or other or code
                for code, own, other in zip(
                    codes,
                    self.subjects[f"name_{language}"].to_list(),
                    self.subjects["name_en" if language == "ru" else "name_ru"].to_list(),
                    strict=True,
                )
            }
            for language in both
        }
