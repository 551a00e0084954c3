"""The diary's entries about apps, codes and tokens. One consent or refresh is one entry, so that a kill
between the death of the old token and the birth of the new one is not possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from simulator.journal import Entry
from simulator.keyring import AccessToken, App, Code, Keyring, RefreshToken
from simulator.things import Tier


def keyring_entries(keyring: Keyring) -> Iterator[Entry]:
    """The fewest that lead from a new keyring to this one."""
    for app in keyring.apps.values():
        yield {"event": "app", **asdict(app)}
    for code in keyring.codes.values():
        yield {"event": "code", **asdict(code)}
    for access in keyring.access.values():
        yield {"event": "tokens", **tokens(access=access)}
    for refresh in keyring.refresh.values():
        yield {"event": "tokens", **tokens(refresh=refresh)}


def tokens(
    *, spent: str | None = None, access: AccessToken | None = None, refresh: RefreshToken | None = None
) -> Entry:
    """The fields of an entry `tokens`: what it cost (a code or a refresh token) and what it brought."""
    return {
        "spent": spent,
        "access": None if access is None else asdict(access),
        "refresh": None if refresh is None else asdict(refresh),
    }


def _app(keyring: Keyring, fields: Entry) -> None:
    uris = tuple(fields["redirect_uris"])
    keyring.keep_app(App(**fields | {"redirect_uris": uris, "tier": Tier(fields["tier"])}))


def _code(keyring: Keyring, fields: Entry) -> None:
    keyring.keep_code(Code(**_with_scopes(fields)))


def _tokens(keyring: Keyring, fields: Entry) -> None:
    if fields["spent"] is not None:
        keyring.spend(fields["spent"])
    if fields["access"] is not None:
        keyring.keep_access(AccessToken(**_with_scopes(fields["access"])))
    if fields["refresh"] is not None:
        keyring.keep_refresh(RefreshToken(**_with_scopes(fields["refresh"])))


def _with_scopes(fields: Mapping[str, Any]) -> dict[str, Any]:  # JSON, whose lists are tuples here
    return {**fields, "scopes": tuple(fields["scopes"])}


KEYRING_APPLIERS: dict[str, Callable[[Keyring, Entry], None]] = {"app": _app, "code": _code, "tokens": _tokens}
