"""A scan: documents of a folder, read once, taken through the chain, and told as facts of companies."""

import hashlib
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from centricity.tables.write import write_whole
from centricity.text.answers import answer_facts
from centricity.text.call_facts import call_facts
from centricity.text.chain import ABOUT, Annotated, Chain
from centricity.text.companies import Companies, read_companies
from centricity.text.duplicates import clusters
from centricity.text.facts import MEDIA, Fact, Material, Period, facts
from centricity.text.judge import Judge
from centricity.text.ledger import Ledger
from centricity.text.mentions import Finder
from centricity.text.sources import ReadReport, SourceSettings, read_folder, read_settings
from centricity.text.store import FORMAT, Store

AHEAD = 4
"""Batches that wait for a worker, for each of them, so that memory stays flat."""

MODELS = "models"
"""Folder of the results in which models of names are kept; a name of a file cannot meet one of a scan there."""

AROUND = 200
"""Characters to either side of a name in which an incident is looked for."""

Progress = Callable[[int, int], None]
"""Told after every batch: documents and bytes of text read by this scan so far."""


@dataclass(frozen=True)
class Scanned:
    """What a scan came to.

    Attributes
    ----------
    report
        What this scan read, and what it left out and why.
    documents, mentions, calls
        New ones of this scan.
    """

    store: Store
    report: ReadReport
    documents: int
    mentions: int
    calls: int = 0


@dataclass
class _Tally:
    documents: int = 0
    mentions: int = 0
    calls: int = 0
    size: int = 0


@dataclass(frozen=True)
class Wishes:
    """What may be asked of a scan.

    Attributes
    ----------
    judge
        Models of tone; the shipped ones where none is given.
    with_products, with_children
        Whether products count for their company, and companies for their parents.
    workers
        Processes; one for each processor where not given.
    """

    judge: Judge = field(default_factory=Judge)
    with_products: bool = False
    with_children: bool = False
    workers: int | None = None


def scan(
    source: Path, companies: Path, out: Path, wishes: Wishes | None = None, progress: Progress | None = None
) -> Scanned:
    """Read what is new in a folder and add what it says of companies to a folder of results.

    Parameters
    ----------
    source
        Folder or file of documents; ``sources.yaml`` in it says what they are.
    companies
        The file of companies and their names.
    out
        Folder of the results. A scan that was interrupted goes on from the last part that was written.

    Raises
    ------
    MisuseError
        Where a folder is not there or cannot be written.
    TextError
        Where the file of companies, or that of the sources, is faulty, or the results are those of another scan.
    """
    wishes = wishes or Wishes()
    known = read_companies(companies)
    settings = read_settings(source)
    chain = Chain(Finder(known, wishes.with_products, wishes.with_children), wishes.judge)
    store = Store.made(out, identity(known, chain, settings))
    report, tally = ReadReport(), _Tally()
    with Ledger(store.ledger) as ledger:
        first = ledger.batches
        _forget_after(store, first)
        batches = read_folder(source, settings, ledger, report)
        for number, done in enumerate(
            _annotated(batches, chain, wishes.workers or os.cpu_count() or 1, tally), start=1
        ):
            store.write(first + number, done)
            ledger.committed(number)
            tally.mentions += done.mentions.num_rows
            tally.calls += done.calls.num_rows
            if progress is not None:
                progress(tally.documents, tally.size)
        ledger.finish()
        store.write_answers(ledger.answers())
    store.write_stories(clusters(lambda name: store.table("signatures", [name])[name]))
    _keep(known, companies, out)
    before = store.scan() if (out / "scan.json").is_file() else {}
    store.write_scan(_told(store, chain, report, before) | {"weights": settings.weight_by_source()})
    return Scanned(store, report, tally.documents, tally.mentions, tally.calls)


def identity(companies: Companies, chain: Chain, settings: SourceSettings) -> dict[str, str]:
    """What the numbers of a scan depend on beyond its documents, by name."""
    without = {"rules": {"__all__": {"model"}}}  # what is in a model decides, not how its file is called
    parts = [company.model_dump_json(exclude=without) for company in companies.companies]
    told = "\n".join([*parts, *(" ".join(each) for each in companies.learned)])
    return {
        "tables": FORMAT,
        "companies": hashlib.blake2b(told.encode(), digest_size=8).hexdigest(),
        "model": chain.judge.version,
        "products": str(chain.finder.with_products),
        "children": str(chain.finder.with_children),
        "sources": hashlib.blake2b(settings.model_dump_json().encode(), digest_size=8).hexdigest(),
    }


def _keep(known: Companies, companies: Path, out: Path) -> None:
    """Keep the companies with the results, and the models of names in a folder of their own."""
    for file, model in known.senses.items():
        (out / MODELS / file).parent.mkdir(parents=True, exist_ok=True)
        write_whole(out / MODELS / file, model.to_bytes())
    write_whole(out / "companies.yaml", companies.read_bytes())


def known_in(folder: Path) -> Companies:
    """The companies of a scan, with the models of their names."""
    return read_companies(folder / "companies.yaml", folder / MODELS)


def _forget_after(store: Store, number: int) -> None:
    """Take away a part that an interrupted scan wrote and did not note; its documents are read again."""
    for part in store.parts:
        if int(part.name) > number:
            shutil.rmtree(part)


_worker: Chain | None = None


def _start(chain: Chain) -> None:
    global _worker  # noqa: PLW0603  a chain is sent to a process once, not with every batch
    _worker = chain


def _work(batch: pa.RecordBatch) -> Annotated:
    assert _worker is not None  # noqa: S101  set by `_start` in every process of the pool
    return _worker.annotate(batch)


def _annotated(batches: Iterator[pa.RecordBatch], chain: Chain, workers: int, tally: _Tally) -> Iterator[Annotated]:
    """Batches taken through the chain, in their order."""
    if workers == 1:
        for batch in _tallied(batches, tally):
            yield chain.annotate(batch)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (chain,)) as pool:
        waiting: deque[Future[Annotated]] = deque()
        try:
            for batch in _tallied(batches, tally):
                waiting.append(pool.submit(_work, batch))
                while len(waiting) > AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _tallied(batches: Iterator[pa.RecordBatch], tally: _Tally) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        tally.documents += batch.num_rows
        tally.size += batch["text"].nbytes
        yield batch


def _told(store: Store, chain: Chain, report: ReadReport, before: Mapping[str, Any]) -> dict[str, Any]:
    documents = store.table("documents", ["published_at", "source_kind"])
    counts = store.counts()
    days = [
        day for day in (pc.min(documents["published_at"]).as_py(), pc.max(documents["published_at"]).as_py()) if day
    ]
    return {
        "identity": store.identity,
        "companies": list(chain.finder.companies.codes),
        "read": counts["read"],
        "masked": counts["masked"],
        "kept": pc.count_distinct(store.table("mentions", ["document"])["document"]).as_py(),
        "calls": store.table("calls", ["document"]).num_rows,
        "first_day": days[0].date().isoformat() if days else None,
        "last_day": days[-1].date().isoformat() if days else None,
        "left_out": _added(before.get("left_out", {}), report.total().skipped),
    }


@dataclass(frozen=True)
class Told:
    """Facts of a scan with the tables that they come from."""

    store: Store
    companies: Companies
    period: Period
    material: Material
    facts: tuple[Fact, ...]
    mentions: pl.DataFrame
    documents: pl.DataFrame
    calls: pl.DataFrame
    weights: Mapping[str, float] = field(default_factory=dict)


def tell(
    folder: Path, end: date | None = None, markets: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
) -> Told:  # fmt: skip
    """Facts of what was scanned into a folder.

    Parameters
    ----------
    end
        Day after the last that counts; the day after the last document where not given.
    markets, weights
        Market of a company, such as B2B, and weight of a source: before those of ``companies.yaml`` and of
        ``sources.yaml``.
    """
    store = Store.opened(folder)
    known = known_in(folder)
    documents = _answered(_frame(store.table("documents")), _frame(store.answers()))
    mentions = _frame(store.table("mentions"))
    last = documents["published_at"].max()
    period = Period(end or (last.date() + timedelta(days=1) if last is not None else date(1970, 1, 2)))  # type: ignore[union-attr]
    weights = {**store.scan().get("weights", {}), **(weights or {})}
    markets = {**known.markets, **(markets or {})}
    material = material_of(documents, mentions, _frame(store.stories()), known, markets, weights)
    calls = _frame(store.table("calls"))
    made = (*facts(material, period), *answer_facts(material, period), *call_facts(calls, period, known.codes))
    return Told(store, known, period, material, made, mentions, documents, calls, weights)


def _answered(documents: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """Documents with the first answer that is known, which may have come after they were read."""
    joined = documents.join(answers, on="document", how="left", maintain_order="left")
    return joined.with_columns(answered_at=pl.min_horizontal("answered_at", "later")).drop("later")


def _frame(table: pa.Table) -> pl.DataFrame:
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)  # noqa: S101  a table gives a frame
    return found


def material_of(
    documents: pl.DataFrame, mentions: pl.DataFrame, stories: pl.DataFrame, companies: Companies,
    markets: Mapping[str, str], weights: Mapping[str, float],
) -> Material:  # fmt: skip
    """A row per document and company, and the posts of the companies' own accounts."""
    each = mentions.group_by("document", "company").agg(
        role=pl.when((pl.col("role") == "main").any()).then(pl.lit("main")).otherwise(pl.lit("passing")),
        tone=pl.col("tone").cast(pl.Int64).sum().sign().cast(pl.Int8),
        about=(pl.col("kind") == ABOUT).any(),
    )
    told = documents.select(
        "document", "source", "source_kind", "published_at", "answered_at", "rating", "paid", said_about=pl.col("about")
    )
    named = each.join(told, on="document").join(stories.select("document", "story"), on="document", how="left")
    sites = pl.DataFrame({"source": list(companies.sites), "owner": list(companies.sites.values())},
                         {"source": pl.String, "owner": pl.String})  # fmt: skip
    named = named.with_columns(host=pl.col("source").str.to_lowercase().str.strip_prefix("www."))
    named = named.join(sites.rename({"source": "host"}), on="host", how="left")
    by_itself = pl.col("source_kind").is_in(["own_site", "social"]) & pl.col("said_about").is_not_null()
    named = named.with_columns(
        story=pl.col("story").fill_null(pl.col("document")),
        own=(pl.col("owner") == pl.col("company")).fill_null(value=False) | by_itself,
        post=by_itself & (pl.col("source_kind") == "social"),
    )
    order = ["document", "company"]
    posts = named.filter("post").select("document", "company", "source", "published_at").sort(order)
    wanted = ["document", "company", "role", "tone", "source", "source_kind", "published_at", "answered_at", "story",
              "rating", "paid", "own"]  # fmt: skip
    bodies = documents.select("document", "source_kind", body=pl.col("title").fill_null("") + "\n" + pl.col("text"))
    own = named.filter(pl.col("own"), pl.col("source_kind") == "own_site").select("document", "company", "published_at")
    pages = own.join(bodies.select("document", "body"), on="document").sort(order)
    return Material(named.select(wanted).sort(order), posts, companies.codes, markets, weights, pages,
                    _windows(mentions, bodies))  # fmt: skip


def _windows(mentions: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """The text around the first mention of each company in a document of the media."""
    media = bodies.filter(pl.col("source_kind").is_in(list(MEDIA)))
    first = mentions.sort("document", "company", "start").unique(["document", "company"], keep="first")
    start = (pl.col("start").cast(pl.Int64) - AROUND).clip(0)
    return first.join(media, on="document").select(
        "document", "company", start=start,
        window=pl.col("body").str.slice(start, pl.col("end").cast(pl.Int64) - start + AROUND),
    )  # fmt: skip


def _added(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    return {name: before.get(name, 0) + now.get(name, 0) for name in sorted({*before, *now})}
