"""What a launch decides before anything is sent: the account, the shop, the rules, stand-in pictures."""

import asyncio
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from config import Settings
from contracts.launch import LaunchPolicy
from contracts.names import AccountKey, LaunchId
from contracts.pace import Priority
from contracts.pin import GRACE_SECONDS_PINTEREST, GRACE_SECONDS_SIMULATOR, PinPolicy
from contracts.product import IMAGES_MAX, CatalogRow, Product
from contracts.windows import WindowRule
from contracts.wording import Wordings
from drafting.windows import ZoneUnknown, known_zone, near_zone, stated_zone
from fetching.addresses import resolves
from starter.failures import CommandFailed, ExitCode
from starter.ledger import uses_simulator
from starter.media import strategy_of
from starter.rows import Row

ROWS_PEEKED = 50
HOSTS_PEEKED = 5
DEMO_SHOP_URL = "https://shop.example.com"
SHOP_MAX = 300
BOARD_NAME_MAX = 180
EDITION_MAX = 100


@dataclass(frozen=True)
class LaunchWish:
    """What the person typed."""

    file: Path
    account: str | None = None
    board: str | None = None
    boards_file: Path | None = None
    """Board rules for this launch, in place of those that the account keeps."""
    shop: str | None = None
    edition: str = ""
    limit: int | None = None
    create_boards: bool = True
    images: int = 1
    """How many of a product's pictures become pins."""
    zone: str | None = None
    """The time zone of publish dates without one."""
    wordings: Wordings = field(default_factory=Wordings)
    look_again_seconds: float | None = None
    priority: Priority = Priority.NORMAL
    window: WindowRule | None = None
    """When its pins leave."""


def check_wish(wish: LaunchWish) -> None:
    """What cannot be meant is said at once, not once for each product. Raises `CommandFailed`."""
    if wish.shop is not None:
        parts = urlsplit(wish.shop)
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(wish.shop) > SHOP_MAX:
            raise CommandFailed(
                f"--shop {wish.shop[:100]!r} is not a shop's address: give it whole, "
                "such as --shop https://shop.example.com",
                ExitCode.USAGE,
            )
    if wish.board is not None and not 1 <= len(wish.board.strip()) <= BOARD_NAME_MAX:
        raise CommandFailed(
            f"--board needs a name of 1 to {BOARD_NAME_MAX} characters, or a board's id.", ExitCode.USAGE
        )
    if len(wish.edition) > EDITION_MAX:
        raise CommandFailed(f"--edition takes {EDITION_MAX} characters at most.", ExitCode.USAGE)
    if wish.zone is not None and not known_zone(wish.zone):
        hint = near_zone(wish.zone) or "; names are such as Europe/Berlin."
        raise CommandFailed(f'--timezone: there is no time zone "{wish.zone[:60]}"{hint}', ExitCode.USAGE)
    if wish.zone is not None:
        _refuse_what_is_not_meant(wish.zone)


def _refuse_what_is_not_meant(zone: str) -> None:
    try:
        stated_zone(zone)
    except ZoneUnknown as unknown:
        raise CommandFailed(f"--timezone: {unknown}", ExitCode.USAGE) from unknown


def read_images(text: str) -> int:
    """How many pictures `--images` means: a number, or `all`. Raises `CommandFailed`."""
    word = text.strip().casefold()
    if word == "all":
        return IMAGES_MAX
    if word in {str(number) for number in range(1, IMAGES_MAX + 1)}:
        return int(word)
    raise CommandFailed(f"--images takes a number from 1 to {IMAGES_MAX}, or: all.", ExitCode.USAGE)


def launch_id(file: Path, now: datetime) -> LaunchId:
    """`20261121-221530-spring-7f3a`: sorts by time, says which file, never meets another."""
    slug = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:24] or "catalog"
    return LaunchId(f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{slug}-{secrets.token_hex(2)}")


def peek(rows: Iterator[Row]) -> tuple[Sequence[Row], Iterator[Row]]:
    """The first rows, and an iterator that still gives all of them."""
    first = list(islice(rows, ROWS_PEEKED))

    def whole() -> Iterator[Row]:
        yield from first
        yield from rows

    return first, whole()


def choose_account(wish: LaunchWish, names: Sequence[AccountKey]) -> AccountKey:
    """The one asked for, or the only one there is. Raises `CommandFailed`."""
    if wish.account is not None:
        if wish.account in names:
            return AccountKey(wish.account)
        raise _no_account(f"there is no account {wish.account!r}", names)
    if len(names) == 1:
        return names[0]
    missing = "no account is connected (pinflow accounts connect)"
    raise _no_account("say which account with --account" if names else missing, names)


def _no_account(message: str, names: Sequence[AccountKey]) -> CommandFailed:
    known = f"; there are: {', '.join(names)}" if names else ""
    return CommandFailed(f"Cannot launch: {message}{known}.", ExitCode.USAGE)


def read_priority(text: str) -> Priority:
    """What `--priority` means. Raises `CommandFailed`."""
    try:
        return Priority(text.strip().casefold())
    except ValueError:
        kinds = ", ".join(Priority)
        raise CommandFailed(f"--priority {text[:40]!r} is none of: {kinds}.", ExitCode.USAGE) from None


async def choose_policy(
    wish: LaunchWish, settings: Settings, first: Sequence[Row], account_shop: str | None
) -> LaunchPolicy:
    """The launch's rules, decided once. Raises `CommandFailed` when the shop's address is needed and unknown."""
    products = [row.product for row in first if isinstance(row, CatalogRow)]
    shop = wish.shop or account_shop or usual_shop(settings)
    if shop is None and any(product.link is None for product in products):
        raise CommandFailed(
            "The file has no links to the product pages: give the shop's address with --shop "
            "(such as --shop https://shop.example.com), or set PINFLOW_SHOP_URL.",
            ExitCode.USAGE,
        )
    pin = pin_policy(
        settings,
        shop=shop,
        stand_in=await stand_in_of(settings, products),
        edition=wish.edition,
        look_again_seconds=wish.look_again_seconds,
    )
    return LaunchPolicy(
        pin=pin,
        edition=wish.edition,
        board=wish.board,
        boards_file=wish.boards_file.name[:300] if wish.boards_file else "",
        create_boards=wish.create_boards,
        wordings=wish.wordings,
        images=wish.images,
        zone=wish.zone,
        priority=wish.priority,
        window=wish.window,
    )


def usual_shop(settings: Settings) -> str | None:
    """The shop where neither a launch, a source nor an account names one."""
    return settings.shop_url or (DEMO_SHOP_URL if uses_simulator(settings) else None)


def pin_policy(
    settings: Settings,
    *,
    shop: str | None,
    stand_in: str | None,
    edition: str,
    look_again_seconds: float | None = None,
) -> PinPolicy:
    """The rules that a pin is made by, as far as settings decide them."""
    return PinPolicy(
        shop_url=shop,
        stand_in_shop=stand_in,
        campaign=edition or "pinflow",
        grace_seconds=GRACE_SECONDS_SIMULATOR if uses_simulator(settings) else GRACE_SECONDS_PINTEREST,
        owner_only="api-sandbox." in (settings.pinterest_url or ""),
        look_again_seconds=look_again_seconds,
        strategy=strategy_of(settings),
    )


async def stand_in_of(settings: Settings, products: Sequence[Product]) -> str | None:
    """The demo shop, when it shall answer for the products' hosts; decided once per launch."""
    shop = settings.demo_shop()
    if shop is None or settings.offline is False:
        return None
    if settings.offline:
        return shop
    hosts = sorted({host for product in products for host in _hosts(product)})[:HOSTS_PEEKED]
    reached = await asyncio.gather(*(resolves(host) for host in hosts))
    return None if all(reached) else shop


def _hosts(product: Product) -> Iterator[str]:
    for address in (*(image.url for image in product.images[:1]), product.link or ""):
        host = urlsplit(address).hostname
        if host:
            yield host
