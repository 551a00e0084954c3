"""Opens a catalog's bytes, packed with gzip or not: whoever reads them need not know."""

import gzip
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from catalog.unreadable import CatalogUnreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer  # exists for type checkers alone

INFLATED_BYTES_MAX = 2 * 1024**3
"""What a packed file may become; more is a file made to fill the machine, or no catalog."""

GZIP_MARK = b"\x1f\x8b"

_AGAIN = "Download it again, or unpack it and give the file inside."


def open_bytes(path: Path, *, inflated_bytes_max: int = INFLATED_BYTES_MAX) -> BinaryIO:
    """The bytes at `path`, inflated while they are read. Raises `OSError` when it cannot be opened.

    Reading raises `CatalogUnreadable` where a packed file is broken or passes the limit.
    """
    file = path.open("rb")
    if file.peek(len(GZIP_MARK))[: len(GZIP_MARK)] != GZIP_MARK:
        return file
    # A buffered reader is a binary file in all but its declared type.
    return cast("BinaryIO", io.BufferedReader(_Inflated(path, file, inflated_bytes_max)))


def is_packed(path: Path) -> bool:
    """Whether the file begins as gzip does."""
    with path.open("rb") as file:
        return file.read(len(GZIP_MARK)) == GZIP_MARK


class _Inflated(io.RawIOBase):
    """A gzip file's content, counted."""

    def __init__(self, path: Path, file: BinaryIO, bytes_max: int) -> None:
        self._path = path
        self._bytes_max = bytes_max
        self._file = file
        self._content = gzip.GzipFile(fileobj=file)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        try:
            piece = self._content.read1(len(view))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise CatalogUnreadable(f"{self._path} is a broken gzip archive.", _AGAIN) from error
        self._count += len(piece)
        if self._count > self._bytes_max:
            why = f"{self._path} inflates to more than {self._bytes_max:,} bytes."
            raise CatalogUnreadable(why, "Split the catalog into several files.")
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._content.close()
        self._file.close()
        super().close()
