"""Where an address is really asked, and where its redirects may lead."""

from dataclasses import dataclass

import httpx

from fetching.addresses import NotAsked, askable, refuse_private_host
from fetching.stand_in import is_inside, stand_in_address


@dataclass(frozen=True)
class Route:
    """The first address asked. `shop` is the place on this machine that must not be left: the demo shop, or our
    own asset store; None: the public internet.
    """

    start: httpx.URL
    shop: str | None

    def is_home(self, url: httpx.URL) -> bool:
        """Whether `url` is at the place that was asked first, or there made secure: secrets go no further."""
        start = self.start
        if (start.scheme, start.host, start.port) == (url.scheme, url.host, url.port):
            return True
        return _is_plain(start) and url.host == start.host and url.scheme == "https" and url.port is None

    def onward(self, here: httpx.URL, location: str) -> httpx.URL:
        """The next hop from `here` by a redirect's `location`. Raises NotAsked."""
        try:
            there = askable(str(here.join(location)))
        except (httpx.InvalidURL, ValueError) as error:
            raise NotAsked(f"a redirect leads to an address that cannot be read: {error}") from error
        if self.shop is None:
            refuse_private_host(there)
        elif not is_inside(there, self.shop):
            raise NotAsked(f"a redirect leads out of {self.shop}, to {there.host}")
        return there


def _is_plain(url: httpx.URL) -> bool:
    return url.scheme == "http" and url.port is None


def route_for(address: str, *, stand_in_shop: str | None, neighbours: tuple[str, ...]) -> Route:
    """The route for an address that a user gave; `neighbours` may be asked though they are not public.

    Raises NotAsked.
    """
    url = askable(address)
    for shop in (stand_in_shop, *neighbours):
        if shop is not None and is_inside(url, shop):
            return Route(start=url, shop=shop)
    refuse_private_host(url)
    if stand_in_shop is None:
        return Route(start=url, shop=None)
    return Route(start=httpx.URL(stand_in_address(str(url), stand_in_shop)), shop=stand_in_shop)
