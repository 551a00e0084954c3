"""Alarms of sources, told as alerts of the accounts that publish their products."""

from uuid import uuid4

from sqlmodel import Session, col, select

from contracts.accounts import AlertKind
from contracts.contract import Instant
from contracts.names import AccountKey
from store.alerts import MESSAGE_MAX, TELL_AGAIN_SECONDS, end_alerts, has_untold
from store.arrivals import keep_first
from store.tables.accounts import AccountRow, AlertRow
from store.tables.sources import SourceRow


def sound_alarm(session: Session, source: SourceRow, at: Instant) -> bool:
    """See that the account has an open alert as long as one of its sources has an alarm.

    Whether a person is to be told: it is new, or nobody was for a while.

    Of an account that is not connected nobody is told: the source itself keeps what is the matter.
    """
    session.flush()
    account = AccountKey(source.account)
    if source.poll_alarm is not None:
        return _raise(session, source, at)
    other = _alarmed(session, account)
    if other is not None and not _tells_of(session, source):
        return False
    end_alerts(session, account, at, AlertKind.SOURCE_TROUBLE)
    # What the ended one kept from being told is told now.
    return other is not None and _raise(session, other, at)


def _tells_of(session: Session, source: SourceRow) -> bool:
    """Whether the account's open alert is of this source."""
    query = select(AlertRow.id).where(
        AlertRow.account == source.account,
        AlertRow.kind == AlertKind.SOURCE_TROUBLE,
        AlertRow.remedy == _remedy(source),
        col(AlertRow.ended_at).is_(None),
    )
    return session.exec(query).first() is not None


def _raise(session: Session, source: SourceRow, at: Instant) -> bool:
    account = AccountKey(source.account)
    if session.get(AccountRow, account) is None:
        return False
    alert = AlertRow(
        id=uuid4().hex,
        account=account,
        kind=AlertKind.SOURCE_TROUBLE,
        message=f"Source {source.key}: {source.poll_alarm}"[:MESSAGE_MAX],
        remedy=_remedy(source),
        raised_at=at,
    )
    identity = alert.id
    keep_first(session, [alert])
    is_new = session.get(AlertRow, identity) is not None
    return is_new or has_untold(session, account, AlertKind.SOURCE_TROUBLE, at - TELL_AGAIN_SECONDS)


def _remedy(source: SourceRow) -> str:
    return f"See what it says, and mend it: pinflow sources show {source.key}"


def _alarmed(session: Session, account: AccountKey) -> SourceRow | None:
    """The first of the account's sources that has an alarm."""
    query = select(SourceRow).where(
        SourceRow.account == account,
        col(SourceRow.poll_alarm).is_not(None),
        col(SourceRow.removed_at).is_(None),
    )
    return session.exec(query.order_by(col(SourceRow.key)).limit(1)).first()
