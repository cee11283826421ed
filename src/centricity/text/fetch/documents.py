"""Fetched pages as documents."""

from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO

import pyarrow as pa

from centricity.text.fetch.outcome import Fetched
from centricity.text.sources.opening import Opening
from centricity.text.sources.pages import page_record
from centricity.text.sources.report import ReadReport
from centricity.text.sources.rows import Chunk, made
from centricity.text.sources.settings import SourceSettings
from centricity.text.sources.walk import Item


def read_pages(
    fetched: Iterable[Fetched], settings: SourceSettings, report: ReadReport | None = None
) -> Iterator[pa.RecordBatch]:
    """Documents of fetched pages, in `documents.SCHEMA`; pages without one are counted in the report."""
    report = ReadReport() if report is None else report
    for page in fetched:
        own = report.open(page.url)
        if page.fault is not None:
            own.refuse(page.fault)
            continue
        item = Item(page.url, len(page.raw), 0, partial(BytesIO, page.raw))
        opening = Opening(item, item.open(), page.raw, settings.rule(page.url), own, settings.limits)
        record = page_record(page.raw, opening, page.charset)
        if record is not None:
            told = {"url": page.final, "captured_at": page.captured_at}
            batch = made(Chunk([record | told], [1]), opening.rule, own, settings.limits).batch
            own.documents += batch.num_rows
            yield batch
