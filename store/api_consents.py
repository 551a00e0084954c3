"""Consents that the API began: written down until their browser comes back, once, or their time is over."""

import hashlib
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from contracts.api_accounts import Consent
from contracts.contract import Instant
from store.database import Database
from store.tables.api import ApiConsentRow


@dataclass(frozen=True)
class SqlApiConsents:
    """A state is kept as its digest: who reads the ledger cannot answer in a browser's place."""

    database: Database

    async def begin(self, state: str, consent: Consent, now: Instant) -> None:
        """Those whose time is over are forgotten."""
        row = ApiConsentRow(
            digest=_digest(state),
            app=consent.app,
            redirect_uri=consent.redirect_uri,
            account=consent.account,
            again=consent.again,
            scopes=" ".join(consent.scopes),
            ends_at=consent.ends,
        )

        def work(session: Session) -> None:
            session.exec(delete(ApiConsentRow).where(col(ApiConsentRow.ends_at) <= now))
            session.add(row)

        await self.database.write(work)

    async def take(self, state: str, now: Instant) -> Consent | None:
        """The consent that the state belongs to, for whoever asks first. None: there is none, or not any more."""
        return await self.database.write(lambda session: _take(session, _digest(state), now))


def _take(session: Session, digest: str, now: Instant) -> Consent | None:
    row = session.exec(select(ApiConsentRow).where(ApiConsentRow.digest == digest).with_for_update()).one_or_none()
    if row is None:
        return None
    session.delete(row)
    if row.ends_at <= now:
        return None
    return Consent(
        app=row.app,
        redirect_uri=row.redirect_uri,
        account=row.account,
        again=row.again,
        scopes=tuple(row.scopes.split()),
        ends=row.ends_at,
    )


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", errors="surrogatepass")).hexdigest()
