"""Uploaded files, by PinBridge's own client over real HTTP, kept on disk."""

import asyncio
import hashlib
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from pinbridge_sdk import AsyncPinbridgeClient, PinbridgeClient
from pinbridge_sdk.errors import APIError, NotFoundError, ValidationError

from contracts.api_keys import ApiScope
from contracts.contract import Digest
from contracts.studio import VideoKind
from imaging.screening import Screening
from intake.api import assets as limits
from intake.api.assets import AssetsApi
from starter.uploads import FileLook
from store.api_files import SqlApiFiles
from store.assets import FolderAssets
from store.database import Database
from store.tables.api import ApiPinRow
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.imaging.films import film
from tests.imaging.pictures import encoded, flat
from tests.intake.api.served import ServedApi, serve_api

PICTURE = encoded(flat((60, 90), "red"))
PNG = encoded(flat((60, 90), "red"), "PNG")
FILM = film()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def api(database: Database, folder: Path) -> AssetsApi:
    return AssetsApi(SqlApiFiles(database, bytes_max=10_000_000), FolderAssets(folder), FileLook(Screening()))


@pytest.fixture
async def served(database: Database, clock: FakeClock, api: AssetsApi) -> AsyncIterator[ServedApi]:
    async with serve_api(database, clock, api.operations()) as running:
        yield running


@pytest.fixture
async def pinbridge(served: ServedApi) -> AsyncIterator[AsyncPinbridgeClient]:
    async with AsyncPinbridgeClient(base_url=served.url, api_key=served.key) as client:
        yield client


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def shown_by_a_pin(database: Database, file: UUID, *, number: int = 1) -> None:
    row = ApiPinRow(
        id=str(uuid4()),
        account=ACCOUNT,
        kind="pin",
        meaning="",
        ask="{}",
        title="A mug",
        words="a mug",
        board="1",
        file=str(file),
        launch="api",
        row=number,
        created_at=START,
        updated_at=START,
    )
    database.write_now(lambda session: session.add(row))


async def test_a_picture_comes_back_as_it_was_sent(pinbridge: AsyncPinbridgeClient, folder: Path) -> None:
    made = await pinbridge.assets.upload_image(PICTURE, filename="C:\\mugs\\red mug.jpg")
    assert (made.asset_type.value, made.content_type, made.original_filename) == (
        "image",
        "image/jpeg",
        "red mug.jpg",
    )
    assert made.file_size_bytes == len(PICTURE)
    assert await pinbridge.assets.get_content(made.id) == PICTURE
    assert await pinbridge.assets.get(made.id) == made
    assert files_in(folder) == {f"{hashlib.sha256(PICTURE).hexdigest()}.jpg"}


async def test_a_video_comes_back_as_it_was_sent(pinbridge: AsyncPinbridgeClient) -> None:
    made = await pinbridge.assets.upload_video(FILM, filename="mug.mp4")
    assert (made.asset_type.value, made.content_type) == ("video", "video/mp4")
    assert await pinbridge.assets.get_content(made.id) == FILM


async def test_the_plain_client_does_all_of_it_too(served: ServedApi, folder: Path) -> None:
    def use() -> tuple[bytes, int, bool, int]:
        with PinbridgeClient(base_url=served.url, api_key=served.key) as client:
            one = client.assets.upload_image(PNG, filename="a.png")
            two = client.assets.upload_video(FILM, filename="b.mp4")
            content, total = client.assets.get_content(one.id), client.assets.list().total
            gone = client.assets.bulk_delete([two.id])
            return content, total, client.assets.delete(one.id).deleted, len(gone.deleted)

    assert await asyncio.to_thread(use) == (PNG, 2, True, 1)
    assert not files_in(folder)


@pytest.mark.parametrize("body", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF8", b"MZ\x90", FILM])
async def test_what_is_no_picture_is_refused_whatever_it_is_called(
    pinbridge: AsyncPinbridgeClient, folder: Path, body: bytes
) -> None:
    with pytest.raises(ValidationError) as caught:
        await pinbridge.assets.upload_image(body, filename="mug.jpg", content_type="image/jpeg")
    assert caught.value.code == "image_not_a_picture"
    assert not files_in(folder)


async def test_a_picture_is_no_video(pinbridge: AsyncPinbridgeClient, folder: Path) -> None:
    with pytest.raises(ValidationError) as caught:
        await pinbridge.assets.upload_video(PICTURE, filename="mug.mp4")
    assert caught.value.code == "video_format"
    assert not files_in(folder)


async def test_too_large_a_file_is_refused(pinbridge: AsyncPinbridgeClient, folder: Path) -> None:
    body = PICTURE + bytes(limits.PICTURE_BYTES_MAX + 1 - len(PICTURE))
    with pytest.raises(APIError) as caught:
        await pinbridge.assets.upload_image(body, filename="mug.jpg")
    assert (caught.value.status_code, caught.value.code) == (413, "file_too_large")
    assert not files_in(folder)


@pytest.mark.parametrize(("key", "status"), [("", b" 413 "), ("pf_nobody", b" 401 ")])
async def test_who_sends_far_too_much_hears_why(served: ServedApi, key: str, status: bytes) -> None:
    """A client that reads nothing until it has sent all must not find its connection cut off."""
    url = urlsplit(served.url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    size = limits.PICTURE_BYTES_MAX * 2
    head = (
        f"POST /v1/assets/images HTTP/1.1\r\nHost: {url.netloc}\r\nX-API-Key: {key or served.key}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {size}\r\n\r\n"
    )
    writer.write(head.encode())
    for _ in range(size // 100_000):
        writer.write(bytes(100_000))
        await writer.drain()
    answer = await reader.read()
    writer.close()
    assert status in answer.splitlines()[0]
    assert b"application/problem+json" in answer


async def test_who_asks_before_it_sends_is_told_at_once(served: ServedApi) -> None:
    url = urlsplit(served.url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(
        f"POST /v1/assets/images HTTP/1.1\r\nHost: {url.netloc}\r\nX-API-Key: {served.key}\r\n"
        "Expect: 100-continue\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {limits.PICTURE_BYTES_MAX * 2}\r\n\r\n".encode()
    )
    assert b" 413 " in (await reader.read()).splitlines()[0]
    writer.close()


async def test_a_large_video_is_on_disk_and_not_in_memory(served: ServedApi, folder: Path) -> None:
    """Its content is no film, so that it is refused at last; nothing of it stays."""
    url, pieces = urlsplit(served.url), 40
    before = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    after = b"\r\n--x--\r\n"
    piece = bytes(1_000_000)
    size = len(before) + pieces * len(piece) + len(after)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    tracemalloc.start()
    try:
        head = (
            f"POST /v1/assets/videos HTTP/1.1\r\nHost: {url.netloc}\r\nX-API-Key: {served.key}\r\n"
            "Connection: close\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            f"Content-Length: {size}\r\n\r\n"
        )
        writer.write(head.encode() + before)
        for _ in range(pieces):
            writer.write(piece)
            await writer.drain()
        writer.write(after)
        answer = await reader.read()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        writer.close()
    assert b" 422 " in answer.splitlines()[0]
    assert b"video_format" in answer
    assert not files_in(folder)
    assert peak < pieces * len(piece) / 4


async def test_uploads_have_a_limit_together(served: ServedApi, database: Database, folder: Path) -> None:
    api = AssetsApi(SqlApiFiles(database, bytes_max=len(PICTURE)), FolderAssets(folder), FileLook(Screening()))
    async with (
        serve_api(database, served.clock, api.operations()) as small,
        AsyncPinbridgeClient(base_url=small.url, api_key=small.key) as client,
    ):
        await client.assets.upload_image(PICTURE, filename="a.jpg")
        with pytest.raises(APIError) as caught:
            await client.assets.upload_image(PNG, filename="b.png")
    assert (caught.value.status_code, caught.value.code) == (409, "storage_full")


async def test_a_file_that_a_pin_shows_goes_only_when_that_is_confirmed(
    pinbridge: AsyncPinbridgeClient, database: Database, folder: Path
) -> None:
    made = await pinbridge.assets.upload_image(PICTURE, filename="mug.jpg")
    shown_by_a_pin(database, made.id)
    asked = await pinbridge.assets.delete(made.id)
    assert (asked.deleted, asked.requires_confirmation, asked.referenced_pin_count) == (False, True, 1)
    several = await pinbridge.assets.bulk_delete([made.id])
    assert (several.deleted, several.requires_confirmation) == ([], [made.id])
    assert await pinbridge.assets.get_content(made.id) == PICTURE
    done = await pinbridge.assets.delete(made.id, confirm=True)
    assert (done.deleted, done.freed_bytes) == (True, len(PICTURE))
    assert not files_in(folder)
    with pytest.raises(NotFoundError):
        await pinbridge.assets.get(made.id)


async def test_the_same_bytes_stay_while_another_upload_has_them(
    pinbridge: AsyncPinbridgeClient, folder: Path
) -> None:
    one = await pinbridge.assets.upload_image(PICTURE, filename="one.jpg")
    two = await pinbridge.assets.upload_image(PICTURE, filename="two.jpg")
    assert one.id != two.id
    assert (await pinbridge.assets.delete(one.id)).freed_bytes == 0
    assert await pinbridge.assets.get_content(two.id) == PICTURE
    assert (await pinbridge.assets.delete(two.id)).freed_bytes == len(PICTURE)
    assert not files_in(folder)


async def test_lists_are_filtered_sorted_and_counted(
    pinbridge: AsyncPinbridgeClient, database: Database, clock: FakeClock
) -> None:
    red = await pinbridge.assets.upload_image(PICTURE, filename="red mug.jpg")
    await clock.advance(60.0)
    blue = await pinbridge.assets.upload_image(PNG, filename="Blue 100% mug.png")
    film_ = await pinbridge.assets.upload_video(FILM, filename="film.mp4")
    shown_by_a_pin(database, red.id)
    shelf = await pinbridge.assets.list(sort="name_asc")
    assert [one.id for one in shelf.assets] == [blue.id, film_.id, red.id]
    assert shelf.storage_used_bytes == len(PICTURE) + len(PNG) + len(FILM)
    assert [one.id for one in (await pinbridge.assets.list(q="100%")).assets] == [blue.id]
    assert [one.id for one in (await pinbridge.assets.list(asset_type="video")).assets] == [film_.id]
    used = (await pinbridge.assets.list(in_use=True)).assets
    assert [(one.id, one.referenced_by_pin_count) for one in used] == [(red.id, 1)]
    assert (await pinbridge.assets.list(in_use=False)).total == 2
    assert [one.id for one in (await pinbridge.assets.list(until=blue.created_at)).assets] == [red.id]
    page = await pinbridge.assets.list(sort="created_at_asc", limit=1, offset=1)
    assert page.total == 3
    assert len(page.assets) == 1
    assert (await pinbridge.assets.list(workspace_id=uuid4())).total == 0


async def test_a_key_for_some_accounts_sees_its_own_files_alone(
    served: ServedApi, pinbridge: AsyncPinbridgeClient
) -> None:
    made = await pinbridge.assets.upload_image(PICTURE, filename="mug.jpg")
    key = await served.new_key(ApiScope.PINS_READ, ApiScope.PINS_WRITE, accounts=[ACCOUNT])
    async with AsyncPinbridgeClient(base_url=served.url, api_key=key) as other:
        with pytest.raises(NotFoundError):
            await other.assets.get_content(made.id)
        with pytest.raises(NotFoundError):
            await other.assets.delete(made.id)
        assert (await other.assets.bulk_delete([made.id])).deleted == []
        own = await other.assets.upload_image(PICTURE, filename="own.jpg")
        assert [one.id for one in (await other.assets.list()).assets] == [own.id]


@pytest.mark.parametrize("name", ["nonsense", "00000000-0000-0000-0000-000000000000", "..%2f..%2fetc%2fpasswd"])
async def test_a_file_that_nobody_uploaded_is_not_found(served: ServedApi, name: str) -> None:
    for path in (f"/v1/assets/{name}", f"/v1/assets/{name}/content"):
        assert (await served.http.get(path)).status_code == 404


async def test_bytes_that_are_gone_are_not_found(pinbridge: AsyncPinbridgeClient, folder: Path) -> None:
    made = await pinbridge.assets.upload_image(PICTURE, filename="mug.jpg")
    next(path for path in folder.rglob("*.jpg")).unlink()
    with pytest.raises(NotFoundError):
        await pinbridge.assets.get_content(made.id)


@dataclass(frozen=True)
class SlowStore(FolderAssets):
    """As a bucket at the other end of a thin line."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep_file(self, file: Path, kind: VideoKind) -> Digest:
        self.reached.set()
        await self.gate.wait()
        return await super().keep_file(file, kind)


async def test_other_uploads_do_not_wait_for_a_large_one(
    database: Database, clock: FakeClock, folder: Path
) -> None:
    store = SlowStore(folder)
    api = AssetsApi(SqlApiFiles(database, bytes_max=10_000_000), store, FileLook(Screening()))
    async with (
        serve_api(database, clock, api.operations()) as served,
        AsyncPinbridgeClient(base_url=served.url, api_key=served.key) as client,
        asyncio.TaskGroup() as group,
    ):
        film_ = group.create_task(client.assets.upload_video(FILM, filename="film.mp4"))
        await store.reached.wait()
        picture = await client.assets.upload_image(PICTURE, filename="mug.jpg")
        assert not film_.done()
        assert (await client.assets.delete(picture.id)).deleted
        store.gate.set()
    assert film_.result().content_type == "video/mp4"
