"""Whatever stands in a file of any kind, reading it raises nothing and loses nothing unsaid."""

import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from centricity.text.ledger import Ledger
from centricity.text.sources import ReadReport, SourceSettings, read_folder

NAMES = [
    "a.jsonl",
    "a.json",
    "a.csv",
    "a.tsv",
    "a.parquet",
    "a.html",
    "a.rss",
    "a.warc",
    "a.txt",
    "a.pdf",
    "a.vtt",
    "a.srt",
    "a",
]
STARTS = [
    b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"PAR1", b"%PDF-1.4\n", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b",
    b"WARC/1.0\r\n",
    b'{"text": "a"}\n', b"[{", b"text,rating\n", b"<html>", b"<rss version='2.0'><channel><item>", b"WEBVTT\n\n",
    b"1\n00:00:01,000 --> 00:00:02,000\n",
]  # fmt: skip

EMPTY = {"csv", "json", "parquet", "warc", "zip"}
"""Kinds in which a sound file may hold no document at all."""

QUICK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2025-03-04", "5", "https://a.ru"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    [
        "text",
        "title",
        "url",
        "source",
        "source_kind",
        "language",
        "date",
        "captured_at",
        "rating",
        "about",
        "author",
        "paid",
        "turns",
    ]
)


def scan(name, raw):
    report = ReadReport()
    with tempfile.TemporaryDirectory() as folder, Ledger() as ledger:
        Path(folder, name).write_bytes(raw)
        batches = list(read_folder(Path(folder), SourceSettings(), ledger, report))
        ledger.finish()
    for batch in batches:
        batch.validate(full=True)
    for fault in report.faults:
        fault.text("ru")
        fault.text("en")
    total = report.total()
    total.kind = report.open(name).kind
    assert total.documents == sum(batch.num_rows for batch in batches)
    return [row for batch in batches for row in batch.to_pylist()], total


@pytest.mark.parametrize("name", NAMES)
@QUICK
@given(start=st.sampled_from(STARTS), raw=st.binary(max_size=400))
def test_random_bytes_as_every_kind_of_file(name, start, raw):
    rows, total = scan(name, start + raw)
    assert (
        rows
        or total.skipped
        or total.repeated
        or not (start + raw).strip(b"\xef\xbb\xbf\xff\xfe \r\n\t\x0b\x0c")
        or total.kind in EMPTY
    )


@pytest.mark.parametrize("name", NAMES)
@QUICK
@given(text=st.text(max_size=300))
def test_random_texts_as_every_kind_of_file(name, text):
    scan(name, text.encode("utf-8", "surrogatepass"))


@QUICK
@given(records=st.lists(st.dictionaries(names, values, max_size=8), max_size=6))
@example(
    records=[
        {
            "text": "\ud800",
            "title": "\udfff",
            "url": "\ud800",
            "author": "\ud800",
            "source": "\ud800",
            "turns": [{"text": "\ud800"}],
        }
    ]
)
@example(records=[{"text": "a", "rating": 10**400, "date": 10**400, "source": 10**400, "paid": 10**400}])
def test_any_json_in_the_columns_of_a_document(records):
    lines = "\n".join(json.dumps(record) for record in records).encode()
    rows, total = scan("a.jsonl", lines)
    assert len(rows) + total.repeated + total.skipped.total() == len(records) or not lines.strip()
    array, _ = scan("a.json", json.dumps(records).encode())
    one_by_one = [{k: v for k, v in row.items() if k not in {"file", "source", "document", "place"}} for row in rows]
    assert one_by_one == [
        {k: v for k, v in row.items() if k not in {"file", "source", "document", "place"}} for row in array
    ]


@QUICK
@given(
    lines=st.lists(st.binary(max_size=40).filter(lambda raw: b"\n" not in raw), max_size=12), sound=st.integers(1, 5)
)
def test_sound_lines_among_junk_are_all_read(lines, sound):
    good = [json.dumps({"text": f"запись номер {i}"}).encode() for i in range(sound)]
    mixed = [line for pair in zip(lines + [b""] * sound, good + [b""] * len(lines), strict=True) for line in pair]
    rows, _ = scan("a.jsonl", b'{"text": "first"}\n' + b"\n".join(mixed) + b"\n")
    assert {row["text"] for row in rows} >= {f"запись номер {i}" for i in range(sound)}


@pytest.mark.parametrize("bit", [1, 2, 128])
def test_a_table_with_any_bit_of_its_footer_changed(bit):
    out = io.BytesIO()
    rows = {"text": ["один", None], "date": ["2025-03-04", "5"], "rating": [5.0, None], "paid": [True, False]}
    pq.write_table(pa.table(rows), out, compression="none", use_dictionary=False)
    whole = out.getvalue()
    for place in range(len(whole) - 8 - int.from_bytes(whole[-8:-4], "little"), len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= bit
        scan("a.parquet", bytes(damaged))


@QUICK
@given(raw=st.binary(max_size=300), cut=st.integers(0, 400), place=st.integers(0, 300), byte=st.integers(0, 255))
def test_damaged_archives(raw, cut, place, byte):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", b'{"text": "a"}\n' + raw)
        archive.writestr("b.txt", raw)
    for name, whole in (("a.zip", out.getvalue()), ("a.jsonl.gz", gzip.compress(b'{"text": "a"}\n' + raw))):
        damaged = bytearray(whole[: max(10, len(whole) - cut % 50)])
        damaged[place % len(damaged)] = byte
        scan(name, bytes(damaged))
