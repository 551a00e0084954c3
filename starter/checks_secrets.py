"""The key to the tokens: who may read it, and whether it opens what is in the ledger."""

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config import Settings
from starter.findings import Finding, failed, ok, skipped, warning
from starter.home import Home
from store.health import AccountStanding
from store.sealing import BETWEEN_KEYS, SealBroken, Sealer, sealer_of

NAME = "secret key"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
RESTORE = "Put the key back from a backup, or set PINFLOW_SECRET_KEY to it, or connect the accounts again."
CONNECT_AGAIN = "Set PINFLOW_SECRET_KEY to the key they were stored with, or connect these accounts again."
FINISH = "End it with: pinflow secrets rotate"


@dataclass(frozen=True)
class KeyLook:
    """Where the key comes from. `file` is None when it is set; `mode` None when that file is not there."""

    sealer: Sealer | None = None
    """None when there is no key, or what is there cannot be one."""
    file: Path | None = None
    mode: int | None = None
    unseen: str | None = None
    """Why the file cannot be read."""
    several: bool = False
    """The file still has an old key beside the new one."""


def look_at_key(settings: Settings) -> KeyLook:
    """Unlike `Home.secret_key`, this makes none."""
    if settings.secret_key is not None:
        return KeyLook(_sealer(settings.secret_key.get_secret_value()))
    file = Home(settings.home).key_file
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        return KeyLook(file=file)
    keys = file.read_text(encoding="utf-8", errors="replace")
    return KeyLook(_sealer(keys), file, mode, several=BETWEEN_KEYS in keys)


def unseen_key(settings: Settings, why: str) -> KeyLook:
    """For when the file cannot even be read."""
    return KeyLook(file=Home(settings.home).key_file, unseen=why)


def _sealer(key: str) -> Sealer | None:
    try:
        return sealer_of(key)
    except SealBroken:
        return None


def judge_key(look: KeyLook, accounts: Sequence[AccountStanding] | None) -> Finding:
    """A token that does not open is worse than a key that others may read, and is told first.

    `accounts` are None when the ledger cannot be asked.
    """
    sealed = [account for account in accounts or () if account.sealed_token is not None]
    shut = [account.account for account in sealed if opened(look, account) is None]
    return (
        _no_key(look, needed=bool(sealed))
        or (failed(NAME, f"it does not open the tokens of: {', '.join(shut)}", CONNECT_AGAIN) if shut else None)
        or _open_to_others(look)
        or _half_changed(look)
        or ok(NAME, f"{_source(look)}, {'tokens not seen' if accounts is None else _tokens(len(sealed))}")
    )


def _no_key(look: KeyLook, *, needed: bool) -> Finding | None:
    """There is none, or it cannot be one."""
    if look.unseen is not None:
        return failed(NAME, f"{look.file} cannot be read: {look.unseen}", "Is this the user who runs the stack?")
    if look.file is not None and look.mode is None:
        gone = failed(NAME, f"{look.file} is gone: no token opens without it", RESTORE)
        return gone if needed else skipped(NAME, "none yet; it is made with the first account")
    if look.sealer is None:
        return failed(NAME, f"{_source(look)} is no key: 32 bytes in url-safe base64", RESTORE)
    return None


def _open_to_others(look: KeyLook) -> Finding | None:
    if look.file is None or look.mode is None or not look.mode & OTHERS:
        return None
    return failed(NAME, f"others may read it: mode {look.mode:04o}, not 0600", f"chmod 600 {look.file}")


def _half_changed(look: KeyLook) -> Finding | None:
    if not look.several:
        return None
    return warning(NAME, "a change of it was begun and not ended: the old one still opens", FINISH)


def opened(look: KeyLook, account: AccountStanding) -> str | None:
    """The account's token; None when it has none, or it does not open."""
    if look.sealer is None or account.sealed_token is None:
        return None
    try:
        return look.sealer.open(account.sealed_token)
    except SealBroken:
        return None


def _source(look: KeyLook) -> str:
    return "PINFLOW_SECRET_KEY" if look.file is None else f"{look.file.name}, mode {look.mode or 0:04o}"


def _tokens(number: int) -> str:
    if not number:
        return "no token yet"
    return "opens the one token" if number == 1 else f"opens all {number} tokens"
