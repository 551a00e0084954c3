"""How the state changes: one entry of the diary at a time, when it happens and again after a restart.

There is no other way for anything to become true, so what is answered and what is remembered cannot
drift apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict

from simulator.ads.state import ads_entries, apply_ad_account, apply_report
from simulator.clock import Setting
from simulator.journal import Entry
from simulator.keyring_history import KEYRING_APPLIERS, keyring_entries
from simulator.limits import Category
from simulator.state import State
from simulator.tally import Write
from simulator.things import (
    Account,
    Board,
    Fate,
    Film,
    MediaType,
    Picture,
    Pin,
    Privacy,
    Section,
    Slide,
    Tier,
    TrialPins,
    Upload,
)


def apply(state: State, entry: Entry) -> None:
    """Makes the entry true."""
    fields = dict(entry)
    event = fields.pop("event")
    if event in KEYRING_APPLIERS:
        KEYRING_APPLIERS[event](state.keyring, fields)
    else:
        _APPLIERS[event](state, fields)


def shortest(state: State) -> Iterator[Entry]:
    """The fewest entries that lead from nothing to this state."""
    yield {"event": "ids", "salt": state.ids.salt, "last": state.ids.last}
    yield {"event": "clock", **asdict(state.clock.setting)}
    for account in state.archive.accounts.values():
        yield {"event": "account", **asdict(account)}
    yield from keyring_entries(state.keyring)
    yield {"event": "contention", "on": state.limits.contention}
    for (name, category), quota in state.limits.quotas.items():
        yield {"event": "quota", "account": name, "category": category, "quota": quota}
    for board in state.archive.boards.values():
        yield {"event": "board", **asdict(board)}
    for section in state.archive.sections.values():
        yield {"event": "section", **asdict(section)}
    for upload in state.archive.uploads.values():
        yield {"event": "upload", **asdict(upload)}
    for pin in state.archive.pins.values():
        yield from _entries_of_pin(state, pin)
    yield from ads_entries(state.ads)
    for write in state.tally.writes:
        yield {"event": "write", **asdict(write)}
    yield {"event": "tally", **_tally_so_far(state)}


def _entries_of_pin(state: State, pin: Pin) -> Iterator[Entry]:
    """A pin that went with its board or section is gone even for a clock that was set back."""
    yield {"event": "pin", **asdict(pin)}
    if pin.removal is not None and (not _has_its_place(state, pin) or not pin.exists(state.clock.now())):
        yield {"event": "pin_removed", "id": pin.id, "at": pin.removal}


def _has_its_place(state: State, pin: Pin) -> bool:
    held = state.archive
    return pin.board_id in held.boards and (pin.section_id is None or pin.section_id in held.sections)


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
    kinds = {"tier": Tier(fields["tier"]), "trial_pins": TrialPins(fields.get("trial_pins", TrialPins.REFUSED))}
    state.archive.keep_account(Account(**fields | kinds))


def _board(state: State, fields: Entry) -> None:
    board = Board(**fields | {"privacy": Privacy(fields["privacy"])})
    state.archive.keep_board(board)
    state.ids.last = max(state.ids.last, board.sequence)


def _board_removed(state: State, fields: Entry) -> None:
    state.archive.remove_board(fields["id"], fields["at"])


def _section(state: State, fields: Entry) -> None:
    section = Section(**fields)
    state.archive.keep_section(section)
    state.ids.last = max(state.ids.last, section.sequence)


def _section_removed(state: State, fields: Entry) -> None:
    state.archive.remove_section(fields["id"], fields["at"])


def _upload(state: State, fields: Entry) -> None:
    upload = Upload(**fields | {"fate": Fate(fields["fate"]), "film": _film(fields)})
    state.archive.keep_upload(upload)
    state.ids.last = max(state.ids.last, upload.sequence)


def _pin(state: State, fields: Entry) -> None:
    pin = Pin(**fields | _shown(fields))
    state.archive.keep_pin(pin)
    state.ids.last = max(state.ids.last, pin.sequence)


def _shown(fields: Entry) -> Entry:
    """Entries from before there were videos and carousels have a picture and nothing else."""
    slides = (Slide(**slide | {"picture": Picture(**slide["picture"])}) for slide in fields.get("slides", ()))
    return {
        "picture": Picture(**fields["picture"]),
        "media_type": MediaType(fields.get("media_type", MediaType.IMAGE)),
        "slides": tuple(slides),
        "film": _film(fields),
    }


def _film(fields: Entry) -> Film | None:
    found = fields.get("film")
    return None if found is None else Film(**found)


def _pin_removed(state: State, fields: Entry) -> None:
    state.archive.remove_pin(fields["id"], fields["at"])


def _quota(state: State, fields: Entry) -> None:
    state.limits.quotas[fields["account"], Category(fields["category"])] = fields["quota"]


def _contention(state: State, fields: Entry) -> None:
    state.limits.contention = fields["on"]


def _write(state: State, fields: Entry) -> None:
    """An admitted write stands in the truth and, as long as its window lasts, in the limits."""
    write = Write(**fields)
    state.tally.writes.append(write)
    account = state.archive.accounts[write.account]
    seen = state.keyring.seen_through(account, write.app or account.app)
    state.limits.remember(seen, Category.ORG_WRITE, write.at)


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
    "section": _section,
    "section_removed": _section_removed,
    "upload": _upload,
    "pin": _pin,
    "pin_removed": _pin_removed,
    "quota": _quota,
    "contention": _contention,
    "write": _write,
    "asked": _asked,
    "limited": _limited,
    "dropped_before": _dropped_before,
    "tally": _tally,
    "ad_account": lambda state, fields: apply_ad_account(state.ads, fields),
    "ads_report": lambda state, fields: apply_report(state.ads, fields),
}
