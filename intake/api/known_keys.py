"""Keys that were good a moment ago: the store is asked once for a hundred requests."""

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

    async def verify(self, key: str) -> ApiGrant | None:
        """Raises `LedgerBusy`."""
        if not key:
            return None
        # By digest, so that no key stands in memory longer than its request.
        digest, now = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest(), self._clock()
        known = self._known.get(digest)
        if known is not None and 0 <= now - known[0] < self._limits.grant_seconds_kept:
            return known[1]
        grant = await self._keys.verify(key)
        if grant is not None:
            self._keep(digest, now, grant)
        return grant

    def forget(self) -> None:
        """A key was changed here: what is remembered may not be true any more."""
        self._known.clear()

    def _keep(self, digest: bytes, now: Instant, grant: ApiGrant) -> None:
        if len(self._known) >= self._limits.grants_max:
            self._known.clear()
        self._known[digest] = (now, grant)
