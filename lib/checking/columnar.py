"""A Parquet file to text tables: each value as the text that the same value would be in a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, cast

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from lib.checking.reading import BROKEN, TextTable
from lib.errors import Refused, Where

PART_ROWS = 100_000


def parquet_tables(stream: IO[bytes], file: str) -> Iterator[TextTable]:
    """The tables of a file, in order, at least one. The names count as record 1, as a header does. Raises Refused when damaged.

    Days and times are ISO (a time with a zone is local time, Europe/London); nested columns are empty.
    """
    done = 1
    try:
        reader = pq.ParquetFile(stream)
        header = tuple(reader.schema_arrow.names)
        empty = pl.DataFrame(schema={"row": pl.Int64, **{f"c{place}": pl.String for place in range(len(header))}})
        for batch in reader.iter_batches(batch_size=PART_ROWS):
            frame = cast(pl.DataFrame, pl.from_arrow(pa.Table.from_batches([batch])))
            columns = [_text(frame.to_series(place)).alias(f"c{place}") for place in range(len(header))]
            rows = pl.int_range(done + 1, done + frame.height + 1, dtype=pl.Int64, eager=True).alias("row")
            done += frame.height
            yield TextTable(header, pl.DataFrame([rows, *columns]), pl.DataFrame(schema=BROKEN))
    except (pa.ArrowException, OSError, ValueError):
        raise Refused("the Parquet file is damaged", "Copy or export it again.", Where(file)) from None
    if done == 1:
        yield TextTable(header, empty, pl.DataFrame(schema=BROKEN))


def _text(values: pl.Series) -> pl.Series:
    kind = values.dtype
    if isinstance(kind, pl.Datetime):
        local = values.dt.convert_time_zone("Europe/London") if kind.time_zone else values
        text = local.dt.strftime("%Y-%m-%d %H:%M:%S")
    elif kind.is_nested() or kind in (pl.Binary, pl.Object):
        text = pl.Series([""] * len(values), dtype=pl.String)
    else:
        text = values.cast(pl.String)
    return text.fill_null("")
