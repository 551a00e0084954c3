"""How accounts stand when pins come in for them: read with their lock, in one question."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, exists
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from contracts.contract import Instant
from contracts.names import AccountKey
from store.tables.accounts import AccountRow
from store.tables.quota import BlockRow

_STANDING = (
    select_columns(
        col(AccountRow.key),
        (col(AccountRow.parked).is_not(None) | col(AccountRow.paused).is_not(None)).label("stopped"),
        exists()
        .where(col(BlockRow.account) == col(AccountRow.key), col(BlockRow.until) > bindparam("now"))
        .label("blocked"),
    )
    .where(col(AccountRow.key).in_(bindparam("accounts", expanding=True)))
    .order_by(col(AccountRow.key))
    .with_for_update(of=AccountRow)
)


@dataclass(frozen=True)
class AccountStanding:
    """Whether pins of the account leave at present."""

    stopped: bool
    """Parked, or paused by a person."""
    blocked: bool

    def defers(self, not_before: Instant | None, now: Instant) -> bool:
        """Whether a new pin waits for something else than its turn, as `store.api_pin_views` tells it."""
        return self.stopped or self.blocked or (not_before is not None and not_before > now)


def lock_standing_accounts(
    session: Session, accounts: Collection[AccountKey], now: Instant
) -> Mapping[str, AccountStanding]:
    """Those that are there. From here on nobody else admits, judges, orders or claims anything of them."""
    found = session.connection().execute(_STANDING, {"accounts": sorted(accounts), "now": now})
    return {row.key: AccountStanding(stopped=bool(row.stopped), blocked=bool(row.blocked)) for row in found}
