"""What a key that a caller gave stands for, and whether it is given for the same pin again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.outcome import Refused
from contracts.pin import PinPolicy
from contracts.product import Product
from contracts.wording import Wording
from drafting.identity import fingerprint
from drafting.links import bare_link, draft_link
from drafting.pictures import picture_of, unversioned
from drafting.videos import shows_video

_NO_MARKER = "0" * 16


@dataclass(frozen=True)
class Meaning:
    """One pin as a row asks for it."""

    product: Product
    board_id: str
    image_slot: int
    wording: Wording
    policy: PinPolicy


def differences(was: Meaning, now: Meaning) -> tuple[str, ...]:
    """What makes them two pins, in words that fit after "the"; empty when they are one.

    What a fingerprint does not see, such as a picture's version parameter or a campaign's tags, is no difference.
    """
    found = [name for name, one, other in _places(was, now) if one != other]
    if _shown(was) != _shown(now):
        found += [name for name, one, other in _looks(was, now) if one != other] or ["copy"]
    return tuple(found)


def in_words(differing: Sequence[str]) -> str:
    """`the picture and the title differ`."""
    *rest, last = (f"the {name}" for name in differing)
    return f"{', '.join(rest)} and {last} differ" if rest else f"{last} differs"


def _places(was: Meaning, now: Meaning) -> Iterator[tuple[str, str, str]]:
    yield "product", was.product.key, now.product.key
    yield "board", was.board_id, now.board_id
    yield "link", _page(was), _page(now)


def _page(meaning: Meaning) -> str:
    """The page that the pin leads to; what cannot be one is compared as it stands."""
    link = draft_link(meaning.product, meaning.policy, _NO_MARKER)
    return (meaning.product.link or "") if isinstance(link, Refused) else bare_link(link)


def _shown(meaning: Meaning) -> str:
    return fingerprint(meaning.product, image_slot=meaning.image_slot, wording=meaning.wording)


def _looks(was: Meaning, now: Meaning) -> Iterator[tuple[str, object, object]]:
    yield "title", was.product.title, now.product.title
    yield "description", was.product.description, now.product.description
    yield "price", (was.product.price, was.product.sale_price), (now.product.price, now.product.sale_price)
    yield "availability", was.product.availability, now.product.availability
    yield "picture", _picture(was), _picture(now)
    yield "video", _video(was), _video(now)


def _picture(meaning: Meaning) -> str:
    picture = picture_of(meaning.product, meaning.image_slot)
    return unversioned(picture.url) if picture else ""


def _video(meaning: Meaning) -> str:
    return unversioned(meaning.product.video or "") if shows_video(meaning.product, meaning.image_slot) else ""
