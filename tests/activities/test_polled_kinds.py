"""Each kind of source that is asked at an address: what its answers are read as, and which questions they cost."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError

from contracts.sources import SourceKind
from tests.activities.polled import PATH, Polled, a_polled_shop, packed
from tests.catalog.xml_builders import SITEMAP, atom, sitemap
from tests.fetching.internet import Reply, answer

CSV = "id,title,link,image_link,price\nmug,Mug,https://shop.example/mug,https://shop.example/mug.jpg,12.50 EUR\n"
PAGE = """<html><head><script type="application/ld+json">
{{"@type": "Product", "name": "{title}", "offers": {{"price": "{price}", "priceCurrency": "EUR"}}}}
</script></head></html>"""


@asynccontextmanager
async def asked(folder: Path, kind: SourceKind, **settings: object) -> AsyncIterator[Polled]:
    async with a_polled_shop(folder, kind=kind) as shop:
        await shop.set(**settings)
        yield shop


def targets(shop: Polled) -> list[str]:
    return [one.target for one in shop.server.asked]


def entry(name: str, changed: str = "2026-11-01") -> str:
    return f"<loc>http://shop.example/products/{name}</loc><lastmod>{changed}</lastmod>"


def index(*names: str) -> str:
    children = "".join(f"<sitemap><loc>http://shop.example/{name}</loc></sitemap>" for name in names)
    return f"<sitemapindex {SITEMAP}>{children}</sitemapindex>"


def sell(shop: Polled, name: str, price: str = "12.50") -> None:
    """Its page says so."""
    shop.gives(PAGE.format(title=name.title(), price=price), path=f"/products/{name}")


async def test_an_atom_feed_is_read(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.FEED) as shop:
        shop.gives(packed(atom("<g:id>mug</g:id><g:title>Mug</g:title>")))
        assert (await shop.poll()).seen == 1


@pytest.mark.parametrize("kind", [SourceKind.FEED, SourceKind.TABLE])
async def test_a_table_is_read(tmp_path: Path, kind: SourceKind) -> None:
    async with asked(tmp_path, kind) as shop:
        shop.gives(CSV)
        await shop.poll()
        assert await shop.told() == ["known mug"]


async def test_json_is_read_by_its_mapping(tmp_path: Path) -> None:
    mapping = {"items": "$.data[*]", "id": "nr", "title": "name"}
    async with asked(tmp_path, SourceKind.JSON, mapping=mapping) as shop:
        shop.gives(json.dumps({"data": [{"nr": "7", "name": "Mug"}, {"name": "nobody"}]}))
        report = await shop.poll()
        assert (report.seen, report.unreadable, await shop.told()) == (1, 1, ["known 7"])


async def test_json_without_a_mapping_is_read_as_a_file_would_be(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.JSON, address="http://shop.example/all.ndjson.gz") as shop:
        lines = "\n".join(json.dumps({"id": name, "title": name}) for name in ("mug", "cup"))
        shop.gives(packed(lines), path="/all.ndjson.gz")
        assert (await shop.poll()).seen == 2


async def test_a_mapping_that_cannot_be_used_is_told_of(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.JSON, mapping={"items": "$.[", "id": "nr"}) as shop:
        shop.gives("{}")
        report = await shop.poll()
        assert report.error is not None
        assert "mapping" in report.error


async def test_a_shops_pages_are_read_until_one_is_empty(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SHOP_JSON, address="http://shop.example") as shop:
        first = {"products": [{"id": 1, "handle": "mug", "title": "Mug", "variants": [], "images": []}]}
        pages = iter([first, {"products": []}] * 2)

        async def next_page(writer: asyncio.StreamWriter) -> None:
            writer.write(answer(200, json.dumps(next(pages)).encode()))
            await writer.drain()

        shop.server.replies["/products.json"] = next_page
        assert (await shop.poll()).seen == 1
        second = await shop.poll()
        assert (second.seen, second.changed, second.error) == (1, 0, None)
        assert targets(shop)[:2] == [f"/products.json?limit=250&page={page}" for page in (1, 2)]
        assert "if-none-match" not in shop.server.asked[-1].headers


async def test_a_product_that_moves_to_a_page_that_was_read_already_is_not_gone(tmp_path: Path) -> None:
    """One before it is taken out of the shop while its pages are asked for."""
    async with asked(tmp_path, SourceKind.SHOP_JSON, address="http://shop.example") as shop:
        mug, cup, pot = (shown(name) for name in ("mug", "cup", "pot"))
        sends_pages(shop, [mug, cup], [pot], [])
        assert (await shop.poll()).seen == 3
        sends_pages(shop, [mug, cup], [], [cup, pot], [])
        report = await shop.poll()
        assert (report.seen, report.absent, report.error) == (3, 0, None)
        sends_pages(shop, [cup, pot], [], [cup, pot], [])
        assert (await shop.poll()).absent == 1
        assert (await shop.told())[3:] == ["delete mug"]


def shown(name: str) -> dict[str, object]:
    """A product as a shop's products.json has it."""
    return {"id": name, "handle": name, "title": name.title(), "variants": [], "images": []}


def sends_pages(shop: Polled, *pages: list[dict[str, object]]) -> None:
    """One for each question."""
    waiting = iter(pages)

    async def next_page(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(200, json.dumps({"products": next(waiting)}).encode()))
        await writer.drain()

    shop.server.replies["/products.json"] = next_page


async def test_pages_of_a_sitemap_are_read_once_and_then_when_their_entry_changed(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP) as shop:
        shop.gives(sitemap(entry("mug"), entry("cup")))
        sell(shop, "mug")
        sell(shop, "cup")
        await shop.poll()
        assert sorted(targets(shop)[1:]) == ["/products/cup", "/products/mug"]
        assert (await shop.known("products-mug")).price is not None

        sell(shop, "mug", price="9.00")
        shop.gives(sitemap(entry("mug", "2026-11-02"), entry("cup")))
        assert (await shop.poll()).changed == 1
        assert targets(shop)[3:] == [PATH, "/products/mug"]


async def test_pages_are_left_alone_where_the_source_says_so(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP, pages=False) as shop:
        shop.gives(sitemap(entry("mug")))
        await shop.poll()
        assert targets(shop) == [PATH]


async def test_a_page_that_does_not_answer_is_asked_again_and_its_product_is_not_gone(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP) as shop:
        shop.gives(sitemap(entry("mug"), entry("cup")))
        sell(shop, "cup")
        await shop.poll()
        assert await shop.told() == ["known products-cup", "known products-mug"]

        sell(shop, "mug")
        shop.gives(sitemap(entry("mug"), entry("cup"), entry("pot")))
        report = await shop.poll()
        assert (report.changed, report.absent) == (1, 0)
        assert "1 pages did not answer" in report.words
        sell(shop, "pot")
        shop.gives(sitemap(entry("mug"), entry("cup"), entry("pot"), ""))
        await shop.poll()
        assert (await shop.told())[2:] == ["upsert products-mug", "upsert products-pot"]


@pytest.mark.parametrize("many", [False, True])
async def test_pages_that_did_not_answer_are_asked_again_though_the_sitemap_is_as_it_was(
    tmp_path: Path, *, many: bool
) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP) as shop:
        if many:
            shop.gives(index("a.xml"))
        shop.gives(sitemap(entry("mug"), entry("cup")), path="/a.xml" if many else PATH, etag='"v1"')
        sell(shop, "cup")
        await shop.poll()
        sell(shop, "mug")
        assert (await shop.poll()).changed == 1
        before = len(targets(shop))
        assert (await shop.poll()).changed == 0
        assert not [target for target in targets(shop)[before:] if target.startswith("/products/")]


async def test_one_page_that_is_broken_for_good_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP) as shop:
        shop.gives(sitemap(entry("mug"), entry("cup")))
        shop.gives("", path="/products/mug", status=503)
        sell(shop, "cup")
        report = await shop.poll()
        assert (report.seen, report.error) == (2, None)
        assert "1 pages did not answer" in report.words


@pytest.mark.parametrize(("status", "headers"), [(429, {}), (503, {"retry-after": "120"})])
async def test_a_shop_that_says_not_now_is_not_asked_for_more_pages(
    tmp_path: Path, status: int, headers: dict[str, str]
) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP) as shop:
        shop.gives(sitemap(entry("mug")))
        shop.gives("", path="/products/mug", status=status, **headers)
        with pytest.raises(ApplicationError) as later:
            await shop.poll()
        assert later.value.type == "AskedTooOften"


async def test_a_shop_whose_pages_are_all_away_is_not_asked_for_every_one(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP) as shop:
        shop.gives(sitemap(*(entry(f"mug-{number}") for number in range(60))))
        report = await shop.poll()
        assert (report.seen, len(targets(shop))) == (60, 21)


async def test_each_of_many_sitemaps_is_asked_by_its_own_marks(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP, pages=False) as shop:
        shop.gives(index("a.xml", "b.xml.gz"))
        shop.gives(sitemap(entry("mug")), path="/a.xml", etag='"a1"')
        shop.gives(packed(sitemap(entry("cup"))), path="/b.xml.gz", etag='"b1"')
        assert (await shop.poll()).seen == 2

        shop.gives(b"", path="/a.xml", status=304)
        shop.gives(packed(sitemap(entry("cup"), entry("pot"))), path="/b.xml.gz", etag='"b2"')
        report = await shop.poll()
        assert (report.seen, report.changed, report.absent) == (3, 1, 0)
        assert [one.headers.get("if-none-match") for one in shop.server.asked[3:]] == [None, '"a1"', '"b1"']


async def test_what_left_one_of_many_sitemaps_is_gone_after_all_were_read(tmp_path: Path) -> None:
    """It may have moved to the one that is as it was."""
    async with asked(tmp_path, SourceKind.SITEMAP, pages=False) as shop:
        shop.gives(index("a.xml", "b.xml"))
        shop.gives(sitemap(entry("mug")), path="/a.xml", etag='"a1"')
        shop.gives(sitemap(entry("cup"), entry("pot")), path="/b.xml")
        await shop.poll()
        shop.gives(sitemap(entry("cup")), path="/b.xml")
        shop.server.replies["/a.xml"] = _as_asked(sitemap(entry("mug")), '"a1"', shop)
        assert (await shop.poll()).absent == 0
        assert (await shop.note()).alarm is None
        assert (await shop.poll()).absent == 1
        assert (await shop.told())[-1] == "delete products-pot"


async def test_a_sitemap_that_is_named_no_more_takes_its_products_with_it(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP, pages=False) as shop:
        shop.gives(index("a.xml", "b.xml"))
        shop.gives(sitemap(entry("mug")), path="/a.xml")
        shop.gives(sitemap(entry("cup")), path="/b.xml")
        await shop.poll()
        shop.gives(index("a.xml"))
        await shop.poll()
        assert (await shop.poll()).absent == 1
        shop.gives(index("a.xml", "b.xml"))
        assert (await shop.poll()).changed == 1


async def test_a_sitemap_that_grew_into_several_loses_nobody(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP, pages=False) as shop:
        shop.gives(sitemap(entry("mug"), entry("cup")))
        await shop.poll()
        shop.gives(index("a.xml", "b.xml"))
        shop.gives(sitemap(entry("mug"), entry("cup")), path="/a.xml")
        shop.gives(sitemap(), path="/b.xml")
        for _ in range(3):
            report = await shop.poll()
            assert (report.seen, report.changed, report.absent, report.error) == (2, 0, 0, None)


async def test_one_of_many_that_does_not_answer_deletes_nothing(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP, pages=False) as shop:
        shop.gives(index("a.xml", "b.xml"))
        shop.gives(sitemap(entry("mug")), path="/a.xml")
        shop.gives(sitemap(entry("cup")), path="/b.xml")
        await shop.poll()
        shop.gives(b"", path="/b.xml", status=404)
        report = await shop.poll()
        assert report.error is not None
        assert "b.xml" in report.error
        assert len(await shop.told()) == 2


async def test_sitemaps_that_name_one_another_end(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP, pages=False) as shop:
        shop.gives(index("feed.xml", "a.xml"))
        shop.gives(index("feed.xml", "b.xml"), path="/a.xml")
        shop.gives(sitemap(entry("mug")), path="/b.xml")
        assert (await shop.poll()).seen == 1
        assert len(shop.server.asked) == 3


async def test_the_secret_goes_to_no_other_host_that_an_index_names(tmp_path: Path) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP, pages=False, header="X-Api-Key") as shop:
        await shop.sources.set_secrets((await shop.card()).key, ["k-1"])
        shop.gives(index("a.xml").replace("http://shop.example/a", "http://93.184.216.34/a"))
        shop.gives(sitemap(entry("mug")), path="/a.xml")
        await shop.poll()
        assert [one.headers.get("x-api-key") for one in shop.server.asked] == ["k-1", None]


def _as_asked(body: str, etag: str, shop: Polled) -> Reply:
    """Says "as it was" to who has it."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        has_it = shop.server.asked[-1].headers.get("if-none-match") == etag
        writer.write(answer(304) if has_it else answer(200, body.encode(), etag=etag))
        await writer.drain()

    return reply


@pytest.mark.parametrize(
    "address",
    [
        "http://[",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://u:p@shop.example/a",
        "//",
        "http://inside.example/a",
    ],
)
async def test_an_index_that_names_what_nobody_asks_deletes_nothing(tmp_path: Path, address: str) -> None:
    async with asked(tmp_path, SourceKind.SITEMAP, pages=False) as shop:
        shop.gives(index("a.xml"))
        shop.gives(sitemap(entry("mug")), path="/a.xml")
        await shop.poll()
        shop.gives(index("a.xml").replace("http://shop.example/a.xml", address))
        report = await shop.poll()
        assert report.error is not None
        assert len(shop.server.asked) == 3
        assert await shop.told() == ["known products-mug"]
