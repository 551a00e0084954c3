"""A feed straight to disk: counted as it comes and as it is unpacked, and named by its digest."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import httpx

from contracts.trouble import TooLarge
from fetching.body import EITHER_FORMAT, megabytes, refuse_announced, too_large
from fetching.broken import BodyBroken
from fetching.errand import Errand
from fetching.unpacking import Layer, Packed

CHUNK_BYTES = 262_144
"""Few enough that one chunk of a bomb is inflated in a fraction of a second."""


class FeedFile:
    """Where the bytes go. `unpacked_max` is how many there may be in the end."""

    def __init__(self, file: BinaryIO, encoded: Layer | None, *, unpacked_max: int, address: str) -> None:
        self._file = file
        self._encoded = encoded
        self._packed = Packed()
        self._unpacked_max = unpacked_max
        self._address = address
        self._digest = hashlib.sha256()
        self.bytes = 0

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Raises TooLarge and `BodyBroken`."""
        for piece in self._decoded(chunk):
            for inner in self._packed.take(piece):
                self._keep(inner)

    def end(self) -> None:
        """Raises `BodyBroken` when a packed file is not complete."""
        if self._encoded is not None:
            self._encoded.end()
        for piece in self._packed.end():
            self._keep(piece)

    def _decoded(self, chunk: bytes) -> Iterator[bytes]:
        return iter((chunk,)) if self._encoded is None else self._encoded.take(chunk)

    def _keep(self, piece: bytes) -> None:
        self.bytes += len(piece)
        if self.bytes > self._unpacked_max:
            limit = megabytes(self._unpacked_max)
            why = f"{self._address} unpacks to more than {limit}, which is all we take"
            raise TooLarge(why, url=self._address, limit_bytes=self._unpacked_max)
        self._digest.update(piece)
        self._file.write(piece)


async def download_feed(response: httpx.Response, errand: Errand, into: Path, unpacked_max: int) -> FeedFile:
    """Fill the file with the whole body, unpacked. Raises TooLarge, `BodyBroken`, and httpx's transport errors."""
    refuse_announced(response, errand)
    encoded = _layer(response)
    taken = 0
    with _opened(into) as file:
        feed = FeedFile(file, encoded, unpacked_max=unpacked_max, address=errand.address)
        async for chunk in response.aiter_raw(CHUNK_BYTES):
            taken += len(chunk)
            if taken > errand.bytes_max:
                raise too_large(errand, f"more than {megabytes(errand.bytes_max)}")
            await asyncio.to_thread(feed.write, chunk)
        feed.end()
    return feed


def _opened(into: Path) -> BinaryIO:
    """Not in a thread: whoever runs out of time meanwhile would leave a file open that nobody holds."""
    return into.open("wb")


def _layer(response: httpx.Response) -> Layer | None:
    """What to take off because the answer says so; what is packed without a word shows by its first bytes."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return Layer(EITHER_FORMAT)
    raise BodyBroken(f"the answer came in the encoding {encoding!r}, which nobody asked for")
