"""PDF: a document a file, read in a process of its own, so that a hostile file costs that process and no more."""

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from centricity.text.sources.opening import Opening
from centricity.text.sources.rows import Chunk

SECONDS = 60.0
"""Longest that a file may take."""


def read_pdf(opening: Opening) -> Iterator[Chunk]:
    """The one document of a PDF; one without text, such as a scan, is named."""
    raw = opening.whole(opening.limits.document)
    if raw is None:
        return
    told = _READER.ask(raw, opening.limits.pdf_pages, opening.limits.text)
    if "problem" in told:
        opening.report.skip("text.pdf_broken", problem=told["problem"])
        return
    opening.report.cut += told["cut"]
    if not told["text"].strip():
        opening.report.skip("text.pdf_empty")
        return
    yield Chunk([{"text": told["text"], "title": told["title"]}], [1])


class _Reader:
    """The process that reads, begun with the first file and again when it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def ask(self, raw: bytes, pages: int, text: int) -> dict[str, Any]:
        """What a file holds, or the problem with it."""
        with self._turn:
            return self._told(raw, {"size": len(raw), "pages": pages, "text": text})

    def _told(self, raw: bytes, asked: dict[str, int]) -> dict[str, Any]:
        process = self._running()
        watch = threading.Timer(SECONDS, process.kill)
        watch.start()
        try:
            line = self._asked(process, raw, asked)
        finally:
            watch.cancel()
        if line:
            told: dict[str, Any] = json.loads(line)
            return told
        self.end()
        return {"problem": "memory or time"}

    @staticmethod
    def _asked(process: subprocess.Popen[bytes], raw: bytes, asked: dict[str, int]) -> bytes:
        assert process.stdin is not None  # noqa: S101  both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.write(raw)
            process.stdin.flush()
        except OSError:
            return b""
        return process.stdout.readline()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            script = str(Path(__file__).with_name("pdf_apart.py"))
            self._process = subprocess.Popen(  # noqa: S603  a script of our own
                [sys.executable, "-P", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process

    def end(self) -> None:
        """End the process; the next file begins another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


_READER = _Reader()
atexit.register(_READER.end)
