"""Connecting an account: a person allows it in the browser, and nothing is stored before all of it fits.

The order keeps a half-done connection impossible: the consent, its code for tokens, what these may do, whose they
are, whether that account may have the name; then one transaction, and then whoever waits for it is told.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from config import Settings, load_settings
from contracts.credentials import AppCredentials, TokenGrant
from contracts.names import AccountKey
from pinterest_api.client import PinterestClient
from pinterest_api.oauth import authorize_url
from pinterest_api.scopes import scopes_wanted
from pinterest_api.storeless import OneToken
from starter.accounts import cards_here
from starter.app_choice import chosen_app, keep_app
from starter.callback_pages import connected_page, failed_page
from starter.consent_ways import USUAL_MEANS, Means, Question, Way, code_of, way_back
from starter.consents import new_state
from starter.doors import SANDBOX
from starter.failures import CommandFailed, ExitCode
from starter.found_settings import found_settings
from starter.given_secrets import SecretSource, given_secret
from starter.interruptions import Progress
from starter.introductions import introduce
from starter.ledger import Ledger, open_ledger
from starter.newcomers import (
    Newcomer,
    Seat,
    check_name,
    check_same,
    check_seat,
    name_of,
)
from starter.proofs import granted, newcomer_with
from starter.screen import Screen
from starter.sealers import broken_seals_told
from starter.silence import silence
from starter.the_account import no_such_account
from starter.welcome_screen import Welcome, show_welcome
from store.apps import AppUnknown
from store.quotas import SqlRates

SANDBOX_TOKEN_SECONDS = 86_400.0
"""The life of a token of Pinterest's sandbox."""


@dataclass(frozen=True)
class Wish:
    """What the person typed. `again`: new tokens for an account that is here."""

    name: str | None = None
    app: str | None = None
    browser: bool = True
    secret_boards: bool = False
    ads: bool = False
    token_stdin: bool = False
    token_file: Path | None = None
    again: bool = False
    as_json: bool = False

    @property
    def by_token(self) -> bool:
        return self.token_stdin or self.token_file is not None

    @property
    def scopes(self) -> tuple[str, ...]:
        return scopes_wanted(secret_boards=self.secret_boards, ads=self.ads)


@dataclass(frozen=True)
class Connecting:
    """What connecting needs, opened. `known`: the account that is to be reconnected."""

    wish: Wish
    settings: Settings
    ledger: Ledger
    client: PinterestClient
    known: Seat | None
    progress: Progress

    @property
    def pinterest(self) -> str:
        return self.client.base_url.text


def connect_account(wish: Wish, means: Means = USUAL_MEANS) -> int:
    """Carry it out; the exit code. Interrupted, it says what is known to be stored."""
    progress = Progress()
    try:
        return asyncio.run(connect(wish, means, progress))
    except (KeyboardInterrupt, typer.Abort):  # the second: at the prompt where the address is pasted
        typer.echo(f"\n{progress.words()}", err=True)
        return ExitCode.INTERRUPTED


async def connect(wish: Wish, means: Means, progress: Progress | None = None) -> int:
    """As `connect_account`, in a loop that runs."""
    _check_wish(wish)
    token = _given_token(wish) if wish.by_token else None
    settings = await found_settings(load_settings(), Screen(quiet=wish.as_json))
    with silence(), broken_seals_told():
        async with _opened(wish, settings, progress or Progress()) as connecting:
            if token is not None:
                account = await _by_token(connecting, token)
            else:
                account = await _by_consent(connecting, means)
            told = await introduce(settings, account)
            card, tier = await connecting.ledger.accounts.card(account), await connecting.ledger.tiers.of(account)
    if card is not None:
        show_welcome(Welcome(card, tier, told=told, again=wish.again), as_json=wish.as_json)
    return ExitCode.DONE


def _check_wish(wish: Wish) -> None:
    if wish.by_token and (wish.app is not None or wish.secret_boards or wish.ads or not wish.browser):
        raise CommandFailed(
            "--token-stdin and --token-file bring a token that is made already: --app, --no-browser, "
            "--scopes-secret-boards and --scopes-ads have no say about it.",
            ExitCode.USAGE,
        )


def _given_token(wish: Wish) -> str:
    source = SecretSource("The access token", stdin=wish.token_stdin, file=wish.token_file, option="--token")
    return given_secret(source)


@asynccontextmanager
async def _opened(wish: Wish, settings: Settings, progress: Progress) -> AsyncIterator[Connecting]:
    """Raises `CommandFailed` for a name that cannot be meant, before anybody is asked for anything."""
    base = settings.pinterest_url or ""
    async with open_ledger(settings, with_demo=False) as ledger:
        check_name(None if wish.again else wish.name, simulated=ledger.simulated)
        known = _known(wish, await _seats(ledger)) if wish.again else None
        # Nobody has a token yet: each question brings its own.
        async with PinterestClient.open(base, tokens=OneToken(""), rates=_rates(ledger)) as client:
            yield Connecting(wish, settings, ledger, client, known, progress)


def _rates(ledger: Ledger) -> SqlRates:
    return SqlRates(ledger.database, time.time)


async def _seats(ledger: Ledger) -> tuple[Seat, ...]:
    return tuple(
        Seat(card.key, card.username, card.app, connected=card.connected, member_id=card.member_id)
        for card in await cards_here(ledger)
    )


def _known(wish: Wish, seats: tuple[Seat, ...]) -> Seat:
    found = next((seat for seat in seats if seat.account == wish.name), None)
    if found is None:
        raise no_such_account(wish.name or "", [seat.account for seat in seats if seat.connected])
    return found


async def _by_consent(connecting: Connecting, means: Means) -> AccountKey:
    """Ask for the consent; the browser is told what came of it, whatever that is."""
    wish, known = connecting.wish, connecting.known
    wanted = wish.app or (known.app if known else None)
    app = await chosen_app(connecting.ledger.apps, wanted, simulated=connecting.ledger.simulated)
    state = new_state()
    address = authorize_url(connecting.pinterest, app.id, app.redirect_uri, state=state, scopes=wish.scopes)
    question = Question(app, address, state)
    async with way_back(question, means, browser=wish.browser) as way:
        with _told_in_browser(way):
            allowed = await code_of(way, question, means)
            grant = await granted(connecting.client, app, allowed.code)
            newcomer = await newcomer_with(connecting.client, grant, wish.scopes)
            account = await _seated(connecting, newcomer)
            await _store(connecting, account, newcomer, app)
        way.tell(connected_page(account, newcomer.username))
    return account


@contextmanager
def _told_in_browser(way: Way) -> Iterator[None]:
    """The browser shows why nothing came of it, as the terminal does."""
    try:
        yield
    except CommandFailed as failed:
        way.tell(failed_page(str(failed)))
        raise


async def _seated(connecting: Connecting, newcomer: Newcomer) -> AccountKey:
    """The name that the account has or gets. Raises `CommandFailed` when it may not have it."""
    seats = await _seats(connecting.ledger)
    if connecting.known is not None:
        check_same(connecting.known.account, newcomer, seats)
        return connecting.known.account
    account = name_of(connecting.wish.name, newcomer.username, simulated=connecting.ledger.simulated)
    check_seat(account, newcomer, seats)
    return account


async def _store(
    connecting: Connecting, account: AccountKey, newcomer: Newcomer, app: AppCredentials | None
) -> None:
    """The tokens in one transaction; what the headers said besides may be learnt again."""
    ledger, at = connecting.ledger, time.time()
    connecting.progress.storing = account
    if app is None:
        await ledger.credentials.connect_by_token(
            account, newcomer.grant, username=newcomer.username, member_id=newcomer.member_id, at=at
        )
    else:
        await keep_app(ledger.apps, app)
        try:
            await ledger.credentials.connect(
                account,
                app.id,
                newcomer.grant,
                username=newcomer.username,
                member_id=newcomer.member_id,
                at=at,
            )
        except AppUnknown as gone:
            raise CommandFailed(
                f"Somebody removed the app meanwhile: {gone}. Nothing was stored.", ExitCode.USAGE
            ) from gone
    connecting.progress.stored = True
    for reading in newcomer.readings:
        await _rates(ledger).note(account, reading)


async def _by_token(connecting: Connecting, token: str) -> AccountKey:
    """Without a consent of ours, and so without an app that could renew it."""
    ends = time.time() + SANDBOX_TOKEN_SECONDS if SANDBOX in connecting.pinterest else None
    grant = TokenGrant(access=token, access_expires=ends, refresh=None, refresh_expires=None, scopes=frozenset())
    newcomer = await newcomer_with(connecting.client, grant, connecting.wish.scopes)
    account = await _seated(connecting, newcomer)
    await _store(connecting, account, newcomer, None)
    return account
