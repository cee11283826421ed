"""Running an expression and taking its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ibis
import polars as pl

from centricity.errors import Fault, FaultsError


def fetch(expression: Any) -> pl.DataFrame:
    """Run an Ibis expression and give its rows as polars, in no promised order.

    Raises
    ------
    FaultsError
        Where the engine gives up, with its own first line of why.
    """
    with _steps(expression):
        return pl.DataFrame(expression.to_pyarrow())


def held(table: Any, *, always: bool = True) -> Any:
    """Lay the steps so far down in a temporary table; SQLite, whose parser cannot hold many, needs it everywhere."""
    if not (always or shallow(table)):
        return table
    with _steps(table):
        for backend in backends(table):
            backend._run_pre_execute_hooks(table)  # noqa: SLF001  on Spark, Ibis's cache leaves out tables in memory
        return table.cache()


@contextmanager
def _steps(expression: Any) -> Iterator[None]:
    """Keep the steps of an expression apart on a shallow engine; tell of its errors as faults."""
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = before and not shallow(expression)
    try:
        yield
    except Exception as error:  # every engine has its own tree of errors
        problem = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise FaultsError([Fault("engine.failed", fields={"problem": problem})]) from error
    finally:
        ibis.options.sql.fuse_selects = before


def shallow(expression: Any) -> bool:
    """Whether an expression is run by SQLite, whose parser cannot hold what merging makes of many steps."""
    return any(backend.name == "sqlite" for backend in backends(expression))


def backends(expression: Any) -> Any:
    """Backends that hold the tables of an expression; none where all are in memory."""
    found, _ = expression._find_backends()  # noqa: SLF001  the public way fails where there is none
    return found
