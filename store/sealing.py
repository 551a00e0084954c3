"""Tokens at rest: authenticated encryption with the home's key, so that a copied database is worth nothing."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

KEY_FILE_MODE = 0o600


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


def sealer_from(secret_key: str | None, key_file: Path) -> Sealer:
    """The sealer of `secret_key` if given, else of `key_file`, which is made at first use. Raises `SealBroken`."""
    key = secret_key.encode() if secret_key else _key_in(key_file)
    try:
        return Sealer(Fernet(key))
    except ValueError:
        where = "PINFLOW_SECRET_KEY" if secret_key else str(key_file)
        raise SealBroken(f"{where} is not a key: it needs 32 bytes in url-safe base64") from None


def _key_in(key_file: Path) -> bytes:
    """Read the key; make it with mode 0600 if it is not there. Two at once agree on the first one written."""
    try:
        descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_FILE_MODE)
    except FileExistsError:
        return key_file.read_bytes().strip()
    with os.fdopen(descriptor, "wb") as file:
        key = Fernet.generate_key()
        file.write(key)
    return key
