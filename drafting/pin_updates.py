"""What a live pin would say of its product now, and in what that is other than what it says."""

from contracts.ledger import Intent
from contracts.outcome import Refused
from contracts.pin import PinDraft
from contracts.product import Product
from contracts.sightings import PinUpdate
from contracts.wording import Wording
from drafting.alt_texts import draft_alt_text
from drafting.links import draft_link
from drafting.variables import Subject
from drafting.wordings import word_description, word_title

WORDS = ("title", "description", "alt_text", "link")
"""What of a pin can be changed, in Pinterest's names; its picture cannot."""


def draft_update(intent: Intent, product: Product, wording: Wording) -> PinUpdate | Refused:
    """All words of the pin for the product as it is now: also for one that is out of stock, or hidden.

    The link keeps its marker. A title that the product
    has no more stays as it is.
    """
    link = draft_link(product, intent.policy, intent.marker)
    if isinstance(link, Refused):
        return link
    subject = Subject(product, board_name=intent.board_name or None, shop_url=intent.policy.shop_url)
    return PinUpdate(
        title=word_title(subject, wording) or None,
        description=word_description(subject, wording),
        alt_text=draft_alt_text(product, intent.image_slot),
        link=link,
    )


def news_of(update: PinUpdate, draft: PinDraft | None) -> PinUpdate:
    """The part of it that the pin, sent as `draft`, does not say yet; all of it when nobody knows what was."""
    if draft is None:
        return update
    same = {name: None for name in WORDS if getattr(update, name) == getattr(draft, name)}
    return update.model_copy(update=same)


def updated_draft(draft: PinDraft, update: PinUpdate) -> PinDraft:
    """The draft of the pin as it says now."""
    said = {name: text for name in WORDS if (text := getattr(update, name)) is not None}
    return draft.model_copy(update=said)
