"""Keys for the doors that machines use: made once, kept as a digest, looked up by it, revoked."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, func, select, update

from contracts.api_keys import ApiGrant, ApiKeyCard, ApiScope
from contracts.contract import Instant
from contracts.names import AccountKey
from store.database import Database
from store.tables.accounts import ApiKeyRow

PREFIX = "pf_"
"""So that people, and programs that look for leaked keys, know what it is."""
KEY_BYTES = 32
ID_BYTES = 6
KEY_MAX = 100
"""Characters of what may be a key at all."""


@dataclass(frozen=True)
class NewKey:
    """A key that was just made; nobody can see it again."""

    id: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class SqlApiKeys:
    """The keys of this ledger. A key is 32 random bytes, so a plain SHA-256 of it cannot be guessed back."""

    database: Database

    async def create(
        self,
        label: str,
        scopes: Collection[ApiScope],
        accounts: Collection[AccountKey] | None,
        at: Instant,
    ) -> NewKey:
        """Make a key for these accounts, or for all of them."""
        made = NewKey(id=f"key_{secrets.token_hex(ID_BYTES)}", key=PREFIX + secrets.token_urlsafe(KEY_BYTES))
        row = ApiKeyRow(
            id=made.id,
            digest=_digest(made.key),
            label=label,
            scopes=_joined(scopes),
            accounts=None if accounts is None else _joined(accounts),
            created_at=at,
        )
        await self.database.write(lambda session: session.add(row))
        return made

    async def list(self) -> Sequence[ApiKeyCard]:
        """All of them, the oldest first, revoked ones too."""
        query = select(ApiKeyRow).order_by(col(ApiKeyRow.created_at), col(ApiKeyRow.id))
        return await self.database.read(lambda session: [_card(row) for row in session.exec(query)])

    async def revoke(self, key_id: str, at: Instant) -> bool:
        """From now on it opens nothing; again changes nothing. False: there is no such key."""
        revoked = func.coalesce(col(ApiKeyRow.revoked_at), at)
        statement = update(ApiKeyRow).where(col(ApiKeyRow.id) == key_id).values(revoked_at=revoked)
        return await self.database.write(lambda session: session.exec(statement).rowcount == 1)

    async def amend(self, card: ApiKeyCard) -> bool:
        """Give the key of that id this label, scopes and accounts. False: there is none, or it was revoked."""
        statement = (
            update(ApiKeyRow)
            .where(col(ApiKeyRow.id) == card.id, col(ApiKeyRow.revoked_at).is_(None))
            .values(
                label=card.label,
                scopes=_joined(card.scopes),
                accounts=None if card.accounts is None else _joined(card.accounts),
            )
        )
        return await self.database.write(lambda session: session.exec(statement).rowcount == 1)

    async def verify(self, key: str) -> ApiGrant | None:
        """What the key is good for; None when nobody has made it, or somebody revoked it.

        It is looked up by its digest: how long that takes tells nothing of the keys that are there.
        """
        if not key.startswith(PREFIX) or len(key) > KEY_MAX:
            return None
        digest = _digest(key)
        return await self.database.read(lambda session: _grant(session, digest))


def _joined(words: Collection[str]) -> str:
    return " ".join(sorted(words))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", errors="surrogatepass")).hexdigest()


def _grant(session: Session, digest: str) -> ApiGrant | None:
    row = session.exec(select(ApiKeyRow).where(ApiKeyRow.digest == digest)).one_or_none()
    if row is None or row.revoked_at is not None:
        return None
    card = _card(row)
    accounts = None if card.accounts is None else frozenset(card.accounts)
    return ApiGrant(id=row.id, scopes=frozenset(card.scopes), accounts=accounts)


def _card(row: ApiKeyRow) -> ApiKeyCard:
    """A scope that a later version has is left out: it opens nothing here."""
    known = set(ApiScope)
    return ApiKeyCard(
        id=row.id,
        label=row.label,
        scopes=tuple(ApiScope(scope) for scope in row.scopes.split() if scope in known),
        accounts=None if row.accounts is None else tuple(AccountKey(name) for name in row.accounts.split()),
        created=row.created_at,
        revoked=row.revoked_at,
    )
