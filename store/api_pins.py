"""Pins that the API was asked for: kept with their rows of a launch in one transaction, each key once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from sqlmodel import Session, col, func, select

from contracts.api_pins import PINS_MAX, Kept, KeptPin, NewApiPin, PinAsk
from contracts.asset_addresses import read_asset_address
from contracts.contract import Instant
from contracts.launch import LaunchRequest
from contracts.ledger import NewLaunch, NewRow
from contracts.names import AccountKey, LaunchId
from contracts.pin import PinPolicy
from drafting.api_pins import SOURCE, launch_policy, meaning_of, row_of
from store.api_pin_views import views
from store.arrivals import put_in
from store.database import Database
from store.extending import append_rows
from store.locks import lock_accounts
from store.tables.accounts import AccountRow
from store.tables.api import ApiPinRow
from store.tables.launches import ProductRow
from store.wakes import note_wakes


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
        return await self.database.write(lambda session: _put(session, new))


def _put(session: Session, new: Sequence[NewApiPin]) -> Sequence[KeptPin]:
    accounts = _lock(session, new)
    known = _known(session, new)
    fresh: dict[str, NewApiPin] = {}
    for pin in new:
        if pin.ask.account in accounts and str(pin.id) not in known:
            fresh.setdefault(str(pin.id), pin)
    _insert(session, list(fresh.values()))
    session.flush()
    there = {**known, **_known(session, list(fresh.values()))}
    shown = views(session, list(there), new[0].at) if new else {}
    answers = [_kept(pin, there, fresh) for pin in new]
    return [
        KeptPin(kept=kept, pin=shown.get(str(pin.id)) if kept in {Kept.NEW, Kept.KNOWN} else None)
        for pin, kept in zip(new, answers, strict=True)
    ]


def _lock(session: Session, new: Sequence[NewApiPin]) -> frozenset[str]:
    """The accounts that are there: of two who bring the same key at once, the second finds it."""
    wanted = {pin.ask.account for pin in new}
    lock_accounts(session, wanted)
    return frozenset(session.exec(select(AccountRow.key).where(col(AccountRow.key).in_(wanted))))


def _known(session: Session, new: Sequence[NewApiPin]) -> Mapping[str, ApiPinRow]:
    ids = {str(pin.id) for pin in new}
    return {row.id: row for row in session.exec(select(ApiPinRow).where(col(ApiPinRow.id).in_(ids)))}


def _kept(pin: NewApiPin, there: Mapping[str, ApiPinRow], fresh: dict[str, NewApiPin]) -> Kept:
    row = there.get(str(pin.id))
    if row is None:
        return Kept.NO_ACCOUNT
    if row.deleted_at is not None or row.meaning != meaning_of(pin.ask):
        return Kept.CONFLICT
    # The first of a group with this key made it; a second one of the same group finds it.
    return Kept.NEW if fresh.pop(row.id, None) is not None else Kept.KNOWN


def _insert(session: Session, new: Sequence[NewApiPin]) -> None:
    def launch_of(pin: NewApiPin) -> LaunchId:
        return pin.launch

    for launch, group in groupby(sorted(new, key=launch_of), key=launch_of):
        its = list(group)
        numbers = place_rows(session, launch, its[0].policy, its)
        put_in(session, ApiPinRow, [_columns(pin, number) for pin, number in zip(its, numbers, strict=True)])


def place_rows(
    session: Session, launch: LaunchId, policy: PinPolicy, new: Sequence[NewApiPin], *, revision: int = 1
) -> Sequence[int]:
    """Add the pins' rows to the launch, which is made if it is not there, and have it told; their numbers.

    The caller has the account's lock, so that nobody else gives out the same numbers.
    """
    account = new[0].ask.account
    first = session.exec(select(func.max(ProductRow.row)).where(ProductRow.launch == launch)).one() or 0
    numbers = [number for number, _ in zip(count(first + 1), new, strict=False)]
    rows = [_row(pin, revision, number, policy) for pin, number in zip(new, numbers, strict=True)]
    append_rows(session, _launch(launch, account, policy, new[0].at), rows)
    note_wakes(session, [account], [LaunchRequest(account=account, launch=launch, source=SOURCE)])
    return numbers


def _row(pin: NewApiPin, revision: int, number: int, policy: PinPolicy) -> NewRow:
    return row_of(pin.ask, pin.id, revision, number, policy.shop_url)


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


def _columns(pin: NewApiPin, number: int) -> dict[str, object]:
    return {
        "id": str(pin.id),
        "kind": pin.ask.kind,
        "meaning": meaning_of(pin.ask),
        **ask_columns(pin.ask),
        "launch": pin.launch,
        "row": number,
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
