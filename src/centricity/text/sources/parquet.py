"""Parquet, streamed by row groups; only the columns that are needed, long values cut before they are copied."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from centricity.text.sources.layout import layout
from centricity.text.sources.opening import Opening
from centricity.text.sources.rows import Chunk, Record
from centricity.text.sources.unpack import TooMuchError, room

HEAVY = 400_000_000
"""Largest row group by its own word."""


def read_parquet(opening: Opening) -> Iterator[Chunk]:
    """Rows of a Parquet file as records."""
    try:
        yield from _read(opening)
    except TooMuchError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, OverflowError) as error:
        opening.report.skip("text.parquet", problem=str(error).split("\n")[0])


def _read(opening: Opening) -> Iterator[Chunk]:
    if opening.item.path is None:
        raw = opening.whole(opening.limits.document)
        if raw is None:
            return
        source: Any = pa.BufferReader(raw)
    else:
        source = pa.OSFile(str(opening.item.path), "rb")
    with source, pq.ParquetFile(source) as plain:
        names = plain.schema_arrow.names
        keys = layout(names, opening.rule.map)
        if not {"text", "title", "turns"} & set(keys):
            opening.report.skip("text.no_text_column", columns=names[:20])
            return
        needed = list(dict.fromkeys(keys.values()))
        file = pq.ParquetFile(source, metadata=plain.metadata, read_dictionary=_texts(plain.schema))
        yield from _chunks(file, needed, opening)


def _texts(schema: pq.ParquetSchema) -> list[str]:
    """Columns of texts, inside lists too: one that stands for many rows is not copied for each."""
    columns = [schema.column(i) for i in range(len(schema))]
    return [c.path for c in columns if c.physical_type == "BYTE_ARRAY" and c.logical_type.type in {"STRING", "NONE"}]


def _chunks(file: pq.ParquetFile, needed: list[str], opening: Opening) -> Iterator[Chunk]:
    """Rows in chunks of bounded size."""
    records: list[Record] = []
    held = place = 0
    for place, record in enumerate(_rows(file, needed, opening), 1):
        records.append(record)
        held += sum(len(value) for value in record.values() if isinstance(value, str))
        if len(records) == opening.limits.rows or held > opening.limits.batch:
            yield Chunk(records, range(place - len(records) + 1, place + 1))
            records, held = [], 0
    yield Chunk(records, range(place - len(records) + 1, place + 1))


def _rows(file: pq.ParquetFile, needed: list[str], opening: Opening) -> Iterator[Record]:
    """Rows; refused where a few bytes stand for a long text in every one of them."""
    left = room(opening.item.size, opening.limits)
    for group in range(file.num_row_groups):
        for batch in _batches(file, group, needed, opening):
            weight = sum(map(_weight, batch.columns))
            left -= weight
            if left < 0 or weight > HEAVY:
                raise TooMuchError
            yield from _records(batch, opening)


def _weight(column: pa.Array) -> int:
    """Bytes of all texts of a column, written out."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return int(pc.sum(_lengths(column.dictionary).take(column.indices)).as_py() or 0)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _weight(column.flatten())
    if pa.types.is_struct(kind):
        return sum(map(_weight, column.flatten()))
    return int(column.nbytes)


def _lengths(values: pa.Array) -> pa.Array:
    of, kind = pa.types, values.type
    written = any(told(kind) for told in (of.is_string, of.is_large_string, of.is_binary, of.is_large_binary))
    return pc.binary_length(values) if written else pa.repeat(1, len(values))


def _batches(file: pq.ParquetFile, group: int, needed: list[str], opening: Opening) -> Iterator[pa.RecordBatch]:
    about = file.metadata.row_group(group)
    weight = about.total_byte_size  # to ask a damaged column for its own ends the process
    if weight > HEAVY:
        opening.report.skip("text.parquet_group", n=max(1, about.num_rows), group=group + 1, limit=HEAVY)
        return
    mean = max(0, weight) // max(1, about.num_rows) + 1
    rows = max(1, min(opening.limits.rows, opening.limits.batch // mean))
    yield from file.iter_batches(batch_size=rows, row_groups=[group], columns=needed, use_threads=False)


def _records(batch: pa.RecordBatch, opening: Opening) -> Iterator[Record]:
    columns = {name: _column(column, opening) for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def _coded(column: pa.DictionaryArray, opening: Opening) -> list[Any]:
    """Values that stand once for many rows; they are not copied for each."""
    used = pc.unique(column.indices.drop_null())
    values = dict(zip(used.to_pylist(), _column(column.dictionary.take(used), opening), strict=True))
    return [values.get(place) for place in column.indices.to_pylist()]


def _column(column: pa.Array, opening: Opening) -> list[Any]:
    if pa.types.is_dictionary(column.type):
        return _coded(column, opening)
    if pa.types.is_timestamp(column.type):
        column = pc.cast(column, pa.timestamp("s", column.type.tz), safe=False)
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return [None if raw is None else opening.text(raw[: 4 * opening.limits.text]) for raw in column.to_pylist()]
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return _strings(column, opening)
    if pa.types.is_decimal(column.type):
        column = pc.cast(column, pa.float64())
    return list(column.to_pylist())


def _strings(column: pa.Array, opening: Opening) -> list[Any]:
    """Texts; bytes that are no UTF-8, which Parquet does not check, are replaced and counted."""
    column = pc.cast(column, pa.large_binary())
    return [None if raw is None else opening.text(raw[: 4 * opening.limits.text + 4]) for raw in column.to_pylist()]
