"""The PDF face: typeset by typst from the document as data, with page numbers and a table of contents."""

import dataclasses
import json
from importlib import resources
from typing import Any

import typst

from centricity.reports.document import Block, Cell, Document, Table
from centricity.reports.palette import LIGHT, heat_steps, step_of


def pdf(document: Document, template: str = "report") -> bytes:
    """Typeset a document: a report with contents and page numbers, or on one ``page``.

    Texts travel as data and are never read as markup, so nothing in a name can run.
    """
    content = json.dumps(_content(document), ensure_ascii=False)
    with resources.as_file(resources.files("centricity.reports")) as folder:
        made: bytes = typst.compile(
            str(folder / "templates" / f"{template}.typ"),
            root=str(folder),
            font_paths=[str(folder / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"document": content},
        )
    return made


def _content(document: Document) -> dict[str, Any]:
    return {
        "language": document.language,
        "title": document.title,
        "subtitle": document.subtitle,
        "edition": document.edition,
        "facts": [list(fact) for fact in document.facts],
        "banner": document.banner,
        "contents": document.contents,
        "colours": LIGHT,
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in document.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    content: dict[str, Any] = {"kind": type(block).__name__}
    for field in dataclasses.fields(block):
        content[field.name] = _plain(getattr(block, field.name))
    if isinstance(block, Table):
        content["chars"] = [_chars(block, i) for i in range(len(block.columns))]
    return content


def _chars(table: Table, column: int) -> int:
    """Longest word of a column's head, or longest cell: what a column of numbers needs in width."""
    words = table.columns[column].title.split() or [""]
    return max(len(max(words, key=len)), *(len(row[column].text) for row in table.rows), 1)


def _plain(value: Any) -> Any:
    if isinstance(value, Cell):
        fill, ink = heat_steps()[step_of(value.heat)] if value.heat is not None else ("", "")
        return {"text": value.text, "strong": value.strong, "fill": fill, "ink": ink, "depth": value.depth}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
