"""The same call on DuckDB, SQLite and PostgreSQL; Spark has a module of its own, so that one JVM serves it."""

import pytest
from engines_kit import TEXTS, TYPED, assert_same, in_memory, outcome, typed

from centricity.engines import connect
from centricity.metrics import metric_ids

BY = {case.metric for case in TYPED if case.by}
ALONE = {"total_experience"}
FIRST = list({case.metric: case for case in reversed(TYPED)}.values())
"""Every metric once, where only minutes are to be spent."""


def test_every_metric_is_asked_of_every_engine_with_groups_and_without():
    assert {case.metric for case in TYPED} == set(metric_ids())
    assert set(metric_ids()) - ALONE == BY
    assert len({case.name for case in TYPED}) == len(TYPED)


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c.name, marks=() if c in FIRST else pytest.mark.slow) for c in TYPED]
)
def test_typed_tables(case, duckdb_tables, sqlite_tables, postgres_tables):
    wanted = outcome(case, duckdb_tables["typed"])
    assert wanted.rows
    for tables in (sqlite_tables, postgres_tables):
        assert_same(outcome(case, tables["typed"]), wanted)


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c.name, marks=pytest.mark.slow if i % 3 else ()) for i, c in enumerate(TEXTS)]
)
def test_tables_of_texts(case, duckdb_tables, sqlite_tables, postgres_tables):
    wanted = outcome(case, duckdb_tables["texts"])
    assert wanted.rows
    for tables in (sqlite_tables, postgres_tables):
        assert_same(outcome(case, tables["texts"]), wanted)


@pytest.mark.parametrize("case", TYPED[:4], ids=lambda case: case.name)
def test_duckdb_in_memory_and_in_a_file(case, duckdb_tables, tmp_path):
    import duckdb

    wanted = outcome(case, duckdb_tables["typed"])
    assert_same(outcome(case, lambda name: in_memory(name, typed()[name])), wanted)
    with duckdb.connect(tmp_path / "a.duckdb") as base:
        base.register("frame", typed()[case.table].to_arrow())
        base.execute(f"CREATE TABLE {case.table} AS FROM frame")
    engine = connect(f"duckdb://{tmp_path}/a.duckdb")
    assert_same(outcome(case, engine.backend.table), wanted)
    engine.close()


def test_odd_texts_are_left_out_and_named_by_every_engine(duckdb_tables, sqlite_tables, postgres_tables):
    case = TEXTS[0]
    for tables in (duckdb_tables, sqlite_tables, postgres_tables):
        found = outcome(case, tables["texts"])
        reasons = {(part.column, part.reason) for part in found.excluded}
        assert {
            ("score", "not_number"),
            ("score", "blank"),
            ("at", "not_moment"),
            ("score", "outside_scale"),
        } <= reasons
        assert found.left_out + sum(row.estimate.n for row in found.rows) == found.total
