"""What questions about a source of ads data need: accounts, ad accounts, rows, and a place to keep it."""

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol

from ads.objections import Objection
from ads.previewing import PreviewAsk
from config import load_settings
from contracts.ads import AdsSourceSpec
from contracts.ads_reports import PreviewRows, SeenAdAccount
from contracts.ads_runs import AdsSource
from contracts.names import AccountKey
from starter.account_card import Standing, reason_words, standing_of
from starter.accounts import connected_cards
from starter.ads_accounts import ad_accounts_at
from starter.ads_keeping import keep_source
from starter.ads_preview import asked_rows
from starter.ads_trouble import told_of_ads
from starter.boards_pinterest import with_pinterest
from starter.ledger import open_ledger
from starter.screen import Screen
from starter.the_ads_source import ads_sources_of


class Backstage(Protocol):
    """All of it raises `CommandFailed`."""

    def accounts(self) -> Sequence[tuple[AccountKey, str]]:
        """The connected accounts, each with a word on how it stands."""
        ...

    def ad_accounts(self, account: AccountKey) -> Sequence[SeenAdAccount]: ...

    def is_taken(self, key: str) -> bool:
        """Whether there is a source of that name."""
        ...

    def preview(self, ask: PreviewAsk) -> PreviewRows | Objection: ...

    def keep(self, spec: AdsSourceSpec, *, replace: bool) -> AdsSource | tuple[Objection, ...]: ...


class HomeBackstage:
    """Over this home's ledger, and the Pinterest that it speaks with."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def accounts(self) -> Sequence[tuple[AccountKey, str]]:
        return asyncio.run(_accounts())

    def ad_accounts(self, account: AccountKey) -> Sequence[SeenAdAccount]:
        return asyncio.run(_ad_accounts(account, self._screen))

    def is_taken(self, key: str) -> bool:
        return asyncio.run(_is_taken(key))

    def preview(self, ask: PreviewAsk) -> PreviewRows | Objection:
        return asyncio.run(asked_rows(ask, self._screen))

    def keep(self, spec: AdsSourceSpec, *, replace: bool) -> AdsSource | tuple[Objection, ...]:
        return asyncio.run(keep_source(spec, replace=replace))


async def _accounts() -> Sequence[tuple[AccountKey, str]]:
    now = time.time()
    async with open_ledger(load_settings()) as ledger:
        cards = await connected_cards(ledger)
    well = {Standing.WELL, Standing.ENDING}
    return [
        (
            card.key,
            "connected" if standing_of(card, now) in well else reason_words(card) or "its token has run out",
        )
        for card in cards
    ]


async def _ad_accounts(account: AccountKey, screen: Screen) -> Sequence[SeenAdAccount]:
    with screen.busy("Asking Pinterest for the ad accounts"):
        settings = await with_pinterest(load_settings())
        async with open_ledger(settings) as ledger, ad_accounts_at(settings, ledger) as pinterest:
            with told_of_ads(account, f"read ads numbers with {account}"):
                return await pinterest.list_all(account)


async def _is_taken(key: str) -> bool:
    async with open_ledger(load_settings()) as ledger:
        return await ads_sources_of(ledger).get(key) is not None
