"""Plain text and PDF: a document a file; a text that reads as a talk becomes a call."""

from collections.abc import Iterator
from typing import Any

from centricity.text.sources.calls import spoken
from centricity.text.sources.opening import Opening
from centricity.text.sources.rows import Chunk


def read_text(opening: Opening) -> Iterator[Chunk]:
    """The one document of a text file; longer ones are cut as any text is."""
    raw = opening.stream.read(4 * opening.limits.text + 4)
    text = opening.text(raw)
    if opening.item.size > len(raw) and len(text) <= opening.limits.text:
        opening.report.cut += 1
    turns = spoken(text, told=opening.rule.source_kind == "call")
    yield Chunk([{"turns": turns} if turns else {"text": text}], [1])


def read_pdf(opening: Opening) -> Iterator[Chunk]:
    """The one document of a PDF; one without text, such as a scan, is named."""
    raw = opening.whole(opening.limits.document)
    if raw is None:
        return
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(raw) as document:
            text, title = _pages(document, opening), str(document.get_metadata_dict().get("Title") or "")
    except (pypdfium2.PdfiumError, ValueError, OSError, RuntimeError, UnicodeError) as error:
        opening.report.skip("text.pdf_broken", problem=str(error))
        return
    if not text.strip():
        opening.report.skip("text.pdf_empty")
        return
    yield Chunk([{"text": text, "title": title}], [1])


def _pages(document: Any, opening: Opening) -> str:
    """Text of the pages, up to the limits; pages beyond them are said to be cut."""
    texts: list[str] = []
    held = 0
    for number, page in enumerate(document):
        if number >= opening.limits.pdf_pages or held > opening.limits.text:
            opening.report.cut += held <= opening.limits.text
            break
        part = page.get_textpage().get_text_bounded(errors="replace").replace("\r\n", "\n")
        page.close()
        texts.append(part)
        held += len(part)
    return "\n".join(texts)
