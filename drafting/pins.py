"""A product and the rules of its launch become a pin's draft, or a reason why not."""

from contracts.outcome import Reason, Refused
from contracts.pin import PinDraft, PinPolicy
from contracts.product import Availability, Product
from contracts.refusals import refuse
from drafting.alt_texts import draft_alt_text
from drafting.descriptions import draft_description
from drafting.links import draft_link
from drafting.pictures import draft_image_address
from drafting.titles import draft_title


def draft_pin(product: Product, policy: PinPolicy, marker: str) -> PinDraft | Refused:
    """The pin as it will be sent, but for its picture; `marker` is `identity.marker_of` its key.

    Never raises. Asked in this order, and the first trouble is the one told: published, in stock, title, link,
    picture.
    """
    unsellable = _unsellable(product)
    if unsellable is not None:
        return unsellable
    title = draft_title(product)
    if not title:
        return refuse(Reason.TITLE_MISSING, f'The product "{product.key}" has no title.')
    link = draft_link(product, policy, marker)
    if isinstance(link, Refused):
        return link
    image_url = draft_image_address(product, policy)
    if isinstance(image_url, Refused):
        return image_url
    return PinDraft(
        title=title,
        description=draft_description(product),
        alt_text=draft_alt_text(product),
        link=link,
        image_url=image_url,
    )


def _unsellable(product: Product) -> Refused | None:
    if not product.published:
        return refuse(Reason.PRODUCT_NOT_PUBLISHED, "The product is a draft, archived or hidden in the catalog.")
    if product.availability is Availability.OUT_OF_STOCK:
        return refuse(Reason.PRODUCT_OUT_OF_STOCK, "The catalog says that the product is out of stock.")
    return None
