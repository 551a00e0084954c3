"""Tokens: handed to Pinterest's client alone, and renewed by one worker at a time.

The refresh token dies with its first use, whether or not the answer arrives. So whoever uses it has claimed it
before, for a while; the claim says upon which tokens it was made (their version), and what comes of it counts only
as long as these are the ones that are stored. A secret is sealed inside the transaction that stores it, after the
row is locked: whoever changes the key waits for it, or it sees the new key (`store/resealing.py`).
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from contracts.contract import Instant
from contracts.credentials import RenewalClaim, TokenGrant
from contracts.names import AccountKey
from contracts.trouble import TokenDead, TokenExpired
from store.apps import app_of
from store.connecting import Connection, connect_row, disconnect_row, release, renew_row
from store.database import Database
from store.parking import locked_account
from store.renewals import (
    can_renew,
    give_up,
    has_run_out,
    hopeless,
    refuse_access,
    renew_at,
    tell_not_renewed,
    tell_outage,
    utc,
)
from store.sealing import SealBroken, Seals
from store.tables.accounts import AccountRow

BROKEN_SECONDS = 300.0
"""Until tokens that do not open are looked at again: somebody may have put the right key back."""


@dataclass(frozen=True)
class SealedTokens:
    """Hands Pinterest's client the token of an account; nothing else sees one."""

    database: Database
    sealer: Seals
    now: Callable[[], Instant]

    async def access_token(self, account: AccountKey) -> str:
        """Raises `TokenExpired` when it has run out and is about to be renewed, else `TokenDead`."""
        sealed = await self.database.read(lambda session: _usable(session, account, self.now()))
        try:
            return self.sealer.open(sealed)
        except SealBroken as broken:
            raise TokenDead(str(broken)) from broken

    async def refused(self, account: AccountKey, token: str, why: str) -> None:
        """Pinterest took the token for dead: it is renewed at once, or the account is parked. One that has been
        replaced meanwhile says nothing.
        """
        at = self.now()
        await self.database.write(lambda session: _refused(session, self.sealer, account, token, why, at))


@dataclass(frozen=True)
class SqlCredentials:
    """Keeps the port `Credentials`, and what the commands do with an account's tokens."""

    database: Database
    sealer: Seals

    async def claim(
        self, account: AccountKey, *, owner: str, now: Instant, seconds: float, anyway: bool = False
    ) -> RenewalClaim | Instant | None:
        def work(session: Session) -> RenewalClaim | Instant | None:
            row = locked_account(session, account)
            held = None if row is None else _held_until(row, now, anyway=anyway)
            if row is None or held is None or held > now:
                return held
            return self._claimed(session, row, owner, now, seconds, anyway=anyway)

        return await self.database.write(work)

    async def keep(self, claim: RenewalClaim, grant: TokenGrant, now: Instant) -> bool:
        def work(session: Session) -> bool:
            row = _claimed_row(session, claim)
            if row is not None:
                renew_row(session, row, grant, self.sealer, now)
            return row is not None

        return await self.database.write(work)

    async def postpone(self, claim: RenewalClaim, until: Instant, why: str, now: Instant) -> None:
        def work(session: Session) -> None:
            row = _claimed_row(session, claim)
            if row is not None and row.renewing_until == claim.until:
                release(row)
                row.renew_after = until
                tell_outage(session, row, why, now)

        await self.database.write(work)

    async def refused(self, claim: RenewalClaim, why: str, now: Instant) -> None:
        def work(session: Session) -> None:
            row = _claimed_row(session, claim)
            # Somebody who claimed it later may have spent it: what they hear counts.
            if row is not None and (row.renewing_until == claim.until or row.renewing_until <= now):
                release(row)
                give_up(session, row, why, now)

        await self.database.write(work)

    async def connect(
        self,
        account: AccountKey,
        app: str,
        grant: TokenGrant,
        *,
        username: str,
        member_id: str | None = None,
        at: Instant,
    ) -> None:
        """Put the tokens of a person's consent in, for a new account or in the place of what one had.

        What a new token cures is cured: parked for its old one, it goes on. Raises `AppUnknown`.
        """
        made = Connection(grant=grant, username=username, member_id=member_id, app=app)
        await self.database.write(lambda session: connect_row(session, account, made, self.sealer, at))

    async def connect_by_token(
        self, account: AccountKey, grant: TokenGrant, *, username: str, member_id: str | None = None, at: Instant
    ) -> None:
        """The same with an access token that a person brought. It cannot be renewed; the account keeps its app."""
        made = Connection(grant=grant, username=username, member_id=member_id, app=None)
        await self.database.write(lambda session: connect_row(session, account, made, self.sealer, at))

    async def disconnect(self, account: AccountKey, at: Instant) -> None:
        """Erase the tokens. The account's history stays; a renewal that is under way comes to nothing."""
        await self.database.write(lambda session: disconnect_row(session, account, at))

    def _claimed(
        self, session: Session, row: AccountRow, owner: str, now: Instant, seconds: float, *, anyway: bool
    ) -> RenewalClaim | Instant | None:
        why = hopeless(session, row, now)
        if anyway and why is not None:
            return None
        lost = None if anyway else row.renewal_refused or why
        if lost is not None:
            give_up(session, row, lost, now)
            return renew_at(row)
        try:
            self.sealer.seal("")  # what comes back must be put away: nobody else has it
            claim = _opened(session, row, self.sealer, now + seconds)
        except SealBroken as broken:
            tell_not_renewed(session, row, str(broken), now)
            row.renew_after = now + BROKEN_SECONDS
            return row.renew_after
        row.renewing_by, row.renewing_until = owner, claim.until
        return claim


def _usable(session: Session, account: AccountKey, now: Instant) -> str:
    """The sealed access token, if it may be used."""
    row = session.get(AccountRow, account)
    if row is None or row.sealed_token is None:
        raise TokenDead(f"account {account} has no token: connect it")
    if not has_run_out(row, now):
        return row.sealed_token
    ended = f"the access token of {account} has run out at {utc(row.access_expires_at or now)}"
    if can_renew(session, row, now):
        raise TokenExpired(f"{ended}, and is about to be renewed")
    raise TokenDead(f"{ended}, and cannot be renewed: connect it again")


def _refused(session: Session, sealer: Seals, account: AccountKey, token: str, why: str, at: Instant) -> None:
    row = locked_account(session, account)
    if row is None or not _is_stored(row, sealer, token):
        return
    refuse_access(session, row, f"Pinterest does not accept the token any more: {why}", at)


def _is_stored(row: AccountRow, sealer: Seals, token: str) -> bool:
    try:
        stored = sealer.open(row.sealed_token or "")
    except SealBroken:
        return False
    return hmac.compare_digest(stored.encode(), token.encode())


def _held_until(row: AccountRow, now: Instant, *, anyway: bool) -> Instant | None:
    """When a claim may be made; None: never, by what is known."""
    if row.sealed_token is None:
        return None
    if row.renewing_until > now:
        return row.renewing_until
    return now if anyway else renew_at(row)


def _opened(session: Session, row: AccountRow, sealer: Seals, until: Instant) -> RenewalClaim:
    """Raises `SealBroken`."""
    return RenewalClaim(
        account=AccountKey(row.key),
        version=row.token_version,
        app=app_of(session, row.app or "", sealer),
        refresh=sealer.open(row.sealed_refresh or ""),
        until=until,
    )


def _claimed_row(session: Session, claim: RenewalClaim) -> AccountRow | None:
    """The row, as long as its tokens are those that the claim was made upon."""
    row = locked_account(session, claim.account)
    return row if row is not None and row.token_version == claim.version else None
