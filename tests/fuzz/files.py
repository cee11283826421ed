"""Files of every kind, whatever stands in them."""

import contextlib
import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import feedparser  # noqa: F401  # imported here, it is watched
import numpy as np
import pyarrow as pa
import trafilatura  # noqa: F401
import warcio.archiveiterator  # noqa: F401

from centricity.errors import CentricityError
from centricity.text.companies import read_companies
from centricity.text.ledger import FileState, Ledger
from centricity.text.mentions import Finder
from centricity.text.sources import ReadReport, SourceSettings, read_folder


def told(fault):
    """A fault can be said in both languages."""
    assert fault.text("ru")
    assert fault.text("en")


@contextlib.contextmanager
def refusable():
    """Refusals are told in both languages; everything else that is raised is a finding."""
    try:
        yield
    except CentricityError as error:
        told(error)


def scanned(name, raw):
    report = ReadReport()
    with tempfile.TemporaryDirectory() as folder, Ledger() as ledger:
        Path(folder, name).write_bytes(raw)
        batches = list(read_folder(Path(folder), SourceSettings(), ledger, report))
        ledger.finish()
    for batch in batches:
        batch.validate(full=True)
    for fault in report.faults:
        told(fault)
    assert report.total().documents == sum(batch.num_rows for batch in batches)


def packed(raw):
    """A packed file as it comes, or sound packing around anything."""
    scanned("a.jsonl.gz", raw[1:] if raw[:1] < b"\x80" else gzip.compress(raw[1:], 1))


INSIDE = ("a.jsonl", "a.json", "a.csv", "a.html", "a.rss", "a.txt", "a.pdf", "a.warc", "a.zip", "../a.txt", "a.srt")


def archived(raw):
    """An archive as it comes, or a sound one around anything."""
    kind = raw[0] if raw else 0
    if kind < 128:
        scanned("a.zip", raw[1:])
        return
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(INSIDE[kind % len(INSIDE)], raw[1:])
    scanned("a.zip", out.getvalue())


def written(name, read):
    """A target that reads one file of a folder, which may be refused."""

    def run(raw):
        with tempfile.TemporaryDirectory() as folder, refusable():
            path = Path(folder, name)
            path.write_bytes(raw)
            read(path)

    return run


def companies(path):
    known = read_companies(path)
    texts = [f"{company.name.ru} {' '.join(company.aliases)}, банк" for company in known.companies]
    Finder(known).find(pa.array(texts, pa.string()))


def remembered(path):
    with Ledger(path) as ledger:
        ledger.state("a.jsonl")
        keys = np.arange(3, dtype=np.uint64)
        ledger.fresh(keys)
        assert ledger.batches >= 0
        ledger.hand_out(keys, [FileState("b.jsonl", 1, 1)])
        ledger.finish()
