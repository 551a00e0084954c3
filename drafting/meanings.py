"""What a key that a caller gave stands for, and whether it is given for the same pin again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.outcome import Refused
from contracts.pin import PinPolicy
from contracts.product import Money, Product
from contracts.wording import Wording
from drafting.identity import fingerprint
from drafting.links import bare_link, draft_link
from drafting.pictures import picture_of, unversioned
from drafting.videos import shows_video

VALUE_SHOWN_MAX = 60
"""Characters of a value that a message shows."""
ALIKE_SHOWN_MAX = 20
"""Characters in which two values are alike that are shown before they part."""

_NO_MARKER = "0" * 16


@dataclass(frozen=True)
class Meaning:
    """One pin as a row asks for it."""

    product: Product
    board_id: str
    image_slot: int
    wording: Wording
    policy: PinPolicy


@dataclass(frozen=True)
class Difference:
    """One thing in which two pins differ; `name` fits after "the". Both values empty: it has none to show."""

    name: str
    was: str = ""
    now: str = ""


def differences(was: Meaning, now: Meaning) -> tuple[Difference, ...]:
    """What makes them two pins; empty when they are one.

    What a fingerprint does not see, such as a picture's version parameter or a campaign's tags, is no difference.
    """
    found = [place for place in _places(was, now) if place.was != place.now]
    if _shown(was) != _shown(now):
        found += [look for look in _looks(was, now) if look.was != look.now] or [Difference("copy")]
    return tuple(found)


def in_words(differing: Sequence[Difference]) -> str:
    """`the title was "Blue mug" and is "Red mug" now, the copy differs`."""
    return ", ".join(map(_one_in_words, differing))


def _one_in_words(one: Difference) -> str:
    if not one.was and not one.now:
        return f"the {one.name} differs"
    was, now = _around_difference(one.was, one.now)
    return f"the {one.name} was {_quoted(was)} and is {_quoted(now)} now"


def _around_difference(was: str, now: str) -> tuple[str, str]:
    """Of long texts the place at which they part, so that what is shown of them is not the same."""
    parted = (at for at, (one, other) in enumerate(zip(was, now, strict=False)) if one != other)
    same = next(parted, min(len(was), len(now)))
    start = max(0, same - ALIKE_SHOWN_MAX) if max(len(was), len(now)) > VALUE_SHOWN_MAX else 0
    return _part(was, start), _part(now, start)


def _part(text: str, start: int) -> str:
    shown = " ".join(text[start : start + VALUE_SHOWN_MAX].split())
    return f"{'…' if start and shown else ''}{shown}{'…' if start + VALUE_SHOWN_MAX < len(text) else ''}"


def _quoted(text: str) -> str:
    return f'"{text}"' if text else "empty"


def _places(was: Meaning, now: Meaning) -> Iterator[Difference]:
    yield Difference("product", was.product.key, now.product.key)
    yield Difference("board", was.board_id, now.board_id)
    yield Difference("link", _page(was), _page(now))


def _page(meaning: Meaning) -> str:
    """The page that the pin leads to; what cannot be one is compared as it stands."""
    link = draft_link(meaning.product, meaning.policy, _NO_MARKER)
    return (meaning.product.link or "") if isinstance(link, Refused) else bare_link(link)


def _shown(meaning: Meaning) -> str:
    return fingerprint(meaning.product, image_slot=meaning.image_slot, wording=meaning.wording)


def _looks(was: Meaning, now: Meaning) -> Iterator[Difference]:
    yield Difference("title", was.product.title, now.product.title)
    yield Difference("description", was.product.description, now.product.description)
    yield Difference("price", _price(was.product), _price(now.product))
    yield Difference("availability", was.product.availability, now.product.availability)
    yield Difference("picture", _picture(was), _picture(now))
    yield Difference("video", _video(was), _video(now))


def _price(product: Product) -> str:
    """`12.50 EUR`, or `12.50 EUR, sale 9 EUR`."""
    usual, sale = (_money(money) for money in (product.price, product.sale_price))
    return ", ".join(filter(None, (usual, sale and f"sale {sale}")))


def _money(money: Money | None) -> str:
    return f"{money.amount.normalize():f} {money.currency or ''}".strip() if money else ""


def _picture(meaning: Meaning) -> str:
    picture = picture_of(meaning.product, meaning.image_slot)
    return unversioned(picture.url) if picture else ""


def _video(meaning: Meaning) -> str:
    return unversioned(meaning.product.video or "") if shows_video(meaning.product, meaning.image_slot) else ""
