"""Pages of a listing: bookmarks that mean nothing to anyone but us."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Protocol, TypeVar

from simulator.answers import invalid_request
from simulator.fields import Fields

PAGE_SIZE, PAGE_SIZE_MAX = 25, 250


class Numbered(Protocol):
    @property
    def sequence(self) -> int: ...


Item = TypeVar("Item", bound=Numbered)


def page_size(parameters: Fields) -> int:
    return parameters.number_in_query("page_size", default=PAGE_SIZE, least=1, most=PAGE_SIZE_MAX)


def start(parameters: Fields, listing: str) -> int | None:
    """The sequence number before which the page begins; None for the first page. Raises ApiError 400 for
    a bookmark that is not ours or belongs to another listing.
    """
    bookmark = parameters.text("bookmark")
    if not bookmark:
        return None
    try:
        number, _, check = base64.urlsafe_b64decode(bookmark + "==").decode("ascii").partition(".")
        if check == _check(listing, number):
            return int(number)
    except ValueError:
        pass
    raise invalid_request("'bookmark' is not valid for this request")


def cut(items: Iterator[Item], size: int, listing: str) -> tuple[list[Item], str | None]:
    """The page and the bookmark of the next one, None at the end."""
    page = list(islice(items, size))
    more = next(items, None) is not None
    return page, _bookmark(listing, page[-1].sequence) if more else None


def _bookmark(listing: str, sequence: int) -> str:
    plain = f"{sequence}.{_check(listing, str(sequence))}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _check(listing: str, number: str) -> str:
    return f"{zlib.crc32(f'{listing} {number}'.encode()):08x}"
