"""The chain from documents to mentions with tone and themes: record batches in, record batches out.

Every function here takes one batch at a time and knows nothing of the others, so that it runs in this process, over
many, or on Spark by ``mapInArrow``, with equal results.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from centricity.text import mentions as found_in
from centricity.text.call_table import call_table
from centricity.text.documents import SCHEMA as DOCUMENTS
from centricity.text.duplicates import signatures
from centricity.text.judge import Judge
from centricity.text.mentions import Finder, body
from centricity.text.normal import ENCODING, normalised
from centricity.text.redact import redact_column
from centricity.text.themes import find_themes
from centricity.text.tone import tone_of_rating

Ints = NDArray[np.int64]

WINDOW: Final = 160
"""Characters to either side of a name through which a mention speaks of themes."""

DIRECT: Final = frozenset({"review", "employer_review", "call"})
"""Kinds of sources that are addressed to the company itself."""
ABOUT: Final = "about"
"""Kind of a mention that the source makes, not the text: a review on the page of a company."""

MENTIONS: Final = pa.schema(
    [
        *found_in.SCHEMA,
        pa.field("tone", pa.int8(), nullable=False),
        pa.field("positive", pa.float32()),
        pa.field("negative", pa.float32()),
        pa.field("tone_by", pa.string(), nullable=False),
        pa.field("themes", pa.int32(), nullable=False),
    ]
)
"""Columns of a mention that was judged.

tone
    -1, 0 or 1 towards the company.
positive, negative
    Probabilities; null where stars spoke.
tone_by
    ``rating`` where stars spoke, else the version of the model.
themes
    A bit for each theme of `centricity.text.themes.themes`.
"""


@dataclass(frozen=True)
class Annotated:
    """What a batch of documents came to.

    Attributes
    ----------
    documents
        Those that speak of a company, and all calls, personal data masked letter by letter, so that places stay true.
    signatures
        Of those that speak of a company.
    calls
        What the transcripts of calls tell, in `call_table.SCHEMA`, whether they speak of a company or not.
    read
        Documents in the batch, by kind of source.
    masked
        Personal data that were masked, by kind.
    """

    documents: pa.RecordBatch
    mentions: pa.RecordBatch
    signatures: pa.RecordBatch
    calls: pa.RecordBatch
    read: dict[str, int]
    masked: dict[str, int]


@dataclass(frozen=True)
class Chain:
    """Companies to look for and who judges the tone; small enough to be sent to every worker."""

    finder: Finder
    judge: Judge = field(default_factory=Judge)

    @cached_property
    def keep(self) -> tuple[str, ...]:
        """Names that are no personal data: all that companies go by, and their words."""
        names = {name for company in self.finder.companies.companies for _, name in company.names()}
        return tuple(sorted(names | {word for name in names for word in name.split()}))

    @cached_property
    def _by_name(self) -> dict[bytes, int]:
        """Place of a company by its code or a name of it that needs no look."""
        named = {
            b" ".join(form.split()): claims[0].company
            for form, claims in zip(self.finder.companies.forms, self.finder.companies.claims, strict=True)
            if len({claim.company for claim in claims}) == 1
        }
        return named | {code.encode(ENCODING, "ignore"): i for i, code in enumerate(self.finder.companies.codes)}

    def company_of(self, name: str) -> str | None:
        """Code of the company that a source names; None where it is none of those looked for."""
        codes = self.finder.companies.codes
        place = self._by_name.get(name.encode(ENCODING, "ignore"))
        if place is None:
            place = self._by_name.get(b" ".join(normalised(name).split()))
        return None if place is None else codes[place]

    def annotate(self, documents: pa.RecordBatch) -> Annotated:
        """Find, judge and mask; see `Annotated`."""
        documents = documents.cast(DOCUMENTS)
        bodies = body(documents)
        named = self._named(documents, bodies)
        place = _rows(documents, named["document"])
        mentions = self._judged(documents, bodies, named, place)
        calls = call_table(documents, self.judge, self.company_of)
        there, called = np.unique(place), _rows(documents, calls["document"])
        kept, masked = self._masked(documents.take(pa.array(np.union1d(there, called))))
        kinds = pc.value_counts(documents["source_kind"]).to_pylist()
        read = {str(each["values"]): int(each["counts"]) for each in kinds}
        return Annotated(kept, mentions, signatures(documents.take(pa.array(there))), calls, read, masked)

    def _named(self, documents: pa.RecordBatch, bodies: pa.Array) -> pa.RecordBatch:
        """Mentions in the texts, and those that the sources make where the text makes none."""
        found = self.finder.rows(documents, bodies, self.finder.find(bodies))
        about = pc.unique(documents["about"].drop_null()).to_pylist()
        if not about:
            return found
        known = {name: self.company_of(name) for name in about}
        named = set(zip(found["document"].to_pylist(), found["company"].to_pylist(), strict=True))
        rows = [
            {"document": document, "company": known[name], "kind": ABOUT, "alias": name, "start": 0, "end": 0,
             "role": "main"}
            for document, name in zip(documents["document"].to_pylist(), documents["about"].to_pylist(), strict=True)
            if name is not None and known[name] is not None and (document, known[name]) not in named
        ]  # fmt: skip
        more = pa.RecordBatch.from_pylist(rows, found_in.SCHEMA)
        return pa.concat_batches([found, more])

    def _judged(
        self, documents: pa.RecordBatch, bodies: pa.Array, named: pa.RecordBatch, place: Ints
    ) -> pa.RecordBatch:
        texts = bodies.take(pa.array(place))
        starts, ends = (np.asarray(named[name]).astype(np.int64) for name in ("start", "end"))
        kinds = documents["source_kind"].take(pa.array(place)).to_pylist()
        languages = documents["language"].take(pa.array(place)).to_pylist()
        said = self.judge.judge(texts.to_pylist(), starts.tolist(), ends.tolist(), kinds, languages)
        stars = self._stars(documents, named, place)
        rated = np.array([star is not None for star in stars], bool)
        tone = np.where(rated, np.array([star or 0 for star in stars], np.int8), said.labels)
        negative, positive = (
            pa.array(said.probabilities[:, column], pa.float32(), mask=rated) for column in (0, 2)
        )  # fmt: skip
        by = pa.array(["rating" if star else said.versions[i] for i, star in enumerate(rated.tolist())], pa.string())
        columns = [*named.columns, pa.array(tone.astype(np.int8)), positive, negative, by,
                   pa.array(_themes(bodies, place, starts, ends, kinds).astype(np.int32))]  # fmt: skip
        return pa.RecordBatch.from_arrays(columns, schema=MENTIONS)

    def _stars(self, documents: pa.RecordBatch, named: pa.RecordBatch, place: Ints) -> list[int | None]:
        """Tone of the stars of a document that speaks of one company, or of the one that its source names."""
        ratings, about = documents["rating"].to_pylist(), documents["about"].to_pylist()
        companies = named["company"].to_pylist()
        alone: dict[int, set[str]] = {}
        for at, company in zip(place.tolist(), companies, strict=True):
            alone.setdefault(at, set()).add(company)
        found: list[int | None] = []
        for at, company in zip(place.tolist(), companies, strict=True):
            name = about[at]
            mine = self.company_of(name) == company if name is not None else len(alone[at]) == 1
            found.append(tone_of_rating(ratings[at]) if mine and ratings[at] is not None else None)
        return found

    def _masked(self, documents: pa.RecordBatch) -> tuple[pa.RecordBatch, dict[str, int]]:
        """Documents whose personal data are masked, and how much was."""
        counts: dict[str, int] = {}
        columns = {name: documents[name] for name in DOCUMENTS.names}
        for name in ("title", "text"):
            done = redact_column(columns[name], self.keep)
            columns[name] = done.texts
            for kind, n in done.counts.items():
                counts[kind] = counts.get(kind, 0) + n
        columns["turns"] = pa.nulls(documents.num_rows, DOCUMENTS.field("turns").type)
        return pa.RecordBatch.from_arrays(list(columns.values()), schema=DOCUMENTS), counts


def _rows(documents: pa.RecordBatch, names: pa.Array) -> Ints:
    """Row of the document of every mention, or call."""
    if not len(names):
        return np.zeros(0, np.int64)
    return np.asarray(pc.index_in(names, documents["document"])).astype(np.int64)


def _themes(bodies: pa.Array, place: Ints, starts: Ints, ends: Ints, kinds: Sequence[str | None]) -> NDArray[np.uint32]:
    there, text = np.unique(place, return_inverse=True)
    whole = ends == starts
    windows = {
        "text": text,
        "start": np.where(whole, 0, np.maximum(starts - WINDOW, 0)),
        "end": np.where(whole, 1 << 30, ends + WINDOW),
    }
    return find_themes(bodies.take(pa.array(there)), windows, [kind in DIRECT for kind in kinds]).masks


def mention_batches(batches: Iterable[pa.RecordBatch], chain: Chain) -> Iterator[pa.RecordBatch]:
    """Mentions of batches of documents, a batch for a batch, in `MENTIONS`."""
    for batch in batches:
        yield chain.annotate(batch).mentions


def signature_batches(batches: Iterable[pa.RecordBatch], chain: Chain) -> Iterator[pa.RecordBatch]:
    """Signatures of the documents that speak of a company, in `duplicates.SCHEMA`."""
    for batch in batches:
        yield chain.annotate(batch).signatures


def call_batches(batches: Iterable[pa.RecordBatch], chain: Chain) -> Iterator[pa.RecordBatch]:
    """What the calls among the documents tell, in `call_table.SCHEMA`."""
    for batch in batches:
        yield call_table(batch.cast(DOCUMENTS), chain.judge, chain.company_of)
