"""Whether a webhook's body was sent by the shop that it names: HMAC-SHA256 over the raw bytes, in base64.

Only the body is signed. What the headers say beside it (the shop's domain, the moment) is said by anybody.
"""

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence

SIGNATURE_CHARACTERS_MAX = 200
"""A signature has 44."""

SHOPIFY_HEADERS = ("x-shopify-hmac-sha256", "shopify-hmac-sha256")
"""Of webhooks, and of their successors without the X."""
WOOCOMMERCE_HEADERS = ("x-wc-webhook-signature",)

# What WordPress decodes in a secret before it signs (`wp_specialchars_decode` with both quotes), and no more.
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot)|#0*(38|60|62|34|39)|#[xX]0*(26|3[cCeE]|22|27));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}


def is_signed_by_shopify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    """Whether one of the secrets signed the body: after a rotation the old one may sign for an hour longer."""
    return _is_signed(body, _stated(headers, SHOPIFY_HEADERS), secrets)


def is_signed_by_woocommerce(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    """As `is_signed_by_shopify`, with the secrets as WordPress decodes them. A ping is not signed at all."""
    return _is_signed(body, _stated(headers, WOOCOMMERCE_HEADERS), [_decoded(secret) for secret in secrets])


def _is_signed(body: bytes, given: str, secrets: Sequence[str]) -> bool:
    """Every secret is tried, so that the time taken does not tell which one fits. A blank one signs nothing."""
    stated = given.encode("utf-8", "replace")
    found = [hmac.compare_digest(_signature(body, secret), stated) for secret in secrets if secret.strip()]
    return any(found)


def _signature(body: bytes, secret: str) -> bytes:
    return b64encode(hmac.digest(secret.encode("utf-8", "surrogatepass"), body, hashlib.sha256))


def _stated(headers: Mapping[str, str], names: Sequence[str]) -> str:
    """The first of the headers that is there, however it is written; empty when none is."""
    folded = {name.lower(): text for name, text in headers.items() if name.lower() in names}
    return next((folded[name].strip()[:SIGNATURE_CHARACTERS_MAX] for name in names if folded.get(name)), "")


def _decoded(secret: str) -> str:
    return _ENTITY.sub(_character, secret)


def _character(found: re.Match[str]) -> str:
    name, number, hexadecimal = found.groups()
    return _NAMED[name] if name else chr(int(number) if number else int(hexadecimal, 16))
