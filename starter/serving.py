"""Composes the doors for machines over this home's store, and serves them until it is told to end."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import structlog

from config import Settings
from contracts.intake import SourceGone
from contracts.names import SourceKey
from contracts.sources import HOOKED
from contracts.trouble import LedgerBusy
from intake.addresses import is_loopback_host
from intake.app import Intake, IntakeNeeds
from intake.ports import Door
from intake.server import listening
from starter.api_serving import api_needs
from starter.ledger import Ledger, open_ledger
from starter.pinterest_resources import pinterest_resources
from starter.store_look import StoreLook
from starter.uploads import receive_on_disk
from store.api_keys import SqlApiKeys
from store.inbox import SqlInbox
from store.intake_counts import SqlIntakeCounts
from store.measures import SqlMeasures
from store.sealing import SealBroken
from store.sources import SqlSources

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True)
class StoredDoors:
    """Sources as doors see them."""

    sources: SqlSources

    async def door(self, source: SourceKey) -> Door | None:
        """Raises `LedgerBusy`, also when its secrets do not open: its sender comes again, once that is mended."""
        card = await self.sources.card(source)
        if card is None:
            return None
        try:
            secrets = await self.sources.secrets(source)
        except SourceGone:
            return None
        except SealBroken as broken:
            log.warning("intake.secrets_sealed", source=source, remedy="pinflow doctor")
            raise LedgerBusy(f"the secrets of source {source} do not open with the key at hand") from broken
        return Door(source=source, kind=card.kind, account=card.account, secrets=secrets)


async def serve(settings: Settings, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `say` is given the address. An OSError for a port that is taken."""
    ending = _told_to_end()
    receive_on_disk(settings)
    async with intake_of(settings, host) as intake, listening(intake, host, port) as url:
        say(url)
        await ending.wait()


@asynccontextmanager
async def intake_of(settings: Settings, host: str) -> AsyncIterator[Intake]:
    """The doors over the store of these settings. Raises `LedgerAway`."""
    async with (
        open_ledger(settings, with_demo=False) as ledger,
        pinterest_resources(settings, ledger) as pinterest,
    ):
        public = not is_loopback_host(host)
        sources = SqlSources(ledger.database, ledger.sealer)
        if public:
            await _name_shut_doors(sources)
        yield Intake(
            replace(
                _needs(ledger, sources, public=public),
                api=api_needs(ledger, settings, pinterest),
            )
        )


def _needs(ledger: Ledger, sources: SqlSources, *, public: bool) -> IntakeNeeds:
    return IntakeNeeds(
        inbox=SqlInbox(ledger.database),
        sources=StoredDoors(sources),
        keys=SqlApiKeys(ledger.database),
        counters=SqlIntakeCounts(ledger.database),
        measures=SqlMeasures(ledger.database),
        store=StoreLook(ledger.database),
        clock=time.time,
        public=public,
    )


async def _name_shut_doors(sources: SqlSources) -> None:
    """A source without a secret is open on loopback alone; whoever set it up should hear of it here."""
    for card in await sources.cards():
        if card.kind in HOOKED and not card.secrets:
            log.warning(
                "intake.door_shut",
                source=card.key,
                why="it has no secret, and others than this machine reach this address",
                remedy=f"pinflow sources secret {card.key}",
            )


def _told_to_end() -> asyncio.Event:
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    return ending
