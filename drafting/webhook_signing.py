"""How a delivery is signed: Standard Webhooks 1.0 (HMAC-SHA256 over id, time and body), one signature a secret.

https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence

from contracts.contract import Instant

SECRET_PREFIX = "whsec_"  # noqa: S105 - what a secret begins with
KEY_BYTES = 32
KEY_BYTES_MIN = 24
KEY_BYTES_MAX = 64
PLAIN_SECRET_MIN = 16
PLAIN_SECRET_MAX = 255
HEX_HEADER = "x-pinflow-signature-256"
"""`sha256=<hex>` of the body alone, for receivers that know no other kind."""


class SecretUnfit(ValueError):
    """It cannot sign; the message does not quote it."""


def key_of(secret: str) -> bytes:
    """The bytes that sign. `whsec_` and base64 of 24 to 64 bytes, as the standard has it; any other text signs as
    it is, one that only begins so as well: PinBridge takes it.

    Raises `SecretUnfit`.
    """
    key = _standard_key(secret)
    if key is not None:
        return key
    if not PLAIN_SECRET_MIN <= len(secret) <= PLAIN_SECRET_MAX:
        raise SecretUnfit(f"a secret has {PLAIN_SECRET_MIN} to {PLAIN_SECRET_MAX} characters")
    return secret.encode()


def _standard_key(secret: str) -> bytes | None:
    """With padding or without, as the standard's libraries read it."""
    if not secret.startswith(SECRET_PREFIX):
        return None
    text = secret.removeprefix(SECRET_PREFIX)
    try:
        key = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (NotBase64, ValueError):
        return None
    return key if KEY_BYTES_MIN <= len(key) <= KEY_BYTES_MAX else None


def secret_of(key: bytes) -> str:
    """Random bytes as a secret is written."""
    return SECRET_PREFIX + b64encode(key).decode()


def signed_headers(
    event: str, at: Instant, body: str, secrets: Sequence[str], *, hex_signature: bool
) -> Mapping[str, str]:
    """The headers that prove who sends `body`, and when: made anew for each attempt. Raises `SecretUnfit`."""
    keys, seconds = [key_of(secret) for secret in secrets], int(at)
    signed = f"{event}.{seconds}.{body}".encode()
    headers = {
        "webhook-id": event,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{b64encode(_digest(key, signed)).decode()}" for key in keys),
    }
    return headers | ({HEX_HEADER: f"sha256={_digest(keys[0], body.encode()).hex()}"} if hex_signature else {})


def pinbridge_headers(delivery: str, kind: str, body: str, secret: str) -> Mapping[str, str]:
    """Those that receivers made for PinBridge read; they sign with the secret's text, whatever it begins with."""
    return {
        "x-pinbridge-signature": _digest(secret.encode(), body.encode()).hex(),
        "x-pinbridge-event": kind,
        "x-pinbridge-delivery-id": delivery,
    }


def _digest(key: bytes, signed: bytes) -> bytes:
    return hmac.new(key, signed, hashlib.sha256).digest()
