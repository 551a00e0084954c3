"""Where a source's events come in, and what its owner sets up there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from catalog import shopify_events, woocommerce_events
from config import Settings
from contracts.names import SourceKey
from contracts.sources import HOOKED, SourceKind
from contracts.watching import WATCHED
from intake.addresses import PORT_PREFERRED, door_address, is_loopback_host
from intake.doorkeeper import SECRET_HEADER
from starter.running import running_stack

HEADER_SHOWN = SECRET_HEADER.title()


@dataclass(frozen=True)
class DoorGuide:
    """Where a source sends, as seen from this machine."""

    address: str
    topics: tuple[str, ...] = ()
    """Those to subscribe; of kinds that know none, none."""
    is_open: bool = False
    """The intake is being served at this moment, as far as this home knows."""

    @property
    def is_near(self) -> bool:
        """Nobody but this machine reaches it."""
        return is_loopback_host(urlsplit(self.address).hostname or "")


def door_guide(settings: Settings, source: SourceKey, kind: SourceKind) -> DoorGuide | None:
    """None for a kind that is asked. Raises `StackDiffers`."""
    if kind in WATCHED:
        return None
    stack = running_stack(settings)
    served = stack.intake if stack else None
    base = served or door_address(settings.intake_host, PORT_PREFERRED)
    path = f"/hooks/{source}" if kind in HOOKED else f"/v1/events/{source}"
    return DoorGuide(f"{base}{path}", topics_of(kind), is_open=served is not None)


def topics_of(kind: SourceKind) -> tuple[str, ...]:
    """What a shop is told to send."""
    if kind is SourceKind.SHOPIFY:
        return tuple(shopify_events.TOPICS)
    return tuple(woocommerce_events.TOPICS) if kind is SourceKind.WOOCOMMERCE else ()


def guide_lines(guide: DoorGuide, kind: SourceKind, account: str) -> Iterator[str]:
    """What to do at the sender, step by step."""
    yield f"  Address   {guide.address}"
    if guide.topics:
        yield f"  Topics    {', '.join(guide.topics)}"
    yield f"  Set up    {_set_up(kind, account)}"
    if not guide.is_open:
        yield "  Served    not now, as far as this home knows: pinflow up, or pinflow serve"
    if guide.is_near:
        yield (
            "  Reach     this machine alone. For others give it an address of its own: pinflow serve --host, "
            "behind a proxy with https"
        )


def secret_lines(kind: SourceKind, secret: str) -> Iterator[str]:
    """A secret that we made, and where it is pasted."""
    yield f"  Secret    {secret}"
    yield f"            {_pasted(kind)} It is shown this once."


def _set_up(kind: SourceKind, account: str) -> str:
    if kind is SourceKind.SHOPIFY:
        return "subscribe the topics to the address, format JSON, in the app whose client secret you gave"
    if kind is SourceKind.WOOCOMMERCE:
        return "WooCommerce > Settings > Advanced > Webhooks: one webhook for each topic, version WP REST API v3"
    if kind is SourceKind.DEBEZIUM:
        return f"debezium.sink.type=http, debezium.sink.http.url the address, the secret as header {HEADER_SHOWN}"
    return (
        f"POST product events as JSON, with Authorization: Bearer KEY; a key: pinflow keys create --scope intake "
        f"--account {account}"
    )


def _pasted(kind: SourceKind) -> str:
    if kind is SourceKind.WOOCOMMERCE:
        return "Paste it into the field Secret of each webhook."
    return f"Send it as the header {HEADER_SHOWN}."


def guide_report(guide: DoorGuide | None) -> dict[str, object]:
    """The door's lines in a document."""
    topics: Sequence[str] = guide.topics if guide else ()
    return {
        "address": guide.address if guide else None,
        "topics": list(topics),
        "served": guide.is_open if guide else None,
    }
