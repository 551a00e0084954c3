"""Tokens at rest: authenticated encryption with the home's key, so that a copied database is worth nothing.

There may be several keys, `new,old`: the first seals, all of them open. So a key is changed without a moment at
which something cannot be read (`store/resealing.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

BETWEEN_KEYS = ","


class SealBroken(Exception):
    """A sealed secret cannot be opened with the key at hand; the message says what to do, never the secret."""


class Seals(Protocol):
    """Whoever seals and opens secrets. Both raise `SealBroken`."""

    def seal(self, secret: str) -> str: ...

    def open(self, sealed: str) -> str: ...


@dataclass(frozen=True)
class Sealer:
    """Keeps `Seals` with keys that stay (Fernet: AES-128-CBC with HMAC-SHA256)."""

    _first: Fernet = field(repr=False)
    _all: MultiFernet = field(repr=False)

    def seal(self, secret: str) -> str:
        return self._first.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._all.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken(
                "the stored token does not open with this key: set PINFLOW_SECRET_KEY to the key it was stored "
                "with, or connect the account again"
            ) from None

    def is_current(self, sealed: str) -> bool:
        """Whether it was sealed with the first key."""
        try:
            self._first.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True


def sealer_of(keys: str) -> Sealer:
    """The sealer of a key, or of several with commas between: 32 bytes each, in url-safe base64.

    Raises `SealBroken`.
    """
    try:
        fernets = [Fernet(key.strip().encode()) for key in keys.split(BETWEEN_KEYS)]
    except ValueError:
        raise SealBroken(
            "the secret key is not a key: PINFLOW_SECRET_KEY (or the home's secret.key) needs 32 bytes in "
            "url-safe base64; of several keys, with commas between, each"
        ) from None
    return Sealer(fernets[0], MultiFernet(fernets))


@dataclass(frozen=True)
class RereadSealer:
    """Keeps `Seals` with keys that may change while it is used: a worker outlives a change of the home's key.

    `read` gives the keys as they are now, as `sealer_of` takes them; it may raise OSError.
    """

    read: Callable[[], str] = field(repr=False)
    _known: list[Sealer] = field(default_factory=list, repr=False)

    def seal(self, secret: str) -> str:
        # With a key that was taken out of use meanwhile it could never be opened again: so the newest, each time.
        return self._newest().seal(secret)

    def open(self, sealed: str) -> str:
        for known in self._known:
            try:
                return known.open(sealed)
            except SealBroken:
                break
        return self._newest().open(sealed)

    def _newest(self) -> Sealer:
        try:
            newest = sealer_of(self.read())
        except OSError as error:
            raise SealBroken(f"the secret key cannot be read: {type(error).__name__}") from error
        self._known[:] = [newest]
        return newest
