"""Who calls: the bearer of an API key, in `X-API-Key` or `Authorization: Bearer`."""

from collections.abc import Mapping
from http import HTTPStatus

from contracts.api_keys import ApiGrant, ApiScope
from intake.api.operation import ApiProblem, Operation
from intake.doorkeeper import BEARER
from intake.ports import Keys

KEY_HEADER = "x-api-key"
NOBODY = ApiGrant(id="", scopes=frozenset())
"""Whoever calls what is for everybody."""


class Authentication:
    """Keys, by what operations ask of them."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def caller(self, headers: Mapping[str, str], operation: Operation) -> ApiGrant:
        """What the caller may do. Raises `ApiProblem`, and `LedgerBusy`."""
        if operation.scope is None:
            return NOBODY
        grant = await self._keys.verify(key_in(headers))
        if grant is None:
            raise _not_known()
        if not has_scope(grant, operation.scope):
            raise _not_good_for(operation.scope)
        if ApiScope.PINS_KEEP in grant.scopes and deletes(operation):
            raise _may_not_delete()
        return grant


def deletes(operation: Operation) -> bool:
    """Whether something is gone after it."""
    return operation.method == "DELETE" or operation.path.endswith("/bulk-delete")


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


def _may_not_delete() -> ApiProblem:
    message = "The key may delete nothing: it has pins:keep, or no `destructive`. Take another key."
    return ApiProblem(HTTPStatus.FORBIDDEN, "deletion_forbidden", message, details={"scope": "destructive"})


def _not_good_for(scope: ApiScope) -> ApiProblem:
    return ApiProblem(
        HTTPStatus.FORBIDDEN,
        "insufficient_scope",
        f"The key is not good for {scope.value}. Make one that is with: pinflow keys create --scope {scope.value}",
        details={"scope": scope.value},
    )
