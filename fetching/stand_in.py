"""The demo shop in the place of the products' own hosts, so that any catalog can be launched without internet."""

import httpx


def stand_in_address(url: str, stand_in_shop: str) -> str:
    """`https://host/path?query` as `<stand_in_shop>/host/path?query`; an address in the shop stays as it is."""
    parsed = httpx.URL(url)
    if is_inside(parsed, stand_in_shop):
        return url
    host = parsed.netloc.decode("ascii")
    path = parsed.raw_path.decode("ascii")
    return f"{stand_in_shop.rstrip('/')}/{host}{path}"


def is_inside(url: httpx.URL, shop: str) -> bool:
    """Whether `url` has the shop's exact origin and lies at or below its path."""
    origin = httpx.URL(shop)
    if _origin(url) != _origin(origin):
        return False
    path = origin.path.rstrip("/")
    return url.path == path or url.path.startswith(path + "/")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
