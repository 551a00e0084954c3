"""Keys that were good a moment ago: the store is asked once for a hundred requests."""

import asyncio
import hashlib

from contracts.api_keys import ApiGrant
from contracts.contract import Instant
from intake.api.limits import ApiLimits
from intake.ports import Clock, Keys


class KnownKeys:
    """As `Keys`. One that is not known is looked up each time: it may have been made just now."""

    def __init__(self, keys: Keys, clock: Clock, limits: ApiLimits) -> None:
        self._keys = keys
        self._clock = clock
        self._limits = limits
        self._known: dict[bytes, tuple[Instant, ApiGrant]] = {}
        self._asking = asyncio.Lock()
        self._changes = 0

    async def verify(self, key: str) -> ApiGrant | None:
        """Raises `LedgerBusy`."""
        if not key:
            return None
        # By digest, so that no key stands in memory longer than its request.
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        known = self._fresh(digest)
        if known is not None:
            return known
        if digest not in self._known:
            return await self._asked(key, digest)
        async with self._asking:  # of many with one key, one asks
            return self._fresh(digest) or await self._asked(key, digest)

    def _fresh(self, digest: bytes) -> ApiGrant | None:
        at, grant = self._known.get(digest, (None, None))
        return grant if at is not None and 0 <= self._clock() - at < self._limits.grant_seconds_kept else None

    async def _asked(self, key: str, digest: bytes) -> ApiGrant | None:
        now, changes = self._clock(), self._changes
        grant = await self._keys.verify(key)
        if grant is None:
            self._known.pop(digest, None)
        elif changes == self._changes:
            self._keep(digest, now, grant)
        return grant

    def forget(self) -> None:
        """A key was changed here: what is remembered may not be true any more."""
        self._known.clear()
        self._changes += 1  # an answer on its way may be of before

    def _keep(self, digest: bytes, now: Instant, grant: ApiGrant) -> None:
        if len(self._known) >= self._limits.grants_max:
            self._known.clear()
        self._known[digest] = (now, grant)
