"""Endpoints that hear of events: made, changed, disabled; their secrets are sealed and opened here."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlmodel import Session, col, func, select

from contracts.contract import Instant
from contracts.events import EventType, News
from contracts.names import AccountKey
from contracts.webhooks import (
    ENDPOINTS_MAX,
    SECRETS_MAX,
    Endpoint,
    EndpointChange,
    EndpointsFull,
    NewEndpoint,
)
from store.database import Database
from store.events import deliver_to, note_event
from store.sealing import Seals
from store.tables.events import EndpointRow


@dataclass(frozen=True)
class SqlEndpoints:
    """The endpoints of this ledger."""

    database: Database
    seals: Seals

    async def add(self, new: NewEndpoint, at: Instant) -> Endpoint:
        """Raises `EndpointsFull`."""
        return await self.database.write(lambda session: self._add(session, new, at))

    async def list(self) -> Sequence[Endpoint]:
        """All of them, the oldest first."""
        query = select(EndpointRow).order_by(col(EndpointRow.created_at), col(EndpointRow.id))
        return await self.database.read(lambda session: [endpoint_of(row) for row in session.exec(query)])

    async def get(self, endpoint: str) -> Endpoint | None:
        def work(session: Session) -> Endpoint | None:
            row = session.get(EndpointRow, endpoint)
            return None if row is None else endpoint_of(row)

        return await self.database.read(work)

    async def change(self, endpoint: str, change: EndpointChange, at: Instant) -> Endpoint | None:
        """None: there is none of that id."""
        return await self._with(endpoint, lambda _, row: self._change(row, change, at))

    async def rotate(self, endpoint: str, secret: str, at: Instant) -> Endpoint | None:
        """The new secret signs first; those before it sign as well, until they are dropped or pushed out."""

        def work(_: Session, row: EndpointRow) -> None:
            before = secrets_of(row, self.seals)
            self._seal(row, [secret, *(old for old in before if old != secret)][:SECRETS_MAX])
            row.updated_at = at

        return await self._with(endpoint, work)

    async def drop_old(self, endpoint: str, at: Instant) -> Endpoint | None:
        """The newest secret alone signs from now on."""

        def work(_: Session, row: EndpointRow) -> None:
            self._seal(row, secrets_of(row, self.seals)[:1])
            row.updated_at = at

        return await self._with(endpoint, work)

    async def remove(self, endpoint: str) -> bool:
        """What was not delivered to it is dropped when its turn comes. False: there is none of that id."""

        def work(session: Session) -> bool:
            row = session.get(EndpointRow, endpoint, with_for_update=True)
            if row is not None:
                session.delete(row)
            return row is not None

        return await self.database.write(work)

    async def ping(self, endpoint: str, at: Instant) -> str | None:
        """The id of an event for this endpoint alone, disabled or not; None: there is none of that id."""

        def work(session: Session) -> str | None:
            row = session.get(EndpointRow, endpoint)
            if row is None:
                return None
            news = News(EventType.PING, f"endpoint/{endpoint}", None, at, {"webhook_id": endpoint})
            return deliver_to(session, news, [row]).id

        return await self.database.write(work)

    async def _with(self, endpoint: str, work: Callable[[Session, EndpointRow], None]) -> Endpoint | None:
        def written(session: Session) -> Endpoint | None:
            row = session.get(EndpointRow, endpoint, with_for_update=True)
            if row is None:
                return None
            work(session, row)
            return endpoint_of(row)

        return await self.database.write(written)

    def _add(self, session: Session, new: NewEndpoint, at: Instant) -> Endpoint:
        if session.exec(select(func.count()).select_from(EndpointRow)).one() >= ENDPOINTS_MAX:
            raise EndpointsFull
        row = EndpointRow(
            id=str(uuid4()),
            url=new.url,
            sealed_secrets="",
            secret_count=0,
            events=" ".join(new.events),
            accounts=None if new.accounts is None else " ".join(sorted(new.accounts)),
            near=new.near,
            hex_signature=new.hex_signature,
            enabled=new.enabled,
            created_at=at,
            updated_at=at,
        )
        self._seal(row, [new.secret])
        session.add(row)
        return endpoint_of(row)

    def _change(self, row: EndpointRow, change: EndpointChange, at: Instant) -> None:
        row.url = change.url or row.url
        row.near = row.near if change.near is None else change.near
        row.events = row.events if change.events is None else " ".join(change.events)
        if change.hex_signature is not None:
            row.hex_signature = change.hex_signature
        if change.secret is not None:
            self._seal(row, [change.secret])
        if change.enabled is not None:
            _switch(row, enabled=change.enabled)
        row.updated_at = at

    def _seal(self, row: EndpointRow, secrets: Sequence[str]) -> None:
        row.sealed_secrets, row.secret_count = self.seals.seal(json.dumps(list(secrets))), len(secrets)


def secrets_of(row: EndpointRow, seals: Seals) -> Sequence[str]:
    """The newest first. Raises `SealBroken`."""
    return tuple(json.loads(seals.open(row.sealed_secrets)))


def disable(session: Session, row: EndpointRow, why: str, at: Instant) -> None:
    """Nothing more is sent to it, and the other endpoints hear so."""
    if not row.enabled:
        return
    row.enabled, row.disabled_why, row.updated_at = False, why, at
    session.add(row)
    session.flush()
    data = {"webhook_id": row.id, "reason": why}
    note_event(session, News(EventType.ENDPOINT_DISABLED, f"endpoint/{row.id}", None, at, data))


def endpoint_of(row: EndpointRow) -> Endpoint:
    """A row as the others see it."""
    return Endpoint(
        id=row.id,
        url=row.url,
        events=tuple(row.events.split()),
        accounts=None if row.accounts is None else tuple(map(AccountKey, row.accounts.split())),
        near=row.near,
        hex_signature=row.hex_signature,
        enabled=row.enabled,
        disabled_why=row.disabled_why,
        failing_since=row.failing_since,
        secrets=row.secret_count,
        created=row.created_at,
        updated=row.updated_at,
    )


def _switch(row: EndpointRow, *, enabled: bool) -> None:
    """Enabled anew it begins with a clean slate; disabled by a person it says so."""
    row.enabled = enabled
    row.disabled_why = None if enabled else row.disabled_why or "disabled by hand"
    row.failing_since, row.rest_until = (None, 0.0) if enabled else (row.failing_since, row.rest_until)
