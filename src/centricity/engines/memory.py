"""Where tables in memory are computed: an engine for each thread, in which nothing stays.

DuckDB refuses a second call on a connection that is at work, and keeps what was registered with it for good; the
engine that Ibis keeps for everybody would make people who compute at one moment refuse each other, and grow.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ibis
from ibis.expr import operations

_OWN = threading.local()


def engine() -> Any:
    """The engine of this thread."""
    if not hasattr(_OWN, "engine"):
        _OWN.engine = ibis.duckdb.connect(":memory:")
    return _OWN.engine


@contextmanager
def forgetting(backend: Any, expression: Any) -> Iterator[None]:
    """Take the tables in memory of an expression out of DuckDB again, once it was run there."""
    try:
        yield
    finally:
        if backend.name == "duckdb":
            for table in expression.op().find(operations.InMemoryTable):
                backend.con.unregister(table.name)
                backend._memtables.discard(table)  # noqa: SLF001  else Ibis takes it for registered
