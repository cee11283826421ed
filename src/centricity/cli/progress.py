"""Progress of long work: a line on standard error where someone watches, nothing where nobody does."""

import sys
import threading
from types import TracebackType
from typing import Any, Self


class Steps:
    """A progress bar over named steps."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.bar: Any = None
        self.task: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            columns = (TextColumn("{task.description}"), BarColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.bar.start()
            self.task = self.bar.add_task("", total=self.total)
        return self

    def next(self, name: str) -> None:
        """Begin the next step."""
        if self.bar is not None:
            self.bar.update(self.task, description=name, advance=1)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()


class Watch:
    """A line on standard error while an engine works: how long it has taken, and how far DuckDB says it is."""

    def __init__(self, engine: Any, name: str) -> None:
        self.engine = engine
        self.name = name
        self.bar: Any = None
        self.done = threading.Event()
        self.thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.bar.start()
            task = self.bar.add_task(self.name, total=None)
            self.thread = threading.Thread(target=self._follow, args=(task,), daemon=True)
            self.thread.start()
        return self

    def _follow(self, task: Any) -> None:
        while not self.done.wait(0.3):
            if self.engine.kind != "duckdb":
                continue
            share = self.engine.backend.con.query_progress()
            if share >= 0:
                self.bar.update(task, total=100, completed=share)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done.set()
        if self.thread is not None:
            self.thread.join()
        if self.bar is not None:
            self.bar.stop()
