"""Uploaded files over HTTP: pictures and videos that pins show without an address on the internet."""

import hashlib
from asyncio import Lock, to_thread
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from contracts.api_files import FILE_NAME_MAX, UPLOADS_BYTES_MAX, FileRemoval, FileShelf, UploadedFile
from contracts.api_ids import workspace_uuid
from contracts.api_keys import ApiScope
from contracts.contract import Digest
from contracts.outcome import Refused
from contracts.studio import VideoKind
from contracts.trouble import AssetMissing, AssetTrouble
from intake.api.assets_ports import FileBook, Look, UploadStore
from intake.api.assets_wire import (
    AssetAnswer,
    AssetBulkDelete,
    AssetBulkDeleteAnswer,
    AssetDeleteAnswer,
    AssetDeleteQuery,
    AssetListAnswer,
    AssetQuery,
    file_to_wire,
    removal_to_wire,
    removals_to_wire,
    shelf_to_wire,
)
from intake.api.operation import Answer, ApiProblem, Call, Operation, Stream, Upload, not_found
from intake.api.wire import TOTAL_HEADER

TAG = "assets"
FILE = "file"
PICTURE_BYTES_MAX = 20_000_000
"""As much as is fetched of a picture by its address."""
VIDEO_BYTES_MAX = 2_000_000_000
"""Pinterest takes 2 GB. It lies on disk from its first megabyte on."""
PICTURE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/avif", "image/gif")
AGAIN_SECONDS = 10
FORM_BYTES = 100_000
"""What a form needs around its file."""

EXAMPLE = {
    "id": "0b6f4e0e-6f1c-4b7d-9a39-0f5cb0f5a0d1",
    "workspace_id": str(workspace_uuid()),
    "asset_type": "image",
    "original_filename": "mug.jpg",
    "stored_filename": f"{'0' * 64}.jpg",
    "content_type": "image/jpeg",
    "file_size_bytes": 245_113,
    "file_size_display": "245.1 KB",
    "referenced_by_pin_count": 1,
    "public_url": "http://127.0.0.1:8100/v1/assets/0b6f4e0e-6f1c-4b7d-9a39-0f5cb0f5a0d1/content",
    "created_at": "2026-11-21T22:15:30Z",
    "updated_at": "2026-11-21T22:15:30Z",
}


@dataclass(frozen=True)
class AssetsApi:
    """The bytes are in `store` before `book` knows of them."""

    book: FileBook
    store: UploadStore
    look: Look
    _in_memory: Lock = field(default_factory=Lock, repr=False)
    """One picture at a time is."""
    _turns: WeakValueDictionary[Digest, Lock] = field(default_factory=WeakValueDictionary, repr=False)
    """Bytes that are deleted must not be those that somebody uploads again just then; others need not wait."""

    def operations(self) -> Sequence[Operation]:
        return [*self._uploads(), *self._reads(), *self._deletes()]

    def _uploads(self) -> Sequence[Operation]:
        return [
            Operation(
                "POST",
                f"/v1/assets/{kind}",
                f"Upload {what}",
                TAG,
                handle,
                scope=ApiScope.PINS_WRITE,
                files=(FILE,),
                file_types=types,
                body_bytes_max=bytes_max + FORM_BYTES,
                answer=AssetAnswer,
                status=HTTPStatus.CREATED,
                problems=(HTTPStatus.CONFLICT,),
                answer_example=EXAMPLE,
            )
            for kind, what, handle, bytes_max, types in (
                ("images", "a picture", self.upload_picture, PICTURE_BYTES_MAX, PICTURE_TYPES),
                ("videos", "a video", self.upload_video, VIDEO_BYTES_MAX, tuple(VideoKind)),
            )
        ]

    def _reads(self) -> Sequence[Operation]:
        path = "/v1/assets/{asset_id}"
        return [
            Operation(
                "GET",
                "/v1/assets",
                "List uploaded files",
                TAG,
                self.list_all,
                query=AssetQuery,
                answer=AssetListAnswer,
            ),
            Operation(
                "GET", path, "See an uploaded file", TAG, self.get, answer=AssetAnswer, answer_example=EXAMPLE
            ),
            Operation("GET", f"{path}/content", "Get an uploaded file back", TAG, self.content),
        ]

    def _deletes(self) -> Sequence[Operation]:
        return [
            Operation(
                "DELETE",
                "/v1/assets/{asset_id}",
                "Delete an uploaded file",
                TAG,
                self.delete,
                scope=ApiScope.PINS_WRITE,
                query=AssetDeleteQuery,
                answer=AssetDeleteAnswer,
            ),
            Operation(
                "DELETE",
                "/v1/assets",
                "Delete several uploaded files",
                TAG,
                self.delete_several,
                scope=ApiScope.PINS_WRITE,
                body=AssetBulkDelete,
                answer=AssetBulkDeleteAnswer,
                example={"asset_ids": [EXAMPLE["id"]], "confirm": False},
            ),
        ]

    async def upload_picture(self, call: Call) -> Answer:
        upload = _sent(call, PICTURE_BYTES_MAX)
        async with self._in_memory:
            data = await upload.read()
            kind = self.look.picture(data)
            if isinstance(kind, Refused):
                raise _unusable(kind)
            async with self._turn(hashlib.sha256(data).hexdigest()):
                with _store_trouble():
                    digest = await self.store.keep(data)
                return await self._written_down(call, _card(call, upload, digest=digest, content_type=kind))

    async def upload_video(self, call: Call) -> Answer:
        upload = _sent(call, VIDEO_BYTES_MAX)
        async with self.store.draft() as file:
            with _store_trouble():
                await upload.save(file)
            footage = await self.look.video(file)
            if isinstance(footage, Refused):
                raise _unusable(footage)
            kind = footage.kind
            async with self._turn(await to_thread(upload.digest)):
                with _store_trouble():
                    digest = await self.store.keep_file(file, kind)
                card = _card(call, upload, digest=digest, kind=kind, content_type=kind)
                return await self._written_down(call, card)

    async def list_all(self, call: Call) -> Answer:
        query = cast("AssetQuery", call.query)
        if query.workspace_id not in {None, workspace_uuid()}:
            return _listed(FileShelf(files=(), total=0, bytes_used=0), call)
        shelf = await self.book.shelf(query.to_filter(_whose(call)), query.sort, query.limit, query.offset)
        return _listed(shelf, call)

    async def get(self, call: Call) -> Answer:
        return Answer(file_to_wire(await self._card(call), call.address))

    async def content(self, call: Call) -> Answer:
        file = await self._card(call)
        content = Stream(self._pieces(file), file.size_bytes, file.digest)
        # Whatever was uploaded, no browser is to run it in the name of this address.
        safe = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
        return Answer(content, headers=safe, media_type=file.content_type)

    async def delete(self, call: Call) -> Answer:
        file, query = await self._card(call), cast("AssetDeleteQuery", call.query)
        removals = await self._remove(call, [file.id], confirmed=query.confirm)
        if not removals:
            raise not_found("asset")
        return Answer(removal_to_wire(removals[0]))

    async def delete_several(self, call: Call) -> Answer:
        body = cast("AssetBulkDelete", call.body)
        return Answer(removals_to_wire(await self._remove(call, body.asset_ids, confirmed=body.confirm)))

    async def _written_down(self, call: Call, card: UploadedFile) -> Answer:
        if not await self.book.add(card):
            message = (
                f"Uploaded files together may have {UPLOADS_BYTES_MAX:,} bytes. Delete some that no pin shows."
            )
            raise ApiProblem(HTTPStatus.CONFLICT, "storage_full", message)
        return Answer(file_to_wire(card, call.address), HTTPStatus.CREATED)

    async def _card(self, call: Call) -> UploadedFile:
        try:
            file = await self.book.card(UUID(call.path["asset_id"]))
        except ValueError:
            file = None
        if file is None or _whose(call) not in {None, file.key_id}:
            raise not_found("asset")
        return file

    async def _pieces(self, file: UploadedFile) -> AsyncGenerator[bytes, None]:
        try:
            with _store_trouble():
                if file.kind is None:
                    yield await self.store.read(file.digest)
                    return
                async with aclosing(self.store.pieces(file.digest, file.kind, file.size_bytes)) as pieces:
                    async for piece in pieces:
                        yield piece
        except AssetMissing:
            raise not_found("asset") from None

    async def _remove(self, call: Call, files: Sequence[UUID], *, confirmed: bool) -> list[FileRemoval]:
        """Written down first: bytes that nobody knows of do no harm, a file without its bytes does."""
        cards = [card for one in files if (card := await self.book.card(one)) is not None]
        async with self._turn(*(card.digest for card in cards)):
            removals = await self.book.remove(files, _whose(call), confirmed=confirmed)
            with _store_trouble():
                for removal in removals:
                    if removal.orphaned:
                        await self.store.remove(removal.file.place)
        return list(removals)

    @asynccontextmanager
    async def _turn(self, *digests: Digest) -> AsyncIterator[None]:
        """Nobody else keeps or removes these bytes meanwhile."""
        locks = [self._turns.setdefault(digest, Lock()) for digest in sorted(set(digests))]
        async with AsyncExitStack() as stack:
            for lock in locks:
                await stack.enter_async_context(lock)
            yield


def _whose(call: Call) -> str | None:
    """A key for some accounts sees what it brought itself: files belong to no account."""
    return None if call.grant.accounts is None else call.grant.id


def _listed(shelf: FileShelf, call: Call) -> Answer:
    return Answer(shelf_to_wire(shelf, call.address), headers={TOTAL_HEADER: str(shelf.total)})


def _sent(call: Call, bytes_max: int) -> Upload:
    upload = call.files[FILE]
    if upload.size_bytes > bytes_max:
        message = f"The file has {upload.size_bytes:,} bytes; {bytes_max:,} are taken."
        raise ApiProblem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "file_too_large", message)
    return upload


def _card(
    call: Call, upload: Upload, *, digest: str, content_type: str, kind: VideoKind | None = None
) -> UploadedFile:
    name = upload.name.replace("\\", "/").rpartition("/")[2].strip()
    return UploadedFile(
        id=uuid4(),
        key_id=call.grant.id,
        name="".join(char for char in name if char.isprintable())[-FILE_NAME_MAX:] or FILE,
        digest=digest,
        kind=kind,
        content_type=content_type,
        size_bytes=upload.size_bytes,
        created=call.now,
    )


def _unusable(refused: Refused) -> ApiProblem:
    return ApiProblem(
        HTTPStatus.UNPROCESSABLE_ENTITY, refused.reason.value, refused.message, fields={FILE: refused.message}
    )


@contextmanager
def _store_trouble() -> Iterator[None]:
    """The store of files is away, as the ledger may be."""
    try:
        yield
    except AssetMissing:
        raise
    except (AssetTrouble, OSError) as trouble:
        message = "The store of files cannot be used now. Try again in a while."
        headers = {"Retry-After": str(AGAIN_SECONDS)}
        raise ApiProblem(HTTPStatus.SERVICE_UNAVAILABLE, "store_away", message, headers=headers) from trouble
