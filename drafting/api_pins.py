"""A pin that the API was asked for, as a row of its account's launch of the day."""

import hashlib
from html import escape
from uuid import UUID

from contracts.api_pins import PinAsk
from contracts.contract import Instant
from contracts.launch import LaunchPolicy
from contracts.ledger import NewRow
from contracts.names import AccountKey, LaunchId, SourceKey
from contracts.pin import PinPolicy
from contracts.product import Product, ProductImage
from contracts.wording import Wording, Wordings
from drafting.standing_launches import standing_launch

SOURCE = SourceKey("http api")
"""No source of changes can be called so."""

TITLE, DESCRIPTION = "pin title", "pin description"
VERBATIM = Wordings(every=Wording(title=f"{{{TITLE}}}", description=f"{{{DESCRIPTION}}}"))
"""Who asks for a pin by its words means these, not what a catalog's title would be made into."""


def launch_policy(pin: PinPolicy) -> LaunchPolicy:
    """What holds for all pins that the API is asked for."""
    return LaunchPolicy(pin=pin, wordings=VERBATIM)


def launch_of(account: AccountKey, policy: PinPolicy, at: Instant) -> LaunchId:
    """The same for all that is asked for on that day (UTC) under these rules."""
    return standing_launch(SOURCE, account, launch_policy(policy), at)


def meaning_of(ask: PinAsk) -> str:
    """A digest of what was asked for: the same key must mean the same again."""
    return hashlib.sha256(ask.model_dump_json().encode()).hexdigest()


def product_of(ask: PinAsk, pin: UUID, revision: int, shop: str | None) -> Product:
    """As a catalog would state it. A pin that was changed is another one to Pinterest, and has another key."""
    cover = ask.cover if ask.is_video else ask.media
    image = ProductImage(url=cover, alt=escape(ask.alt_text or "", quote=False)) if cover else None
    title, description = escape(ask.title, quote=False), escape(ask.description or "", quote=False)
    return Product(
        key=f"api:{pin}",
        title=title,
        description=description,
        link=ask.link or shop,
        images=(image,) if image else (),
        video=ask.media if ask.is_video else None,
        board=ask.board,
        dominant_color=_color(ask.dominant_color),
        idempotency_key=ask.key if revision == 1 else f"{pin}.{revision}",
        extras={TITLE: title, DESCRIPTION: description},
    )


def _color(said: str | None) -> str | None:
    """As Pinterest takes it, whether it was said with its sign or without."""
    return said and f"#{said.removeprefix('#')}"


def row_of(ask: PinAsk, pin: UUID, revision: int, number: int, shop: str | None) -> NewRow:
    """The row that asks for it."""
    return NewRow(
        row=number,
        product_key=f"api:{pin}",
        title=ask.title,
        board_name=ask.board,
        not_before=ask.run_at,
        product=product_of(ask, pin, revision, shop),
    )
