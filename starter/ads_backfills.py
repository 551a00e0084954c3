"""How far the backfills of ads sources are, for commands: as the ledger has it, and as a running Temporal says."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from temporalio.client import Client

from config import Settings
from contracts.ads import AdsSourceKey
from contracts.ads_progress import AdsRunSeen, BackfillUnderWay
from contracts.ads_runs import ChunkState
from contracts.trouble import EngineAway
from outcomes.report import Report
from starter.ads_engine import AdsTemporal
from starter.ledger import Ledger
from starter.reaching import temporal_if_there
from starter.running import running_stack
from store.ads_run_pages import SqlAdsRunPages

_OVER = (ChunkState.DONE, ChunkState.FAILED)


@dataclass(frozen=True)
class Backfill:
    """One that is under way; `pieces` is 0 while it is being planned, `paused` None where nobody answers."""

    under_way: BackfillUnderWay
    pieces: int = 0
    read: int = 0

    @property
    def words(self) -> str:
        """For people."""
        how_far = f"{self.read} of {self.pieces} pieces read" if self.pieces else "being planned"
        days = f"{self.under_way.first} to {self.under_way.last}"
        return f"backfill of {days}: {how_far}{', paused' if self.under_way.paused else ''}"

    @property
    def report(self) -> Report:
        """For programs."""
        one = self.under_way
        days: Report = {"run": one.run, "first": one.first.isoformat(), "last": one.last.isoformat()}
        return {**days, "pieces": self.pieces, "read": self.read, "paused": one.paused}


async def backfills_of(
    keys: Sequence[AdsSourceKey], ledger: Ledger, settings: Settings
) -> Mapping[AdsSourceKey, Backfill]:
    """Those of these sources that are under way; none while Temporal does not run."""
    client = await temporal_here(settings) if keys else None
    if client is None:
        return {}
    temporal, runs = AdsTemporal(client), SqlAdsRunPages(ledger.database)
    found = await asyncio.gather(*(_backfill(key, temporal, runs) for key in keys))
    return {key: one for key, one in zip(keys, found, strict=True) if one is not None}


async def temporal_here(settings: Settings) -> Client | None:
    """The Temporal of this home's stack, else of the settings; None when none answers. Starts nothing."""
    stack = running_stack(settings)
    return await temporal_if_there(stack.settings if stack else settings)


async def _backfill(key: AdsSourceKey, temporal: AdsTemporal, runs: SqlAdsRunPages) -> Backfill | None:
    try:
        under_way = await temporal.backfill_under_way(key)
    except EngineAway:
        return None
    if under_way is None:
        return None
    seen = await runs.one(key, under_way.run)
    return Backfill(under_way, *read_so_far(seen)) if seen else Backfill(under_way)


def read_so_far(seen: AdsRunSeen) -> tuple[int, int]:
    """Pieces, without those in whose place smaller ones stand, and how many of them are over."""
    pieces = sum(seen.pieces.values()) - seen.pieces.get(ChunkState.SPLIT, 0)
    return pieces, sum(seen.pieces.get(state, 0) for state in _OVER)
