"""What the shop answers for a path: a picture, a page, or the mishap that the name asks for."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.shop.naming import Mishap, Wish, read_path
from simulator.shop.page import product_page
from simulator.shop.photograph import photograph

SMALL = (300, 300)  # pixels
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Offered:
    """An HTTP answer; `is_slow` asks for it to come in drops."""

    status: int
    content_type: str
    body: bytes
    is_slow: bool = False


def offer(path: str, origin: str) -> Offered:
    """Draws or writes it: up to some 150 ms of CPU. `origin` is the shop's own, for addresses in pages."""
    wish = read_path(path)
    if wish.mishap is Mishap.FORBIDDEN:
        return Offered(403, HTML, b"<h1>403 Forbidden</h1>")
    if wish.mishap is Mishap.MISSING:
        return Offered(404, HTML, b"<h1>404 Not Found</h1>")
    if wish.format is None or wish.mishap is Mishap.PAGE_INSTEAD:
        return Offered(200, HTML, product_page(wish, origin), wish.mishap is Mishap.SLOW)
    return Offered(200, f"image/{wish.format.lower()}", _picture(wish, wish.format), wish.mishap is Mishap.SLOW)


def _picture(wish: Wish, image_format: str) -> bytes:
    size = SMALL if wish.mishap is Mishap.SMALL else wish.size
    whole = photograph(wish, size, image_format)
    return whole[: len(whole) // 2] if wish.mishap is Mishap.TRUNCATED else whole
