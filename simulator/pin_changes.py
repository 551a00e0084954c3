"""Changes to pins: PATCH /pins/{id}, a beta that only some apps have."""

from __future__ import annotations

from dataclasses import asdict, replace

from simulator.answers import Answer, invalid_request, not_permitted
from simulator.boards import own_board
from simulator.call import Call
from simulator.carousels import SLIDES_MAX, slide_texts
from simulator.fields import Fields
from simulator.pin_json import pin_json
from simulator.pin_texts import checked_texts
from simulator.pins import own_pin
from simulator.sections import section_of_pin
from simulator.things import Pin, Slide

SLOTS = "carousel_slots"


async def update_pin(call: Call) -> Answer:
    """For accounts made with `patch`. What is not mentioned stays, null takes away, and no picture changes."""
    pin = own_pin(call)
    if not call.account.patch:
        raise not_permitted()
    changed = _changed(call, pin, call.json())
    call.world.record("pin", **asdict(changed))
    return Answer(200, pin_json(call, changed))


def _changed(call: Call, pin: Pin, fields: Fields) -> Pin:
    texts = checked_texts(fields)
    board_id, section_id = _place(call, pin, fields)
    return replace(
        pin,
        title=texts["title"] if fields.mentions("title") else pin.title,
        description=texts["description"] if fields.mentions("description") else pin.description,
        alt_text=texts["alt_text"] if fields.mentions("alt_text") else pin.alt_text,
        link=texts["link"] if fields.mentions("link") else pin.link,
        slides=_slides(pin, fields) if fields.mentions(SLOTS) else pin.slides,
        board_id=board_id,
        section_id=section_id,
    )


def _place(call: Call, pin: Pin, fields: Fields) -> tuple[str, str | None]:
    """A pin that is moved to another board leaves its section behind."""
    board_id = pin.board_id
    if fields.mentions("board_id"):
        board_id = own_board(call, fields.digits("board_id")).id
    if fields.mentions("board_section_id"):
        return board_id, section_of_pin(call, board_id, fields.optional_digits("board_section_id"))
    return board_id, pin.section_id if board_id == pin.board_id else None


def _slides(pin: Pin, fields: Fields) -> tuple[Slide, ...]:
    """Slots change the slides at their places; a slide without a slot stays."""
    slots = fields.objects(SLOTS, most=SLIDES_MAX)
    if len(slots) > len(pin.slides):
        raise invalid_request(f"'{SLOTS}' has {len(slots)} slots for a pin with {len(pin.slides)} pictures")
    changed = [_slide(slide, slot) for slide, slot in zip(pin.slides, slots, strict=False)]
    return (*changed, *pin.slides[len(slots) :])


def _slide(slide: Slide, slot: Fields) -> Slide:
    given = slide_texts(slot)
    held = {"title": slide.title, "description": slide.description, "link": slide.link}
    texts = {name: given[name] if slot.mentions(name) else text for name, text in held.items()}
    return Slide(picture=slide.picture, **texts)
