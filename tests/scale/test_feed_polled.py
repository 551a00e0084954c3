"""A feed of 100,000 products: what changed of it is found, whatever did not costs next to nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlmodel import select

from contracts.sources import SourceKind
from drafting.change_decisions import Deciding
from drafting.change_rules import ChangeBook
from drafting.change_rules_text import usual_rules
from store.database import Database
from store.feeds import ITEMS_MAX
from store.schema import upgrade
from store.tables.sources import ChangeRow
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.store.shops import SHOP, Shop, a_source

ITEMS = 100_000
CHANGED = tuple(range(1_000, ITEMS, ITEMS // 50))
PEAK_KIB_MAX = 300 * 1024
POLL_SECONDS_MAX = 600
WORDS = "Holds tea, and coffee too. Fired twice, glazed by hand, and packed in straw. " * 4


@dataclass
class FeedServer:
    """Gives a file at /shop/feed.xml, and says "as it was" to who has it."""

    path: Path
    etag: str = '"v1"'
    asked: list[str | None] = field(default_factory=list)
    origin: str = ""

    @contextmanager
    def running(self) -> Iterator[None]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        its = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                has = self.headers.get("if-none-match")
                its.asked.append(has)
                is_same = has == its.etag
                self.send_response(304 if is_same else 200)
                self.send_header("etag", its.etag)
                self.send_header("content-length", "0" if is_same else str(its.path.stat().st_size))
                self.end_headers()
                if not is_same:
                    with its.path.open("rb") as file:
                        while chunk := file.read(1 << 20):
                            self.wfile.write(chunk)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
                del format, args

        return Handler


@pytest.mark.scale
async def test_of_a_hundred_thousand_products_exactly_those_that_changed_are_decided_about(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/ledger.db")
    upgrade(database)
    shop, server = Shop(database), FeedServer(write_feed(tmp_path / "feed.xml"))
    with server.running():
        settings = json.dumps({"address": f"{server.origin}/shop/feed.xml"})
        await shop.sources.add(a_source(kind=SourceKind.FEED, settings=settings), [], START)

        first = polled(tmp_path, server)
        assert (first["report"]["seen"], first["report"]["changed"], first["report"]["error"]) == (ITEMS, 0, None)
        assert changed_products(database) == []

        second = polled(tmp_path, server)
        assert second["report"]["unchanged"]
        assert server.asked == [None, '"v1"']
        assert changed_products(database) == []

        write_feed(server.path, changed=CHANGED)
        server.etag = '"v2"'
        third = polled(tmp_path, server)
    assert (third["report"]["changed"], third["report"]["absent"], third["report"]["error"]) == (50, 0, None)
    keys = [f"mug-{number}" for number in CHANGED]
    assert sorted(changed_products(database)) == sorted(keys)
    assert {product.product_key for product in await shop.changes.pending(START * 2, ITEMS_MAX)} == set(keys)
    deciding = Deciding(SHOP, ChangeBook.of(usual_rules(ACCOUNT)), START)
    steps = [await shop.products.fold(SHOP, key, deciding, START) for key in keys]
    assert [step.folded for step in steps] == [1] * len(CHANGED)
    database.close()
    peaks = [each["peak_kib"] for each in (first, second, third)]
    print(f"peaks {[peak // 1024 for peak in peaks]} MiB")  # noqa: T201 - figures for the record
    assert max(peaks) < PEAK_KIB_MAX


def polled(folder: Path, server: FeedServer) -> dict[str, Any]:  # Any: the poller's JSON
    done = subprocess.run(
        [sys.executable, "-m", "tests.scale.feed_poller", str(folder), f"{server.origin}/shop", SHOP],
        capture_output=True,
        text=True,
        timeout=POLL_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def changed_products(database: Database) -> list[str]:
    return list(database.read_now(lambda session: session.exec(select(ChangeRow.product_key)).all()))


def write_feed(path: Path, changed: tuple[int, ...] = ()) -> Path:
    """Products whose prices are 12.50, and 9.90 of those that changed."""
    cheap = set(changed)
    with path.open("w", encoding="utf-8") as file:
        file.write('<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n')
        for number in range(ITEMS):
            price = "9.90" if number in cheap else "12.50"
            file.write(
                f"<item><g:id>mug-{number}</g:id><title>Blue mug {number}</title>"
                f"<description>{WORDS}</description>"
                f"<link>https://shop.example.com/mugs/{number}</link>"
                f"<g:image_link>https://shop.example.com/mug-{number}.jpg</g:image_link>"
                f"<g:price>{price} EUR</g:price><g:availability>in stock</g:availability></item>\n"
            )
        file.write("</channel></rss>")
    return path
