"""Tables in memory are computed by many at one moment, and nothing of them stays in an engine."""

import threading
from dataclasses import replace
from datetime import date
from itertools import product

import ibis
import polars as pl
import pytest
from engines_kit import TYPED, in_memory, outcome, typed

from centricity.engines.fetch import fetch, held
from centricity.engines.memory import engine
from centricity.errors import CentricityError, FaultsError
from centricity.metrics import compute, definition

FIRST = list({case.metric: case for case in reversed(TYPED)}.values())


def scores(n=2_000):
    return ibis.memtable(pl.DataFrame({"score": [i % 11 for i in range(n)]}))


def views():
    return engine().con.execute("SELECT count(*) FROM duckdb_views() WHERE temporary").fetchall()[0][0]


def test_many_threads_compute_at_one_moment_and_none_is_refused():
    (told, refused), start = ([], []), threading.Barrier(4)

    def work():
        start.wait()
        for _ in range(8):
            try:
                told.append(compute("nps", scores()).rows[0].estimate)
            except FaultsError as error:
                refused.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert refused == []
    assert len(told) == 32
    assert len(set(map(str, told))) == 1


def test_what_was_computed_leaves_nothing_in_the_engine():
    before = views()
    compute("nps", scores())
    table = scores()
    assert fetch(table).height == fetch(table).height == 2_000
    with pytest.raises(FaultsError):
        fetch(table.mutate(wrong=ibis.literal("x").cast("int64")))
    assert views() == before


def test_what_is_held_of_tables_in_memory_is_what_it_was_made_of():
    table = ibis.memtable(pl.DataFrame({"at": ["2026-01-02 03:04:05", None], "n": [1, None], "w": ["а", "б"]}))
    steps = table.mutate(at=table.at.cast("timestamp('UTC')"), more=table.n + 0.5)
    laid = held(steps)
    assert laid.schema() == steps.schema()
    assert fetch(laid.order_by("w")).equals(fetch(steps.order_by("w")))
    before = views()
    fetch(laid)
    assert views() == before


def test_a_table_in_memory_beside_one_of_an_engine_is_taken_out_of_it_again():
    own = ibis.duckdb.connect(":memory:")
    kept = own.create_table("kept", pl.DataFrame({"score": [9, 10]}), overwrite=True)
    many = "SELECT count(*) FROM duckdb_views() WHERE temporary"
    before = own.con.execute(many).fetchall()
    assert fetch(kept.join(scores(), "score").agg(n=lambda t: t.count()))["n"][0] == 362
    assert own.con.execute(many).fetchall() == before


@pytest.fixture(scope="module")
def tables():
    return {name: in_memory(name, frame) for name, frame in typed().items()}


@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.metric)
def test_days_that_lie_beyond_all_data_are_refused_in_words_or_counted(case, tables):
    listens = set(definition(case.metric).options) & {"start", "end", "as_of"}
    for name, day in product(sorted(listens), (date(1, 1, 1), date(2025, 9, 15), date(9999, 12, 31))):
        try:
            found = outcome(replace(case, options={**case.options, name: day}), tables.__getitem__)
        except CentricityError as error:
            told = [fault.code for fault in error.faults]
        else:
            told = [row.keys for row in found.rows]
        assert len(told) < 5_000
