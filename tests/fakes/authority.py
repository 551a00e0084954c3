"""Pinterest's tokens in memory: issued, spent, run out, revoked. A refresh token dies with its first use."""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from activities.token_watch import StoredTokens
from contracts.accounts import Alert
from contracts.contract import Instant
from contracts.credentials import AppCredentials, TokenGrant
from contracts.names import AccountKey
from contracts.sightings import NewPin, SeenAccount, SeenPin
from contracts.trouble import AnswerLost, FetchTrouble, GrantDead, PinterestTrouble, TokenDead
from tests.fakes.clock import FakeClock
from tests.fakes.pinterest import FakePins

DAY = 86_400.0
APP = AppCredentials(id="1500000", secret="simulated-secret", redirect_uri="http://localhost:8085/")


@dataclass
class FakeAuthority:
    """Keeps the port `Authority`. `troubles` are met by the next renewals, in order; one whose answer is lost has
    spent its refresh token when `lost_but_spent` says so.
    """

    clock: FakeClock
    life_seconds: float = 30 * DAY
    troubles: list[PinterestTrouble] = field(default_factory=list)
    lost_but_spent: bool = True
    access: dict[str, Instant] = field(default_factory=dict)
    """When each token that was issued ends."""
    refresh: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    """The refresh tokens of all renewals, in order."""
    before_answer: Callable[[], Awaitable[object]] | None = None
    """What each renewal waits for."""
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def renew(self, account: AccountKey, app: AppCredentials, refresh: str) -> TokenGrant:
        self.asked.append(refresh)
        if self.before_answer is not None:
            await self.before_answer()
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None and not (isinstance(trouble, AnswerLost) and self.lost_but_spent):
            raise trouble
        if refresh not in self.refresh:
            raise GrantDead("The authorization grant is invalid.", status=401, code=283)
        self.refresh.discard(refresh)
        grant = self.grant()
        if trouble is not None:
            raise trouble
        return grant

    def grant(self) -> TokenGrant:
        """A new pair, as a person's consent or a refresh token brings it."""
        number, ends = next(self._numbers), self.clock.now() + self.life_seconds
        access, refresh = f"pina_{number:08}", f"pinr_{number:08}"
        self.access[access] = ends
        self.refresh.add(refresh)
        return TokenGrant(
            access=access,
            access_expires=ends,
            refresh=refresh,
            refresh_expires=self.clock.now() + 60 * DAY,
            scopes=frozenset({"pins:read", "pins:write"}),
        )

    def revoke(self) -> None:
        """The owner has locked the app out: every token is dead."""
        self.access = dict.fromkeys(self.access, 0.0)
        self.refresh.clear()

    def accepts(self, token: str) -> bool:
        return self.clock.now() < self.access.get(token, 0.0)


@dataclass(frozen=True)
class Gate:
    """What every request goes through, as in Pinterest's client. As long as nothing was issued it is open."""

    authority: FakeAuthority
    tokens: StoredTokens

    async def enter(self, account: AccountKey) -> None:
        if not self.authority.access:
            return
        token = await self.tokens.access_token(account)
        if not self.authority.accepts(token):
            await self.tokens.refused(account, token, "Authentication failed.")
            raise TokenDead("Authentication failed.", status=401, code=2)


@dataclass(frozen=True)
class GatedPins(FakePins):
    """The pins of a Pinterest that looks at tokens."""

    gate: Gate

    async def create(self, account: AccountKey, new: NewPin) -> SeenPin:
        await self.gate.enter(account)
        return await super().create(account, new)

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin:
        await self.gate.enter(account)
        return await super().get(account, pin_id)


@dataclass
class FakeMembers:
    """Keeps the port `Members`, behind the gate. `troubles` are met first, in order."""

    gate: Gate
    troubles: list[PinterestTrouble] = field(default_factory=list)

    async def get(self, account: AccountKey) -> SeenAccount:
        if self.troubles:
            raise self.troubles.pop(0)
        await self.gate.enter(account)
        return SeenAccount(username="demo_shop")


@dataclass
class FakeBell:
    """Keeps the port `Bell`. `troubles` are met by the next rings, in order."""

    rung: list[Alert] = field(default_factory=list)
    troubles: list[FetchTrouble] = field(default_factory=list)

    async def ring(self, alert: Alert) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.rung.append(alert)
