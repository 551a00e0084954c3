"""Who calls: the bearer of an API key, in `X-API-Key` or `Authorization: Bearer`."""

import hashlib
from collections.abc import Mapping
from http import HTTPStatus

from contracts.api_keys import ApiGrant, ApiScope
from contracts.contract import Instant
from intake.api.limits import ApiLimits
from intake.api.operation import ApiProblem
from intake.doorkeeper import BEARER
from intake.ports import Clock, Keys

KEY_HEADER = "x-api-key"
NOBODY = ApiGrant(id="", scopes=frozenset())
"""Whoever calls what is for everybody."""


class Authentication:
    """A key that was good is not looked up again for a second: the store is asked once for a hundred requests."""

    def __init__(self, keys: Keys, clock: Clock, limits: ApiLimits) -> None:
        self._keys = keys
        self._clock = clock
        self._limits = limits
        self._known: dict[bytes, tuple[Instant, ApiGrant]] = {}

    async def caller(self, headers: Mapping[str, str], scope: ApiScope | None) -> ApiGrant:
        """What the caller may do. Raises `ApiProblem`, and `LedgerBusy`."""
        if scope is None:
            return NOBODY
        grant = await self._grant(key_in(headers))
        if grant is None:
            raise _not_known()
        if not has_scope(grant, scope):
            raise _not_good_for(scope)
        return grant

    def forget(self) -> None:
        """A key was changed here: what is remembered may not be true any more."""
        self._known.clear()

    async def _grant(self, key: str) -> ApiGrant | None:
        if not key:
            return None
        # Kept by digest, so that no key stands in memory longer than its request.
        digest, now = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest(), self._clock()
        read_at, grant = self._known.get(digest, (now - self._limits.grant_seconds_kept, None))
        if 0 <= now - read_at < self._limits.grant_seconds_kept:
            return grant
        grant = await self._keys.verify(key)
        if grant is not None:
            self._keep(digest, now, grant)
        return grant

    def _keep(self, digest: bytes, now: Instant, grant: ApiGrant) -> None:
        if len(self._known) >= self._limits.grants_max:
            self._known.clear()
        self._known[digest] = (now, grant)


def key_in(headers: Mapping[str, str]) -> str:
    """The key that was sent; blank when none was."""
    stated = headers.get(KEY_HEADER, "").strip()
    bearer = headers.get("authorization", "").strip()
    return stated or (bearer[len(BEARER) :].strip() if bearer.lower().startswith(BEARER) else "")


def has_scope(grant: ApiGrant, scope: ApiScope) -> bool:
    """Whether the key is good for it at all; for which accounts is asked where the account is known."""
    return scope in grant.scopes or ApiScope.ADMIN in grant.scopes


def _not_known() -> ApiProblem:
    return ApiProblem(
        HTTPStatus.UNAUTHORIZED,
        "invalid_api_key",
        "Send a key that is good here as X-API-Key or Authorization: Bearer. Make one with: pinflow keys create",
        headers={"WWW-Authenticate": 'Bearer realm="pinflow"'},
    )


def _not_good_for(scope: ApiScope) -> ApiProblem:
    return ApiProblem(
        HTTPStatus.FORBIDDEN,
        "insufficient_scope",
        f"The key is not good for {scope.value}. Make one that is with: pinflow keys create --scope {scope.value}",
        details={"scope": scope.value},
    )
