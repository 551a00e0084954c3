"""A product and the rules of its launch become a pin's draft, or a reason why not."""

from dataclasses import dataclass

from contracts.outcome import Reason, Refused
from contracts.pin import PinDraft, PinPolicy
from contracts.product import Availability, Product
from contracts.refusals import refuse
from contracts.wording import PLAIN, Wording
from drafting.alt_texts import draft_alt_text
from drafting.links import draft_link
from drafting.pictures import draft_image_address, picture_of
from drafting.variables import Subject
from drafting.videos import draft_video_address, shows_video
from drafting.wordings import word_description, word_title


@dataclass(frozen=True)
class _Addresses:
    """Where a pin's media is fetched; `image` is empty for a video without a cover."""

    image: str
    video: str | None = None


def draft_pin(
    product: Product,
    policy: PinPolicy,
    marker: str,
    *,
    image_slot: int = 0,
    wording: Wording = PLAIN,
    board_name: str | None = None,
) -> PinDraft | Refused:
    """The pin as it will be sent, but for its media; `marker` is `identity.marker_of` its key.

    `image_slot` is one of `pictures.picture_slots`; slot 0 of a product with a video is the video. `board_name` is
    for a wording that names the board; None: as the product's own rule has it. Never raises for a wording that was
    checked (`wordings.check_wording`). Asked in this order, and the first trouble is the one told: published, in
    stock, title, link, picture or video.
    """
    unsellable = _unsellable(product)
    if unsellable is not None:
        return unsellable
    subject = Subject(product, board_name=board_name, shop_url=policy.shop_url)
    title = word_title(subject, wording)
    if not title:
        return refuse(Reason.TITLE_MISSING, f'The product "{product.key}" has no title.')
    link = draft_link(product, policy, marker)
    if isinstance(link, Refused):
        return link
    addresses = _addresses(product, policy, image_slot)
    if isinstance(addresses, Refused):
        return addresses
    return PinDraft(
        title=title,
        description=word_description(subject, wording),
        alt_text=draft_alt_text(product, image_slot),
        link=link,
        image_url=addresses.image,
        video_url=addresses.video,
        dominant_color=product.dominant_color,
    )


def _unsellable(product: Product) -> Refused | None:
    if not product.published:
        return refuse(Reason.PRODUCT_NOT_PUBLISHED, "The product is a draft, archived or hidden in the catalog.")
    if product.availability is Availability.OUT_OF_STOCK:
        return refuse(Reason.PRODUCT_OUT_OF_STOCK, "The catalog says that the product is out of stock.")
    return None


def _addresses(product: Product, policy: PinPolicy, slot: int) -> _Addresses | Refused:
    has_video = shows_video(product, slot)
    # A cover that is there must be right; a video needs none.
    needs_image = not has_video or picture_of(product, slot) is not None
    image = draft_image_address(product, policy, slot) if needs_image else ""
    if isinstance(image, Refused):
        return image
    video = draft_video_address(product, policy) if has_video else None
    return video if isinstance(video, Refused) else _Addresses(image=image, video=video)
