"""The sources: which of them somebody must see to, as far as the ledger tells."""

from collections.abc import Sequence

from contracts.intake import SourceCard
from starter.checking import checked
from starter.checks_ledger import Unread
from starter.findings import Finding, Findings, State, ok, skipped
from starter.source_trouble import source_trouble
from store.health import LedgerHealth

NAME = "sources"
TROUBLES_TOLD_MAX = 3


async def source_findings(ledger: LedgerHealth | Unread) -> Findings:
    """One line for all of them."""
    if isinstance(ledger, Unread):
        return (skipped(NAME, ledger.why),)
    return (await checked(NAME, _look(ledger)),)


async def _look(ledger: LedgerHealth) -> Finding:
    return judge_sources(await ledger.sources())


def judge_sources(cards: Sequence[SourceCard]) -> Finding:
    """What stops a source is worse than what a person chose, or should merely know."""
    if not cards:
        return ok(NAME, "none is kept: nothing is pinned by itself")
    found = [(card.key, trouble) for card in cards if (trouble := source_trouble(card))]
    if not found:
        return ok(NAME, f"{len(cards):,} kept, none in trouble")
    told = sorted(found, key=lambda one: not one[1].stops)
    words = "; ".join(f"{key}: {trouble.found}" for key, trouble in told[:TROUBLES_TOLD_MAX])
    more = f"; and {len(told) - TROUBLES_TOLD_MAX} more" if len(told) > TROUBLES_TOLD_MAX else ""
    state = State.FAILED if told[0][1].stops else State.WARNING
    return Finding(NAME, state, f"{words}{more}", told[0][1].remedy)
