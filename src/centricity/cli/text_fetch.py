"""Pages fetched into a folder of documents, because somebody asked."""

import hashlib
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq

from centricity.cli.words import say
from centricity.errors import Fault, MisuseError, Place
from centricity.language import Language
from centricity.tables.write import write_whole
from centricity.text.documents import SCHEMA
from centricity.text.fetch import FetchSettings, fetch_pages, read_pages
from centricity.text.sources import ReadReport, SourceRule, SourceSettings

MOST = 10_000
"""Addresses of one list."""


def fetch_texts(lang: Language, **asked: Any) -> None:
    """Fetch a list of pages, name those that cannot be had, write the others as one file of documents."""
    urls = _urls(asked["urls"])
    out: Path = asked["out"]
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = {"problem": error.strerror or str(error)}
        raise MisuseError([Fault("file.not_writable", Place(str(out)), problem)]) from error
    settings = FetchSettings(agent=asked["agent"], delay=asked["delay"], cache=out / ".cache")
    rules = SourceSettings(sources=(SourceRule(source_kind=asked["kind"], about=asked["about"]),))
    report = ReadReport()
    batches = list(read_pages(fetch_pages(urls, settings), rules, report))
    for fault in report.faults:
        click.echo(fault.text(lang), err=True)
    if batches:
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_batches(batches, schema=SCHEMA), sink, compression="zstd")
        name = hashlib.blake2b("\n".join(urls).encode(), digest_size=6).hexdigest()
        write_whole(out / f"pages-{name}.parquet", sink.getvalue().to_pybytes())
    found = sum(batch.num_rows for batch in batches)
    click.echo(say(f"Страниц {found} из {len(urls)}, в {out}.", f"{found} of {len(urls)} pages, in {out}."))


def _urls(file: Path) -> list[str]:
    """Addresses of a list, one in a line; empty lines and those after # are passed over."""
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise MisuseError([Fault("file.unreadable", Place(str(file)), {"problem": str(error)})]) from error
    urls = list(dict.fromkeys(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")))
    if len(urls) > MOST:
        raise MisuseError([Fault("text.many_urls", Place(str(file)), {"n": len(urls), "limit": MOST})])
    return urls
