"""What makes two intents the same one, and what makes a product a changed one.

Digests here are for ever: pins at Pinterest carry them. A new encoding needs a new version, and the old one stays.
"""

import hashlib
import json
import unicodedata

from contracts.names import AccountKey, PinKey
from contracts.product import Money, Product
from contracts.wording import PLAIN, Wording
from drafting.pictures import picture_of, unversioned
from drafting.templates import fold_variable, read_template
from drafting.variables import Subject, variables_of
from drafting.videos import shows_video

KEY_VERSION = "pinflow.pin.v1"
GIVEN_VERSION = "pinflow.given.v1"
MARKER_VERSION = "pinflow.marker.v1"
FINGERPRINT_VERSION = "pinflow.fingerprint.v1"

_TOLD_ALREADY = frozenset(
    fold_variable(name)
    for name in ("title", "description", "price", "sale_price", "current_price", "offer", "percent", "currency")
) | {"availability"}
"""Variables made of what every fingerprint holds already, as the catalog states it."""

_NO_COPY = frozenset({"board", fold_variable("link_host")})
"""Where a pin is and where it leads are no part of what it shows."""


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


def given_key(account: AccountKey, idempotency_key: str, *, image_slot: int = 0) -> PinKey:
    """The intent's key when the caller names the pin: neither board nor product is in it, nor an edition."""
    return PinKey(_digest(GIVEN_VERSION, account, _normal(idempotency_key), image_slot)[:32])


def key_of(
    account: AccountKey, board_id: str, product: Product, *, image_slot: int = 0, edition: str = ""
) -> PinKey:
    """The key of the pin that a row asks for: by the key that it gives, or derived from what it says."""
    if product.idempotency_key is not None:
        return given_key(account, product.idempotency_key, image_slot=image_slot)
    return derive_key(account, board_id, product.key, image_slot=image_slot, edition=edition)


def marker_of(key: PinKey) -> str:
    """What the links of this intent carry: 16 hexadecimal digits that do not give the key away."""
    return _digest(MARKER_VERSION, key)[:16]


def fingerprint(product: Product, *, image_slot: int = 0, wording: Wording = PLAIN) -> str:
    """A SHA-256 of what a pin shows: title, description, prices, availability and its picture's address.

    A video and its wording, with what the wording says of the product, are in it where there are any. A picture's
    version parameter (`?v=1623104890`) alone is no change: shops renew it at every deploy.
    """
    picture = picture_of(product, image_slot)
    return _digest(
        FINGERPRINT_VERSION,
        _normal(product.title),
        _normal(product.description),
        _price(product.price),
        _price(product.sale_price),
        product.availability.value,
        unversioned(picture.url) if picture else "",
        *_video(product, image_slot),
        *_words(product, wording),
    )


def _video(product: Product, image_slot: int) -> tuple[str, ...]:
    return ("video", unversioned(product.video or "")) if shows_video(product, image_slot) else ()


def _words(product: Product, wording: Wording) -> tuple[str, ...]:
    """The templates, and the variables that only they show."""
    if wording == PLAIN:
        return ()
    texts = (wording.title or "", wording.description or "")
    names = frozenset[str]().union(*(read_template(text).names() for text in texts))
    values = variables_of(Subject(product), names - _TOLD_ALREADY - _NO_COPY)
    return ("wording", *texts, *(part for name in sorted(values) for part in (name, _normal(values[name]))))


def _digest(*parts: str | int) -> str:
    # JSON quotes every part, so that no part can pretend to be two.
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def _price(money: Money | None) -> str:
    return f"{money.amount.normalize():f} {money.currency or ''}" if money else ""
