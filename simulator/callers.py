"""Who is asking: an account by its token, or an app by its id and secret.

`sim_<account>` is a token of that account with every scope; the account exists from its first use on.
`pina_...` are the tokens that POST /oauth/token gave out.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

from simulator import scopes
from simulator.accounts import NAME, new_account, open_account
from simulator.answers import authentication_failed
from simulator.keyring import App
from simulator.things import Account
from simulator.world import World

OWN = "sim_"


@dataclass(frozen=True)
class Claim:
    """What a request says about its sender before anyone has checked it. Without `app` it is the account's own."""

    account: str | None = None
    app: str | None = None


@dataclass(frozen=True)
class Caller:
    """Whose request it is, with the account as the limits of the calling app meet it."""

    account: Account
    scopes: frozenset[str] = frozenset()
    is_client: bool = False


def claim_of_token(world: World, authorization: str) -> Claim:
    token = _bearer_token(authorization)
    issued = world.state.keyring.access.get(token)
    if issued is not None:
        return Claim(issued.account, issued.app)
    name = token.removeprefix(OWN)
    return Claim(name) if name != token and NAME.fullmatch(name) else Claim()


def claimed_app(world: World, authorization: str) -> App | None:
    """The app that the header names, whatever secret stands beside it."""
    return world.state.keyring.apps.get(_id_and_secret(authorization)[0])


def account_by_token(world: World, authorization: str, *, in_sandbox: bool = False) -> Caller:
    """Raises ApiError 401/2 for a token of nobody, one whose time has passed, and one of the other host."""
    claim = claim_of_token(world, authorization)
    if claim.account is None:
        raise authentication_failed()
    account = known_account(world, claim.account)
    if account.sandbox is not in_sandbox:
        raise authentication_failed()
    issued = world.state.keyring.access.get(_bearer_token(authorization))
    now = world.now()
    if not (account.token_is_alive(now) if issued is None else issued.is_alive(account, now)):
        raise authentication_failed()
    seen = world.state.keyring.seen_through(account, claim.app or account.app)
    if issued is None:
        return Caller(seen, scopes.ALL)
    return Caller(seen, frozenset(issued.scopes), issued.is_client)


def app_by_secret(world: World, authorization: str, account: str | None) -> Caller:
    """The app on behalf of that account, or of its owner. Raises ApiError 401/2."""
    app = claimed_app(world, authorization)
    _, secret = _id_and_secret(authorization)
    if app is None or not secrets.compare_digest(app.secret.encode(), secret.encode()):
        raise authentication_failed()
    spoken_for = known_account(world, account or app.owner)
    return Caller(world.state.keyring.seen_through(spoken_for, app.id))


def known_account(world: World, name: str) -> Account:
    """Made, if this is the first that anyone hears of it."""
    return world.state.archive.accounts.get(name) or open_account(world, new_account(world, name))


def _bearer_token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _id_and_secret(authorization: str) -> tuple[str, str]:
    """Empty for anything but a well-formed Basic header."""
    scheme, _, coded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        text = base64.b64decode(coded.strip(), validate=True).decode()
    except ValueError:
        return "", ""
    app_id, _, secret = text.partition(":")
    return app_id, secret
