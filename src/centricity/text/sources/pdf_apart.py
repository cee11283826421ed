"""Reads PDF files in a process of its own, whose memory is bounded; see `centricity.text.sources.pdf`.

Run as a script, so that it loads nothing but the reader: a line of JSON with the size and the limits, then the bytes of
a file; a line of JSON comes back.
"""

import json
import sys
from typing import Any

MEMORY = 1 << 30
"""Bytes that the process may address; a page of a few kilobytes can ask for gigabytes."""


def main() -> None:
    """Answer until there are no more files."""
    _bound()
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        told = _read(sys.stdin.buffer.read(asked["size"]), asked["pages"], asked["text"])
        sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
        sys.stdout.buffer.flush()


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(raw: bytes, pages: int, limit: int) -> dict[str, Any]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(raw) as document:
            text, cut = _pages(document, pages, limit)
            return {"text": text, "cut": cut, "title": str(document.get_metadata_dict().get("Title") or "")}
    except (pypdfium2.PdfiumError, ValueError, OSError, RuntimeError, UnicodeError, MemoryError) as error:
        return {"problem": str(error) or type(error).__name__}


def _pages(document: Any, pages: int, limit: int) -> tuple[str, bool]:
    """Text of the pages, up to the limits, and whether pages beyond them were left."""
    texts: list[str] = []
    held = 0
    for number, page in enumerate(document):
        if number >= pages or held > limit:
            return "\n".join(texts), held <= limit
        part = page.get_textpage().get_text_bounded(errors="replace").replace("\r\n", "\n")
        page.close()
        texts.append(part)
        held += len(part)
    return "\n".join(texts), False


if __name__ == "__main__":
    main()
