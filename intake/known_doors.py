"""The sources' doors, remembered for some seconds: a storm of webhooks asks the store for its secret once."""

from contracts.contract import Instant
from contracts.names import SourceKey
from intake.ports import Clock, Door, Sources

KEPT_SECONDS = 5.0
"""So long a secret that was taken away may still open."""
AGAIN_SECONDS = 1.0
"""Whoever cannot be verified makes us look again, but not more often than this."""
KNOWN_MAX = 1_000
"""Names, those of sources that are not there among them; then all are forgotten."""
NAME_MAX = 200
"""Characters of what may be a source's name."""


class KnownDoors:
    """Asked by names that anybody may write into an address."""

    def __init__(self, sources: Sources, clock: Clock) -> None:
        self._sources = sources
        self._clock = clock
        self._known: dict[str, tuple[Instant, Door | None]] = {}

    async def door(self, name: str) -> Door | None:
        """As it was within the last seconds; None when there is none."""
        return await self._younger_than(KEPT_SECONDS, name)

    async def latest(self, name: str) -> Door | None:
        """As it is now, nearly: a secret that was just given is known."""
        return await self._younger_than(AGAIN_SECONDS, name)

    async def _younger_than(self, seconds: float, name: str) -> Door | None:
        if not name.isprintable() or not 0 < len(name) <= NAME_MAX:
            return None
        now = self._clock()
        read_at, door = self._known.get(name, (None, None))
        # A clock that was set back makes nothing last longer.
        if read_at is not None and 0 <= now - read_at < seconds:
            return door
        return await self._read(name, now)

    async def _read(self, name: str, now: Instant) -> Door | None:
        door = await self._sources.door(SourceKey(name))
        if len(self._known) >= KNOWN_MAX:
            self._known.clear()
        self._known[name] = (now, door)
        return door
