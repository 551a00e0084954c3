"""API keys in PinBridge's words, and in ours beside them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from contracts.api_ids import account_uuid, key_uuid, workspace_uuid
from contracts.api_keys import ACCOUNTS_MAX, LABEL_MAX, ApiKeyCard, ApiScope
from intake.api.wire import NAME_MAX, Wire, moment, moment_if_any, something_of

Label = Annotated[str, StringConstraints(min_length=1, max_length=LABEL_MAX, pattern=r"\S")]
TheirScope = Literal["read", "write", "destructive"]
AnyScope = Literal["read", "write", "destructive", "pins:read", "pins:write", "pins:keep", "intake", "admin"]
"""PinBridge's, or one of ours."""
Scopes = Annotated[list[AnyScope], Field(min_length=1, max_length=10)]
Accounts = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=NAME_MAX)]],
    Field(max_length=ACCOUNTS_MAX, description="By their UUIDs, or by our names of them. Empty: all."),
]

USUAL: tuple[AnyScope, ...] = ("read", "write", "destructive")


class KeyCreate(Wire):
    name: Label
    scopes: Scopes | None = None
    pinterest_account_ids: Accounts | None = None


class KeyUpdate(Wire):
    """What is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra=something_of(name="string", scopes="array", pinterest_account_ids="array")
    )

    name: Label | None = None
    scopes: Scopes | None = None
    pinterest_account_ids: Accounts | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.name is None and self.scopes is None and self.pinterest_account_ids is None:
            raise ValueError("give name, scopes or pinterest_account_ids")
        return self


class KeyTold(Wire):
    id: UUID
    workspace_id: UUID
    name: str
    scopes: list[TheirScope]
    granted: list[str]
    """The scopes in our own words."""
    pinterest_account_ids: list[UUID] | None
    accounts: list[str] | None
    key_id: str
    """As `pinflow keys list` has it."""
    source: Literal["manual"] = "manual"
    last_used_at: datetime | None = None
    """Not kept."""
    created_at: datetime
    revoked_at: datetime | None = None


class KeyMade(KeyTold):
    api_key: str


def told_key(card: ApiKeyCard) -> KeyTold:
    return KeyTold(
        id=key_uuid(card.id),
        workspace_id=workspace_uuid(),
        name=card.label,
        scopes=_their_scopes(card.scopes),
        granted=sorted(scope.value for scope in card.scopes),
        pinterest_account_ids=None if card.accounts is None else [account_uuid(name) for name in card.accounts],
        accounts=None if card.accounts is None else list(card.accounts),
        key_id=card.id,
        created_at=moment(card.created),
        revoked_at=moment_if_any(card.revoked),
    )


def our_scopes(said: Iterable[AnyScope]) -> tuple[ApiScope, ...]:
    """`write` without `destructive` may delete nothing."""
    words = frozenset(said)
    theirs = {"read": ApiScope.PINS_READ, "write": ApiScope.PINS_WRITE, "destructive": ApiScope.PINS_WRITE}
    found = {theirs[word] if word in theirs else ApiScope(word) for word in words}
    if "write" in words and "destructive" not in words:
        found.add(ApiScope.PINS_KEEP)
    return tuple(sorted(found))


def _their_scopes(scopes: Collection[ApiScope]) -> list[TheirScope]:
    reads, writes = (_has(scopes, scope) for scope in (ApiScope.PINS_READ, ApiScope.PINS_WRITE))
    found: list[TheirScope] = ["read"] if reads else []
    found += ["write"] if writes else []
    found += ["destructive"] if writes and ApiScope.PINS_KEEP not in scopes else []
    return found


def _has(scopes: Collection[ApiScope], scope: ApiScope) -> bool:
    return scope in scopes or ApiScope.ADMIN in scopes
