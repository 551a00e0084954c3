"""Uploaded files on the API's wire, as PinBridge has them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.api_files import UPLOADS_BYTES_MAX, FileFilter, FileRemoval, FileShelf, FileSort, UploadedFile
from contracts.api_ids import workspace_uuid
from contracts.asset_addresses import read_asset_address
from intake.api.wire import SEARCH_MAX, Moment, PageQuery, Wire, instant_if_any, moment

BULK_MAX = 100
UNITS = ("B", "KB", "MB", "GB")
UNIT_STEP = 1_000


class AssetQuery(PageQuery):
    """Which files are listed. `workspace_id` is heeded: another installation's has none here."""

    workspace_id: UUID | None = None
    sort: FileSort = FileSort.NEWEST
    q: Annotated[str, Field(max_length=SEARCH_MAX)] | None = None
    asset_type: Literal["image", "video"] | None = None
    in_use: bool | None = None
    since: Moment | None = None
    until: Moment | None = None

    def to_filter(self, key_id: str | None) -> FileFilter:
        return FileFilter(
            key_id=key_id,
            words=self.q or None,
            is_video=None if self.asset_type is None else self.asset_type == "video",
            in_use=self.in_use,
            since=instant_if_any(self.since),
            until=instant_if_any(self.until),
        )


class AssetDeleteQuery(Wire):
    """`confirm`: delete it though pins show it."""

    confirm: bool = False


class AssetBulkDelete(Wire):
    asset_ids: Annotated[list[UUID], Field(min_length=1, max_length=BULK_MAX)]
    confirm: bool = False


class AssetAnswer(Wire):
    """A file. Its address needs an API key, as all others do."""

    id: UUID
    workspace_id: UUID
    asset_type: Literal["image", "video"]
    original_filename: str
    stored_filename: str
    content_type: str
    file_size_bytes: int
    file_size_display: str
    referenced_by_pin_count: int
    public_url: str
    created_at: AwareDatetime
    updated_at: AwareDatetime


class AssetListAnswer(Wire):
    assets: list[AssetAnswer]
    total: int
    storage_used_bytes: int
    storage_quota_bytes: int
    storage_used_percent: int


class AssetDeleteAnswer(Wire):
    deleted: bool
    requires_confirmation: bool
    referenced_pin_count: int
    freed_bytes: int


class AssetBulkDeleteItem(Wire):
    asset_id: UUID
    workspace_id: UUID
    original_filename: str
    file_size_bytes: int
    referenced_pin_count: int
    freed_bytes: int


class AssetBulkDeleteAnswer(Wire):
    deleted: list[UUID]
    requires_confirmation: list[UUID]
    total_freed_bytes: int
    deleted_items: list[AssetBulkDeleteItem]
    requires_confirmation_items: list[AssetBulkDeleteItem]


def file_to_wire(file: UploadedFile, base: str) -> AssetAnswer:
    """`base`: the address that the caller used."""
    return AssetAnswer(
        id=file.id,
        workspace_id=workspace_uuid(),
        asset_type="video" if file.kind else "image",
        original_filename=file.name,
        stored_filename=file.place.address.rpartition("/")[2],
        content_type=file.content_type,
        file_size_bytes=file.size_bytes,
        file_size_display=_shown(file.size_bytes),
        referenced_by_pin_count=file.pins,
        public_url=content_address(file.id, base),
        created_at=moment(file.created),
        updated_at=moment(file.created),
    )


def content_address(asset: UUID, base: str) -> str:
    """Where an uploaded file is got back, with an API key. `base`: the address that the caller used."""
    return f"{base}/v1/assets/{asset}/content"


def told_address(address: str, base: str) -> str:
    """A picture's or video's address as the API tells it: an uploaded file's is where it is got back."""
    place = read_asset_address(address)
    return address if place is None else content_address(place.id, base)


def shelf_to_wire(shelf: FileShelf, base: str) -> AssetListAnswer:
    return AssetListAnswer(
        assets=[file_to_wire(file, base) for file in shelf.files],
        total=shelf.total,
        storage_used_bytes=shelf.bytes_used,
        storage_quota_bytes=UPLOADS_BYTES_MAX,
        storage_used_percent=100 * shelf.bytes_used // UPLOADS_BYTES_MAX,
    )


def removal_to_wire(removal: FileRemoval) -> AssetDeleteAnswer:
    return AssetDeleteAnswer(
        deleted=removal.deleted,
        requires_confirmation=not removal.deleted,
        referenced_pin_count=removal.file.pins,
        freed_bytes=freed_bytes(removal),
    )


def removals_to_wire(removals: list[FileRemoval]) -> AssetBulkDeleteAnswer:
    gone = [_item(removal) for removal in removals if removal.deleted]
    kept = [_item(removal) for removal in removals if not removal.deleted]
    return AssetBulkDeleteAnswer(
        deleted=[item.asset_id for item in gone],
        requires_confirmation=[item.asset_id for item in kept],
        total_freed_bytes=sum(item.freed_bytes for item in gone),
        deleted_items=gone,
        requires_confirmation_items=kept,
    )


def freed_bytes(removal: FileRemoval) -> int:
    """Nothing while another upload has the same bytes: they are kept once."""
    return removal.file.size_bytes if removal.orphaned else 0


def _item(removal: FileRemoval) -> AssetBulkDeleteItem:
    return AssetBulkDeleteItem(
        asset_id=removal.file.id,
        workspace_id=workspace_uuid(),
        original_filename=removal.file.name,
        file_size_bytes=removal.file.size_bytes,
        referenced_pin_count=removal.file.pins,
        freed_bytes=freed_bytes(removal),
    )


def _shown(size: int) -> str:
    shown, unit = float(size), 0
    while shown >= UNIT_STEP and unit < len(UNITS) - 1:
        shown, unit = shown / UNIT_STEP, unit + 1
    return f"{shown:.1f} {UNITS[unit]}" if unit else f"{size} B"
