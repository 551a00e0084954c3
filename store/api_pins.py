"""Pins that the API was asked for: kept with their rows of a launch in one transaction, each key once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from contracts.api_pins import PINS_MAX, ApiPin, Kept, KeptPin, NewApiPin, PinAsk
from contracts.asset_addresses import read_asset_address
from contracts.contract import Instant
from contracts.launch import LaunchRequest
from contracts.ledger import NewLaunch, NewRow
from contracts.names import AccountKey, LaunchId
from contracts.pin import PinPolicy
from drafting.api_pins import SOURCE, launch_policy, meaning_of, row_of
from store.account_standing import AccountStanding, lock_standing_accounts
from store.api_pin_views import new_view, views
from store.arrivals import put_in
from store.database import Database
from store.extending import append_rows
from store.rows import row_columns
from store.tables.api import ApiPinRow
from store.tables.launches import ProductRow
from store.wakes import note_wakes

# Said once: each request for a pin rests on them.
_KNOWN = select_columns(col(ApiPinRow.id), col(ApiPinRow.meaning), col(ApiPinRow.deleted_at)).where(
    col(ApiPinRow.id).in_(bindparam("ids", expanding=True))
)
_LAST = select_columns(func.max(col(ProductRow.row))).where(col(ProductRow.launch) == bindparam("launch"))


@dataclass(frozen=True)
class _Known:
    """A pin that was there before."""

    meaning: str
    deleted: bool


@dataclass(frozen=True)
class _Prepared:
    """A pin's columns, and its row's, but for the number that the row is given."""

    pin: NewApiPin
    columns: dict[str, object]
    row: dict[str, object]


@dataclass(frozen=True)
class _Found:
    """What was there, and which numbers the rows of new pins were given."""

    accounts: Mapping[str, AccountStanding]
    known: Mapping[UUID, _Known]
    shown: Mapping[UUID, ApiPin]
    numbers: Mapping[UUID, int]


@dataclass(frozen=True)
class SqlApiPins:
    """Keeps the part of `PinBook` that takes pins in."""

    database: Database

    async def put(self, new: Sequence[NewApiPin]) -> Sequence[KeptPin]:
        """All or none; on disk when this returns, and each launch is to be told. What became of each, in order.

        Brought again, it is the same pin, however that stands by now. A ValueError for more than PINS_MAX.
        Raises `LedgerBusy`: then nothing was kept.
        """
        if len(new) > PINS_MAX:
            raise ValueError(f"{len(new)} pins at once, {PINS_MAX} at most")
        if not new:
            return []
        # Here, not within the transaction: its thread would take Python away from the one that reads requests.
        first: dict[UUID, _Prepared] = {}
        for pin in new:
            if pin.id not in first:
                first[pin.id] = _prepared(pin)
        found = await self.database.write(lambda session: _put(session, list(first.values())))
        return [_kept_pin(pin, first[pin.id].pin, found) for pin in new]


def _prepared(pin: NewApiPin) -> _Prepared:
    return _Prepared(pin, _columns(pin), row_columns(pin.launch, _row(pin, 1, pin.policy)))


def _put(session: Session, new: Sequence[_Prepared]) -> _Found:
    now = new[0].pin.at
    # Locked: of two who bring the same key at once, the second finds it.
    accounts = lock_standing_accounts(session, {one.pin.ask.account for one in new}, now)
    known = _known(session, [one.pin for one in new])
    fresh = [one for one in new if one.pin.ask.account in accounts and one.pin.id not in known]
    shown = views(session, [str(pin) for pin in known], now) if known else {}
    return _Found(accounts, known, {view.id: view for view in shown.values()}, _insert(session, fresh))


def _known(session: Session, new: Sequence[NewApiPin]) -> Mapping[UUID, _Known]:
    found = session.connection().execute(_KNOWN, {"ids": [str(pin.id) for pin in new]})
    return {UUID(row.id): _Known(row.meaning, deleted=row.deleted_at is not None) for row in found}


def _kept_pin(pin: NewApiPin, first: NewApiPin, found: _Found) -> KeptPin:
    """The first of a group with a key makes its pin; a second one of the same group finds it."""
    known, number = found.known.get(pin.id), found.numbers.get(pin.id)
    if known is None and number is None:
        return KeptPin(kept=Kept.NO_ACCOUNT)
    meaning = known.meaning if known else None if first is pin else meaning_of(first.ask)
    if (known and known.deleted) or (meaning is not None and meaning != meaning_of(pin.ask)):
        return KeptPin(kept=Kept.CONFLICT)
    if number is None:
        return KeptPin(kept=Kept.KNOWN, pin=found.shown.get(pin.id))
    deferred = found.accounts[first.ask.account].defers(first.ask.run_at, first.at)
    view = new_view(first, number, deferred=deferred)
    return KeptPin(kept=Kept.NEW if first is pin else Kept.KNOWN, pin=view)


def _insert(session: Session, new: Sequence[_Prepared]) -> Mapping[UUID, int]:
    """The number of each pin's row."""

    def launch_of(one: _Prepared) -> LaunchId:
        return one.pin.launch

    numbers: dict[UUID, int] = {}
    for _, group in groupby(sorted(new, key=launch_of), key=launch_of):
        its = list(group)
        given = _place(session, its[0].pin, [one.row for one in its])
        put_in(
            session, ApiPinRow, [{**one.columns, "row": number} for one, number in zip(its, given, strict=True)]
        )
        numbers |= zip((one.pin.id for one in its), given, strict=True)
    return numbers


def place_row(session: Session, pin: NewApiPin, *, revision: int) -> int:
    """Add another row of the pin to its launch, which is made if it is not there, and have it told; its number.

    The caller has the account's lock, so that nobody else gives out the same number.
    """
    session.flush()
    (number,) = _place(session, pin, [row_columns(pin.launch, _row(pin, revision, pin.policy))])
    return number


def _place(session: Session, one: NewApiPin, rows: Sequence[dict[str, object]]) -> Sequence[int]:
    """Rows of the launch of that pin, with the next numbers."""
    last = session.connection().execute(_LAST, {"launch": one.launch}).scalar_one() or 0
    numbers = range(last + 1, last + 1 + len(rows))
    numbered = [{**row, "row": number} for row, number in zip(rows, numbers, strict=True)]
    append_rows(session, _launch(one.launch, one.ask.account, one.policy, one.at), numbered)
    wake = LaunchRequest(account=one.ask.account, launch=one.launch, source=SOURCE)
    note_wakes(session, [one.ask.account], [wake])
    return numbers


def _row(pin: NewApiPin, revision: int, policy: PinPolicy) -> NewRow:
    """Its number is given when it is put in."""
    return row_of(pin.ask, pin.id, revision, 0, policy.shop_url)


def _launch(launch: LaunchId, account: AccountKey, policy: PinPolicy, at: Instant) -> NewLaunch:
    rules = launch_policy(policy)
    return NewLaunch(
        launch=launch,
        account=account,
        source=SOURCE,
        policy=rules.model_dump_json(),
        priority=rules.priority,
        created=at,
    )


def _columns(pin: NewApiPin) -> dict[str, object]:
    return {
        "id": str(pin.id),
        "kind": pin.ask.kind,
        "meaning": meaning_of(pin.ask),
        **ask_columns(pin.ask),
        "launch": pin.launch,
        "revision": 1,
        "edited": False,
        "created_at": pin.at,
        "updated_at": pin.at,
    }


def ask_columns(ask: PinAsk) -> dict[str, object]:
    """Those that say what is asked for."""
    words = "\n".join(filter(None, (ask.title, ask.description, ask.link)))
    return {
        "account": ask.account,
        "ask": ask.model_dump_json(exclude_defaults=True),
        "title": ask.title,
        "words": words.lower(),
        "board": ask.board,
        "file": _file(ask.media),
        "cover_file": _file(ask.cover or ""),
    }


def _file(address: str) -> str | None:
    """The id of the uploaded file that is found there."""
    place = read_asset_address(address)
    return None if place is None else str(place.id)
