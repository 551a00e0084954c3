"""What events say of pins, launches and accounts: our ids, and PinBridge's names where it has one."""

from collections.abc import Collection

from sqlmodel import Session, and_, col, select

from contracts.accounts import AlertKind, ParkCause
from contracts.api_ids import account_uuid
from contracts.api_pins import PinAsk
from contracts.contract import Instant
from contracts.events import EventType, News
from contracts.launch import Tally
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Outcome, PinOutcome
from store.events import hearers_of, note_event, was_noted
from store.revisions import is_replaced
from store.tables.accounts import AlertRow
from store.tables.api import ApiPinRow
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import IntentRow
from store.tables.states import RowState

ENDS = {
    Outcome.LIVE: EventType.PIN_PUBLISHED,
    Outcome.REFUSED: EventType.PIN_FAILED,
    Outcome.WITHDRAWN: EventType.PIN_FAILED,
    Outcome.UNCONFIRMED: EventType.PIN_NEEDS_ATTENTION,
}
STATUSES = {
    EventType.PIN_QUEUED: "queued",
    EventType.PIN_PUBLISHED: "published",
    EventType.PIN_FAILED: "failed",
    EventType.PIN_NEEDS_ATTENTION: "failed",
    EventType.PIN_REMOVED: "failed",
}
"""As PinBridge calls them."""

PINTEREST_PIN = "https://www.pinterest.com/pin"

RECONNECTABLE = frozenset({ParkCause.TOKEN_DEAD, ParkCause.SCOPE_MISSING, ParkCause.NOT_CONNECTED})
"""What is mended by connecting the account again."""


def note_queued(session: Session, intent: IntentRow, at: Instant) -> None:
    """The pin is wanted; by two rows at once it is told once."""
    account = AccountKey(intent.account)
    news = News(EventType.PIN_QUEUED, _subject(intent), account, at, {})
    if hearers_of(session, news.type, account) and not was_noted(session, news):
        _note_pin(session, intent, EventType.PIN_QUEUED, None, at)


def note_end(session: Session, intent: IntentRow, outcome: PinOutcome, at: Instant) -> None:
    """How an intent ended, for the first time."""
    _note_pin(session, intent, ENDS[outcome.outcome], outcome, at)


def note_later_end(session: Session, intent: IntentRow, before: Outcome, outcome: PinOutcome, at: Instant) -> None:
    """Another end than the one that was told; the same one again is no news."""
    if outcome.outcome is before:
        return
    kind = EventType.PIN_REMOVED if before is Outcome.LIVE else ENDS[outcome.outcome]
    _note_pin(session, intent, kind, outcome, at)


def rows_to_tell(session: Session, launch: LaunchId, numbers: Collection[int]) -> Collection[int]:
    """Those of the launch's rows that still wait; none when nobody wants to hear of their end."""
    its = session.get_one(LaunchRow, launch)
    if not numbers or not hearers_of(session, EventType.PIN_FAILED, AccountKey(its.account)):
        return ()
    mine = (col(ProductRow.launch) == launch, col(ProductRow.row).in_(numbers))
    return set(session.exec(select(ProductRow.row).where(*mine, ProductRow.state == RowState.WAITING)))


def note_rows_ended(
    session: Session, launch: LaunchId, at: Instant, numbers: Collection[int] | None = None
) -> None:
    """Rows of the launch, or those of these numbers, that end now, before there was a pin of theirs."""
    its = session.get_one(LaunchRow, launch)
    if not hearers_of(session, EventType.PIN_FAILED, AccountKey(its.account)):
        return
    session.flush()
    query = (
        select(ProductRow)
        .where(ProductRow.launch == launch, col(ProductRow.outcome) == Outcome.REFUSED)
        .where(col(ProductRow.intent_key).is_(None))
        .order_by(col(ProductRow.row), col(ProductRow.image_slot))
        .execution_options(populate_existing=True)
    )
    if numbers is not None:
        query = query.where(col(ProductRow.row).in_(numbers))
    for row in session.exec(query):
        note_event(session, _row_news(session, its, row, at))


def note_row_ended(session: Session, row: ProductRow, at: Instant) -> None:
    """A row that ends now, and has no pin of its own."""
    launch = session.get_one(LaunchRow, row.launch)
    if hearers_of(session, EventType.PIN_FAILED, AccountKey(launch.account)):
        note_event(session, _row_news(session, launch, row, at))


def note_launch(session: Session, launch: LaunchRow, tally: Tally, at: Instant) -> None:
    data = {
        "launch": launch.id,
        "source": launch.source,
        **_account(AccountKey(launch.account)),
        **tally.model_dump(mode="json"),
    }
    subject = f"launch/{launch.id}"
    note_event(session, News(EventType.LAUNCH_COMPLETED, subject, AccountKey(launch.account), at, data))


def note_alert(session: Session, account: AccountKey, kind: AlertKind, cause: ParkCause, alert: AlertRow) -> None:
    """A person must see to the account."""
    mendable = kind is not AlertKind.PARKED or cause in RECONNECTABLE
    told = EventType.ACCOUNT_RECONNECT_REQUIRED if mendable else EventType.ACCOUNT_NEEDS_ATTENTION
    data = {**_account(account), "reason": cause.value, "message": alert.message, "remedy": alert.remedy}
    note_event(session, News(told, f"account/{account}", account, alert.raised_at, data))


def note_recovered(session: Session, account: AccountKey, at: Instant) -> None:
    """What stopped the account, or was about to, is mended."""
    note_event(session, News(EventType.ACCOUNT_RECOVERED, f"account/{account}", account, at, _account(account)))


def note_source_failed(session: Session, account: AccountKey, source: str, words: str, at: Instant) -> None:
    data = {**_account(account), "source": source, "message": words}
    note_event(session, News(EventType.SOURCE_FAILED, f"source/{source}", account, at, data))


def _account(account: AccountKey) -> dict[str, object]:
    return {"pinterest_account_id": str(account_uuid(account)), "account": account}


def _note_pin(
    session: Session, intent: IntentRow, kind: EventType, outcome: PinOutcome | None, at: Instant
) -> None:
    """The API is asked for the pin only when somebody wants to hear of it."""
    account = AccountKey(intent.account)
    if hearers_of(session, kind, account) and not _gave_way(session, intent, outcome):
        rows = (col(ProductRow.launch) == col(ApiPinRow.launch), col(ProductRow.row) == col(ApiPinRow.row))
        asked = select(ApiPinRow).join(ProductRow, and_(*rows)).where(ProductRow.intent_key == intent.key)
        data = {**_asked(session.exec(asked).first()), **_pin_data(intent, kind, outcome)}
        note_event(session, News(kind, _subject(intent), account, at, data))


def _gave_way(session: Session, intent: IntentRow, outcome: PinOutcome | None) -> bool:
    """Whether it was withdrawn for a later revision of itself: that is no end of its pin."""
    if outcome is None or outcome.outcome is not Outcome.WITHDRAWN:
        return False
    query = select(IntentRow.key).where(IntentRow.key == intent.key, is_replaced())
    return session.exec(query).first() is not None


def _subject(intent: IntentRow) -> str:
    return f"pin/{intent.key}"


def _asked(pin: ApiPinRow | None) -> dict[str, object]:
    """The ids that a caller of the API knows the pin by; null for one that came another way."""
    if pin is None:
        return {"id": None, "idempotency_key": None}
    return {"id": pin.id, "idempotency_key": PinAsk.model_validate_json(pin.ask).key}


def _pin_data(intent: IntentRow, kind: EventType, outcome: PinOutcome | None) -> dict[str, object]:
    pin = (outcome.pin_id if outcome else None) or intent.pin_id
    return {
        "pin_key": intent.key,
        "status": STATUSES[kind],
        **_account(AccountKey(intent.account)),
        "product": intent.product_key,
        "title": intent.title,
        "board_id": intent.board_id,
        "board_name": intent.board_name,
        "image": intent.image_slot + 1,
        "launch": intent.launch,
        "pinterest_pin_id": pin,
        "pin_url": f"{PINTEREST_PIN}/{pin}/" if pin else None,
        **_why(outcome),
    }


def _row_news(session: Session, launch: LaunchRow, row: ProductRow, at: Instant) -> News:
    asked = select(ApiPinRow).where(ApiPinRow.launch == launch.id, ApiPinRow.row == row.row)
    data = {
        **_asked(session.exec(asked).first()),
        "pin_key": None,
        "status": "failed",
        **_account(AccountKey(launch.account)),
        "product": row.product_key,
        "title": row.title,
        "board_id": None,
        "board_name": row.board_name,
        "image": row.image_slot + 1,
        "launch": launch.id,
        "row": row.row,
        "error_code": row.reason,
        "error_message": row.message,
        "remedy": row.remedy,
        "who_must_act": row.actor,
    }
    subject = f"row/{launch.id}/{row.row}/{row.image_slot}"
    return News(EventType.PIN_FAILED, subject, AccountKey(launch.account), at, data)


def _why(outcome: PinOutcome | None) -> dict[str, object]:
    if outcome is None or outcome.outcome is Outcome.LIVE:
        return {"error_code": None, "error_message": None}
    return {
        "error_code": outcome.reason,
        "error_message": outcome.message,
        "remedy": outcome.remedy,
        "who_must_act": outcome.actor,
    }
