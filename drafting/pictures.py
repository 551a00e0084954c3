"""Which pictures of a product become pins, and where they are fetched.

A slot counts a product's pictures from 0, each address once and in the file's order, so that a slot stays the same
picture however many pins are wanted.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from contracts.asset_addresses import read_asset_address
from contracts.outcome import Reason, Refused
from contracts.pin import PinPolicy
from contracts.product import Product, ProductImage
from contracts.refusals import refuse
from drafting.addresses import ADDRESS_MAX, BadAddress, whole_address

_VERSION_PARAMETER = re.compile(r"(?:v|ver|version)=[^&]*", re.IGNORECASE)


def distinct_pictures(product: Product) -> tuple[ProductImage, ...]:
    """The pictures that have an address, the first of each; a version parameter makes no other picture."""
    found: dict[str, ProductImage] = {}
    for image in product.images:
        if image.url.strip():
            found.setdefault(unversioned(image.url), image)
    return tuple(found.values())


def picture_of(product: Product, slot: int) -> ProductImage | None:
    """The picture of a slot, if there is one. That of slot 0 is a video's cover, too."""
    pictures = distinct_pictures(product)
    return pictures[slot] if 0 <= slot < len(pictures) else None


def picture_slots(product: Product, images: int) -> range:
    """The slots that become pins when `images` are wanted: at least one, at most one for each picture.

    A product without a picture has slot 0, where it is refused or its video is pinned.
    """
    return range(max(1, min(images, len(distinct_pictures(product)))))


def draft_image_address(product: Product, policy: PinPolicy, slot: int = 0) -> str | Refused:
    """The picture's absolute address; IMAGE_MISSING without one, IMAGE_ADDRESS_INVALID for a wrong one."""
    picture = picture_of(product, slot)
    if picture is None:
        return refuse(Reason.IMAGE_MISSING, _missing(product, slot))
    address = media_address(picture.url, policy.shop_url)
    if isinstance(address, BadAddress):
        return refuse(Reason.IMAGE_ADDRESS_INVALID, f"The picture's address {address.why}.")
    return address


def media_address(raw: str, shop_url: str | None) -> str | BadAddress:
    """The absolute address of a picture or video, within the 4,096 characters that a draft can hold.

    That of an uploaded file is as it is.
    """
    if read_asset_address(raw) is not None:
        return raw
    address = whole_address(raw, shop_url)
    if isinstance(address, BadAddress):
        return address
    url = address.geturl()
    if len(url) > ADDRESS_MAX:
        return BadAddress(f"has {len(url)} characters; at most {ADDRESS_MAX} are taken")
    return url


def unversioned(url: str) -> str:
    """An address without its version parameter (`v`, `ver`, `version`), for comparing."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    kept = [piece for piece in parts.query.split("&") if not _VERSION_PARAMETER.fullmatch(piece)]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _missing(product: Product, slot: int) -> str:
    if slot == 0:
        return "The product has no picture."
    return f"The product has no picture {slot + 1}: it has {len(distinct_pictures(product))}."
