"""ZIP archives of strangers: measured before anything in them is read.

An archive says how large its parts are, and may lie. `zipfile` never gives more of a part than was declared, so
what is declared is bounded here, and each part that will be read is inflated once to see that it is whole.
"""

import io
import lzma
import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from catalog.opening import INFLATED_BYTES_MAX, is_packed, open_bytes
from catalog.unreadable import CatalogUnreadable

ENTRIES_MAX = 10_000
"""Parts of an archive; a workbook has a few of its own, and one for each picture."""
DIRECTORY_BYTES_MAX = 2_000_000
"""What is read at once of an archive, its table of contents among it."""
RATIO_MAX = 300
"""How often larger a part may become; the sheets of real workbooks become 10 to 100 times larger."""
SMALL_BYTES = 10_000_000
"""Below this no ratio does harm."""
CHUNK_BYTES = 1 << 16

_ENCRYPTED_FLAG = 0x1
_READ_PARTS = (".xml", ".rels")

_AGAIN = "Save it again in a spreadsheet program, or save it as CSV (UTF-8)."
_SPLIT = "Split the catalog into several files, or save it as CSV (UTF-8)."


@contextmanager
def open_archive(path: Path) -> Iterator[ZipFile]:
    """The archive at `path`. Raises `CatalogUnreadable` when it is broken, also while its parts are read."""
    try:
        with _raw(path) as raw, _Guarded(raw) as file, ZipFile(file) as archive:
            yield archive
    except KeyError as error:
        raise CatalogUnreadable(f"{path} lacks a part that every workbook has.", _AGAIN) from error
    # All that `zipfile` raises of archives that are broken or made to break it.
    except (BadZipFile, EOFError, NotImplementedError, OSError, OverflowError, ValueError) as error:
        raise CatalogUnreadable(f"{path} is a broken or unusual archive.", _AGAIN) from error
    except (lzma.LZMAError, struct.error, zlib.error) as error:
        raise CatalogUnreadable(f"{path} is a broken archive.", _AGAIN) from error


def check_archive(path: Path, archive: ZipFile) -> None:
    """Raises `CatalogUnreadable` when the archive would fill the machine, is encrypted, or is not whole."""
    parts = archive.infolist()
    if len(parts) > ENTRIES_MAX:
        raise CatalogUnreadable(f"{path} has {len(parts):,} parts; at most {ENTRIES_MAX:,} are read.", _SPLIT)
    if sum(part.file_size for part in parts) > INFLATED_BYTES_MAX:
        raise CatalogUnreadable(f"{path} inflates to more than {INFLATED_BYTES_MAX:,} bytes.", _SPLIT)
    for part in parts:
        _check_part(path, part)
    for part in parts:
        if part.filename.endswith(_READ_PARTS):
            _inflate(archive, part)


def _check_part(path: Path, part: ZipInfo) -> None:
    if part.flag_bits & _ENCRYPTED_FLAG:
        raise CatalogUnreadable(f"{path} is protected by a password.", "Save it without a password.")
    if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise CatalogUnreadable(f"{path} is packed in an unusual way.", _AGAIN)
    if part.file_size > max(SMALL_BYTES, RATIO_MAX * part.compress_size):
        why = f"{path} has a part that inflates more than {RATIO_MAX} times: it is made to fill the machine."
        raise CatalogUnreadable(why, _AGAIN)


def _inflate(archive: ZipFile, part: ZipInfo) -> None:
    """Reads the part once, in small pieces; `zipfile` raises where its size or its checksum is a lie."""
    with archive.open(part) as content:
        size = sum(map(len, iter(lambda: content.read(CHUNK_BYTES), b"")))
    if size != part.file_size:
        raise BadZipFile(part.filename)


@contextmanager
def _raw(path: Path) -> Iterator[io.RawIOBase]:
    """The archive's bytes, which can be read in any order; a packed one is unpacked into a file without a name."""
    if not is_packed(path):
        with io.FileIO(path) as file:
            yield file
        return
    with tempfile.TemporaryFile() as unpacked:
        with open_bytes(path) as packed:
            copyfileobj(packed, unpacked)
        unpacked.flush()
        yield unpacked.raw


class _Guarded(io.BufferedReader):
    """A file of which `zipfile` cannot take a gigabyte at once, whatever the archive says of its contents."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > DIRECTORY_BYTES_MAX:
            raise BadZipFile("its table of contents is too large")
        return super().read(size)
