"""Plain text: a document a file; a text that reads as a talk becomes a call."""

from collections.abc import Iterator

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
