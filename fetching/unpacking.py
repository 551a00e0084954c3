"""Layers of gzip taken off while the bytes come, piece by piece: whoever counts them stops a bomb in time."""

import zlib
from collections.abc import Iterator

from fetching.broken import BodyBroken

PIECE_BYTES = 1_048_576
"""What one step of inflating gives at most."""
GZIP = 16 + zlib.MAX_WBITS
"""zlib's word for: gzip and nothing else."""
GZIP_MARK = b"\x1f\x8b"


class Layer:
    """One gzip (or zlib) stream, also of several members one behind the other."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflater = zlib.decompressobj(wbits=wbits)
        self._begun = False

    def take(self, chunk: bytes) -> Iterator[bytes]:
        """What the chunk inflates to, in pieces. Raises `BodyBroken`."""
        while chunk := self._rest(chunk):
            self._begun = True
            yield self._inflate(chunk)
            chunk = self._inflater.unconsumed_tail or self._inflater.unused_data
        yield from self._held_back()

    def end(self) -> None:
        """Raises `BodyBroken` when something is missing."""
        if not self._inflater.eof:
            raise BodyBroken("the compressed answer ends too early")

    def _rest(self, chunk: bytes) -> bytes:
        """The chunk without the zeros that some pad a finished member with; another member begins anew."""
        if not self._inflater.eof:
            return chunk
        rest = chunk.lstrip(b"\0")
        if rest:
            self._inflater = zlib.decompressobj(wbits=self._wbits)
        return rest

    def _held_back(self) -> Iterator[bytes]:
        """What zlib has read already, and not given for want of room."""
        while self._begun and not self._inflater.eof and (piece := self._inflate(b"")):
            yield piece

    def _inflate(self, chunk: bytes) -> bytes:
        try:
            return self._inflater.decompress(chunk, PIECE_BYTES)
        except zlib.error as error:
            raise BodyBroken("the compressed answer is damaged") from error


class Packed:
    """Bytes whose beginning tells whether they are packed."""

    def __init__(self) -> None:
        self._head: bytes | None = b""
        self._layer: Layer | None = None

    def take(self, chunk: bytes) -> Iterator[bytes]:
        """The chunk, unpacked if its file is. Raises `BodyBroken`."""
        if self._head is not None:
            chunk = self._head + chunk
            if len(chunk) < len(GZIP_MARK):
                self._head = chunk
                return
            self._head = None
            self._layer = Layer(GZIP) if chunk.startswith(GZIP_MARK) else None
        yield from (chunk,) if self._layer is None else self._layer.take(chunk)

    def end(self) -> Iterator[bytes]:
        """What was too short to tell. Raises `BodyBroken` when something is missing."""
        if self._head:
            yield self._head
        if self._layer is not None:
            self._layer.end()
