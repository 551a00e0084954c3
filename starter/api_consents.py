"""Accounts that are connected by the API: the same steps as `pinflow accounts connect`, over two requests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from activities.ports import Clock
from config import Settings
from contracts.api_accounts import Consent, ConsentRefused, ConsentWish
from contracts.contract import Instant
from contracts.credentials import AppCredentials
from contracts.names import AccountKey
from pinterest_api.client import PinterestClient
from pinterest_api.oauth import authorize_url
from pinterest_api.scopes import scopes_wanted
from starter.accounts import cards_here
from starter.app_choice import chosen_app, keep_app
from starter.consent_ways import CONSENT_SECONDS_MAX
from starter.consents import WORD_MAX, new_state
from starter.failures import CommandFailed, ExitCode
from starter.introductions import introduce
from starter.ledger import Ledger
from starter.newcomers import Newcomer, Seat, check_name, check_same, check_seat, name_of
from starter.proofs import granted, newcomer_with
from starter.redirects import address_trouble
from store.api_consents import SqlApiConsents
from store.apps import AppUnknown
from store.quotas import SqlRates


@dataclass(frozen=True)
class ApiConsents:
    """Keeps the port `Consents`. `client` asks without a token of its own."""

    ledger: Ledger
    settings: Settings
    client: PinterestClient
    clock: Clock

    async def start(self, wish: ConsentWish, now: Instant) -> str:
        with _refused("not_startable"):
            seat = await self._seat(wish.account)
            check_name(None if seat else wish.account, simulated=self.ledger.simulated)
            app = await self._app(wish.app or (seat.app if seat else None))
            scopes = scopes_wanted(secret_boards=wish.secret_boards, ads=wish.ads)
            redirect_uri, state = _redirect(wish, app), new_state()
            consent = Consent(
                app=app.id,
                redirect_uri=redirect_uri,
                account=wish.account,
                again=seat is not None,
                scopes=scopes,
                ends=now + CONSENT_SECONDS_MAX,
            )
            await SqlApiConsents(self.ledger.database).begin(state, consent, now)
            return authorize_url(self.client.base_url.text, app.id, redirect_uri, state=state, scopes=scopes)

    async def finish(self, state: str, code: str | None, error: str | None, now: Instant) -> AccountKey:
        consent = await SqlApiConsents(self.ledger.database).take(state, now)
        if consent is None:
            raise ConsentRefused(
                "state_unknown", "Nobody waits for this answer, or not any more: begin anew. Nothing was stored."
            )
        given = _code(code, error)
        with _refused("not_connected"):
            app = await self._app(consent.app)
            asked = AppCredentials(id=app.id, secret=app.secret, redirect_uri=consent.redirect_uri)
            newcomer = await newcomer_with(self.client, await granted(self.client, asked, given), consent.scopes)
            account = await self._seated(consent, newcomer)
            await self._store(account, newcomer, app)
        await introduce(self.settings, account)
        return account

    async def _app(self, wanted: str | None) -> AppCredentials:
        return await chosen_app(self.ledger.apps, wanted, simulated=self.ledger.simulated)

    async def _seats(self) -> Sequence[Seat]:
        return [
            Seat(card.key, card.username, card.app, connected=card.connected, member_id=card.member_id)
            for card in await cards_here(self.ledger)
        ]

    async def _seat(self, name: str | None) -> Seat | None:
        return next((seat for seat in await self._seats() if seat.connected and seat.account == name), None)

    async def _seated(self, consent: Consent, newcomer: Newcomer) -> AccountKey:
        """The name that the account has or gets: who comes again without a name is who it was."""
        seats = await self._seats()
        if consent.again and consent.account is not None:
            check_same(AccountKey(consent.account), newcomer, seats)
            return AccountKey(consent.account)
        same = next((seat for seat in seats if seat.connected and seat.is_of(newcomer)), None)
        if same is not None and consent.account is None:
            return same.account
        account = name_of(consent.account, newcomer.username, simulated=self.ledger.simulated)
        check_seat(account, newcomer, seats)
        return account

    async def _store(self, account: AccountKey, newcomer: Newcomer, app: AppCredentials) -> None:
        at = self.clock.now()
        await keep_app(self.ledger.apps, app)
        try:
            await self.ledger.credentials.connect(
                account, app.id, newcomer.grant, username=newcomer.username, member_id=newcomer.member_id, at=at
            )
        except AppUnknown as gone:
            raise CommandFailed(
                "Somebody removed the app meanwhile. Nothing was stored.", ExitCode.USAGE
            ) from gone
        for reading in newcomer.readings:
            await SqlRates(self.ledger.database, self.clock.now).note(account, reading)


def _redirect(wish: ConsentWish, app: AppCredentials) -> str:
    if wish.redirect_uri is None:
        return app.redirect_uri
    trouble = address_trouble(wish.redirect_uri)
    if trouble is not None:
        raise ConsentRefused("redirect_uri_invalid", f"No browser can be sent to that redirect_uri: {trouble}.")
    return wish.redirect_uri


def _code(code: str | None, error: str | None) -> str:
    """Raises `ConsentRefused` for a no."""
    if error is not None or code is None:
        word = (error or "no code came")[:WORD_MAX]
        raise ConsentRefused("consent_denied", f"The access was not allowed ({word}). Nothing was stored.")
    return code


@contextmanager
def _refused(code: str) -> Iterator[None]:
    """What the command would tell at the terminal."""
    try:
        yield
    except CommandFailed as failed:
        raise ConsentRefused(code, str(failed), again=failed.exit_code is ExitCode.SERVICE_AWAY) from failed
