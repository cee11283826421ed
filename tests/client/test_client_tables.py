"""Listings become tables: nothing is lost, and what is missing is null."""

from datetime import UTC, datetime

import polars as pl
from fake_platform import THING, faking

from centricity.client import Client
from centricity.client.tables import frame_of

HERE = {"organisation": "acme"}


def told(rows):
    with faking() as fake:
        fake.tell({"items": rows, "next": None})
        return Client(fake.url).table("list_things", **HERE)


def test_columns_are_those_of_the_description_also_without_items():
    table = told([])
    assert table.columns == list(THING["properties"])
    assert table.schema["n"] == pl.Int64
    assert table.schema["figure"] == pl.Struct({"value": pl.Float64, "low": pl.Float64})
    assert table.schema["at"] == pl.Datetime("us", "UTC")


def test_nested_values_are_kept_and_what_is_missing_is_null():
    table = told(
        [
            {"code": "a", "n": 0, "figure": {"value": 0, "low": None}, "at": "2026-01-02T03:04:05Z", "free": {"x": 1}},
            {"code": "b", "n": None, "figure": None, "at": "2026-01-02T03:04:05.5+03:00", "free": {"y": "z"}},
        ]
    )
    assert table["n"].to_list() == [0, None]
    assert table["figure"].to_list() == [{"value": 0.0, "low": None}, None]
    assert table["figure"].null_count() == 1
    assert table["at"].to_list()[1] == datetime(2026, 1, 2, 0, 4, 5, 500_000, tzinfo=UTC)
    assert table["free"].to_list() == [{"x": 1, "y": None}, {"x": None, "y": "z"}]


def test_values_of_several_kinds_are_kept_as_json():
    rows = [{"x": 1, "y": {"a": 1}}, {"x": "one", "y": {"a": [2]}}, {"x": None}]
    table = frame_of(rows)
    assert table["x"].to_list() == ["1", '"one"', None]
    assert table["y"].to_list() == ['{"a": 1}', '{"a": [2]}', None]


def test_what_the_description_does_not_say_is_kept_too():
    rows = [{"code": 5, "n": 2**70, "more": [1, 2.5]}, {"code": "x", "n": 1, "more": []}]
    table = frame_of(rows, THING)
    assert table["code"].to_list() == ["5", '"x"']
    assert table["n"].to_list() == [str(2**70), "1"]
    assert table["more"].to_list() == [[1.0, 2.5], []]


def test_a_map_of_many_keys_is_a_text_and_true_is_no_number():
    rows = [{"x": {str(each): 1 for each in range(1_000)}, "y": True}, {"x": {}, "y": 1}]
    table = frame_of(rows)
    assert table.schema == {"x": pl.String, "y": pl.String}
    assert table["y"].to_list() == ["true", "1"]
    assert frame_of([{"x": None}])["x"].to_list() == [None]
    assert frame_of([]).shape == (0, 0)
