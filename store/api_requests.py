"""Requests of the API by their idempotency key: the first is carried out, others are told what became of it."""

import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from contracts.api_requests import Admission, Begun, KeptAnswer, OtherRequest, RequestKey, StillRunning
from contracts.contract import Instant
from store.arrivals import keep_first
from store.database import Database
from store.tables.api import ApiRequestRow

TOKEN_BYTES = 16


@dataclass(frozen=True)
class SqlApiRequests:
    """Kept as long as the ledger: a key that was answered is never free again."""

    database: Database

    async def begin(self, key: RequestKey, fingerprint: str, now: Instant, until: Instant) -> Admission:
        """Hold the key until then, unless somebody else holds it or it was answered."""
        row = ApiRequestRow(
            key_id=key.grant,
            digest=key.digest,
            fingerprint=fingerprint,
            token=secrets.token_hex(TOKEN_BYTES),
            held_until=until,
            created_at=now,
        )
        return await self.database.write(lambda session: _begin(session, row, now))

    async def finish(self, key: RequestKey, token: str, answer: KeptAnswer) -> None:
        """Keep the answer, unless somebody else has taken the request up meanwhile."""
        mine = (col(ApiRequestRow.token) == token, *_named(key))
        statement = update(ApiRequestRow).where(*mine).values(answer=answer.model_dump_json())
        await self.database.write(lambda session: session.exec(statement))

    async def abandon(self, key: RequestKey, token: str) -> None:
        """Let go of a key under which nothing was done."""
        mine = (col(ApiRequestRow.token) == token, col(ApiRequestRow.answer).is_(None), *_named(key))
        await self.database.write(lambda session: session.exec(delete(ApiRequestRow).where(*mine)))


def _begin(session: Session, row: ApiRequestRow, now: Instant) -> Admission:
    keep_first(session, [row])
    its = (col(ApiRequestRow.key_id) == row.key_id, col(ApiRequestRow.digest) == row.digest)
    kept = session.exec(select(ApiRequestRow).where(*its).with_for_update()).one()
    if kept.token == row.token:
        return Begun(row.token)
    if kept.fingerprint != row.fingerprint:
        return OtherRequest()
    if kept.answer is not None:
        return KeptAnswer.model_validate_json(kept.answer)
    if kept.held_until > now:
        return StillRunning(kept.held_until)
    kept.token, kept.held_until = row.token, row.held_until
    session.add(kept)
    return Begun(row.token)


def _named(key: RequestKey) -> tuple[ColumnElement[bool], ...]:
    return col(ApiRequestRow.key_id) == key.grant, col(ApiRequestRow.digest) == key.digest
