"""Uploaded files: where they lie, and who looks at what is in them. Serving and the worker use the same place."""

import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config import Settings
from contracts.contract import Instant
from contracts.outcome import Refused
from contracts.studio import Footage
from imaging.formats import Format, recognise
from imaging.screening import Screening
from intake.api.assets import AssetsApi
from starter.failures import CommandFailed, ExitCode
from starter.home import Home
from starter.ledger import Ledger
from store.api_files import SqlApiFiles
from store.assets import FolderAssets
from store.drafts import DRAFT_SECONDS_MAX
from store.object_assets import ObjectAssets, ObjectPlace

FOLDER = "uploads"
"""Beside finished pictures, which may be public: what was uploaded is not."""

CONTENT_TYPES = {
    Format.JPEG: "image/jpeg",
    Format.PNG: "image/png",
    Format.WEBP: "image/webp",
    Format.AVIF: "image/avif",
    Format.GIF: "image/gif",
}


def uploads_of(settings: Settings) -> FolderAssets | ObjectAssets:
    """In the store that all workers reach, or in the home."""
    folder = Home(settings.home).folder / FOLDER
    if settings.assets_url is None:
        return FolderAssets(folder)
    place = ObjectPlace(
        url=f"{settings.assets_url.rstrip('/')}/{FOLDER}",
        endpoint=settings.assets_endpoint,
        region=settings.assets_region,
        access_key=settings.assets_access_key,
        secret_key=settings.assets_secret_key,
    )
    return ObjectAssets.at(place, scratch=folder / "drafts")


def receive_on_disk(settings: Settings) -> None:
    """From now on what this process is sent lies in the home while it comes in: the system's own folder for
    temporary files may be memory. What a killed process left there long ago is swept away. Raises `CommandFailed`.
    """
    folder = Home(settings.home).incoming
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder, before=time.time() - DRAFT_SECONDS_MAX)
    except OSError as error:
        raise CommandFailed(f"What is sent cannot be kept in {folder}: {error}.", ExitCode.SERVICE_AWAY) from error
    tempfile.tempdir = str(folder)


def _sweep(folder: Path, *, before: Instant) -> None:
    for left in folder.iterdir():
        with suppress(OSError):  # another server swept it; or it stays, takes room, and keeps nobody from serving
            if left.stat().st_mtime < before:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def assets_api(ledger: Ledger, settings: Settings) -> AssetsApi:
    """The API's part for them."""
    return AssetsApi(SqlApiFiles(ledger.database), uploads_of(settings), FileLook(Screening()))


@dataclass(frozen=True)
class FileLook:
    """Keeps the port `Look`: first bytes tell, names do not. Whether it makes a good pin is told later."""

    screening: Screening

    def picture(self, data: bytes) -> str | Refused:
        found = recognise(data)
        return found if isinstance(found, Refused) else CONTENT_TYPES[found]

    async def video(self, file: Path) -> Footage | Refused:
        return await self.screening.examine(file)
