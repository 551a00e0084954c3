"""What the extraction of ads data needs of the world, as Protocols."""

from collections.abc import Iterable
from typing import Protocol

from contracts.ads import AdsSourceSpec, Chunk, RowBatch


class Destination(Protocol):
    """Where the rows of one source go. Called in a thread of its own. Raises `DestinationTrouble`."""

    def write(self, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        """Take the chunk's rows, all of them or none, in the source's write mode; how many there were.

        By delete-insert they replace what was there of the chunk's ad account and days (`AD_ACCOUNT_COLUMN`,
        `DAY_COLUMN`), and of its ids where it has any; no rows at all take away what was there. Written again
        they are there once. Whatever `batches` raises comes through, and nothing was changed.
        """
        ...


class Destinations(Protocol):
    """Opens them. Nothing is touched before the first write."""

    def of(self, spec: AdsSourceSpec) -> Destination: ...
