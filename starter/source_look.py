"""All that is known of one source, gathered: from the ledger, Temporal and the database that it reads."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from config import Settings
from contracts.contract import Instant
from contracts.intake import Backlog, IntakeCount, KeptDecision, RefusedDelivery, SourceCard
from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind
from contracts.watching import WATCHED
from starter.ledger import Ledger
from starter.source_doors import DoorGuide, door_guide
from starter.source_rules import rules_trouble
from starter.source_schedules import Schedules, next_runs
from starter.source_slots import Connection, SlotLook, look_at_slot
from starter.source_words import settings_of
from starter.the_source import sources_of
from store.inbox import SqlInbox
from store.intake_counts import SqlIntakeCounts, day_of
from store.products import SqlProducts
from store.sealing import SealBroken

WEEK_DAYS = 7
DAY_SECONDS = 86_400.0
REFUSED_SHOWN_MAX = 5
DECISIONS_SHOWN_MAX = 10

Counts = Mapping[str, int]
"""By what happened: `received`, `refused:<reason>`, `decided:<action>` …"""


@dataclass(frozen=True)
class SourceLook:
    """A source at a moment. `next_runs` None: it is not asked by a schedule, or Temporal is not there."""

    card: SourceCard
    settings: SourceSettings
    rules_trouble: str | None
    """Why its rules cannot be read: then nothing is decided."""
    guide: DoorGuide | None
    next_runs: tuple[Instant, ...] | None
    backlog: Backlog
    today: Counts
    week: Counts
    refused: tuple[RefusedDelivery, ...]
    decisions: tuple[KeptDecision, ...]
    slot: SlotLook | None
    now: Instant


async def look_at(card: SourceCard, ledger: Ledger, settings: Settings, schedules: Schedules | None) -> SourceLook:
    """Nothing is changed. Raises `StackDiffers`."""
    now = time.time()
    counts = SqlIntakeCounts(ledger.database)
    week = await counts.since(card.key, day_of(now - (WEEK_DAYS - 1) * DAY_SECONDS))
    runs = await next_runs(schedules, card.key) if card.kind in WATCHED else None
    return SourceLook(
        card=card,
        settings=settings_of(card.settings),
        rules_trouble=rules_trouble(card),
        guide=door_guide(settings, card.key, card.kind),
        next_runs=None if runs is None else tuple(runs),
        backlog=await counts.backlog(card.key),
        today=_summed(one for one in week if one.day == day_of(now)),
        week=_summed(week),
        refused=tuple(await SqlInbox(ledger.database).refused(card.key, REFUSED_SHOWN_MAX)),
        decisions=tuple(await SqlProducts(ledger.database).decisions(card.key, DECISIONS_SHOWN_MAX)),
        slot=await _slot(card, ledger),
        now=now,
    )


def _summed(counts: Iterable[IntakeCount]) -> Counts:
    found = Counter[str]()
    for count in counts:
        found[count.what] += count.count
    return found


async def _slot(card: SourceCard, ledger: Ledger) -> SlotLook | None:
    if card.kind is not SourceKind.POSTGRESQL:
        return None
    try:
        secrets = await sources_of(ledger).secrets(card.key)
    except SealBroken as broken:
        return SlotLook(None, f"its connection string does not open: {broken}")
    if not secrets:
        return SlotLook(None, f"it has no connection string: pinflow sources secret {card.key}")
    return await look_at_slot(Connection(secrets[0], settings_of(card.settings)))
