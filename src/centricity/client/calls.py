"""Any operation of a platform, called by its name."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from centricity.client import transport
from centricity.client.answers import Answered, answer_of, unreadable
from centricity.client.forms import Files
from centricity.client.operations import Operation, operations_of
from centricity.client.refusals import RefusedError, fault_of
from centricity.client.requests import request_of, unknown
from centricity.client.tables import frame_of
from centricity.errors import Fault, MisuseError

if TYPE_CHECKING:
    import polars as pl

Told = dict[str, Any]
PAGE = 200
"""Items of a listing that are asked for at once, the most that a platform gives."""


class Calls:
    """What a platform offers, and how it is asked for it."""

    def __init__(self, url: str, token: str = "") -> None:
        self._transport = transport.Transport(url, token)
        self._known: dict[str, Operation] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"

    @property
    def url(self) -> str:
        """Address of the platform."""
        return self._transport.url

    def operations(self) -> dict[str, Operation]:
        """What the platform offers, by name; it is asked once.

        Raises
        ------
        RefusedError
            Where it does not answer, or its description cannot be used.
        """
        if not self._known:
            self._known = operations_of(self._transport)
        return dict(self._known)

    def call(
        self,
        operation: str,
        /,
        *,
        body: Mapping[str, Any] | None = None,
        files: Files = (),
        expected: str | Answered | None = None,
        **parameters: Any,
    ) -> Any:
        """Ask for any operation: ``platform.call("get_customer", organisation="acme", customer=code)``.

        Parameters
        ----------
        operation
            Its name, one of `operations`.
        body
            What it takes besides its parameters.
        files
            Contents by name, or paths of files, where it takes files.
        expected
            What is to be changed, as it was read, or its ``etag``; ``"*"`` changes it whatever it is now.
        **parameters
            By the names of the operation; one that is None is left out.

        Returns
        -------
        dict, list, bytes or None
            What the platform tells; a dict has the attribute ``etag``, a file ``name`` and ``media_type``.

        Raises
        ------
        MisuseError
            With everything that is wrong with the call; nothing was sent.
        RefusedError
            Where the platform refuses.
        """
        known = self._operation(operation)
        asked = request_of(known, parameters, body, files, expected)
        return answer_of(known, self._transport.hear(asked))

    def every(self, operation: str, /, **parameters: Any) -> Iterator[Told]:
        """All items of a listing, page by page; ``limit`` is how many are asked for at once.

        Raises
        ------
        MisuseError
            With everything that is wrong with the call, before the first item.
        RefusedError
            Where the platform refuses.
        """
        known = self._listing(operation)
        asked = {"limit": PAGE} | parameters
        request_of(known, asked)
        return self._pages(known, asked)

    def table(self, operation: str, /, **parameters: Any) -> "pl.DataFrame":
        """All items of a listing as a table: nested values are structs and lists, what is missing is null.

        Columns are those of the description also where there are no items. A column whose values are of several
        kinds holds them as JSON.

        Raises
        ------
        MisuseError
            With everything that is wrong with the call; nothing was sent.
        RefusedError
            Where the platform refuses.
        """
        rows = list(self.every(operation, **parameters))
        return frame_of(rows, self._listing(operation).row)

    def save(self, operation: str, path: str | Path, /, **parameters: Any) -> Path:
        """Write a file that the platform gives, of any size; nothing half-written is left.

        Raises
        ------
        MisuseError
            With everything that is wrong with the call; nothing was sent.
        RefusedError
            Where the platform refuses.
        OSError
            Where the disk does.
        """
        return self._transport.save(request_of(self._operation(operation), parameters), path)

    def wait(
        self,
        job: Mapping[str, Any] | str,
        *,
        progress: Callable[[Told], None] | None = None,
        again: Callable[[], Told] | None = None,
    ) -> Told:
        """Wait until a job ends.

        Parameters
        ----------
        job
            A job that an operation told, or its ``id``.
        progress
            Called with the job whenever it is looked at.
        again
            Gives the job anew; needed where it is no computation of a study, such as that of a board:
            ``lambda: platform.call("get_board", organisation="acme", board="lake")["job"]``.

        Raises
        ------
        RefusedError
            Where the job fails, with its faults.
        """
        look = again or (lambda: self.call("get_job", job=job if isinstance(job, str) else str(job["id"])))
        now = look() if isinstance(job, str) else dict(job)
        pause = transport.PAUSE
        while True:
            if progress is not None:
                progress(now)
            if now["state"] in {"done", "failed"}:
                break
            time.sleep(pause)
            pause = min(1.5 * pause, transport.LONGEST_PAUSE)
            now = look()
        if now["state"] == "failed":
            raise RefusedError(0, [fault_of(each) for each in now["faults"]] or [Fault("client.job")])
        return now

    def _one(self, operation: str, /, **asked: Any) -> Answered:
        """Ask for an operation that tells of one thing."""
        told = self.call(operation, **asked)
        if not isinstance(told, Answered):
            raise unreadable(self._operation(operation), 200, type(told).__name__)
        return told

    def _operation(self, name: str) -> Operation:
        known = self.operations()
        if name not in known:
            raise unknown(name, known)
        return known[name]

    def _listing(self, name: str) -> Operation:
        known = self._operation(name)
        if known.row is None:
            raise MisuseError([Fault("client.no_listing", fields={"operation": known.signature})])
        return known

    def _pages(self, operation: Operation, asked: Told) -> Iterator[Told]:
        at: int | None = asked.get("offset") or 0
        while at is not None:
            told = answer_of(operation, self._transport.hear(request_of(operation, asked | {"offset": at})))
            try:
                items, at = _page(told, at)
            except (TypeError, KeyError, ValueError) as error:
                raise unreadable(operation, 200, f"{type(error).__name__}: {error}") from None
            yield from items


def _page(told: Any, before: int) -> tuple[list[Told], int | None]:
    """Items of a page, and where the next one begins; its address is not followed, since it may lead anywhere."""
    items, address = told["items"], told["next"]
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise TypeError("items")
    if address is None:
        return items, None
    if not isinstance(address, str):
        raise TypeError("next")
    at = int(parse_qs(urlsplit(address).query)["offset"][0])
    if at <= before or not items:
        raise ValueError("next leads nowhere")
    return items, at
