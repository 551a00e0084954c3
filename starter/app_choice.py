"""Which Pinterest app an account is connected through."""

import time
from collections.abc import Sequence

from contracts.credentials import AppCredentials
from simulator.keyring import default_app
from starter.failures import CommandFailed, ExitCode
from starter.redirects import DEFAULT_REDIRECT_URI
from store.apps import AppCard, AppUnknown, SqlApps

SIMULATED_LABEL = "the simulator's own"
REGISTER = "Register it with: pinflow apps add ID"


def simulators_app() -> AppCredentials:
    """The app that every simulator knows; its secret is public and guards nothing."""
    app = default_app()
    return AppCredentials(id=app.id, secret=app.secret, redirect_uri=DEFAULT_REDIRECT_URI)


async def chosen_app(apps: SqlApps, wanted: str | None, *, simulated: bool) -> AppCredentials:
    """The one asked for, or the only one there is; on a simulator without any, its own. Raises `CommandFailed`."""
    cards = await apps.cards()
    own = simulators_app() if simulated else None
    app = wanted if wanted is not None else _only(cards, own)
    try:
        return await apps.get(app)
    except AppUnknown as unknown:
        if own is not None and app == own.id:
            return own
        known = ", ".join(card.id for card in cards) or "none"
        raise CommandFailed(
            f"There is no app {app!r} here; there are: {known}. {REGISTER}", ExitCode.USAGE
        ) from unknown


def _only(cards: Sequence[AppCard], own: AppCredentials | None) -> str:
    if len(cards) == 1:
        return cards[0].id
    if cards:
        known = ", ".join(f"{card.id}{f' ({card.label})' if card.label else ''}" for card in cards)
        raise CommandFailed(f"Say through which app, with --app; there are: {known}.", ExitCode.USAGE)
    if own is None:
        raise CommandFailed(
            f"No Pinterest app is registered here. {REGISTER}. docs/accounts.md says how to make one.",
            ExitCode.USAGE,
        )
    return own.id


async def keep_app(apps: SqlApps, app: AppCredentials) -> None:
    """See that the app is written down, which the simulator's own may not be; one that is there stays as it is."""
    if app.id not in {card.id for card in await apps.cards()}:
        await apps.add(app, SIMULATED_LABEL, time.time())
