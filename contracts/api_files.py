"""Files that were uploaded by the HTTP API, to be shown by pins."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from contracts.asset_addresses import AssetPlace
from contracts.contract import Contract, Digest, Instant
from contracts.studio import VideoKind

FILE_NAME_MAX = 200
UPLOADS_BYTES_MAX = 20_000_000_000
"""All uploaded files together."""


class FileSort(StrEnum):
    """In which order files are listed."""

    NEWEST = "created_at_desc"
    OLDEST = "created_at_asc"
    NAME = "name_asc"
    NAME_DOWN = "name_desc"
    LARGEST = "size_desc"
    SMALLEST = "size_asc"


class UploadedFile(Contract):
    """One file. `pins`: those that the API was asked for, and that show it."""

    id: UUID
    key_id: str
    """The API key that brought it."""
    name: Annotated[str, StringConstraints(min_length=1, max_length=FILE_NAME_MAX)]
    digest: Digest
    kind: VideoKind | None = None
    """None: a picture."""
    content_type: str
    size_bytes: int
    created: Instant
    pins: int = 0

    @property
    def place(self) -> AssetPlace:
        return AssetPlace(self.id, self.digest, self.kind)


class FileFilter(Contract):
    """Which files are meant. `key_id`: those that this key brought alone."""

    key_id: str | None = None
    words: str | None = None
    is_video: bool | None = None
    in_use: bool | None = None
    since: Instant | None = None
    until: Instant | None = None


class FileShelf(Contract):
    """A part of a list, how many there are in all, and what all files together weigh."""

    files: tuple[UploadedFile, ...]
    total: int
    bytes_used: int


class FileRemoval(Contract):
    """What became of the wish to delete a file. `orphaned`: no other upload has the same bytes."""

    file: UploadedFile
    deleted: bool
    orphaned: bool = False
