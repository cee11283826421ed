import sqlite3

import polars as pl
import pytest
from engines_kit import fill_postgres, fill_sqlite, quoted

from centricity.engines import Source, connect, fetch, open_source
from centricity.errors import CentricityError, FaultsError, MisuseError
from centricity.metrics import Options, compute
from centricity.tables.csv_format import CsvFormat

ODD_NAMES = (
    "ответы клиентов",
    'with "quotes"',
    "it's",
    "a;b",
    'x"; DROP TABLE safe; --',
    "x'; DROP TABLE safe; --",
    "a.b",
)
FRAME = pl.DataFrame({"score": [9, 10, 3], "Имя; \"'): --": ["а", "б", None], "from": ["x", "y", "y"]})


@pytest.fixture
def duckdb():
    engine = connect("duckdb://")
    yield engine
    engine.close()


def opened(engine, name, how=None, sheet=None):
    return open_source(engine, Source(str(name), how or CsvFormat(), sheet))


def codes(call, *given):
    with pytest.raises(CentricityError) as told:
        call(*given)
    return [fault.code for fault in told.value.faults]


@pytest.mark.parametrize("name", ["none.csv", "none.parquet", "none.xlsx", "folder/", "*.parquet", "gone"])
def test_what_is_not_there(duckdb, tmp_path, name):
    assert codes(opened, duckdb, tmp_path / name) == ["file.missing"]
    assert codes(opened, duckdb, "none") == ["file.missing"]


def test_a_table_that_is_not_there_and_those_that_are(tmp_path):
    fill_sqlite(tmp_path / "a.db", {"answers": FRAME, "orders": FRAME})
    engine = connect(f"sqlite://{tmp_path}/a.db")
    with pytest.raises(MisuseError) as told:
        opened(engine, "customers")
    assert "answers, orders" in str(told.value)
    assert codes(opened, engine, "nowhere.answers") == ["engine.no_table"]
    engine.close()


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet", "folder/", "*.parquet"])
def test_a_database_reads_no_files(name, tmp_path, postgres_server):
    sqlite3.connect(tmp_path / "a.db").close()
    for url in (f"sqlite://{tmp_path}/a.db", postgres_server):
        engine = connect(url)
        assert codes(opened, engine, tmp_path / name) == ["engine.no_files"]
        engine.close()


def test_folders_and_patterns_of_parquet(duckdb, tmp_path):
    inner = tmp_path / "tables" / "2025"
    inner.mkdir(parents=True)
    for folder, n in ((tmp_path / "tables", 2), (inner, 3)):
        for i in range(n):
            FRAME.write_parquet(folder / f"part {i}.parquet")
    whole = opened(duckdb, tmp_path / "tables")
    assert fetch(whole.count().as_table())[0, 0] == 5 * 3
    some = opened(duckdb, tmp_path / "tables" / "part*.parquet")
    assert fetch(some.count().as_table())[0, 0] == 2 * 3


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 no parquet at all PAR1", b"score,name\n1,a\n"])
def test_broken_parquet(duckdb, tmp_path, content):
    (tmp_path / "a.parquet").write_bytes(content)
    assert codes(opened, duckdb, tmp_path / "a.parquet") == ["table.unreadable"]


def test_parquet_cut_short(duckdb, tmp_path):
    pl.DataFrame({"a": range(100_000)}).write_parquet(tmp_path / "a.parquet")
    raw = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(raw[: len(raw) // 2] + raw[len(raw) // 2 + 100 :])
    with pytest.raises(FaultsError):
        fetch(opened(duckdb, tmp_path / "a.parquet").agg(n=lambda t: t["a"].sum()))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_of_every_separator(duckdb, tmp_path, separator):
    FRAME.write_csv(tmp_path / "a.csv", separator=separator)
    table = opened(duckdb, tmp_path / "a.csv", CsvFormat(separator=separator))
    assert [str(kind) for kind in table.schema().types] == ["string"] * 3
    assert fetch(table).rows() == [("9", "а", "x"), ("10", "б", "y"), ("3", None, "y")]


def test_csv_that_is_not_as_declared(duckdb, tmp_path):
    FRAME.write_csv(tmp_path / "a.csv", separator=";", quote_style="never")
    assert "metric.separator" in codes(opened, duckdb, tmp_path / "a.csv")
    (tmp_path / "b.csv").write_bytes("score,имя\n9,Анна\n".encode("cp1251"))
    assert codes(opened, duckdb, tmp_path / "b.csv") == ["metric.encoding"]
    found = opened(duckdb, tmp_path / "b.csv", CsvFormat(encoding="cp1251"))
    assert fetch(found).to_dict(as_series=False) == {"score": ["9"], "имя": ["Анна"]}
    (tmp_path / "c.csv").write_text('a,b\n1,2,3\n"4,5\n', "utf-8")
    assert codes(opened, duckdb, tmp_path / "c.csv")
    (tmp_path / "d.csv").write_text("", "utf-8")
    assert codes(opened, duckdb, tmp_path / "d.csv") == ["table.empty"]


def test_a_large_csv_is_read_by_the_engine_itself(duckdb, tmp_path, monkeypatch):
    path = tmp_path / "large.csv"
    path.write_text('score;"имя; полное"\n' + '9;"О\'Нил; ""мл."""\n' * 60_000 + ";\n", "utf-8")
    small = fetch(opened(duckdb, path, CsvFormat(separator=";")).group_by("score").agg(n=lambda t: t.count()))
    monkeypatch.setenv("CENTRICITY_MAX_MB", "1")
    table = opened(duckdb, path, CsvFormat(separator=";"))
    assert table.columns == ("score", "имя; полное")
    found = fetch(table.group_by(*table.columns).agg(n=table.count()))
    assert set(found.rows()) == {("9", 'О\'Нил; "мл."', 60_000), (None, None, 1)}
    assert small.filter(pl.col("score") == "9")["n"].to_list() == [60_000]
    assert codes(opened, duckdb, path, CsvFormat(separator=";", encoding="cp1251")) == ["engine.large_encoding"]


@pytest.mark.parametrize("bad", ["9;a;b\n", '9;"a\n'])
def test_a_large_csv_with_a_line_that_does_not_fit(duckdb, tmp_path, monkeypatch, bad):
    path = tmp_path / "large.csv"
    path.write_text("score;name\n" + "9;a\n" * 400_000 + bad + "9;a\n" * 10, "utf-8")
    monkeypatch.setenv("CENTRICITY_MAX_MB", "1")

    def read():
        return fetch(opened(duckdb, path, CsvFormat(separator=";")).agg(n=lambda t: t["name"].max()))

    assert codes(read)[0] in {"engine.csv", "engine.failed"}


def test_sheets_of_a_workbook(duckdb, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["a"])
    book.active.append([1])
    sheet = book.create_sheet("Ответы за год")
    sheet.append(["score", "имя"])
    sheet.append([9, "Анна"])
    book.save(tmp_path / "a.xlsx")
    book.close()
    assert opened(duckdb, tmp_path / "a.xlsx").columns == ("a",)
    assert fetch(opened(duckdb, tmp_path / "a.xlsx", sheet="Ответы за год")).rows() == [("9", "Анна")]
    assert codes(opened, duckdb, tmp_path / "a.xlsx", None, "Нет такого")
    (tmp_path / "b.xlsx").write_bytes(b"PK not a workbook")
    assert codes(opened, duckdb, tmp_path / "b.xlsx") == ["table.broken_xlsx"]


@pytest.fixture(params=["duckdb", "sqlite", "postgres"])
def odd_base(request, tmp_path, postgres_server):
    """A base whose tables have names that would hurt a careless query."""
    tables = dict.fromkeys((*ODD_NAMES, "safe"), FRAME)
    if request.param == "sqlite":
        fill_sqlite(tmp_path / "a.db", tables)
        url = f"sqlite://{tmp_path}/a.db"
    elif request.param == "postgres":
        import psycopg

        with psycopg.connect(postgres_server, autocommit=True) as base:
            base.execute("DROP DATABASE IF EXISTS odd")
            base.execute("CREATE DATABASE odd")
        url = postgres_server.replace("/postgres?", "/odd?")
        fill_postgres(url, tables)
    else:
        import duckdb as driver

        with driver.connect(tmp_path / "a.duckdb") as base:
            base.register("frame", FRAME.to_arrow())
            for name in tables:
                base.execute(f"CREATE TABLE {quoted(name)} AS FROM frame")
        url = f"duckdb://{tmp_path}/a.duckdb"
    engine = connect(url)
    yield engine
    engine.close()


def test_names_that_would_hurt_a_careless_query(odd_base):
    label = FRAME.columns[1]
    for name in ODD_NAMES:
        found = compute("nps", opened(odd_base, name), (label, "from"), Options())
        assert [row.keys for row in found.rows] == [("", "y"), ("а", "x"), ("б", "y")], name
    assert codes(opened, odd_base, "x; DROP TABLE safe") == ["engine.no_table"]
    assert codes(opened, odd_base, "main.x; DROP TABLE safe") == ["engine.no_table"]
    assert fetch(opened(odd_base, "safe").count().as_table())[0, 0] == 3


def test_odd_names_of_files_and_columns(duckdb, tmp_path):
    for name in ("ответы за 2025 год.csv", "it's.csv", "100%.csv"):
        FRAME.write_csv(tmp_path / name)
        found = compute("nps", opened(duckdb, tmp_path / name), ("from", FRAME.columns[1]), Options())
        assert sum(row.estimate.n for row in found.rows) == 3
    for name in ("таблица 1.parquet", "it's.parquet"):
        FRAME.write_parquet(tmp_path / name)
        assert compute("nps", opened(duckdb, tmp_path / name)).total == 3
