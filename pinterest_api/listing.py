"""A listing read to its end, or not at all: half of one would have boards and sections made twice."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from contracts.trouble import Unavailable

PAGE_SIZE = 250
"""Pinterest's largest."""
PAGES_MAX = 80
"""Pages of 25, Pinterest's default, should it not honour ours."""

Query = tuple[tuple[str, str], ...]


class Listed(Protocol):
    """What has an id of its own."""

    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=Listed)
Page = tuple[Sequence[Item], str | None]


def page_query(bookmark: str | None) -> Query:
    """The query of one page: as large as it may be, from the bookmark on."""
    size = (("page_size", str(PAGE_SIZE)),)
    return size if bookmark is None else (*size, ("bookmark", bookmark))


async def whole_list(
    page: Callable[[str | None], Awaitable[Page[Item]]], *, of: str, items_max: int
) -> tuple[Item, ...]:
    """Every item once, by asking for page after page; one that moves between pages is listed once.

    Raises Unavailable rather than give half a list: when bookmarks repeat, or never end.
    """
    found: dict[str, Item] = {}
    bookmarks: set[str | None] = set()
    bookmark: str | None = None
    while bookmark not in bookmarks and len(bookmarks) < PAGES_MAX and len(found) <= items_max:
        bookmarks.add(bookmark)
        items, bookmark = await page(bookmark)
        found.update((item.id, item) for item in items)
        if bookmark is None:
            return tuple(found.values())
    raise Unavailable(f"The list of {of} did not end after {len(bookmarks)} pages, {len(found)} in all")
