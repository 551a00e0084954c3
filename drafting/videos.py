"""Which pin of a product shows its video: the first."""

from contracts.outcome import Reason, Refused
from contracts.pin import PinPolicy
from contracts.product import Product
from contracts.refusals import refuse
from drafting.addresses import BadAddress
from drafting.pictures import media_address


def shows_video(product: Product, slot: int) -> bool:
    """Whether the pin of this slot is the product's video; its other slots are its further pictures."""
    return slot == 0 and bool((product.video or "").strip())


def draft_video_address(product: Product, policy: PinPolicy) -> str | Refused:
    """The video's absolute address, by the rules of pictures; VIDEO_ADDRESS_INVALID for a wrong one."""
    address = media_address(product.video or "", policy.shop_url)
    if isinstance(address, BadAddress):
        return refuse(Reason.VIDEO_ADDRESS_INVALID, f"The video's address {address.why}.")
    return address
