"""Running an expression and taking its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ibis
import polars as pl

from centricity.engines.memory import engine, forgetting
from centricity.errors import Fault, FaultsError


def fetch(expression: Any) -> pl.DataFrame:
    """Run an Ibis expression and give its rows as polars, in no promised order.

    Raises
    ------
    FaultsError
        Where the engine gives up, with its own first line of why.
    """
    with _steps(expression):
        return pl.DataFrame(_rows(expression))


def _rows(expression: Any) -> Any:
    """The rows of an expression as an Arrow table, from the engine of its tables; of tables in memory, from the own."""
    known = backends(expression)
    backend = known[0] if known else engine()
    with forgetting(backend, expression):
        return expression.to_pyarrow() if known else backend.to_pyarrow(expression)


def held(table: Any, *, always: bool = True) -> Any:
    """Lay the steps so far down in a temporary table; SQLite, whose parser cannot hold many, needs it everywhere.

    Of tables in memory the result is one more table in memory.
    """
    if not (always or shallow(table)):
        return table
    with _steps(table):
        known = backends(table)
        if not known:
            return ibis.memtable(_rows(table), schema=table.schema())
        for backend in known:
            backend._run_pre_execute_hooks(table)  # noqa: SLF001  on Spark, Ibis's cache leaves out tables in memory
        return table.cache()


@contextmanager
def _steps(expression: Any) -> Iterator[None]:
    """Keep the steps of an expression apart on a shallow engine; tell of its errors as faults."""
    before, apart = ibis.options.sql.fuse_selects, shallow(expression)
    if apart:
        ibis.options.sql.fuse_selects = False
    try:
        yield
    except Exception as error:  # every engine has its own tree of errors
        problem = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise FaultsError([Fault("engine.failed", fields={"problem": problem})]) from error
    finally:
        if apart:
            ibis.options.sql.fuse_selects = before


def shallow(expression: Any) -> bool:
    """Whether an expression is run by SQLite, whose parser cannot hold what merging makes of many steps."""
    return any(backend.name == "sqlite" for backend in backends(expression))


def backends(expression: Any) -> Any:
    """Backends that hold the tables of an expression; none where all are in memory."""
    found, _ = expression._find_backends()  # noqa: SLF001  the public way fails where there is none
    return found
