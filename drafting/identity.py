"""What makes two intents the same one, and what makes a product a changed one.

Digests here are for ever: pins at Pinterest carry them. A new encoding needs a new version, and the old one stays.
"""

import hashlib
import json
import re
import unicodedata
from urllib.parse import urlsplit, urlunsplit

from contracts.names import AccountKey, PinKey
from contracts.product import Money, Product
from drafting.pictures import main_picture

KEY_VERSION = "pinflow.pin.v1"
MARKER_VERSION = "pinflow.marker.v1"
FINGERPRINT_VERSION = "pinflow.fingerprint.v1"

_VERSION_PARAMETER = re.compile(r"(?:v|ver|version)=[^&]*", re.IGNORECASE)


def derive_key(
    account: AccountKey,
    board_id: str,
    product_key: str,
    *,
    image_slot: int = 0,
    template: str = "",
    edition: str = "",
) -> PinKey:
    """The intent's key, 32 hexadecimal digits: it differs when any part differs."""
    return PinKey(_digest(KEY_VERSION, account, board_id, product_key, image_slot, template, edition)[:32])


def marker_of(key: PinKey) -> str:
    """What the links of this intent carry: 16 hexadecimal digits that do not give the key away."""
    return _digest(MARKER_VERSION, key)[:16]


def fingerprint(product: Product) -> str:
    """A SHA-256 of what a pin shows: title, description, prices, availability and the main picture's address.

    A picture's version parameter (`?v=1623104890`) alone is no change: shops renew it at every deploy.
    """
    picture = main_picture(product)
    return _digest(
        FINGERPRINT_VERSION,
        _normal(product.title),
        _normal(product.description),
        _price(product.price),
        _price(product.sale_price),
        product.availability.value,
        _without_version(picture.url.strip()) if picture else "",
    )


def _digest(*parts: str | int) -> str:
    # JSON quotes every part, so that no part can pretend to be two.
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def _price(money: Money | None) -> str:
    return f"{money.amount.normalize():f} {money.currency or ''}" if money else ""


def _without_version(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [piece for piece in parts.query.split("&") if not _VERSION_PARAMETER.fullmatch(piece)]
    return urlunsplit(parts._replace(query="&".join(kept)))
