import os

import pytest
import yaml
from metric_kit import faults, quiet

from centricity.errors import MetricError, MisuseError
from centricity.metrics import definition
from centricity.metrics.catalogue import contracts
from centricity.metrics.mapping import Mapped, found_mapping, mapping_of, ready_mappings, write_mapping
from centricity.tables.csv_format import CsvFormat

pytestmark = quiet

READY = tuple(ready_mappings())


@pytest.mark.parametrize("name", READY)
def test_a_ready_mapping_names_columns_of_its_contract(name):
    mapping = ready_mappings()[name]
    contract = contracts()[mapping.table]
    assert set(mapping.columns) <= set(contract.names)
    assert len(set(mapping.columns.values())) == len(mapping.columns)
    assert mapping.title.ru != mapping.title.en


def test_there_are_eight_ready_mappings_and_each_is_found_by_its_name():
    assert len(READY) == 8
    for name, mapping in ready_mappings().items():
        assert mapping_of([name]) == Mapped(dict(mapping.columns), mapping.csv, mapping.zone)


def test_pairs_are_read_with_their_blanks_around_and_the_last_word_counts():
    assert mapping_of(["score = Q1 , customer=client id", "score=Q2"]).columns == {
        "score": "Q2",
        "customer": "client id",
    }
    assert mapping_of([]) == Mapped()


@pytest.mark.parametrize("order", [("pairs", "file"), ("file", "pairs")])
def test_a_pair_goes_before_a_file_wherever_it_stands(order):
    given = {"pairs": "score=Mine", "file": "qualtrics"}
    mapped = mapping_of([given[name] for name in order])
    assert mapped.columns["score"] == "Mine"
    assert mapped.columns["response"] == "ResponseId"


@pytest.mark.parametrize("text", ["=Q1", "score=", "score=Q1,", "score=Q1,customer", " = "])
def test_a_broken_pair_is_misuse(text):
    assert set(faults(lambda: mapping_of([text]))) == {"metric.map_pair"}


def test_a_name_that_leads_nowhere_lists_the_ready_mappings():
    found = faults(lambda: mapping_of(["nope"]))
    assert all(name in found["metric.map_unknown"]["known"] for name in READY)


def test_a_mapping_is_written_and_read_back_as_it_was(tmp_path):
    path = tmp_path / "map.yaml"
    mapped = Mapped({"score": "Оценка: 1", "customer": "# id"}, zone="Europe/Moscow")
    how = CsvFormat(encoding="cp1251", separator="\t", decimal=",")
    write_mapping(path, definition("nps"), mapped, how)
    assert mapping_of([str(path)]) == Mapped(mapped.columns, how, mapped.zone)
    content = yaml.safe_load(path.read_text("utf-8"))
    assert content["table"] == "answers"
    assert set(content["title"]) == {"ru", "en"}


def test_a_mapping_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(MisuseError):
        write_mapping(tmp_path / "taken", definition("nps"), Mapped(), CsvFormat())
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_every_fault_of_a_mapping_file_is_told_at_once(tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text("title: {ru: А}\ncolumns: {score: 1, score: Q1}\ncsv: {separator: x}\ncolour: red\n", "utf-8")
    with pytest.raises(MetricError) as caught:
        mapping_of([str(path)])
    told = {(fault.code, fault.place.line) for fault in caught.value.faults}
    assert told == {
        ("yaml.duplicate_key", 2),
        ("settings.missing_language", 1),
        ("settings.missing_key", 1),
        ("settings.wrong_value", 2),
        ("settings.wrong_value", 3),
        ("settings.unknown_key", 4),
    }


def test_a_mapping_beside_a_dashboard_is_found_from_any_folder(tmp_path, monkeypatch):
    (tmp_path / "board").mkdir()
    text = "title: {ru: А, en: A}\ntable: answers\ncolumns: {score: Mine}\nzone: Asia/Tokyo\n"
    (tmp_path / "board" / "own.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert found_mapping("own.yaml", tmp_path / "board") == Mapped({"score": "Mine"}, zone="Asia/Tokyo")
    assert set(faults(lambda: found_mapping("own.yaml"))) == {"metric.map_unknown"}
    assert found_mapping("qualtrics", tmp_path / "board").columns["score"] == "Q1"


def test_a_pipe_is_no_mapping(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert set(faults(lambda: mapping_of([str(tmp_path / "pipe")]))) == {"metric.map_unknown"}
