"""Progress of long work: a line on standard error where someone watches, nothing where nobody does."""

import sys
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
