"""Pins: the operations of API v5 that make, read and take them away."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from simulator.answers import Answer, pin_not_found
from simulator.boards import own_board
from simulator.call import Call
from simulator.contention import sole_writer
from simulator.fields import HEX_COLOR, Fields
from simulator.media_source import media_of
from simulator.pin_json import pin_json, slide_name
from simulator.pin_media import PinMedia
from simulator.pin_texts import Texts, checked_texts
from simulator.schedule import schedule
from simulator.secrecy import sees_pin
from simulator.sections import section_of_pin
from simulator.things import Pin, Tier

ID_DIGIT = 8


@dataclass(frozen=True)
class Wanted:
    """What the request says of the new pin, its media aside."""

    board_id: str
    section_id: str | None
    texts: Texts
    dominant_color: str | None
    parent_pin_id: str | None
    is_standard: bool


async def create_pin(call: Call) -> Answer:
    """Everything is checked before the picture is looked at, and the place once more after, for looking
    takes time in which a board or section can go.
    """
    fields = call.json()
    wanted = _wanted(call, fields)
    with sole_writer(call.world, wanted.board_id):
        media = await media_of(call, fields.object("media_source"))
        own_board(call, wanted.board_id)
        section_of_pin(call, wanted.board_id, wanted.section_id)
        pin = _make_pin(call, wanted, media)
    _keep_thumbnails(call, pin, media)
    return Answer(201, pin_json(call, pin))


async def get_pin(call: Call) -> Answer:
    return Answer(200, pin_json(call, own_pin(call)))


async def delete_pin(call: Call) -> Answer:
    call.world.record("pin_removed", id=own_pin(call).id, at=call.now)
    return Answer(204)


def own_pin(call: Call) -> Pin:
    """Raises ApiError 404/50 for a pin that is not there, gone, not the caller's or too secret for it."""
    pin = call.world.state.archive.pins.get(call.id_in_path("pin_id"))
    if pin is None or pin.account != call.account.name or not pin.exists(call.now):
        raise pin_not_found()
    if not sees_pin(call, pin):
        raise pin_not_found()
    return pin


def _wanted(call: Call, fields: Fields) -> Wanted:
    fields.optional_digits("sponsor_id")
    texts = checked_texts(fields)
    dominant_color = fields.matching("dominant_color", HEX_COLOR)
    parent_pin_id = fields.optional_digits("parent_pin_id")
    is_standard = fields.object("media_source").flag("is_standard", default=True)
    board = own_board(call, fields.digits("board_id"))
    section_id = section_of_pin(call, board.id, fields.optional_digits("board_section_id"))
    return Wanted(board.id, section_id, texts, dominant_color, parent_pin_id, is_standard)


def _make_pin(call: Call, wanted: Wanted, media: PinMedia) -> Pin:
    state, created = call.world.state, call.now
    plan = schedule(call.world.seed, len(state.archive.pins) + 1, created, call.effect)
    sequence, pin_id = state.ids.next(ID_DIGIT)
    pin = Pin(
        id=pin_id,
        sequence=sequence,
        account=call.account.name,
        board_id=wanted.board_id,
        section_id=wanted.section_id,
        dominant_color=wanted.dominant_color,
        parent_pin_id=wanted.parent_pin_id,
        is_standard=wanted.is_standard,
        picture=media.cover.picture,
        media_type=media.media_type,
        slides=media.slides,
        media_id=media.media_id,
        film=media.film,
        created=created,
        listed=plan.listed,
        processed=plan.processed,
        removal=plan.removal,
        owner_only=call.account.sandbox or call.account.tier is Tier.TRIAL,
        **wanted.texts,
    )
    call.world.record("pin", **asdict(pin))
    return pin


def _keep_thumbnails(call: Call, pin: Pin, media: PinMedia) -> None:
    call.world.thumbnails.keep(pin.id, media.cover.thumbnail)
    for index, thumbnail in enumerate(media.thumbnails):
        call.world.thumbnails.keep(slide_name(pin, index), thumbnail)
