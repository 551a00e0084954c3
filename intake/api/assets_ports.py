"""What the API's files need: where they are written down, where they lie, and who looks at them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol
from uuid import UUID

from contracts.api_files import FileFilter, FileRemoval, FileShelf, FileSort, UploadedFile
from contracts.asset_addresses import AssetPlace
from contracts.contract import Digest
from contracts.outcome import Refused
from contracts.studio import Footage, VideoKind


class FileBook(Protocol):
    """Which files there are. Raises `LedgerBusy`."""

    async def add(self, file: UploadedFile) -> bool:
        """False: all uploads together would weigh more than they may, and nothing was written down."""

    async def card(self, file: UUID) -> UploadedFile | None: ...

    async def shelf(self, wanted: FileFilter, sort: FileSort, limit: int, offset: int) -> FileShelf: ...

    async def remove(self, files: Sequence[UUID], key_id: str | None, *, confirmed: bool) -> Sequence[FileRemoval]:
        """Delete those that no pin shows, and with `confirmed` the others too. What is not there is left out."""


class UploadStore(Protocol):
    """Where the bytes lie, by their digest. Raises `AssetTrouble`."""

    async def keep(self, data: bytes) -> Digest: ...

    async def read(self, digest: Digest) -> bytes: ...

    def draft(self) -> AbstractAsyncContextManager[Path]: ...

    async def keep_file(self, file: Path, kind: VideoKind) -> Digest: ...

    def pieces(self, digest: Digest, kind: VideoKind, size_bytes: int) -> AsyncGenerator[bytes, None]:
        """A video, little of it in memory at once. The last piece comes only if all are what was kept."""

    async def remove(self, place: AssetPlace) -> None:
        """What is not there is removed."""


class Look(Protocol):
    """What a file really is, whatever its name says."""

    def picture(self, data: bytes) -> str | Refused:
        """Its content type."""

    async def video(self, file: Path) -> Footage | Refused: ...
