"""Uploaded files as the ledger has them."""

from uuid import UUID, uuid4

from contracts.api_files import FileFilter, FileSort, UploadedFile
from contracts.asset_addresses import AssetPlace
from contracts.studio import VideoKind
from store.api_files import SqlApiFiles
from store.api_pins import SqlApiPins
from store.database import Database
from tests.fakes.clock import START
from tests.store.test_api_pins import a_new, an_ask


def a_file(
    name: str = "mug.jpg", *, size: int = 10, digest: str = "a", kind: VideoKind | None = None
) -> UploadedFile:
    return UploadedFile(
        id=uuid4(),
        key_id="key_1",
        name=name,
        digest=digest * 64,
        kind=kind,
        content_type=kind or "image/jpeg",
        size_bytes=size,
        created=START,
    )


async def test_all_files_together_have_a_limit(database: Database) -> None:
    files = SqlApiFiles(database, bytes_max=20)
    assert await files.add(a_file(size=15))
    assert not await files.add(a_file(size=6))
    assert await files.add(a_file(size=5))


async def test_a_file_reads_back_as_it_was_written_down(database: Database) -> None:
    files, film = SqlApiFiles(database), a_file(kind=VideoKind.MOV, size=3_000_000_000)
    await files.add(film)
    assert await files.card(film.id) == film
    assert await files.card(uuid4()) is None


async def test_pins_that_show_a_file_are_counted_and_not_how_often_they_show_it(database: Database) -> None:
    files, shown, other = SqlApiFiles(database), a_file(), a_file("other.jpg", digest="b")
    for one in (shown, other):
        await files.add(one)
    address, cover = (AssetPlace(one.id, one.digest).address for one in (shown, other))
    asks = [
        an_ask("once", media=address),
        an_ask("twice", media=address, cover=address),
        an_ask("both", media=address, cover=cover),
    ]
    await SqlApiPins(database).put([a_new(ask) for ask in asks])
    shelf = await files.shelf(FileFilter(), FileSort.NEWEST, 10, 0)
    assert {one.id: one.pins for one in shelf.files} == {shown.id: 3, other.id: 1}
    (kept,) = await files.remove([shown.id], None, confirmed=False)
    assert (kept.deleted, kept.file.pins) == (False, 3)


async def test_the_same_digest_of_another_kind_is_another_file(database: Database) -> None:
    files, film, still = SqlApiFiles(database), a_file(kind=VideoKind.MP4), a_file()
    await files.add(film)
    await files.add(still)
    (gone,) = await files.remove([film.id, film.id, uuid4()], None, confirmed=False)
    assert gone.deleted
    assert gone.orphaned


async def test_every_order_holds_and_a_foreign_key_removes_nothing(database: Database) -> None:
    files = SqlApiFiles(database)
    small, large = a_file("b.jpg", size=1), a_file("A.jpg", size=2)
    for one in (small, large):
        await files.add(one)

    async def listed(sort: FileSort) -> list[UUID]:
        return [one.id for one in (await files.shelf(FileFilter(), sort, 10, 0)).files]

    assert await listed(FileSort.NAME) == await listed(FileSort.LARGEST) == [large.id, small.id]
    assert await listed(FileSort.NAME_DOWN) == await listed(FileSort.SMALLEST) == [small.id, large.id]
    assert sorted(await listed(FileSort.NEWEST)) == sorted(await listed(FileSort.OLDEST))
    assert not await files.remove([small.id], "key_2", confirmed=True)
    assert (await files.shelf(FileFilter(key_id="key_2"), FileSort.NEWEST, 10, 0)).total == 0
