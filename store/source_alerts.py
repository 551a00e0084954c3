"""Alarms of sources, told as alerts of the accounts that publish their products."""

from uuid import uuid4

from sqlmodel import Session, col, select

from contracts.accounts import AlertKind
from contracts.contract import Instant
from contracts.names import AccountKey
from store.alerts import MESSAGE_MAX, end_alerts
from store.arrivals import keep_first
from store.tables import AccountRow, AlertRow, SourceRow


def sound_alarm(session: Session, source: SourceRow, at: Instant) -> bool:
    """See that the account has an open alert as long as one of its sources has an alarm; whether a new one is.

    Of an account that is not connected nobody is told: the source itself keeps what is the matter.
    """
    session.flush()
    account = AccountKey(source.account)
    if source.poll_alarm is not None:
        return _raise(session, source, at)
    if not _alarms(session, account):
        end_alerts(session, account, at, AlertKind.SOURCE_TROUBLE)
    return False


def _raise(session: Session, source: SourceRow, at: Instant) -> bool:
    if session.get(AccountRow, source.account) is None:
        return False
    alert = AlertRow(
        id=uuid4().hex,
        account=source.account,
        kind=AlertKind.SOURCE_TROUBLE,
        message=f"Source {source.key}: {source.poll_alarm}"[:MESSAGE_MAX],
        remedy=f"See what it says, and mend it: pinflow sources show {source.key}",
        raised_at=at,
    )
    identity = alert.id
    keep_first(session, [alert])
    return session.get(AlertRow, identity) is not None


def _alarms(session: Session, account: AccountKey) -> bool:
    query = select(SourceRow.key).where(
        SourceRow.account == account,
        col(SourceRow.poll_alarm).is_not(None),
        col(SourceRow.removed_at).is_(None),
    )
    return session.exec(query.limit(1)).first() is not None
