"""POST /oauth/token: codes and refresh tokens for access tokens, and tokens for the apps' own owners.

Refreshing costs the old refresh token at once, whether or not the answer arrives. There is no time of
grace: a client that refreshes twice at the same moment has lost one of its answers, and with a lost
answer the account must be connected anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from simulator import scopes
from simulator.answers import (
    Answer,
    ApiError,
    grant_invalid,
    invalid_request,
    not_permitted,
    scopes_insufficient,
)
from simulator.call import Call
from simulator.callers import Claim, claimed_app
from simulator.fields import Fields
from simulator.forms import form_fields
from simulator.keyring import AccessToken, App, RefreshToken, access_seconds
from simulator.keyring_history import tokens
from simulator.world import World

ACCESS, REFRESH = "pina_", "pinr_"  # how the tokens begin
TOKEN_BYTES = 48
BY_CODE, BY_REFRESH, BY_CLIENT = "authorization_code", "refresh_token", "client_credentials"

Json = dict[str, Any]  # JSON of OauthAccessTokenResponse in the specification


async def issue_token(call: Call) -> Answer:
    """Raises ApiError 401/283 for a code or refresh token that is spent, late, another app's or no one's."""
    form = form_fields(call.content_type, call.body)
    form.require("grant_type")
    grant = form.one_of("grant_type", tuple(_GRANTS)) or ""
    return Answer(200, _GRANTS[grant](call, form))


async def revoke_token(call: Call) -> Answer:
    """Only tokens of system users can be revoked, and there are none here."""
    form_fields(call.content_type, call.body).required_text("token")
    raise not_permitted()


def claim_of_app(world: World, authorization: str, content_type: str, body: bytes | None) -> Claim:
    """Whose limits the request uses: those of the account that the code or refresh token is from, else the
    owner's of the app.
    """
    app = claimed_app(world, authorization)
    if app is None:
        return Claim()
    return Claim(_account_of_grant(world, app, content_type, body or b"") or app.owner, app.id)


def _account_of_grant(world: World, app: App, content_type: str, body: bytes) -> str | None:
    try:
        form = form_fields(content_type, body)
        code, refresh = form.text("code") or "", form.text("refresh_token") or ""
    except ApiError:
        return None
    keyring = world.state.keyring
    held = keyring.codes.get(code) or keyring.refresh.get(refresh)
    return held.account if held is not None and held.app == app.id else None


def _by_code(call: Call, form: Fields) -> Json:
    text, redirect_uri = form.required_text("code"), form.required_text("redirect_uri")
    continuous = _is_continuous(call, form)
    code = call.world.state.keyring.codes.get(text)
    if code is None or code.app != call.account.app or not code.is_alive(call.now):
        raise grant_invalid()
    if code.redirect_uri != redirect_uri:
        raise grant_invalid()
    access = _access_token(call, code.scopes)
    refresh = _refresh_token(call, code.scopes, is_legacy=not continuous)
    call.world.record("tokens", **tokens(spent=code.text, access=access, refresh=refresh))
    # Pinterest's answers have been seen with blanks and with commas, so ours have both: here blanks.
    return _json(call, BY_CODE, access, " ".join(access.scopes), refresh)


def _by_refresh(call: Call, form: Fields) -> Json:
    text, wanted = form.required_text("refresh_token"), _wanted_scopes(form)
    continuous = _is_continuous(call, form)
    held = call.world.state.keyring.refresh.get(text)
    if held is None or held.app != call.account.app or not held.is_alive(call.account, call.now):
        raise grant_invalid()
    missing = [scope for scope in wanted if scope not in held.scopes]
    if missing:
        raise scopes_insufficient(missing)
    access = _access_token(call, wanted or held.scopes)
    if held.is_legacy or not continuous:
        call.world.record("tokens", **tokens(access=access))
        return _json(call, BY_REFRESH, access, ",".join(access.scopes))
    refresh = _refresh_token(call, held.scopes)
    call.world.record("tokens", **tokens(spent=held.text, access=access, refresh=refresh))
    return _json(call, BY_REFRESH, access, ",".join(access.scopes), refresh)


def _by_client(call: Call, form: Fields) -> Json:
    form.required_text("scope")
    access = _access_token(call, _wanted_scopes(form), is_client=True)
    call.world.record("tokens", **tokens(access=access))
    return _json(call, BY_CLIENT, access, ",".join(access.scopes))


_GRANTS: dict[str, Callable[[Call, Fields], Json]] = {
    BY_CODE: _by_code,
    BY_REFRESH: _by_refresh,
    BY_CLIENT: _by_client,
}


def _is_continuous(call: Call, form: Fields) -> bool:
    asked = form.flag("continuous_refresh", default=False)
    return asked or call.world.state.keyring.apps[call.account.app].refreshes_continuously


def _wanted_scopes(form: Fields) -> tuple[str, ...]:
    wanted = scopes.split(form.text("scope") or "")
    unknown = scopes.unknown(wanted)
    if unknown:
        raise invalid_request(f"'scope' names what is no scope: {unknown[0][:60]}")
    return wanted


def _access_token(call: Call, granted: Sequence[str], *, is_client: bool = False) -> AccessToken:
    text = ACCESS + secrets.token_urlsafe(TOKEN_BYTES)
    return AccessToken(text, call.account.app, call.account.name, tuple(granted), call.now, is_client)


def _refresh_token(call: Call, granted: Sequence[str], *, is_legacy: bool = False) -> RefreshToken:
    text = REFRESH + secrets.token_urlsafe(TOKEN_BYTES)
    return RefreshToken(text, call.account.app, call.account.name, tuple(granted), call.now, is_legacy)


def _json(call: Call, grant: str, access: AccessToken, scope: str, refresh: RefreshToken | None = None) -> Json:
    answer = {
        "access_token": access.text,
        "response_type": grant,
        "token_type": "bearer",
        "expires_in": int(access_seconds(call.account)),
        "scope": scope,
    }
    if refresh is None:
        return answer
    seconds = int(refresh.seconds(call.account))
    return answer | {
        "refresh_token": refresh.text,
        "refresh_token_expires_in": seconds,
        "refresh_token_expires_at": int(refresh.made) + seconds,
    }
