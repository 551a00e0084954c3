"""The moments at which whoever writes rows of ads data dies, once each, and adapters that die there."""

import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path

from activities.ads_ports import Destination, Destinations
from contracts.ads import AdsSourceSpec, Chunk, RowBatch

BATCHES_BEFORE = 2
"""That are written when the writer dies in the middle."""


class Moment(StrEnum):
    """Each is one after which the destination, the ledger and Temporal know different things."""

    HALF = "half"
    """Some batches of a piece are written."""
    WRITTEN = "written"
    """The piece is at its destination; the ledger has not heard of it."""


@dataclass(frozen=True)
class Reaper:
    """Ends the process at a moment that is on the list, and takes it off: nobody dies twice there."""

    folder: Path

    def expect(self, *moments: Moment) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for moment in moments:
            (self.folder / moment).touch()

    def meet(self, moment: Moment) -> None:
        if (self.folder / moment).exists():
            (self.folder / moment).rename(self.folder / f"died-{moment}")
            os.kill(os.getpid(), signal.SIGKILL)

    def deaths(self) -> set[str]:
        return {path.name.removeprefix("died-") for path in self.folder.glob("died-*")}


@dataclass(frozen=True)
class MortalDestination:
    """Keeps the port `Destination`, as long as it lives."""

    inner: Destination
    reaper: Reaper

    def write(self, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        written = self.inner.write(chunk, self._dying(batches))
        self.reaper.meet(Moment.WRITTEN)
        return written

    def _dying(self, batches: Iterable[RowBatch]) -> Iterator[RowBatch]:
        for number, batch in zip(count(1), batches, strict=False):
            yield batch
            if number == BATCHES_BEFORE:
                self.reaper.meet(Moment.HALF)


@dataclass(frozen=True)
class MortalDestinations:
    """Keeps the port `Destinations`."""

    inner: Destinations
    reaper: Reaper

    def of(self, spec: AdsSourceSpec, at: float | None = None) -> MortalDestination:
        return MortalDestination(self.inner.of(spec, at), self.reaper)
