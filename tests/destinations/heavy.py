"""Writes so many rows into Parquet in a process of its own; says how many and its peak in bytes, as JSON.

usage: python -m tests.destinations.heavy FOLDER ROWS
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from contracts.ads import RowBatch, WriteMode
from destinations.folder import Folder
from destinations.parquet_files import ParquetFiles
from tests.destinations.rows import COLUMNS, Row, chunk, row

DAYS = 186
BATCH_ROWS = 2_000


def main() -> None:
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    written = Folder(folder, ParquetFiles(), WriteMode.DELETE_INSERT).write(chunk(DAYS), heavy_batches(count))
    sys.stdout.write(json.dumps({"written": written, "peak": peak()}))


def peak() -> int:
    """Of this program: what getrusage says begins with the peak of whoever started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def heavy_batches(count: int) -> Iterator[RowBatch]:
    """By ad, each with all its days: the order in which as many files as possible are open at once."""
    source = heavy_rows(count)
    while held := tuple(islice(source, BATCH_ROWS)):
        yield RowBatch(COLUMNS, held)


def heavy_rows(count: int) -> Iterator[Row]:
    return (row(number // DAYS, number % DAYS, seen=number) for number in range(count))


if __name__ == "__main__":
    main()
