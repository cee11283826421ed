"""The chain on a Spark cluster: the same functions by ``mapInArrow``, the same results."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from centricity.text.call_table import SCHEMA as CALLS
from centricity.text.chain import MENTIONS, Chain, call_batches, mention_batches, signature_batches
from centricity.text.documents import SCHEMA as DOCUMENTS
from centricity.text.duplicates import BANDS, CLUSTERS, clusters
from centricity.text.duplicates import SCHEMA as SIGNATURES

_MOMENT = CALLS.get_field_index("published_at")
_CALLS = CALLS.set(_MOMENT, pa.field("published_at", pa.timestamp("us", tz="UTC")))
"""Spark takes moments in microseconds only."""

KEYS = ("exact", *(f"band{i}" for i in range(BANDS)))


def documents_frame(spark: Any, documents: pa.Table) -> Any:
    """Documents as a frame of Spark; a large table is better read by Spark itself, with the columns of `DOCUMENTS`."""
    return spark.createDataFrame(documents, schema=_schema(DOCUMENTS))


def mentions_frame(documents: Any, chain: Chain) -> Any:
    """Mentions of a frame of documents, in `chain.MENTIONS`; nothing is computed before they are asked for."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return mention_batches(batches, chain)

    return documents.mapInArrow(work, _schema(MENTIONS))


def signatures_frame(documents: Any, chain: Chain) -> Any:
    """Signatures of the documents that speak of a company, in `duplicates.SCHEMA`."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return signature_batches(batches, chain)

    return documents.mapInArrow(work, _schema(SIGNATURES))


def calls_frame(documents: Any, chain: Chain) -> Any:
    """What the calls among the documents tell, in `call_table.SCHEMA`."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return (batch.cast(_CALLS) for batch in call_batches(batches, chain))

    return documents.mapInArrow(work, _schema(CALLS))


def stories(signatures: Any) -> pa.Table:
    """Documents that are copies of one another across all partitions, in `duplicates.CLUSTERS`; others are left out.

    Only documents that share a hash with another come to the driver.
    """
    from pyspark.sql import functions

    signatures = signatures.persist()
    named = [functions.struct(functions.lit(name).alias("name"), functions.col(name).alias("key")) for name in KEYS]
    keyed = signatures.select("document", functions.explode(functions.array(*named)).alias("shared"))
    groups = keyed.groupBy("shared").agg(functions.count("*").alias("n")).where("n > 1").select("shared")
    alike = keyed.join(groups, "shared").select("document").distinct()
    found = signatures.join(alike, "document").toArrow().cast(SIGNATURES)
    signatures.unpersist()
    made = clusters(found.column)
    return made.filter(pc.greater(made["copies"], 1)) if made.num_rows else CLUSTERS.empty_table()


def _schema(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)
