"""From a code to tokens, and to whose they are: asked of Pinterest before anything is stored."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from contracts.credentials import AppCredentials, TokenGrant
from contracts.names import AccountKey
from contracts.sightings import RateReading
from contracts.trouble import AppRefused, GrantDead, PinterestTrouble, TokenDead
from pinterest_api.client import PinterestClient
from pinterest_api.oauth import NOBODY, PinterestAuthority
from pinterest_api.storeless import OneToken
from pinterest_api.user_account import PinterestUserAccount
from starter.failures import CommandFailed, ExitCode
from starter.newcomers import Newcomer, check_scopes


@dataclass(frozen=True)
class Notebook:
    """Keeps the port `RateBook`, for an account that is in no ledger yet."""

    readings: list[RateReading] = field(default_factory=list)

    async def note(self, _account: AccountKey, reading: RateReading) -> None:
        self.readings.append(reading)


async def granted(client: PinterestClient, app: AppCredentials, code: str) -> TokenGrant:
    """The tokens that a consent's code is worth, once. Raises `CommandFailed`."""
    try:
        return await PinterestAuthority(client, time.time).exchange(app, code, app.redirect_uri)
    except GrantDead as dead:
        raise CommandFailed(
            "Pinterest does not take the code, which is good once and for some minutes: begin anew. If it stays "
            f"so, {app.redirect_uri} may not be what the app was asked with. Nothing was stored. ({dead})",
            ExitCode.USAGE,
        ) from dead
    except AppRefused as refused:
        raise CommandFailed(
            f"Pinterest does not know app {app.id} by the secret that is kept here. Nothing was stored. Give it "
            f"the right one: pinflow apps add {app.id} ({refused})",
            ExitCode.USAGE,
        ) from refused
    except PinterestTrouble as trouble:
        raise _not_given(trouble) from trouble


async def newcomer_with(client: PinterestClient, grant: TokenGrant, scopes: Sequence[str]) -> Newcomer:
    """Whose the tokens are, if they may do what is needed. Raises `CommandFailed`."""
    check_scopes(grant.scopes, scopes)
    notebook = Notebook()
    asking = replace(client, tokens=OneToken(grant.access), rates=notebook)
    try:
        seen = await PinterestUserAccount(asking).get(NOBODY)
    except TokenDead as dead:
        raise CommandFailed(
            f"Pinterest does not accept the token at {client.base_url.text} ({dead}). Tokens of the sandbox and "
            "of production are not good for one another: see PINFLOW_PINTEREST_URL. Nothing was stored.",
            ExitCode.USAGE,
        ) from dead
    except PinterestTrouble as trouble:
        raise _not_given(trouble) from trouble
    return Newcomer(seen.username, grant, tuple(notebook.readings), seen.id)


def _not_given(trouble: PinterestTrouble) -> CommandFailed:
    return CommandFailed(
        f"Pinterest did not say what was asked: {trouble}. Nothing was stored. Try again; if it stays so, see "
        "pinflow doctor.",
        ExitCode.SERVICE_AWAY,
    )
