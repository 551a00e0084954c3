"""Saves: a person's copy of a pin, on a board of theirs. It has the link of the first, and a pin it comes from."""

from __future__ import annotations

from dataclasses import asdict, replace

from simulator.answers import Answer, pin_not_found
from simulator.boards import own_board
from simulator.call import Call
from simulator.pin_json import pin_json
from simulator.pins import ID_DIGIT
from simulator.schedule import schedule
from simulator.secrecy import sees_pin
from simulator.sections import section_of_pin
from simulator.things import Pin, Privacy, Tier


async def save_pin(call: Call) -> Answer:
    """POST /pins/{id}/save. The board must be named: where Pinterest puts a pin that is saved without one is not
    documented.
    """
    original, fields = _visible_pin(call), call.json()
    board = own_board(call, fields.digits("board_id"))
    section_id = section_of_pin(call, board.id, fields.optional_digits("board_section_id"))
    saved = _copy(call, original, board.id, section_id)
    call.world.record("pin", **asdict(saved))
    _keep_thumbnail(call, original, saved)
    return Answer(201, pin_json(call, saved))


def _visible_pin(call: Call) -> Pin:
    """Any pin that everyone sees, or one of the caller's own. Raises ApiError 404/50."""
    pin = call.world.state.archive.pins.get(call.id_in_path("pin_id"))
    if pin is None or not pin.exists(call.now):
        raise pin_not_found()
    is_own = pin.account == call.account.name and sees_pin(call, pin)
    if not is_own and (pin.owner_only or _privacy(call, pin) is not Privacy.PUBLIC):
        raise pin_not_found()
    return pin


def _privacy(call: Call, pin: Pin) -> Privacy:
    return call.world.state.archive.boards[pin.board_id].privacy


def _copy(call: Call, original: Pin, board_id: str, section_id: str | None) -> Pin:
    state = call.world.state
    plan = schedule(call.world.seed, len(state.archive.pins) + 1, call.now, call.effect)
    sequence, pin_id = state.ids.next(ID_DIGIT)
    return replace(
        original,
        id=pin_id,
        sequence=sequence,
        account=call.account.name,
        board_id=board_id,
        section_id=section_id,
        parent_pin_id=original.id,
        created=call.now,
        listed=plan.listed,
        processed=max(plan.processed, original.processed),
        removal=plan.removal,
        owner_only=call.account.sandbox or call.account.tier is Tier.TRIAL,
    )


def _keep_thumbnail(call: Call, original: Pin, saved: Pin) -> None:
    thumbnail = call.world.thumbnails.get(original.id)
    if thumbnail is not None:
        call.world.thumbnails.keep(saved.id, thumbnail)
