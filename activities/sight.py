"""What a pin that was read back looks like beside what was meant: as it was made, different, or not ready yet."""

from contracts.contract import Instant
from contracts.ledger import Intent
from contracts.outcome import Evidence
from contracts.pin import ConfirmOrder, MediaStrategy
from contracts.sightings import SeenPin
from drafting.links import bare_link, read_marker

VIDEO = "VIDEO"
"""Creative type of a video pin, once its video was processed; it reads REGULAR before."""

VALUE_MAX = 4_096
"""Characters of one piece of evidence."""


def difference(pin: SeenPin, order: ConfirmOrder, intent: Intent) -> str | None:
    """What about the pin is not as it was made, in words."""
    if pin.board_id != order.board_id:
        return f"pin {pin.id} is on board {pin.board_id}, not on {order.board_id}"
    if intent.section_id and pin.section_id != intent.section_id:
        place = f"in section {pin.section_id}" if pin.section_id else "in no section"
        return f"pin {pin.id} is {place} of its board, not in {intent.section_id}"
    if not _leads_to_product(pin, intent):
        return f"pin {pin.id} links to {pin.link}, not to the product"
    made = _picture_made(intent)
    if made and pin.original and pin.original != made:
        return f"pin {pin.id} shows a picture of {_pixels(pin.original)}, not the one of {_pixels(made)}"
    return None


def lacks(pin: SeenPin, intent: Intent) -> str | None:
    """What Pinterest still works on, in words."""
    if is_video(intent):
        done = pin.creative_type == VIDEO or pin.duration_seconds is not None
        return None if done else "the video is being processed"
    return None if pin.images else "the picture is being processed"


def evidence(pin: SeenPin, intent: Intent, now: Instant, *, owner_only: bool) -> tuple[Evidence, ...]:
    """What was seen, piece by piece; the first one says by whom."""
    pieces = {"read_back": seen_by(pin.id, owner_only=owner_only), "board": pin.board_id or ""}
    if intent.section_id:
        pieces["section"] = pin.section_id or ""
    pieces |= {"link": pin.link or "", "images": _images(pin)}
    if is_video(intent):
        pieces["video"] = _video(pin)
    return tuple(Evidence(what=what, value=value[:VALUE_MAX], at=now) for what, value in pieces.items())


def seen_by(pin_id: str, *, owner_only: bool) -> str:
    """Who is known to see the pin. Pinterest has no field that says more."""
    whom = "its owner only (sandbox or trial)" if owner_only else "its owner; the API tells no more"
    return f"pin {pin_id}, seen by {whom}"


def is_video(intent: Intent) -> bool:
    """Whether the pin was made of a video."""
    return intent.media is not None and intent.media.strategy is MediaStrategy.VIDEO


def _leads_to_product(pin: SeenPin, intent: Intent) -> bool:
    """By our marker; a link that lost its tags still counts when it is the product's page."""
    marker = read_marker(pin.link)
    if marker is not None:
        return marker == intent.marker
    return intent.draft is not None and bare_link(pin.link or "") == bare_link(intent.draft.link)


def _picture_made(intent: Intent) -> tuple[int, int] | None:
    """The size of the picture that was sent, where the ledger knows it. A video's picture is Pinterest's own."""
    media = intent.media
    if media is None or is_video(intent) or media.width is None or media.height is None:
        return None
    return media.width, media.height


def _images(pin: SeenPin) -> str:
    sizes = f"{pin.images} sizes"
    return f"{sizes}, the original {_pixels(pin.original)}" if pin.original else sizes


def _video(pin: SeenPin) -> str:
    return "processed" if pin.duration_seconds is None else f"processed, {pin.duration_seconds:g} s"


def _pixels(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]} px"
