"""The ledger: only what is new is read, nothing is counted twice, an interrupted scan goes on."""

import json
import os
import sqlite3

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import MisuseError
from centricity.text.identifiers import Identifiers
from centricity.text.ledger import FILE, Ledger
from centricity.text.sources import Limits, ReadReport, SourceSettings, read_folder

SMALL = SourceSettings(limits=Limits(rows=10))


def lines(*numbers):
    return "".join(json.dumps({"text": f"Запись {n}", "url": f"https://a.ru/{n}"}) + "\n" for n in numbers)


def scan(folder, base, *, take=None, rule=SMALL):
    """Texts of a scan that is stopped, uncommitted, after some batches."""
    report, texts = ReadReport(), []
    with Ledger(base) as ledger:
        for mark, batch in enumerate(read_folder(folder, rule, ledger, report), 1):
            assert ledger.handed == mark
            if take is not None and mark > take:
                return texts, report
            texts += batch["text"].to_pylist()
            ledger.committed(mark)
        ledger.finish()
    return texts, report


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


@pytest.fixture
def base(tmp_path):
    return tmp_path / FILE


def test_a_second_scan_reads_only_what_is_new(docs, base):
    (docs / "a.jsonl").write_text(lines(1, 2))
    assert scan(docs, base)[0] == ["Запись 1", "Запись 2"]
    texts, report = scan(docs, base)
    assert (texts, report.unchanged, report.files) == ([], 1, {})
    (docs / "b.csv").write_text("text\nдругое\n")
    assert scan(docs, base)[0] == ["другое"]


def test_a_file_that_grew_is_read_on_from_where_it_ended(docs, base):
    (docs / "a.jsonl").write_text(lines(*range(25)))
    assert len(scan(docs, base)[0]) == 25
    with (docs / "a.jsonl").open("a") as file:
        file.write(lines(25, 26))
    texts, report = scan(docs, base)
    assert texts == ["Запись 25", "Запись 26"]
    assert report.total().repeated == 0


def test_places_go_on_where_the_last_scan_ended(docs, base):
    (docs / "a.jsonl").write_text(lines(1, 2, 3))
    scan(docs, base)
    with (docs / "a.jsonl").open("a") as file:
        file.write(lines(4))
    with Ledger(base) as ledger:
        (batch,) = read_folder(docs, SMALL, ledger)
    assert batch["place"].to_pylist() == [4]


def test_a_line_that_is_still_being_written_is_read_when_it_is_complete(docs, base):
    whole = lines(1, 2)
    (docs / "a.jsonl").write_text(whole[:-9])
    texts, report = scan(docs, base)
    assert texts == ["Запись 1"]
    assert report.total().skipped == {"text.json_cut": 1}
    (docs / "a.jsonl").write_text(whole)
    assert scan(docs, base)[0] == ["Запись 2"]


@pytest.mark.parametrize("content", [lines(7, 2), lines(2), lines(1, 3, 2, 4)])
def test_a_file_that_shrank_or_changed_is_read_anew_and_known_documents_are_not_counted_twice(docs, base, content):
    (docs / "a.jsonl").write_text(lines(1, 2, 3))
    scan(docs, base)
    (docs / "a.jsonl").write_text(content)
    texts, report = scan(docs, base)
    assert texts == [f"Запись {n}" for n in (7, 4) if f"/{n}" in content]
    assert report.total().repeated == content.count("\n") - len(texts)


def test_a_file_that_was_only_touched_gives_nothing_twice(docs, base):
    (docs / "a.csv").write_text("text\nодно\nдва\n")
    scan(docs, base)
    os.utime(docs / "a.csv", (1, 1))
    texts, report = scan(docs, base)
    assert texts == []
    assert report.total().repeated == 2


def test_a_document_in_two_files_is_one_document(docs, base):
    (docs / "a.jsonl").write_text(lines(1, 2, 2))
    (docs / "b.jsonl").write_text(lines(2, 3))
    texts, report = scan(docs, base)
    assert texts == ["Запись 1", "Запись 2", "Запись 3"]
    assert {name: file.repeated for name, file in report.files.items()} == {"a.jsonl": 1, "b.jsonl": 1}


def test_without_a_ledger_repetitions_within_the_scan_are_found(docs):
    (docs / "a.jsonl").write_text(lines(1, 1))
    assert sum(batch.num_rows for batch in read_folder(docs, SMALL)) == 1


@pytest.mark.parametrize("take", [0, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_an_interrupted_scan_goes_on_and_gives_everything_once(docs, base, take, kind):
    for part in range(3):
        numbers = range(part * 17, part * 17 + 17)
        content = lines(*numbers) if kind == "jsonl" else "text\n" + "".join(f"Запись {n}\n" for n in numbers)
        (docs / f"{part}.{kind}").write_text(content)
    before, _ = scan(docs, base, take=take)
    after, _ = scan(docs, base)
    assert sorted(before + after) == sorted(f"Запись {n}" for n in range(51))
    assert scan(docs, base)[0] == []


def test_batches_that_were_not_committed_are_read_again(docs, base):
    (docs / "a.jsonl").write_text(lines(*range(30)))
    with Ledger(base) as ledger:
        first = list(read_folder(docs, SMALL, ledger))
        ledger.committed(1)
    assert [batch.num_rows for batch in first] == [10, 10, 10]
    assert scan(docs, base)[0] == [f"Запись {n}" for n in range(10, 30)]


def test_a_commit_is_all_or_nothing(docs, base):
    (docs / "a.jsonl").write_text(lines(1))
    with Ledger(base) as ledger:
        list(read_folder(docs, SMALL, ledger))
        with sqlite3.connect(base) as other:
            other.execute("DROP TABLE files")
        other.close()
        with pytest.raises(MisuseError) as caught:
            ledger.finish()
    assert caught.value.faults[0].code == "text.ledger"
    assert scan(docs, base)[0] == ["Запись 1"]


def test_something_else_than_a_ledger_is_refused_and_left_alone(base):
    base.write_bytes(b"no base at all" * 100)
    with pytest.raises(MisuseError):
        Ledger(base)
    assert base.read_bytes() == b"no base at all" * 100


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE kept SET identifiers = NULL",
        "UPDATE kept SET identifiers = 'text'",
        "UPDATE kept SET identifiers = x'00'",
        "UPDATE kept SET n = 1e18",
        "UPDATE files SET offset = 'text'",
        "UPDATE files SET told = NULL",
        "DROP TABLE files; CREATE TABLE files (path)",
    ],
)
def test_a_ledger_that_holds_what_was_never_written_is_refused(docs, base, damage):
    (docs / "a.jsonl").write_text(lines(1))
    scan(docs, base)
    with sqlite3.connect(base) as other:
        other.executescript(damage)
    other.close()
    with pytest.raises(MisuseError) as caught:
        scan(docs, base)
    assert [fault.code for fault in caught.value.faults] == ["text.ledger"]


def test_a_file_from_a_far_future_is_read_once(docs, base):
    (docs / "a.jsonl").write_text(lines(1))
    os.utime(docs / "a.jsonl", ns=(0, 2**63 + 10**9))
    assert [scan(docs, base)[0], scan(docs, base)[0]] == [["Запись 1"], []]


def test_a_folder_with_results_is_not_read(docs):
    out = docs / "out"
    out.mkdir()
    Ledger(out / FILE).close()
    (out / "facts.csv").write_text("text\nрезультат\n")
    (docs / "a.csv").write_text("text\nдокумент\n")
    assert [batch["text"].to_pylist() for batch in read_folder(docs, SMALL)] == [["документ"]]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 60) | st.integers(0, 2**64 - 1), max_size=40), max_size=12))
def test_an_identifier_is_new_once(parts):
    known, seen = Identifiers(), set()
    for part in parts:
        expected = []
        for key in part:
            expected.append(key not in seen)
            seen.add(key)
        assert known.add(np.array(part, np.uint64)).tolist() == expected
    assert len(known) == len(seen)


def test_a_million_identifiers_take_eight_bytes_each():
    known = Identifiers()
    for start in range(0, 1_000_000, 20_000):
        known.add(np.arange(start, start + 20_000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    assert len(known) == 1_000_000
    assert sum(block.nbytes for block in known._blocks) == 8_000_000
    assert len(known._blocks) <= 20
