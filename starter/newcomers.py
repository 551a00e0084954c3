"""Whether an account may be connected as it came back: pure rules, each with a sentence that says what to do."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.credentials import TokenGrant
from contracts.names import AccountKey
from contracts.sightings import RateReading
from pinterest_api.scopes import missing_scopes
from starter.failures import CommandFailed, ExitCode
from starter.ledger import DEMO_ACCOUNT

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class Newcomer:
    """Who came back from the consent, with what."""

    username: str
    grant: TokenGrant
    readings: tuple[RateReading, ...] = ()
    """What Pinterest's headers said meanwhile: its tier, among others."""
    member_id: str | None = None
    """Its id at Pinterest, which stays when it is renamed."""


@dataclass(frozen=True)
class Seat:
    """A name that an account of the ledger has, or had: with its tokens removed only its history is left."""

    account: AccountKey
    username: str | None
    app: str | None
    connected: bool = True
    member_id: str | None = None

    def is_of(self, newcomer: Newcomer) -> bool:
        """Whether they are one account at Pinterest: by its id where both have one, else by what it is called."""
        if self.member_id is not None and newcomer.member_id is not None:
            return self.member_id == newcomer.member_id
        return self.username == newcomer.username


def check_name(name: str | None, *, simulated: bool) -> None:
    """Before anybody is asked for anything. Raises `CommandFailed`."""
    if name is None:
        return
    if not NAME.fullmatch(name):
        raise CommandFailed(
            f"{name[:80]!r} cannot be an account's name: letters, digits, dots, dashes and underscores, 64 at "
            "most, and the first a letter or digit.",
            ExitCode.USAGE,
        )
    if name == DEMO_ACCOUNT and not simulated:
        raise CommandFailed(
            f"{DEMO_ACCOUNT!r} is the name of the simulator's own account: choose another.", ExitCode.USAGE
        )


def name_of(wanted: str | None, username: str, *, simulated: bool) -> AccountKey:
    """What the account is called here: as it was asked, else as Pinterest calls it. Raises `CommandFailed`."""
    if wanted is None and (not NAME.fullmatch(username) or (username == DEMO_ACCOUNT and not simulated)):
        raise CommandFailed(
            f"Pinterest calls the account {username[:80]!r}, which is no name for it here: give one, as in "
            "pinflow accounts connect NAME. Nothing was stored.",
            ExitCode.USAGE,
        )
    return AccountKey(wanted or username)


def check_scopes(granted: Iterable[str], wanted: Sequence[str]) -> None:
    """Raises `CommandFailed`, which names what is missing."""
    missing = missing_scopes(frozenset(granted), wanted)
    if missing:
        raise CommandFailed(
            f"Pinterest did not grant: {', '.join(missing)}. Without {'it' if len(missing) == 1 else 'them'} no "
            "pin can be made and seen. Nothing was stored. Connect again and allow everything that is asked; if "
            "that is not offered, see at developers.pinterest.com what the app may ask for.",
            ExitCode.USAGE,
        )


def check_seat(name: AccountKey, newcomer: Newcomer, seats: Sequence[Seat]) -> None:
    """Whether a new account may have that name. Raises `CommandFailed` when it, or the name, is here already."""
    for seat in seats:
        if seat.connected and seat.account != name and seat.is_of(newcomer):
            raise CommandFailed(
                f"Pinterest's {newcomer.username} is connected already, as {seat.account}{_through(seat)}. "
                f"Nothing was changed. To give it new tokens: pinflow accounts reconnect {seat.account}",
                ExitCode.USAGE,
            )
        if seat.account == name and not _gives_way(seat, newcomer):
            raise CommandFailed(_taken_words(seat, newcomer), ExitCode.USAGE)


def check_same(name: AccountKey, newcomer: Newcomer, seats: Sequence[Seat]) -> None:
    """Whether a reconnected account is the one that it was. Raises `CommandFailed`."""
    before = next((seat for seat in seats if seat.account == name and seat.username is not None), None)
    if before is not None and not before.is_of(newcomer):
        raise CommandFailed(
            f"{name} is Pinterest's {before.username}, and the browser is signed in as {newcomer.username}: "
            f"nothing was changed. Sign in as {before.username} at pinterest.com and try again; to connect "
            f"{newcomer.username} as well: pinflow accounts connect",
            ExitCode.USAGE,
        )
    same = (seat for seat in seats if seat.connected and seat.is_of(newcomer))
    other = next((seat for seat in same if seat.account != name), None)
    if other is not None:
        raise CommandFailed(
            f"Pinterest's {newcomer.username} is connected already, as {other.account}: nothing was changed.",
            ExitCode.USAGE,
        )


def _gives_way(seat: Seat, newcomer: Newcomer) -> bool:
    """What was removed may come back as what it was; the simulator's own account is anybody's, once."""
    if not seat.connected:
        return seat.username is None or seat.is_of(newcomer)
    return seat.account == DEMO_ACCOUNT and seat.username is None


def _taken_words(seat: Seat, newcomer: Newcomer) -> str:
    if seat.username is None or seat.is_of(newcomer):
        return (
            f"{seat.account} is connected already{_through(seat)}. Nothing was changed. To give it new tokens: "
            f"pinflow accounts reconnect {seat.account}"
        )
    return (
        f"{seat.account} is the name of Pinterest's {seat.username} here: give {newcomer.username} another, as in "
        "pinflow accounts connect NAME. Nothing was changed."
    )


def _through(seat: Seat) -> str:
    return f" (app {seat.app})" if seat.app else ""
