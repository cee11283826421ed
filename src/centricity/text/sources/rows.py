"""Records of any file to a record batch of documents, a column at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from centricity.text.documents import MOMENT, SCHEMA, TURN, cleaned, pseudonym
from centricity.text.sources.columns import clean_texts, identifiers
from centricity.text.sources.layout import layout
from centricity.text.sources.limits import Limits
from centricity.text.sources.moments import Moments, moments
from centricity.text.sources.report import FileReport
from centricity.text.sources.settings import SourceRule
from centricity.text.sources.turns import turns_of
from centricity.text.sources.values import address, flag, host, kind, language, name, sound_addresses, stars

Record = dict[str, Any]


@dataclass(frozen=True)
class Chunk:
    """Records of a file, their numbers in it counted from 1, and how far the file has been read with them.

    Attributes
    ----------
    offset, line, told
        Bytes read up to here, the number of the line that begins there and the fingerprint of what is before, where
        reading can go on from there later.
    """

    records: Sequence[Record]
    places: Sequence[int]
    offset: int | None = None
    line: int = 0
    told: str = ""


@dataclass(frozen=True)
class Made:
    """Documents and their identifiers as numbers."""

    batch: pa.RecordBatch
    ids: npt.NDArray[np.uint64]


class _Reader(Protocol):
    def __call__(self, written: Any, /) -> Any: ...


def made(chunk: Chunk, rule: SourceRule, report: FileReport, limits: Limits) -> Made:
    """Make documents of records; what cannot be kept is counted in the report."""
    rows = _Rows(chunk, rule, report, limits)
    return rows.made()


class _Rows:
    def __init__(self, chunk: Chunk, rule: SourceRule, report: FileReport, limits: Limits) -> None:
        self.rule, self.report, self.limits = rule, report, limits
        self.places = list(chunk.places)
        self.columns = _columns(chunk.records, rule)
        self.told_text: list[Any] = self.columns.get("text") or [None] * len(self.places)

    def made(self) -> Made:
        self._turns()
        self._texts()
        self._keep_said()
        published = self._moments("published_at")
        urls = self._urls()
        sources, kinds = self._sources(urls), self._kinds()
        keys = identifiers(sources, urls, published.stamps(), self.titles, self.texts)
        arrays = {
            "document": pa.array([key.hex() for key in keys], pa.string()),
            "source": pa.array(sources, pa.string()),
            "source_kind": pa.array(kinds, pa.string()),
            "url": pa.array(urls, pa.string()),
            "published_at": published.array,
            "captured_at": self._moments("captured_at").array,
            "answered_at": self._moments("answered_at").array,
            "language": pa.array(self._languages(), pa.string()),
            "title": pa.array(self.titles, pa.string()),
            "text": self.array,
            "rating": pa.array(self.ratings, pa.float64()),
            "about": pa.array(self._named("about", self.rule.about), pa.string()),
            "author": pa.array(self._authors(), pa.string()),
            "paid": pa.array(self._read("paid", flag, "text.flag"), pa.bool_()),
            "turns": pa.array(self.turns, pa.list_(TURN)),
            "file": pa.repeat(pa.scalar(self.report.file, pa.string()), len(keys)),
            "place": pa.array(self.places, pa.int64()),
        }
        batch = pa.RecordBatch.from_arrays([arrays[column] for column in SCHEMA.names], schema=SCHEMA)
        return Made(batch, np.frombuffer(b"".join(keys), ">u8").astype(np.uint64))

    def _turns(self) -> None:
        written = self.columns.get("turns")
        sides = self.rule.sides
        self.turns = [None] * len(self.places) if written is None else [turns_of(value, sides) for value in written]

    def _texts(self) -> None:
        """Texts as written, cut at the limit; a text that is none is told from one that is missing."""
        texts = self.told_text
        if set(map(type, texts)) != {str}:
            texts = [self._text(*each) for each in zip(texts, self.turns, self.places, strict=True)]
        longest = self.limits.text
        if max(map(len, texts), default=0) > longest:
            self.report.cut += sum(len(text) > longest for text in texts)
            texts = [text[:longest] for text in texts]
        clean = clean_texts(texts)
        self.texts, self.array, self.guessed = clean.texts, clean.array, clean.languages
        self.report.invisible += clean.taken
        self.titles = self._titles()

    def _text(self, written: Any, turns: list[Record] | None, place: int) -> str:
        if turns and not isinstance(written, str):
            return "\n".join(turn["text"] for turn in turns)
        if isinstance(written, (dict, list)):
            self.report.blank("text.not_text", place)
        return written if isinstance(written, str) else ""

    def _titles(self) -> list[str | None]:
        written = self.columns.get("title")
        if written is None:
            return [None] * len(self.places)
        return [self._title(title) for title in written]

    def _title(self, written: Any) -> str | None:
        if not isinstance(written, str):
            return None
        plain, hidden = cleaned(written[:2_000])
        self.report.invisible += hidden
        return plain.strip() or None

    def _keep_said(self) -> None:
        """Leave out records that say nothing."""
        said = [
            bool(title or (text and not text.isspace())) for title, text in zip(self.titles, self.texts, strict=True)
        ]
        if all(said):
            return
        first = said.index(False)
        self.report.skip("text.record_empty", self.places[first], said.count(False))
        self.columns = {column: list(compress(values, said)) for column, values in self.columns.items()}
        for own in ("places", "turns", "texts", "titles", "guessed"):
            setattr(self, own, list(compress(getattr(self, own), said)))
        self.array = self.array.filter(pa.array(said))

    def _moments(self, column: str) -> Moments:
        written = self.columns.get(column)
        if written is None:
            return Moments(pa.nulls(len(self.places), MOMENT), [])
        found = moments(written, day_first=self.rule.day_first)
        for i in found.wrong:
            self.report.blank("text.moment", self.places[i], column=column, value=written[i])
        return found

    def _read(self, column: str, read: _Reader, code: str) -> list[Any]:
        """Values of a column; those that cannot be read are null and counted."""
        written = self.columns.get(column)
        if written is None:
            return [None] * len(self.places)
        return [self._value(value, place, read, code) for value, place in zip(written, self.places, strict=True)]

    def _urls(self) -> list[Any]:
        written = self.columns.get("url")
        if written is not None and sound_addresses(written):
            return written
        return self._read("url", address, "text.address")

    def _value(self, written: Any, place: int, read: _Reader, code: str) -> Any:
        try:
            return read(written)
        except (ValueError, OverflowError, TypeError):
            self.report.blank(code, place, value=written)
            return None

    def _sources(self, urls: list[str | None]) -> list[str]:
        """Outlet: as told for the file, as the record says, the host of its address, the file's name."""
        if self.rule.source is not None:
            return [self.rule.source] * len(self.places)
        own = self.report.file.rsplit("/", 1)[-1]
        said = self._named("source")
        if None not in said:
            return cast("list[str]", said)
        return [source or host(url) or own for source, url in zip(said, urls, strict=True)]

    def _kinds(self) -> list[str]:
        """Kind: as the record says, as told for the file; else stars make a review, turns a call."""
        best = self.rule.best_rating
        self.ratings = self._read("rating", _with(stars, best), "text.rating")
        said = self._read("source_kind", kind, "text.kind_of_source")
        told = self.rule.source_kind
        rated = self.columns.get("rating") or [None] * len(self.places)
        return [
            own or told or ("call" if turns else "news" if rating is None else "review")
            for own, rating, turns in zip(said, rated, self.turns, strict=True)
        ]

    def _languages(self) -> list[str | None]:
        """Language: as the record says (null for a third one), as told for the file, by the letters."""
        if self.rule.language is not None:
            return [self.rule.language] * len(self.places)
        said = self.columns.get("language")
        if said is None:
            return self.guessed
        return [language(own) if own else guess for own, guess in zip(said, self.guessed, strict=True)]

    def _authors(self) -> list[str | None]:
        return [_pseudonym(author) for author in self._named("author")]

    def _named(self, column: str, told: str | None = None) -> list[str | None]:
        written = self.columns.get(column)
        if written is None:
            return [told] * len(self.places)
        try:
            own = {value: name(value) or told for value in set(written)}
        except TypeError:  # lists and objects, which make no name
            return [name(value) or told for value in written]
        return [own[value] for value in written]


_pseudonym = lru_cache(100_000)(pseudonym)
"""The same few thousand authors write most posts."""


def _with(read: Callable[[Any, int], float | None], best: int) -> _Reader:
    return lambda written: read(written, best)


def _columns(records: Sequence[Record], rule: SourceRule) -> dict[str, list[Any]]:
    """Records to columns; records of different make are read each by its own keys."""
    layouts = {keys: layout(keys, rule.map) for keys in {tuple(record) for record in records}}
    if len(layouts) == 1:
        (found,) = layouts.values()
        return {column: [record[key] for record in records] for column, key in found.items()}
    own = [layouts[tuple(record)] for record in records]
    every = {column for found in own for column in found}
    return {
        column: [_value(record, found.get(column)) for record, found in zip(records, own, strict=True)]
        for column in every
    }


def _value(record: Record, key: str | None) -> Any:
    return None if key is None else record[key]
