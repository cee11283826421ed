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
    try:
        with _steps(expression):
            arrow = expression.to_pyarrow()
    except Exception as error:  # every engine has its own tree of errors
        problem = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise FaultsError([Fault("engine.failed", fields={"problem": problem})]) from error
    return pl.DataFrame(arrow)


def held(table: Any) -> Any:
    """Lay the steps so far down in a temporary table where the engine's parser cannot hold many: SQLite."""
    if not _on_sqlite(table):
        return table
    with _steps(table):
        return table.cache()


@contextmanager
def _steps(expression: Any) -> Iterator[None]:
    """Keep the steps of an expression apart on SQLite, whose parser cannot hold what merging makes of them."""
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = before and not _on_sqlite(expression)
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


def _on_sqlite(expression: Any) -> bool:
    backends, _ = expression._find_backends()  # noqa: SLF001  the public way fails where there is none
    return any(backend.name == "sqlite" for backend in backends)
