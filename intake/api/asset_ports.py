"""Uploaded pictures and videos, as those resources see them that only refer to one."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class AssetReference:
    """Where an uploaded file is found: `address` stands wherever a picture's or video's address stands."""

    address: str
    is_video: bool = False


class AssetsById(Protocol):
    """Knows uploaded files by the ids that the API gave them."""

    async def find(self, asset: UUID) -> AssetReference | None:
        """None for one that nobody uploaded, or that was deleted. Raises `LedgerBusy`."""
