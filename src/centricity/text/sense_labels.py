"""Places of a name for labelling: each is the company, or another sense of the word."""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from centricity.errors import Fault, FaultsError, MisuseError, Place
from centricity.text import label_table
from centricity.text.companies import Claim, Companies
from centricity.text.mentions import Finder, body
from centricity.text.normal import one_byte
from centricity.text.passages import passage, placed
from centricity.text.store import Store
from centricity.text.surroundings import Seen, seen_at

ASKED: Final = ("mention", "name", "company", "source_kind", "told", "sentence")
COLUMNS: Final = (*ASKED, "label")
"""Columns of the labels: `told` is whether the scan took the place for the company."""

LABELS: Final = ("1", "0", "?")
"""The company, not it, unclear."""


def owner_of(companies: Companies, name: str, company: str | None = None) -> str:
    """Code of the company that goes by a name.

    Raises
    ------
    MisuseError
        No company goes by it, another one is named, or several do and none of them is named.
    """
    owners = sorted({companies.codes[claim.company] for claim in _claims(companies) if claim.alias == name})
    if not owners:
        known = sorted({claim.alias for claim in _claims(companies)})
        raise MisuseError([Fault("text.sense_no_name", fields={"name": name, "known": known})])
    if company not in owners and (company is not None or len(owners) > 1):
        raise MisuseError([Fault("text.sense_owners", fields={"name": name, "companies": owners})])
    return company or owners[0]


def _claims(companies: Companies) -> Iterator[Claim]:
    return (claim for known in companies.claims for claim in known)


def opened(companies: Companies, name: str, company: str) -> Companies:
    """The same companies without the rule of one name, so that its other senses are found too."""
    place = companies.codes.index(company)
    claims = tuple(
        tuple(
            replace(claim, context=None) if (claim.alias, claim.company) == (name, place) else claim for claim in known
        )
        for known in companies.claims
    )
    return replace(companies, claims=claims)


def places(store: Store, companies: Companies, name: str, company: str, seed: int = 0) -> list[dict[str, Any]]:
    """Where a name stands in the documents of a scan, refused places too: rows of `ASKED`.

    One place is taken of a document, and one document of those that are copies: more would tell the same again.
    """
    finder = Finder(opened(companies, name, company))
    stories = store.stories()
    copies = stories.filter(pc.not_equal(stories["document"], stories["story"]))["document"].combine_chunks()
    told = _told(store, name, company)
    found = []
    for batch in store.table("documents").to_batches():
        kept = batch.filter(pc.invert(pc.is_in(batch["document"], copies)))
        for document, spans in _spans(finder, kept, name, company).items():
            row = kept.slice(document, 1).to_pylist()[0]
            start, end = spans[zlib.crc32(f"{row['document']}:{seed}".encode()) % len(spans)]
            sentence = passage(row | {"start": start, "end": end})
            found.append({"mention": f"{row['document']}:{company}:{start}", "name": name, "company": company,
                          "source_kind": row["source_kind"], "told": str(int((row["document"], start) in told)),
                          "sentence": sentence})  # fmt: skip
    return found


def _told(store: Store, name: str, company: str) -> set[tuple[str, int]]:
    mentions = store.table("mentions", ["document", "company", "alias", "start"])
    mine = mentions.filter(pc.and_(pc.equal(mentions["company"], company), pc.equal(mentions["alias"], name)))
    return set(zip(mine["document"].to_pylist(), mine["start"].to_pylist(), strict=True))


def _spans(finder: Finder, documents: pa.RecordBatch, name: str, company: str) -> dict[int, list[tuple[int, int]]]:
    """Beginning and end of each place of a name, by the row of its document."""
    found = finder.find(body(documents))
    mine = (name, finder.companies.codes.index(company))
    spans: dict[int, list[tuple[int, int]]] = {}
    for text, start, end, claim in zip(*(each.tolist() for each in _columns(found)), strict=True):
        if (finder.claims[claim].alias, finder.claims[claim].company) == mine:
            spans.setdefault(text, []).append((start, end))
    return spans


def _columns(found: Any) -> Iterator[Any]:
    return (getattr(found, name) for name in ("text", "start", "end", "claim"))


def to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The places as CSV; a sentence that a spreadsheet would take for a formula is kept as text."""
    return label_table.to_csv(rows, COLUMNS, ("told", "label"))


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read places of a name, whether they have been labelled or not.

    Raises
    ------
    MisuseError
        No file, or it cannot be read.
    FaultsError
        Other columns, or cells that are no labels: all of them are named, up to twenty.
    """
    rows = label_table.read_table(path, COLUMNS)
    faults = [
        Fault("text.sense_label", Place(file=str(path), row=at, column="label"), {"value": row["label"]})
        for at, row in enumerate(rows, 2)
        if row["label"].strip() not in {*LABELS, ""}
    ]
    if faults:
        raise FaultsError(faults[:20])
    return [row | {"label": row["label"].strip()} for row in rows]


def is_of_names(path: Path) -> bool:
    """Whether a file has labels of a name; where it cannot be read it is left to who reads it to say so."""
    try:
        label_table.read_table(path, COLUMNS)
    except FaultsError:
        return False
    return True


def of_name(rows: Sequence[Mapping[str, str]], name: str | None = None) -> tuple[str, list[Mapping[str, str]]]:
    """The rows of one name, the only one where none is given.

    Raises
    ------
    MisuseError
        The rows are of other names, or of several companies.
    """
    kept = [row for row in rows if name in {None, row["name"]}]
    owners = Counter((row["name"], row["company"]) for row in kept)
    if len(owners) != 1:
        there = sorted({f"{row['name']} ({row['company']})" for row in rows})
        raise MisuseError([Fault("text.sense_names", fields={"names": there})])
    return kept[0]["name"], kept


def seen_in(row: Mapping[str, str]) -> Seen:
    """What stands around the name in the sentence of a row."""
    text, start, end = placed(row["sentence"])
    column = one_byte(pa.array([text], pa.string()))
    first = int(column.offsets[0])
    return seen_at(column, 0, first + start, first + end, text)
