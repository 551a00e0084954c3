"""Who may come in: the apps, and the codes and tokens that people gave them.

A code is good once and for five minutes. An access token lives 30 days, a refresh token 60; the account's
`access_ttl` and `refresh_ttl` shorten both, those already issued too. Apps made before 25 September 2025
that do not ask for continuous refresh get the refresh token of old: 365 days from the consent, never a
new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

from simulator.things import Account, Tier

DAY = 86_400.0
CODE_SECONDS = 300.0
ACCESS_SECONDS = 30 * DAY
REFRESH_SECONDS = 60 * DAY
LEGACY_REFRESH_SECONDS = 365 * DAY
CONTINUOUS_SINCE = 1_758_758_400.0  # 2025-09-25, midnight UTC
CODES_KEPT = 1_000
TOKENS_KEPT = 10_000  # of each kind; the oldest are forgotten first
DEFAULT_APP = "1500000"
DEFAULT_SECRET = "simulated-secret"  # noqa: S105  documented, and guards nothing
DEFAULT_OWNER = "demo"
DEFAULT_REDIRECT_URIS = (
    "http://localhost:8085/",
    "http://127.0.0.1:8085/",
    "http://localhost:8085/callback",
    "http://127.0.0.1:8085/callback",
)

T = TypeVar("T")


@dataclass(frozen=True)
class App:
    """`created` in epoch seconds; `owner` names the account that client credentials speak for."""

    id: str
    secret: str
    redirect_uris: tuple[str, ...]
    tier: Tier
    created: float
    owner: str

    @property
    def refreshes_continuously(self) -> bool:
        """Without asking for it."""
        return self.created >= CONTINUOUS_SINCE


@dataclass(frozen=True)
class Code:
    """What a person's consent sends to the app. `made` in epoch seconds."""

    text: str
    app: str
    account: str
    scopes: tuple[str, ...]
    redirect_uri: str
    made: float

    def is_alive(self, now: float) -> bool:
        return self.made <= now < self.made + CODE_SECONDS


@dataclass(frozen=True)
class AccessToken:
    """`is_client` tokens came from client credentials: some operations are not for them."""

    text: str
    app: str
    account: str
    scopes: tuple[str, ...]
    made: float
    is_client: bool

    def is_alive(self, account: Account, now: float) -> bool:
        return now < self.made + access_seconds(account)


@dataclass(frozen=True)
class RefreshToken:
    text: str
    app: str
    account: str
    scopes: tuple[str, ...]
    made: float
    is_legacy: bool

    def seconds(self, account: Account) -> float:
        """How long it lives, from its making."""
        usual = LEGACY_REFRESH_SECONDS if self.is_legacy else REFRESH_SECONDS
        return usual if account.refresh_ttl is None else account.refresh_ttl

    def is_alive(self, account: Account, now: float) -> bool:
        return now < self.made + self.seconds(account)


@dataclass
class Keyring:
    """Codes and tokens by their text. What was spent is gone: there is no telling it from one never issued."""

    apps: dict[str, App] = field(default_factory=lambda: {DEFAULT_APP: default_app()})
    codes: dict[str, Code] = field(default_factory=dict)
    access: dict[str, AccessToken] = field(default_factory=dict)
    refresh: dict[str, RefreshToken] = field(default_factory=dict)

    def keep_app(self, app: App) -> None:
        self.apps[app.id] = app

    def keep_code(self, code: Code) -> None:
        _keep(self.codes, code.text, code, CODES_KEPT)

    def keep_access(self, token: AccessToken) -> None:
        _keep(self.access, token.text, token, TOKENS_KEPT)

    def keep_refresh(self, token: RefreshToken) -> None:
        _keep(self.refresh, token.text, token, TOKENS_KEPT)

    def spend(self, text: str) -> None:
        """A code or a refresh token, whichever it is."""
        self.codes.pop(text, None)
        self.refresh.pop(text, None)

    def seen_through(self, account: Account, app_id: str) -> Account:
        """The account as the limits meet it when that app asks for it: on trial if either of them is."""
        app = self.apps.get(app_id)
        on_trial = Tier.TRIAL in (account.tier, account.tier if app is None else app.tier)
        return replace(account, app=app_id, tier=Tier.TRIAL if on_trial else Tier.STANDARD)


def default_app() -> App:
    """There from the beginning, so that a first connection needs no preparation."""
    return App(
        id=DEFAULT_APP,
        secret=DEFAULT_SECRET,
        redirect_uris=DEFAULT_REDIRECT_URIS,
        tier=Tier.STANDARD,
        created=CONTINUOUS_SINCE,
        owner=DEFAULT_OWNER,
    )


def access_seconds(account: Account) -> float:
    return ACCESS_SECONDS if account.access_ttl is None else account.access_ttl


def _keep(shelf: dict[str, T], text: str, kept: T, most: int) -> None:
    shelf[text] = kept
    while len(shelf) > most:
        del shelf[next(iter(shelf))]
