"""`pinflow secrets rotate`: a new key, everything encrypted anew with it, the old one forgotten, in this order.

The key file says `new,old` before anything is encrypted with the new key, and `new` only when nothing needs the
old one. So at every moment what is in the ledger opens with what is in the file, whoever is killed when.
"""

import asyncio
import os
import sys
from dataclasses import dataclass

from cryptography.fernet import Fernet

from config import Settings, load_settings
from starter.accounts import write
from starter.failures import CommandFailed, ExitCode
from starter.home import Home
from starter.ledger import find_ledger
from starter.lock import LockTaken, locked
from starter.processes import mark_process
from starter.screen import Screen
from starter.sealers import broken_seals_told
from starter.whole_files import replace_text
from store.database import Database
from store.resealing import reseal
from store.sealing import BETWEEN_KEYS, sealer_of

TURN_SECONDS_MAX = 1.0
"""How long another rotation of the same home is waited for."""


@dataclass(frozen=True)
class Rotation:
    """What was done. `in_file`: the key is the home's own, and the old one is gone from it."""

    resealed: int
    in_file: bool


def rotate_key(*, as_json: bool) -> int:
    """Carry it out; the exit code."""
    rotation = asyncio.run(rotate(load_settings()))
    if as_json:
        write({"resealed": rotation.resealed, "key": "home" if rotation.in_file else "environment"})
        return ExitCode.DONE
    screen = Screen()
    screen.say(f"{rotation.resealed:,} secrets are encrypted with the new key.")
    if rotation.in_file:
        screen.say("The old key is gone from the home. A worker that runs reads the new one by itself.")
    else:
        screen.say("Now set PINFLOW_SECRET_KEY to the new key alone, and restart the workers.")
    return ExitCode.DONE


async def rotate(settings: Settings) -> Rotation:
    """By the home's file, or by `PINFLOW_SECRET_KEY`. Raises `CommandFailed`."""
    with broken_seals_told():
        async with find_ledger(settings) as ledger:
            if settings.secret_key is not None:
                return await _by_environment(settings.secret_key.get_secret_value(), ledger.database)
            return await _by_file(Home(settings.home), ledger.database)


async def _by_environment(keys: str, database: Database) -> Rotation:
    """The file of a person's own is for them to change: before, and afterwards."""
    if BETWEEN_KEYS not in keys:
        raise CommandFailed(
            "The key is PINFLOW_SECRET_KEY, which only you can change. Make a new one:\n"
            "  python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'\n"
            'Set PINFLOW_SECRET_KEY to "new,old", restart the workers, say pinflow secrets rotate again, and then '
            "set it to the new one alone.",
            ExitCode.USAGE,
        )
    return Rotation(await reseal(database, sealer_of(keys)), in_file=False)


async def _by_file(home: Home, database: Database) -> Rotation:
    if not home.key_file.exists():
        raise CommandFailed(
            f"{home.key_file} is not there: there is nothing to change. See: pinflow doctor", ExitCode.USAGE
        )
    me = mark_process(os.getpid(), sys.orig_argv)
    try:
        async with locked(home.folder / "rotate.lock", me, wait_seconds=TURN_SECONDS_MAX):
            return await _turn(home, database)
    except LockTaken as error:
        raise CommandFailed(
            "Another pinflow is changing the key of this home: wait for it.", ExitCode.USAGE
        ) from error


async def _turn(home: Home, database: Database) -> Rotation:
    """A rotation that was killed is gone on with: its new key may have sealed something already."""
    before = home.secret_key()
    sealer_of(before)  # a key that is none must not be pushed aside by a good one
    keys = before if BETWEEN_KEYS in before else f"{Fernet.generate_key().decode()}{BETWEEN_KEYS}{before.strip()}"
    replace_text(home.key_file, keys, durable=True)
    resealed = await reseal(database, sealer_of(keys))
    replace_text(home.key_file, keys.partition(BETWEEN_KEYS)[0].strip(), durable=True)
    return Rotation(resealed, in_file=True)
