"""How the state changes: one entry of the diary at a time, when it happens and again after a restart.

There is no other way for anything to become true, so what is answered and what is remembered cannot
drift apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict

from simulator.clock import Setting
from simulator.journal import Entry
from simulator.limits import Category
from simulator.state import State
from simulator.tally import Write
from simulator.things import Account, Board, Picture, Pin, Privacy, Tier


def apply(state: State, entry: Entry) -> None:
    """Makes the entry true."""
    fields = dict(entry)
    _APPLIERS[fields.pop("event")](state, fields)


def shortest(state: State) -> Iterator[Entry]:
    """The fewest entries that lead from nothing to this state."""
    yield {"event": "ids", "salt": state.ids.salt, "last": state.ids.last}
    yield {"event": "clock", **asdict(state.clock.setting)}
    for account in state.archive.accounts.values():
        yield {"event": "account", **asdict(account)}
    for (name, category), quota in state.limits.quotas.items():
        yield {"event": "quota", "account": name, "category": category, "quota": quota}
    for board in state.archive.boards.values():
        yield {"event": "board", **asdict(board)}
    for pin in state.archive.pins.values():
        yield from _entries_of_pin(state, pin)
    for write in state.tally.writes:
        yield {"event": "write", **asdict(write)}
    yield {"event": "tally", **_tally_so_far(state)}


def _entries_of_pin(state: State, pin: Pin) -> Iterator[Entry]:
    """A pin that went with its board is gone even for a clock that was set back."""
    yield {"event": "pin", **asdict(pin)}
    if pin.removal is not None and (pin.board_id not in state.archive.boards or not pin.exists(state.clock.now())):
        yield {"event": "pin_removed", "id": pin.id, "at": pin.removal}


def _tally_so_far(state: State) -> Entry:
    tally = state.tally
    return {
        "by_operation": tally.by_operation,
        "per_second": list(tally.per_second.items()),
        "limited": tally.limited,
        "dropped_before": tally.dropped_before,
    }


def _ids(state: State, fields: Entry) -> None:
    state.ids.salt, state.ids.last = fields["salt"], fields["last"]


def _clock(state: State, fields: Entry) -> None:
    state.clock.setting = Setting(**fields)
    state.limits.forget_after(state.clock.now())


def _account(state: State, fields: Entry) -> None:
    state.archive.keep_account(Account(**fields | {"tier": Tier(fields["tier"])}))


def _board(state: State, fields: Entry) -> None:
    board = Board(**fields | {"privacy": Privacy(fields["privacy"])})
    state.archive.keep_board(board)
    state.ids.last = max(state.ids.last, board.sequence)


def _board_removed(state: State, fields: Entry) -> None:
    state.archive.remove_board(fields["id"], fields["at"])


def _pin(state: State, fields: Entry) -> None:
    pin = Pin(**fields | {"picture": Picture(**fields["picture"])})
    state.archive.keep_pin(pin)
    state.ids.last = max(state.ids.last, pin.sequence)


def _pin_removed(state: State, fields: Entry) -> None:
    state.archive.remove_pin(fields["id"], fields["at"])


def _quota(state: State, fields: Entry) -> None:
    state.limits.quotas[fields["account"], Category(fields["category"])] = fields["quota"]


def _write(state: State, fields: Entry) -> None:
    """An admitted write stands in the truth and, as long as its window lasts, in the limits."""
    write = Write(**fields)
    state.tally.writes.append(write)
    state.limits.remember(state.archive.accounts[write.account], Category.ORG_WRITE, write.at)


def _asked(state: State, fields: Entry) -> None:
    state.tally.count(fields["operation"], fields["outcome"], fields["second"])


def _limited(state: State, _: Entry) -> None:
    state.tally.limited += 1


def _dropped_before(state: State, _: Entry) -> None:
    state.tally.dropped_before += 1


def _tally(state: State, fields: Entry) -> None:
    tally = state.tally
    tally.by_operation = {name: Counter(counts) for name, counts in fields["by_operation"].items()}
    tally.per_second = dict(fields["per_second"])
    tally.limited, tally.dropped_before = fields["limited"], fields["dropped_before"]


_APPLIERS: dict[str, Callable[[State, Entry], None]] = {
    "ids": _ids,
    "clock": _clock,
    "account": _account,
    "board": _board,
    "board_removed": _board_removed,
    "pin": _pin,
    "pin_removed": _pin_removed,
    "quota": _quota,
    "write": _write,
    "asked": _asked,
    "limited": _limited,
    "dropped_before": _dropped_before,
    "tally": _tally,
}
