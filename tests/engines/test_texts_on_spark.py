"""Texts on Spark: the functions of the chain by ``mapInArrow`` find what they find in this process."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from centricity.text.chain import Chain
from centricity.text.companies import read_companies
from centricity.text.documents import batch_of, document
from centricity.text.duplicates import clusters
from centricity.text.mentions import Finder
from centricity.text.spark import calls_frame, documents_frame, mentions_frame, signatures_frame, stories

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]

EXAMPLE = Path(__file__).parents[2] / "examples" / "open-texts"


def documents_of_the_example():
    """Four hundred news of the bundled example."""
    rows = [json.loads(line) for line in (EXAMPLE / "docs" / "news.jsonl").read_text("utf-8").splitlines()][:400]
    return batch_of(
        document(row["text"], row["url"].split("/")[2], "news", url=row["url"], title=row["title"], language="ru")
        for row in rows
    )


def example_chain():
    return Chain(Finder(read_companies(EXAMPLE / "companies.yaml")))


def copies_of(signatures):
    """Copies among documents by their signatures."""
    found = clusters(pa.Table.from_batches([signatures]).column)
    return found.filter(pc.greater(found["copies"], 1))


@pytest.fixture(scope="module")
def batch():
    return documents_of_the_example()


def in_order(table):
    return table.sort_by([("document", "ascending"), ("company", "ascending"), ("start", "ascending")])


def test_partitions_give_what_one_process_gives(spark, batch):
    session = spark.backend._session
    chain = example_chain()
    here = chain.annotate(batch)
    frame = documents_frame(session, pa.Table.from_batches([batch])).repartition(5)
    found = mentions_frame(frame, chain).toArrow().cast(here.mentions.schema)
    assert in_order(found).equals(in_order(pa.Table.from_batches([here.mentions])))
    copied = copies_of(here.signatures)
    assert copied.num_rows > 100
    assert stories(signatures_frame(frame, chain)).equals(copied)


def test_calls_on_partitions_are_those_of_one_process(spark):
    rows = [json.loads(line) for line in (EXAMPLE / "docs" / "calls.jsonl").read_text("utf-8").splitlines()]
    batch = batch_of(
        document("\n".join(turn["text"] for turn in row["turns"]), row["source"], "call", about=row["about"],
                 turns=row["turns"])
        for row in rows
    )  # fmt: skip
    chain = Chain(Finder(read_companies(EXAMPLE / "companies.yaml")))
    here = pa.Table.from_batches([chain.annotate(batch).calls])
    frame = documents_frame(spark.backend._session, pa.Table.from_batches([batch])).repartition(3)
    found = calls_frame(frame, chain).toArrow().cast(here.schema)
    assert found.sort_by("document").equals(here.sort_by("document"))
    assert here.num_rows == len(rows)


def test_no_documents_give_no_mentions(spark, batch):
    chain = example_chain()
    frame = documents_frame(spark.backend._session, pa.Table.from_batches([batch.slice(0, 0)]))
    assert mentions_frame(frame, chain).count() == 0
    assert stories(signatures_frame(frame, chain)).num_rows == 0
