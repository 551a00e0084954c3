"""Which picture a pin is made of, and where it is fetched."""

from contracts.outcome import Reason, Refused
from contracts.pin import PinPolicy
from contracts.product import Product, ProductImage
from contracts.refusals import refuse
from drafting.addresses import ADDRESS_MAX, BadAddress, whole_address


def main_picture(product: Product) -> ProductImage | None:
    """The first picture that has an address at all."""
    return next((image for image in product.images if image.url.strip()), None)


def draft_image_address(product: Product, policy: PinPolicy) -> str | Refused:
    """The main picture's absolute address; IMAGE_MISSING without one, IMAGE_ADDRESS_INVALID for a wrong one."""
    picture = main_picture(product)
    if picture is None:
        return refuse(Reason.IMAGE_MISSING, "The product has no picture.")
    address = whole_address(picture.url, policy.shop_url)
    if isinstance(address, BadAddress):
        return refuse(Reason.IMAGE_ADDRESS_INVALID, f"The picture's address {address.why}.")
    url = address.geturl()
    if len(url) > ADDRESS_MAX:
        why = f"The picture's address has {len(url)} characters; at most {ADDRESS_MAX} are taken."
        return refuse(Reason.IMAGE_ADDRESS_INVALID, why)
    return url
