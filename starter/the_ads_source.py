"""Which ads source a command means."""

from collections.abc import Iterable

from contracts.ads_runs import AdsSource
from drafting.near_misses import did_you_mean, listed
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger
from store.ads_sources import SqlAdsSources

NAME_SHOWN_MAX = 60


def ads_sources_of(ledger: Ledger) -> SqlAdsSources:
    """The ads sources of this ledger."""
    return SqlAdsSources(ledger.database)


async def the_ads_source(name: str, sources: SqlAdsSources) -> AdsSource:
    """The source of this name. Raises `CommandFailed`, which says what there is."""
    found = await sources.get(name)
    if found is None:
        raise no_such_ads_source(name, [one.spec.key for one in await sources.all()])
    return found


def no_such_ads_source(name: str, names: Iterable[str]) -> CommandFailed:
    """Nobody is called that; `names`: who might have been meant."""
    known = list(names)
    near = did_you_mean(name, known) or f"; there are: {listed(known) or 'none'}."
    return CommandFailed(f"There is no ads source {name[:NAME_SHOWN_MAX]!r}{near}", ExitCode.USAGE)
