"""An account's boards at Pinterest, asked by a command; what goes wrong is told with what to do about it."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from config import Settings
from contracts.accounts import PARKING, remedy_of
from contracts.names import AccountKey
from contracts.trouble import PinterestTrouble, Rejected, ScopeMissing, TokenExpired
from pinterest_api.boards import PinterestBoards
from pinterest_api.client import PinterestClient
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger
from starter.running import running_stack
from starter.silence import silence
from starter.stack import bring_up
from store.quotas import SqlRates
from store.tokens import SealedTokens


async def with_pinterest(settings: Settings) -> Settings:
    """The settings with Pinterest's address: the embedded simulator is brought up where it does not run."""
    here = pinterest_at(settings)
    return here if here is not None else (await bring_up(settings)).settings


def pinterest_at(settings: Settings) -> Settings | None:
    """The same, of what runs already; None while there is no Pinterest to ask."""
    if settings.pinterest_url is not None:
        return settings
    stack = running_stack(settings)
    return stack.settings if stack else None


@asynccontextmanager
async def boards_at(settings: Settings, ledger: Ledger) -> AsyncIterator[PinterestBoards]:
    """Pinterest's boards, by the tokens of the ledger; logs keep silent. `settings` have Pinterest's address."""
    if settings.pinterest_url is None:
        raise CommandFailed("There is no Pinterest to ask. Start one with: pinflow up", ExitCode.SERVICE_AWAY)
    tokens = SealedTokens(ledger.database, ledger.sealer, time.time)
    rates = SqlRates(ledger.database, time.time)
    async with PinterestClient.open(settings.pinterest_url, tokens=tokens, rates=rates) as client:
        with silence():
            yield PinterestBoards(client)


@contextmanager
def told_apart(account: AccountKey, doing: str) -> Iterator[None]:
    """Trouble with Pinterest as a person is told of it. Raises `CommandFailed`."""
    try:
        yield
    except PinterestTrouble as trouble:
        raise CommandFailed(f"Cannot {doing}: {trouble}\n{_remedy(trouble, account)}", _code(trouble)) from trouble


def _remedy(trouble: PinterestTrouble, account: AccountKey) -> str:
    if isinstance(trouble, ScopeMissing):
        asked = "for a secret board with --scopes-secret-boards"
        return (
            f"Connect it again and allow everything that is asked, {asked}: pinflow accounts reconnect {account}"
        )
    cause = PARKING.get(type(trouble))
    if cause is not None:
        return remedy_of(cause, account)
    if isinstance(trouble, TokenExpired):
        return f"Its token is about to be renewed: try again in a minute, or: pinflow accounts refresh {account}"
    if isinstance(trouble, Rejected):
        return "Pinterest does not take it as it is; choose another name, or see the account at pinterest.com."
    return "Try again in a while; pinflow doctor says whether Pinterest can be reached."


def _code(trouble: PinterestTrouble) -> ExitCode:
    return ExitCode.USAGE if isinstance(trouble, Rejected | ScopeMissing) else ExitCode.SERVICE_AWAY
