"""Tables that say one thing and hold another: every number rests on what the cells hold, or there is none."""

import sqlite3
from datetime import date, datetime

import ibis
import polars as pl
import pytest

from centricity.engines import Source, connect, open_source
from centricity.errors import FaultsError, MetricError, MisuseError
from centricity.metrics import Options, compute
from centricity.metrics.mapping import mapping_of
from centricity.metrics.touchpoints import driver_analysis
from centricity.tables.csv_format import CsvFormat


@pytest.fixture(scope="module")
def duckdb():
    engine = connect()
    yield engine
    engine.close()


@pytest.fixture
def sqlite(tmp_path):
    """A function that puts rows into a table ``t`` of SQLite, whose columns are declared as asked."""
    opened = []

    def make(columns, rows):
        file = tmp_path / "t.db"
        with sqlite3.connect(file) as held:
            held.execute(f"create table t ({columns})")
            held.executemany(f"insert into t values ({', '.join('?' * len(rows[0]))})", rows)
        held.close()
        opened.append(connect(f"sqlite:///{file}"))
        return open_source(opened[-1], Source("t"))

    yield make
    for engine in opened:
        engine.close()


def table(**columns):
    return ibis.memtable(pl.DataFrame(columns))


def values(outcome):
    return {row.keys: (row.estimate.value, row.estimate.n) for row in outcome.rows}


def left_out(outcome):
    return {(part.column, part.reason): (part.n, part.examples) for part in outcome.excluded}


def codes(error):
    return [fault.code for fault in error.value.faults]


SOUND = [(10, "2025-01-03 11:00:00", i) for i in range(30)]


@pytest.mark.parametrize("kind", ["decimal(5,2)", "numeric", "integer", "real", ""])
def test_sqlite_texts_in_a_column_of_numbers_are_left_out_and_named(sqlite, kind):
    rows = [("n/a", "2025-01-01", 31), ("", "2025-01-01", 32), ("9,5", "2025-01-01", 33), *SOUND]
    outcome = compute("nps", sqlite(f"score {kind}, at text, customer integer", rows))
    assert values(outcome) == {(): (100.0, 30)}
    assert left_out(outcome)["score", "blank"] == (1, ())
    assert left_out(outcome)["score", "not_number"] == (2, ("9,5", "n/a"))


def test_a_comma_in_a_sqlite_number_is_read_where_it_is_declared(sqlite):
    made = sqlite("score numeric, at text, customer integer", [("9,5", "2025-01-01", 1), (8, "2025-01-01", 2)])
    outcome = compute("mean_score", made, (), Options(decimal=",", scale="0-10"))
    assert values(outcome) == {(): (8.75, 2)}


def test_a_fraction_in_a_sqlite_column_of_integers_is_not_whole(sqlite):
    outcome = compute("nps", sqlite("score integer, at text, customer integer", [(8.5, "2025-01-01", 1), *SOUND]))
    assert left_out(outcome)["score", "not_whole"][0] == 1


@pytest.mark.parametrize("kind", ["timestamp", "datetime", "date"])
def test_sqlite_moments_that_are_none_are_left_out_and_named(sqlite, kind):
    rows = [(0, "soon", 31), (0, 20250101.5, 32), (9, "", 33), (9, "2025-01-02T10:00:00", 34), *SOUND]
    outcome = compute("nps", sqlite(f"score integer, at {kind}, customer integer", rows), ("day",))
    assert values(outcome) == {("",): (100.0, 1), ("2025-01-02",): (100.0, 1), ("2025-01-03",): (100.0, 30)}
    assert left_out(outcome)["at", "not_moment"] == (2, ("20250101.5", "soon"))


def test_drivers_leave_out_sqlite_texts_in_columns_of_numbers(sqlite):
    rows = [(i % 5, (i * 7 + i // 3) % 5, (i * 3 + i // 4) % 5) for i in range(60)]
    made = sqlite("y integer, a integer, b integer", [*rows, ("n/a", 1, 2), (3, "", 2)])
    clean = ibis.memtable(pl.DataFrame(rows, schema=["y", "a", "b"], orient="row"))
    found = driver_analysis(made, "y", ["a", "b"], draws=50)
    assert (found.left_out, found.found) == (2, driver_analysis(clean, "y", ["a", "b"], draws=50).found)


def test_the_latest_answer_needs_a_moment():
    with pytest.raises(MetricError) as error:
        compute("nps", table(score=[9, 1], customer=["a", "a"]), (), Options(one_per_customer=True))
    assert codes(error) == ["metric.no_column"]
    assert error.value.faults[0].fields["columns"] == "at"


def test_the_latest_of_answers_at_one_moment_does_not_depend_on_the_order_of_rows():
    rows = [(9, "a", "2025-01-01", "x"), (1, "a", "2025-01-01", "b"), (7, "a", "2025-01-01", "c")]
    asked = Options(one_per_customer=True)
    schema = ["score", "customer", "at", "note"]
    made = [
        values(compute("nps", ibis.memtable(pl.DataFrame(order, schema=schema, orient="row")), ("note",), asked))
        for order in (rows, rows[::-1], rows[1:] + rows[:1])
    ]
    alone = [
        values(compute("nps", ibis.memtable(pl.DataFrame(order, schema=schema, orient="row")), (), asked))
        for order in (rows, rows[::-1], rows[1:] + rows[:1])
    ]
    assert made[0] == made[1] == made[2]
    assert alone[0] == alone[1] == alone[2]


def test_the_row_that_stays_of_doubled_ones_does_not_depend_on_their_order():
    rows = [("r", 9, "b"), ("r", 9, "a"), ("s", 1, "a")]
    made = [
        values(compute("nps", ibis.memtable(pl.DataFrame(order, schema=["response", "score", "segment"], orient="row")),
                       ("segment",)))
        for order in (rows, rows[::-1])
    ]  # fmt: skip
    assert made[0] == made[1] == {("a",): (0.0, 2)}


@pytest.mark.parametrize("limit", ["128", "0"])
@pytest.mark.parametrize("head", ["Weight,score,weight", "Score,score,x"])
def test_headers_that_differ_by_case_alone_are_refused_as_they_are_written(duckdb, tmp_path, monkeypatch, head, limit):
    monkeypatch.setenv("CENTRICITY_MAX_MB", limit)
    (tmp_path / "a.csv").write_text(head + "\n1,2,3\n", "utf-8")
    with pytest.raises(FaultsError) as error:
        open_source(duckdb, Source(str(tmp_path / "a.csv")))
    assert codes(error) == ["table.alike_headers"]
    assert error.value.faults[0].fields["columns"].split(", ")[0] == head.split(",")[0]


def test_parquet_headers_that_differ_by_case_alone_are_refused(duckdb, tmp_path):
    frame = pl.DataFrame({"Weight": [1.0], "score": [9], "weight": [2.0]})
    (tmp_path / "folder").mkdir()
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_parquet(tmp_path / "folder" / "a.parquet")
    for name in ("a.parquet", "folder", "*.parquet"):
        with pytest.raises(FaultsError) as error:
            open_source(duckdb, Source(str(tmp_path / name)))
        assert codes(error) == ["table.alike_headers"]


HEADS = {
    "a title line,,\nscore,segment,x\n9,a,b\n": ["table.blank_header", "table.blank_header"],
    "score,score\n9,1\n": ["table.repeated_header"],
    "score,,x\n9,1,2\n": ["table.blank_header"],
    "score;segment\n9;a\n": ["metric.separator"],
    "\nscore,segment\n9,a\n": ["table.no_header"],
}


@pytest.mark.parametrize("limit", ["128", "0"])
@pytest.mark.parametrize("text", HEADS)
def test_a_large_csv_is_held_to_the_header_of_a_small_one(duckdb, tmp_path, monkeypatch, text, limit):
    monkeypatch.setenv("CENTRICITY_MAX_MB", limit)
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(FaultsError) as error:
        open_source(duckdb, Source(str(tmp_path / "a.csv")))
    assert codes(error) == HEADS[text]


@pytest.mark.parametrize("limit", ["128", "0"])
@pytest.mark.parametrize(
    "text",
    ["score,segment\n9,9\n10,10\n", '\ufeff"score","segment"\r\n9,"9"\r\n10,"10"', "score,segment\n9,9\n\n10,10"],
)
def test_a_large_csv_loses_no_row_to_guessing(duckdb, tmp_path, monkeypatch, text, limit):
    monkeypatch.setenv("CENTRICITY_MAX_MB", limit)
    (tmp_path / "a.csv").write_bytes(text.encode())
    found = open_source(duckdb, Source(str(tmp_path / "a.csv")))
    assert values(compute("nps", found, ("segment",))) == {("9",): (100.0, 1), ("10",): (100.0, 1)}


@pytest.mark.parametrize("line", ["10", "10,b,c"])
def test_a_large_csv_with_a_ragged_line_gives_no_number(duckdb, tmp_path, monkeypatch, line):
    monkeypatch.setenv("CENTRICITY_MAX_MB", "0")
    (tmp_path / "a.csv").write_text(f"score,segment\n9,a\n{line}\n", "utf-8")
    with pytest.raises(FaultsError):
        compute("nps", open_source(duckdb, Source(str(tmp_path / "a.csv"))))


def test_a_name_with_the_signs_of_patterns_is_that_of_its_own_file(duckdb, tmp_path, monkeypatch):
    for name, score in {"a[1]": 10, "a1": 0, "b*": 10, "b2": 0, "c?": 10, "c3": 0}.items():
        pl.DataFrame({"score": [score]}).write_parquet(tmp_path / f"{name}.parquet")
        (tmp_path / f"{name}.csv").write_text(f"score\n{score}\n", "utf-8")
    monkeypatch.setenv("CENTRICITY_MAX_MB", "0")
    for name in ("a[1]", "b*", "c?"):
        for suffix in ("parquet", "csv"):
            found = open_source(duckdb, Source(str(tmp_path / f"{name}.{suffix}")))
            assert values(compute("nps", found)) == {(): (100.0, 1)}


def test_a_folder_with_the_signs_of_patterns_is_read_itself(duckdb, tmp_path):
    for name, score in {"[1]": 10, "1": 0}.items():
        (tmp_path / name).mkdir()
        pl.DataFrame({"score": [score]}).write_parquet(tmp_path / name / "a.parquet")
    assert values(compute("nps", open_source(duckdb, Source(str(tmp_path / "[1]"))))) == {(): (100.0, 1)}


def test_a_pattern_of_csv_files_is_missing(duckdb, tmp_path):
    (tmp_path / "a.csv").write_text("score\n9\n", "utf-8")
    with pytest.raises(MisuseError) as error:
        open_source(duckdb, Source(str(tmp_path / "*.csv")))
    assert codes(error) == ["file.missing"]


INTERNAL = ("why left out", "score read", "at wall", "at at", "raw score", "raw at", "by 0", "group of answer 0",
            "place of answer", "source 0", "cell 0", "unsound score", "source 1")  # fmt: skip


@pytest.mark.parametrize("name", INTERNAL)
def test_a_column_of_the_source_may_have_any_name(name):
    made = table(**{
        "score": ["10", "0"], "at": ["2025-01-01", "2025-01-02"], "customer": ["a", "b"], name: ["own", "other"],
    })  # fmt: skip
    expected = {("own",): (100.0, 1), ("other",): (-100.0, 1)}
    assert values(compute("nps", made, (name,))) == expected
    assert values(compute("nps", made, (name,), Options(one_per_customer=True))) == expected
    raked = compute("nps", made, (), targets={name: {"own": 0.75, "other": 0.25}})
    assert raked.rows[0].estimate.value == pytest.approx(50)
    with pytest.raises(MisuseError) as error:
        compute("nps", table(score=[10, 0]), (name,))
    assert codes(error) == ["metric.by"]


@pytest.mark.parametrize("joined", [
    [date(2025, 1, 1), date(2024, 2, 29)], ["01.01.2025", "29.02.2024"],
    [datetime.fromisoformat("2025-01-01 23:00"), datetime.fromisoformat("2024-02-29 00:00")],
])  # fmt: skip
def test_groups_by_a_day_are_written_as_dates(joined):
    made = table(customer=["a", "b"], joined=joined, left=[None, date(2025, 6, 1)])
    asked = Options(start=date(2025, 2, 1), end=date(2025, 8, 1))
    assert sorted(values(compute("churn", made, ("joined",), asked))) == [("2024-02-29",), ("2025-01-01",)]


def test_what_is_no_number_is_a_blank_key():
    nan = float("nan")
    made = table(
        score=[10, 10, 0, 10], segment=[1.5, nan, None, nan], response=[nan, nan, 1.0, 2.0], customer=[nan, nan, 1, 2],
        at=[date(2025, 1, 1)] * 4,
    )  # fmt: skip
    outcome = compute("nps", made, ("segment",), Options(one_per_customer=True))
    assert values(outcome) == {("",): (pytest.approx(100 / 3), 3), ("1.5",): (100.0, 1)}
    assert outcome.excluded == ()


@pytest.mark.parametrize("offset", ["+99:99", "+15:00", "-14:30", "+05:60", "+9999"])
def test_an_offset_that_no_clock_has_is_no_moment(offset):
    made = table(score=[10, 10], at=[f"2025-01-01 10:00:00{offset}", "2025-01-01 10:00:00+14:00"])
    assert left_out(compute("nps", made, ("day",))) == {("at", "not_moment"): (1, (f"2025-01-01 10:00:00{offset}",))}


@pytest.mark.parametrize(
    ("given", "code"),
    [(["score=a,score=b"], "metric.map_twice"), (["qualtrics", "score=a, at=c,score=a"], "metric.map_twice")],
)
def test_a_name_is_mapped_to_one_column(given, code):
    with pytest.raises(MisuseError) as error:
        mapping_of(given)
    assert codes(error) == [code]


def test_columns_in_memory_that_differ_by_case_alone_are_refused():
    with pytest.raises(MetricError) as error:
        compute("nps", table(Weight=[1.0], score=[9], weight=[2.0]))
    assert codes(error) == ["table.alike_headers"]


def test_a_column_may_be_a_label_beside():
    made = table(a=["9", "10"])
    assert values(compute("nps", made, ("channel",), mapping={"score": "a", "channel": "a"})) == {
        ("9",): (100.0, 1), ("10",): (100.0, 1),
    }  # fmt: skip


def test_a_column_is_one_thing():
    with pytest.raises(MisuseError) as error:
        compute("retention", table(a=[1, 2]), mapping=mapping_of(["start=a,new=a,end=a"]).columns)
    assert codes(error) == ["metric.map_shared"]
    assert error.value.faults[0].fields["names"] == "start, new, end"


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "year"])
def test_days_that_no_calendar_holds_are_left_out(duckdb, tmp_path, grain):
    path = tmp_path / "far.parquet"
    at = ("timestamp '12025-01-01'", "timestamp '0001-01-01 (BC)'", "timestamp 'infinity'",
          "timestamp '9999-12-31'", "timestamp '0001-01-01'")  # fmt: skip
    rows = " union all ".join(f"select 10 as score, {moment} as at" for moment in at)
    duckdb.backend.con.execute(f"copy ({rows}) to '{path}'")
    outcome = compute("nps", open_source(duckdb, Source(str(path))), (grain,))
    assert left_out(outcome)["at", "not_moment"][0] == 3
    assert len(outcome.rows) == 2


def test_the_order_of_rows_moves_no_limit_of_drivers():
    frame = pl.DataFrame({
        "y": [i * i % 7 for i in range(80)], "a": [i * 3 % 5 for i in range(80)], "b": [i % 4 for i in range(80)],
    })  # fmt: skip
    made = [driver_analysis(ibis.memtable(each), "y", ["a", "b"], draws=50) for each in (frame, frame.reverse())]
    assert made[0].found.shares == made[1].found.shares


def test_a_csv_that_is_large_is_read_by_its_own_separator(duckdb, tmp_path, monkeypatch):
    monkeypatch.setenv("CENTRICITY_MAX_MB", "0")
    (tmp_path / "a.csv").write_text("score;x\n9;a,b\n", "utf-8")
    found = open_source(duckdb, Source(str(tmp_path / "a.csv"), CsvFormat(separator=";")))
    assert values(compute("nps", found, ("x",))) == {("a,b",): (100.0, 1)}
