"""A pin's link: the product's page, tagged for the shop's statistics and marked as ours.

The marker is how a pin whose answer was lost is found again on its board. A link is never cut to fit: half a link
is a dead one.
"""

import re
from urllib.parse import quote, unquote_plus

from contracts.outcome import Reason, Refused
from contracts.pin import LINK_MAX, PinPolicy
from contracts.product import Product
from contracts.refusals import refuse
from drafting.addresses import BadAddress, stands_alone, whole_address

MARKER_PARAMETER = "pf"

# A redirecting address holds ours encoded; the marker is the last because we append it.
_MARKER = re.compile(r"(?:[?&;]|%3F|%26)pf(?:=|%3D)([0-9a-f]{16})(?![0-9a-z])", re.IGNORECASE)


def draft_link(product: Product, policy: PinPolicy, marker: str) -> str | Refused:
    """The page's canonical address with `utm_*` where the merchant set none, and `pf=<marker>` (16 hex digits).

    Refused as LINK_MISSING when there is nothing to build it from, LINK_INVALID when it is no public web
    address, LINK_TOO_LONG above 2,048 characters. A fragment is kept; an older marker is replaced.
    """
    raw = _page(product)
    if raw is None:
        return refuse(Reason.LINK_MISSING, "The product has neither a link nor a handle.")
    if not policy.shop_url and not stands_alone(raw):
        return refuse(Reason.LINK_MISSING, f'The page "{raw[:200]}" is known, but not the shop it belongs to.')
    page = whole_address(raw, policy.shop_url)
    if isinstance(page, BadAddress):
        return refuse(Reason.LINK_INVALID, f"The link {page.why}.")
    link = page._replace(query=_tagged(page.query, policy.campaign, marker)).geturl()
    if len(link) > LINK_MAX:
        return refuse(Reason.LINK_TOO_LONG, f"The link has {len(link)} characters; Pinterest takes {LINK_MAX}.")
    return link


def read_marker(link: str | None) -> str | None:
    """The marker that a link carries, whatever became of the rest of it; the inverse of `draft_link`."""
    if link is None:
        return None
    found = _MARKER.findall(link.partition("#")[0])
    return str(found[-1]).lower() if found else None


def bare_link(link: str) -> str:
    """`link` without what we or a campaign add, for comparing: no scheme, `utm_*`, marker or trailing slash."""
    page = whole_address(link, None)
    if isinstance(page, BadAddress):
        return link.strip()
    pieces = sorted(piece for piece in _pieces(page.query) if not _is_tag(_name(piece)))
    return f"{page.netloc}{page.path.rstrip('/')}?{'&'.join(pieces)}#{page.fragment}"


def _page(product: Product) -> str | None:
    link = (product.link or "").strip()
    if link and not link.startswith("#"):  # "#" is how a template says that there is no page yet
        return link
    handle = (product.handle or "").strip()
    return f"products/{quote(handle, safe='')}" if handle else None


def _tagged(query: str, campaign: str, marker: str) -> str:
    pieces = [piece for piece in _pieces(query) if _name(piece) != MARKER_PARAMETER]
    names = {_name(piece).lower() for piece in pieces}
    tags = (("utm_source", "pinterest"), ("utm_medium", "organic"), ("utm_campaign", campaign.strip()))
    pieces += [f"{name}={quote(value, safe='')}" for name, value in tags if value and name not in names]
    return "&".join([*pieces, f"{MARKER_PARAMETER}={marker}"])


def _pieces(query: str) -> list[str]:
    return [piece for piece in query.split("&") if piece]


def _name(piece: str) -> str:
    return unquote_plus(piece.partition("=")[0]).strip()


def _is_tag(name: str) -> bool:
    return name == MARKER_PARAMETER or name.lower().startswith("utm_")
