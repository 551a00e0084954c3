"""Tokens at rest: authenticated encryption with the home's key, so that a copied database is worth nothing."""

from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken


class SealBroken(Exception):
    """A sealed secret cannot be opened with the key at hand; the message says what to do, never the secret."""


@dataclass(frozen=True)
class Sealer:
    """Seals and opens secrets (Fernet: AES-128-CBC with HMAC-SHA256)."""

    _fernet: Fernet = field(repr=False)

    def seal(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken(
                "the stored token does not open with this key: set PINFLOW_SECRET_KEY to the key it was stored "
                "with, or connect the account again"
            ) from None


def sealer_of(key: str) -> Sealer:
    """The sealer of a key: 32 bytes in url-safe base64. Raises `SealBroken`."""
    try:
        return Sealer(Fernet(key.encode()))
    except ValueError:
        raise SealBroken(
            "the secret key is not a key: PINFLOW_SECRET_KEY (or the home's secret.key) needs 32 bytes in "
            "url-safe base64"
        ) from None
