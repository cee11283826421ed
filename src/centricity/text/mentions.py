"""Where companies are named: whole words, the longest of those that overlap, only where the words beside allow it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from centricity.text.companies import KINDS, Claim, Companies
from centricity.text.normal import OneByte, one_byte
from centricity.text.scanner import Scanner, scanner
from centricity.text.senses import SenseModel
from centricity.text.surroundings import Seen, seen_at, words_beside

Ints = NDArray[np.int64]

LEAD = 200
"""Characters within which the first sentence of a text is looked for."""

SCHEMA: Final = pa.schema(
    [
        pa.field("document", pa.string(), nullable=False),
        pa.field("company", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("alias", pa.string(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("role", pa.string(), nullable=False),
    ]
)
"""Columns of a mention: where it stands in the body of its document (see `body`), counted in characters; the role is
``main`` where the company is named in the title or the first sentence, else ``passing``."""

_APART = frozenset(",.;:!?\n")
"""Signs that part words which are no name together."""


@dataclass(frozen=True)
class Found:
    """Mentions as arrays of one length, in the order of the texts.

    Attributes
    ----------
    text
        Which text, counted from 0.
    start, end
        In characters of the text.
    claim
        Place in the finder's list of claims.
    """

    text: Ints
    start: Ints
    end: Ints
    claim: Ints

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True)
class Finder:
    """Finds companies in texts.

    Attributes
    ----------
    with_products
        Whether a product counts as a mention of its company.
    with_children
        Whether a mention counts for the parents of the company too.
    """

    companies: Companies
    with_products: bool = False
    with_children: bool = False

    @cached_property
    def scanner(self) -> Scanner:
        """All forms, ready to be found."""
        return scanner(self.companies.forms)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Claims of all forms, one after another."""
        return tuple(claim for known in self.companies.claims for claim in known)

    @cached_property
    def _first(self) -> Ints:
        """Place of the first claim of every form, and one more at the end."""
        return np.concatenate([[0], np.cumsum([len(known) for known in self.companies.claims])]).astype(np.int64)

    @cached_property
    def _lengths(self) -> Ints:
        return np.array([len(form) for form in self.companies.forms], np.int64)

    @cached_property
    def _looks(self) -> NDArray[np.bool_]:
        return np.array([claim.looks for claim in self.claims], bool)

    def find(self, texts: pa.Array, column: OneByte | None = None) -> Found:
        """Mentions in texts.

        Parameters
        ----------
        texts
            Arrow array of strings.
        column
            The same in the form of one byte, where it was made already.
        """
        column = column or one_byte(texts)
        form, after = self.scanner.hits(column.codes)
        begin = after - self._lengths[form] if len(form) else after
        inside = after < column.offsets[column.text_of(begin) + 1]
        form, begin, after = form[inside], begin[inside], after[inside]
        owners = self._first[form + 1] - self._first[form] if len(form) else form
        claim = np.repeat(self._first[form] if len(form) else form, owners) + _places(owners)
        begin, after = np.repeat(begin, owners), np.repeat(after, owners)
        text = column.text_of(begin)
        allowed = self._allowed(texts, column, text, begin, after, claim)
        text, begin, after, claim = (each[allowed] for each in (text, begin, after, claim))
        longest = _longest(begin, after)
        text, begin, after, claim = (each[longest] for each in (text, begin, after, claim))
        shift = column.offsets[text] if len(text) else text
        return Found(text, begin - shift, after - shift, claim)

    def _allowed(
        self, texts: pa.Array, column: OneByte, text: Ints, begin: Ints, after: Ints, claim: Ints
    ) -> NDArray[np.bool_]:
        """Whether the text as written and the words beside allow each claim."""
        allowed = np.ones(len(claim), bool)
        if not len(claim):
            return allowed
        asked: dict[SenseModel, list[tuple[int, Seen]]] = {}
        known = -1
        written = ""
        for i in np.flatnonzero(self._looks[claim]).tolist():
            if text[i] != known:
                known, written = int(text[i]), texts[int(text[i])].as_py()
            start = int(begin[i] - column.offsets[known])
            allowed[i] = _as_written(self.claims[claim[i]], written, start, start + int(after[i] - begin[i]))
            context = self.claims[claim[i]].context
            if not allowed[i] or context is None:
                continue
            place = (column, known, int(begin[i]), int(after[i]))
            if context.reads:
                left, right = words_beside(*place, context.within)
                allowed[i] = context.allows(left + right)
            if allowed[i] and context.model is not None:
                asked.setdefault(context.model, []).append((i, seen_at(*place, written)))
        for model, places in asked.items():
            allowed[[i for i, _ in places]] = model.allows([seen for _, seen in places])
        return allowed

    def table(self, documents: pa.RecordBatch) -> pa.RecordBatch:
        """Mentions in documents, in `SCHEMA`; those of products and of children are counted as was asked."""
        bodies = body(documents)
        return self.rows(documents, bodies, self.find(bodies))

    def rows(self, documents: pa.RecordBatch, bodies: pa.Array, found: Found) -> pa.RecordBatch:
        """Mentions that were found as rows of `SCHEMA`."""
        kinds = np.array([KINDS.index(claim.kind) for claim in self.claims], np.int64)
        product = KINDS.index("product")
        counted = np.flatnonzero(kinds[found.claim] != product) if not self.with_products else np.arange(len(found))
        text, start, end, claim = (each[counted] for each in (found.text, found.start, found.end, found.claim))
        company = np.array([claim.company for claim in self.claims], np.int64)[claim]
        if self.with_children:
            text, start, end, claim, company = self._with_parents(text, start, end, claim, company)
        roles = _roles(bodies, text, company, start)
        names = pa.array([each.alias for each in self.claims], pa.string())
        columns = [
            documents["document"].take(pa.array(text)),
            pa.array(self.companies.codes, pa.string()).take(pa.array(company)),
            pa.array(KINDS, pa.string()).take(pa.array(kinds[claim])),
            names.take(pa.array(claim)),
            pa.array(start.astype(np.int32)),
            pa.array(end.astype(np.int32)),
            pa.array(["passing", "main"], pa.string()).take(pa.array(roles.astype(np.int8))),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)

    @cached_property
    def _parent(self) -> Ints:
        place = {code: i for i, code in enumerate(self.companies.codes)}
        return np.array([place[c.parent] if c.parent else -1 for c in self.companies.companies], np.int64)

    def _with_parents(self, text: Ints, start: Ints, end: Ints, claim: Ints, company: Ints) -> tuple[Ints, ...]:
        """The same mentions once more for every parent above."""
        found = [(text, start, end, claim, company)]
        for _ in range(len(self.companies.codes)):
            above = self._parent[company]
            known = above >= 0
            if not known.any():
                break
            text, start, end, claim, company = text[known], start[known], end[known], claim[known], above[known]
            found.append((text, start, end, claim, company))
        joined = [np.concatenate(each) for each in zip(*found, strict=True)]
        order = np.lexsort((joined[4], joined[1], joined[0]))
        return tuple(each[order] for each in joined)


def body(documents: pa.RecordBatch) -> pa.Array:
    """What is read of a document: its title, a line break, its text."""
    return pc.binary_join_element_wise(pc.fill_null(documents["title"], ""), documents["text"], "\n")


def _places(counts: Ints) -> Ints:
    """0, 1, ... within every group of so many."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)


def _as_written(claim: Claim, written: str, start: int, end: int) -> bool:
    name = written[start:end]
    if claim.sign and (start == 0 or written[start - 1] != claim.sign):
        return False
    if claim.gap and not _APART.isdisjoint(name):
        return False
    if claim.capitals and not name.isupper():
        return False
    return not (claim.context is not None and claim.context.capital and not name[:1].isupper())


def _longest(begin: Ints, after: Ints) -> Ints:
    """Which spans stay where spans overlap: the first, and of those that begin together the longest.

    Spans that are the same stay together: two companies may go by one name, told apart by the words beside.
    """
    order = np.lexsort((-after, begin))
    b, a = begin[order], after[order]
    covered = np.concatenate([[-1], np.maximum.accumulate(a)[:-1]]) if len(a) else a
    same = np.concatenate([[False], (b[1:] == b[:-1]) & (a[1:] == a[:-1])]) if len(a) else np.zeros(0, bool)
    clear = b >= covered
    if bool(np.all(clear | same)):
        return order
    kept, until, last = [], -1, (-1, -1)
    for i, (start, end) in enumerate(zip(b.tolist(), a.tolist(), strict=True)):
        if start >= until or (start, end) == last:
            kept.append(i)
            until, last = max(until, end), (start, end)
    return order[np.array(kept, np.int64)]


def _roles(bodies: pa.Array, text: Ints, company: Ints, start: Ints) -> NDArray[np.bool_]:
    """Whether the company is named in the title or the first sentence of the document."""
    if not len(text):
        return np.zeros(0, bool)
    there, place = np.unique(text, return_inverse=True)
    heads = pc.utf8_slice_codeunits(bodies.take(pa.array(there)), 0, 2 * LEAD)
    ends = np.array([_lead(head) for head in heads.to_pylist()], np.int64)[place]
    first = start < ends
    pairs = text * (int(company.max()) + 1) + company
    return np.isin(pairs, pairs[first])


def _lead(head: str) -> int:
    """Where the first sentence ends; a title is one."""
    title, _, text = head.partition("\n")
    begin = len(title) + 1
    ends = [at for at in (text.find(sign) for sign in (". ", "! ", "? ", "… ", "\n")) if at >= 0]
    return begin + min([*ends, LEAD]) + 1
