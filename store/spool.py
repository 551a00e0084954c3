"""A stream of rows, put down on disk first: reading a file of strangers must not hold the ledger's lock."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

MEMORY_BYTES = 8 * 1024 * 1024
"""A small launch stays in memory."""


@contextmanager
def spooled(values: Iterable[dict[str, object]]) -> Iterator[Iterator[dict[str, object]]]:
    """All of `values`, taken from their source before the block begins, and given again one by one."""
    with tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES, mode="w+", encoding="utf-8") as file:
        for value in values:
            file.write(json.dumps(value, separators=(",", ":")) + "\n")
        file.seek(0)
        yield (json.loads(line) for line in file)
