"""Spark in local mode against DuckDB: one module, so that one JVM serves it."""

import os

import pytest
from engines_kit import FULL, SAMPLE, TEXTS, assert_hours, assert_moments, assert_same, outcome

from centricity.engines import Source, connect, fetch, open_source
from centricity.errors import FaultsError, MisuseError
from centricity.tables.csv_format import CsvFormat

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]
CASES = FULL if os.environ.get("CENTRICITY_SPARK_CLUSTER") == "1" else SAMPLE


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_numbers_as_duckdb(case, duckdb_tables, spark_tables):
    kind = "texts" if case in TEXTS else "typed"
    assert_same(outcome(case, spark_tables[kind]), outcome(case, duckdb_tables[kind]))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_moments_are_read_as_python_reads_them(zone, spark_tables):
    assert_moments(spark_tables["texts"]("moments"), zone)
    assert_hours(spark_tables["typed"]("hours"), zone)


def test_a_failing_query_is_a_fault(spark):
    wrong = spark.backend.sql("SELECT CAST('x' || id AS INT) AS a FROM range(3)")
    with pytest.raises(FaultsError) as told:
        fetch(wrong)
    assert [fault.code for fault in told.value.faults] == ["engine.failed"]
    assert "CAST_INVALID_INPUT" in str(told.value)


def test_one_process_works_with_one_master(spark):
    with pytest.raises(MisuseError) as told:
        connect("spark://local[1]")
    assert spark.kind == "spark"
    assert [fault.code for fault in told.value.faults] == ["engine.refused"]
    assert "local[2]" in str(told.value)


def test_what_java_says_stays_away_from_the_terminal(spark, capfd):
    assert spark.backend.list_tables() is not None
    with pytest.raises(FaultsError):
        fetch(spark.backend.sql("SELECT 1 / (id - 1) AS a FROM range(3)"))
    assert capfd.readouterr().err == ""


def test_sources(spark, tmp_path):
    table = 'score;Имя и "цитата"\n9;Анна\n"10";"О\'Нил; ""младший"""\n'
    (tmp_path / "a.csv").write_text(table, "utf-8")
    rows = fetch(open_source(spark, Source(str(tmp_path / "a.csv"), CsvFormat(separator=";"))))
    assert rows.columns == ["score", 'Имя и "цитата"']
    assert set(rows.rows()) == {("9", "Анна"), ("10", 'О\'Нил; "младший"')}


def test_a_large_csv_is_read_by_spark_itself(spark, tmp_path, monkeypatch):
    path = tmp_path / "large.csv"
    path.write_text("score;name\n" + '9;"О\'Нил; ""мл."""\n' * 60_000, "utf-8")
    monkeypatch.setenv("CENTRICITY_MAX_MB", "1")
    found = open_source(spark, Source(str(path), CsvFormat(separator=";")))
    assert fetch(found.group_by("score", "name").agg(n=found.count())).rows() == [("9", 'О\'Нил; "мл."', 60_000)]
    path.write_text("score;name\n" + "9;a\n" * 400_000 + "9;a;b\n", "utf-8")
    with pytest.raises(FaultsError) as told:
        fetch(open_source(spark, Source(str(path), CsvFormat(separator=";"))).agg(n=lambda t: t["name"].max()))
    assert told.value.faults[0].code in {"engine.csv", "engine.failed"}


def test_folders_patterns_and_broken_files(spark, parquet, tmp_path):
    n = fetch(open_source(spark, Source(str(parquet["typed"] / "costs.parquet"))).count().as_table())[0, 0]
    for i in range(2):
        (tmp_path / f"part{i}.parquet").write_bytes((parquet["typed"] / "costs.parquet").read_bytes())
    for name in (tmp_path, f"{tmp_path}/*.parquet"):
        assert fetch(open_source(spark, Source(str(name))).count().as_table())[0, 0] == 2 * n
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no parquet at all PAR1")
    with pytest.raises(FaultsError) as told:
        open_source(spark, Source(str(tmp_path / "broken.parquet")))
    assert [fault.code for fault in told.value.faults] == ["table.unreadable"]
