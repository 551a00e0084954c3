"""What a look at the product's page means for its pin."""

from urllib.parse import urlsplit

from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from contracts.sightings import PageLook

GONE = frozenset({404, 410})
SERVER_TROUBLE = 500


def judge_page(asked: str, look: PageLook) -> Refused | None:
    """The refusal that the page earns, if any.

    An answer such as 401, 403 or 429 is no refusal: shops turn programs away that people may pass.
    """
    page = shown(asked)
    if look.status in GONE:
        return refuse(Reason.LINK_DEAD, f"{page} answers {look.status}: the page is gone")
    if look.redirects and _is_home(look.url) and not _is_home(asked):
        return refuse(Reason.LINK_DEAD, f"{page} leads to the home page: the product is gone")
    if look.in_stock is False:
        return refuse(Reason.LINK_OUT_OF_STOCK, f"{page} says that the product is out of stock")
    return None


def shown(link: str) -> str:
    """The page as its shop knows it: without campaign tags and our marker."""
    return link.partition("?")[0]


def answers_later(look: PageLook) -> bool:
    """The shop has trouble of its own: ask again before judging."""
    return look.status >= SERVER_TROUBLE


def _is_home(url: str) -> bool:
    return urlsplit(url).path in {"", "/"}
