"""Renewal: one exchange at a time, no answer thrown away, and a refusal told from a bad moment."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from cryptography.fernet import Fernet
from temporalio.testing import ActivityEnvironment

from activities.renewal import (
    AGAIN_SECONDS,
    AGAIN_SECONDS_MAX,
    KEEP_SECONDS_MAX,
    LEASE_SECONDS,
    RenewalActivities,
    RenewalOrder,
)
from contracts.accounts import Alert, AlertKind, Renewal, RenewalEnd
from contracts.contract import Instant
from contracts.credentials import AppCredentials, RenewalClaim, TokenGrant
from contracts.names import AccountKey
from contracts.pace import AccountView
from contracts.trouble import (
    AnswerLost,
    AppRefused,
    GrantDead,
    LedgerBusy,
    NotSent,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    Unavailable,
)
from store.alerts import SqlAlerts
from store.apps import SqlApps
from store.sealing import sealer_of
from store.tokens import SealedTokens, SqlCredentials
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT
from tests.fakes.authority import APP, DAY, FakeAuthority, FakeMembers, Gate
from tests.fakes.clock import START, LeapingClock
from tests.ledger import Ledger

SEALER = sealer_of(Fernet.generate_key().decode())
ORDER = RenewalOrder(account=ACCOUNT)
NOW = RenewalOrder(account=ACCOUNT, anyway=True)
SECRETS = ("pina_", "pinr_", APP.secret)


@dataclass(frozen=True)
class Stage:
    """An account whose token has three days left of thirty: its renewal is due."""

    ledger: Ledger
    clock: LeapingClock
    authority: FakeAuthority
    members: FakeMembers
    tokens: SealedTokens

    @property
    def credentials(self) -> SqlCredentials:
        return SqlCredentials(self.ledger.database, SEALER)

    def activities(self) -> RenewalActivities:
        return RenewalActivities(self.credentials, self.authority, self.members, self.ledger.accounts, self.clock)

    async def renew(self, order: RenewalOrder = ORDER) -> Renewal:
        return await run(self.activities().renew_token, order)

    async def connect(self) -> None:
        grant, at = self.authority.grant(), self.clock.now()
        await self.credentials.connect(ACCOUNT, APP.id, grant, username="demo_shop", at=at)

    async def token(self) -> str:
        return await self.tokens.access_token(ACCOUNT)

    async def view(self) -> AccountView:
        return await self.ledger.accounts.survey(ACCOUNT, self.clock.now())

    async def alerts(self) -> Sequence[Alert]:
        return await SqlAlerts(self.ledger.database).open(ACCOUNT)

    async def kinds(self) -> list[AlertKind]:
        return [alert.kind for alert in await self.alerts()]


@pytest.fixture
async def stage(ledger: Ledger) -> Stage:
    clock = LeapingClock()
    authority = FakeAuthority(clock)
    tokens = SealedTokens(ledger.database, SEALER, clock.now)
    made = Stage(ledger, clock, authority, FakeMembers(Gate(authority, tokens)), tokens)
    await SqlApps(ledger.database, SEALER).add(APP, "", START)
    await made.connect()
    await clock.advance(27 * DAY)
    return made


async def test_a_token_that_ends_soon_is_replaced_and_the_new_one_proven(stage: Stage) -> None:
    assert await stage.renew() == Renewal(end=RenewalEnd.RENEWED)
    assert await stage.token() == "pina_00000002"
    assert stage.authority.accepts(await stage.token())
    assert await stage.alerts() == []


async def test_one_that_lives_long_is_left_alone(stage: Stage) -> None:
    await stage.renew()
    again = await stage.renew()
    assert again == Renewal(end=RenewalEnd.NOT_DUE, again_at=(await stage.view()).renew_at)
    assert stage.authority.asked == ["pinr_00000001"]


async def test_a_person_may_have_it_renewed_before_its_time(stage: Stage) -> None:
    await stage.renew()
    assert (await stage.renew(NOW)).end is RenewalEnd.RENEWED
    assert stage.authority.asked == ["pinr_00000001", "pinr_00000002"]


@pytest.mark.parametrize(
    ("trouble", "seconds"),
    [
        (NotSent("no connection"), AGAIN_SECONDS),
        (Unavailable("503"), AGAIN_SECONDS),
        (RateLimited("429", retry_seconds=77), 77.0),
        (RateLimited("429", retry_seconds=86_400), AGAIN_SECONDS_MAX),
    ],
)
async def test_trouble_that_passes_costs_nothing_but_time(
    stage: Stage, trouble: PinterestTrouble, seconds: float
) -> None:
    stage.authority.troubles.append(trouble)
    later = await stage.renew()
    assert later == Renewal(end=RenewalEnd.LATER, again_at=stage.clock.now() + seconds, detail=str(trouble))
    assert (await stage.view()).renew_at == later.again_at
    assert await stage.token() == "pina_00000001"
    assert await stage.alerts() == []
    await stage.clock.set(later.again_at or 0.0)
    assert (await stage.renew()).end is RenewalEnd.RENEWED


async def test_a_lost_answer_that_spent_nothing_is_asked_for_again(stage: Stage) -> None:
    stage.authority.lost_but_spent = False
    stage.authority.troubles.append(AnswerLost("closed"))
    assert (await stage.renew()).end is RenewalEnd.LATER
    await stage.clock.advance(AGAIN_SECONDS)
    assert (await stage.renew()).end is RenewalEnd.RENEWED
    assert stage.authority.asked == ["pinr_00000001"] * 2


async def test_a_lost_answer_that_spent_it_warns_while_the_token_still_works(stage: Stage) -> None:
    stage.authority.troubles.append(AnswerLost("closed"))
    await stage.renew()
    assert await stage.alerts() == []
    await stage.clock.advance(AGAIN_SECONDS)
    assert (await stage.renew()).end is RenewalEnd.REFUSED
    assert await stage.kinds() == [AlertKind.RENEWAL_REFUSED]
    assert await stage.ledger.accounts.parked(ACCOUNT) is None
    assert stage.authority.accepts(await stage.token())


@pytest.mark.parametrize(
    "trouble",
    [
        GrantDead("spent", status=401, code=283),
        AppRefused("unknown app", status=401, code=2),
        Rejected("no", status=400, code=1),
        ScopeMissing("no", status=403, code=29),
    ],
)
async def test_a_certain_no_is_told_once_and_not_tried_on(stage: Stage, trouble: PinterestTrouble) -> None:
    stage.authority.troubles.append(trouble)
    refused = await stage.renew()
    assert refused == Renewal(end=RenewalEnd.REFUSED, detail=str(trouble))
    assert (await stage.renew()).end is RenewalEnd.NOT_DUE
    assert len(stage.authority.asked) == 1
    (alert,) = await stage.alerts()
    assert (alert.kind, "reconnect" in alert.remedy) == (AlertKind.RENEWAL_REFUSED, True)


async def test_a_refusal_parks_at_the_token_s_end_with_one_alert_of_that_kind(stage: Stage) -> None:
    stage.authority.troubles.append(GrantDead("spent"))
    await stage.renew()
    due = (await stage.view()).renew_at
    assert due == START + 30 * DAY
    await stage.clock.set(due)
    for _ in range(3):
        await stage.renew()
    assert await stage.kinds() == [AlertKind.PARKED]
    assert await stage.ledger.accounts.parked(ACCOUNT) is not None
    await stage.connect()
    assert await stage.kinds() == []
    assert await stage.ledger.accounts.parked(ACCOUNT) is None


async def test_two_at_once_spend_one_refresh_token(stage: Stage) -> None:
    ends = [renewal.end for renewal in await asyncio.gather(stage.renew(), stage.renew(), stage.renew())]
    assert sorted(ends) == [RenewalEnd.NOT_DUE, RenewalEnd.NOT_DUE, RenewalEnd.RENEWED]
    assert stage.authority.asked == ["pinr_00000001"]


async def test_a_dead_holder_is_waited_for_no_longer_than_its_lease(stage: Stage) -> None:
    """It died before anything left."""
    held = await stage.credentials.claim(ACCOUNT, owner="dead", now=stage.clock.now(), seconds=LEASE_SECONDS)
    assert isinstance(held, RenewalClaim)
    assert await stage.renew() == Renewal(end=RenewalEnd.NOT_DUE, again_at=held.until)
    await stage.clock.set(held.until)
    assert (await stage.renew()).end is RenewalEnd.RENEWED


async def test_a_zombie_that_comes_too_late_sends_nothing(stage: Stage) -> None:
    """It stood still after its claim: somebody else may have the refresh token by now."""
    late = replace(stage.activities(), credentials=SlowCredentials(stage.credentials, stage.clock))
    assert (await run(late.renew_token, ORDER)).end is RenewalEnd.LATER
    assert stage.authority.asked == []


async def test_what_a_person_connected_meanwhile_stays(stage: Stage) -> None:
    reconnecting = Reconnecting(stage.authority, stage)
    renewal = await run(replace(stage.activities(), authority=reconnecting).renew_token, ORDER)
    assert renewal.end is RenewalEnd.NOT_DUE
    assert await stage.token() == "pina_00000002"
    assert (await stage.view()).parked is None


async def test_a_ledger_that_is_away_for_a_moment_costs_no_token(stage: Stage) -> None:
    away = AwayCredentials(stage.credentials, times=5)
    renewal = await run(replace(stage.activities(), credentials=away).renew_token, ORDER)
    assert (renewal.end, away.times) == (RenewalEnd.RENEWED, 0)
    assert await stage.token() == "pina_00000002"


async def test_a_ledger_that_stays_away_is_not_waited_for_for_ever(stage: Stage) -> None:
    away = AwayCredentials(stage.credentials, times=10_000)
    began = stage.clock.now()
    error = await error_of(replace(stage.activities(), credentials=away).renew_token, ORDER)
    assert (error.type, error.non_retryable) == ("LedgerBusy", False)
    assert KEEP_SECONDS_MAX < stage.clock.now() - began < LEASE_SECONDS


async def test_an_activity_that_is_cancelled_keeps_what_pinterest_answers(stage: Stage) -> None:
    slow = SlowAuthority(stage.authority)
    environment = ActivityEnvironment()
    activities = replace(stage.activities(), authority=slow)
    running = asyncio.ensure_future(environment.run(activities.renew_token, ORDER))
    await slow.asked.wait()
    running.cancel()
    await asyncio.sleep(0)
    assert not running.done()
    slow.answer.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await stage.token() == "pina_00000002"


async def test_a_new_token_that_pinterest_refuses_parks_instead_of_renewing_on(stage: Stage) -> None:
    """A sandbox's tokens in production: each renewal goes well, and no token is ever good."""
    stage.authority.life_seconds = 30 * DAY
    refusing = Refusing(stage.authority)
    gated = replace(stage, authority=refusing, members=FakeMembers(Gate(refusing, stage.tokens)))
    refused = await gated.renew()
    assert refused.end is RenewalEnd.REFUSED
    assert await stage.kinds() == [AlertKind.PARKED]
    assert len(refusing.asked) == 1
    assert (await gated.renew()).end is RenewalEnd.NOT_DUE


@pytest.mark.parametrize("trouble", [Unavailable("503"), NotSent("no"), ScopeMissing("no", status=403)])
async def test_a_proof_that_cannot_be_had_changes_nothing(stage: Stage, trouble: PinterestTrouble) -> None:
    stage.members.troubles.append(trouble)
    assert (await stage.renew()).end is RenewalEnd.RENEWED
    assert await stage.alerts() == []


async def test_no_word_of_it_has_a_secret(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    troubles = [GrantDead("spent"), AnswerLost("closed"), RateLimited("429", retry_seconds=1)]
    for trouble in troubles:
        stage.authority.troubles.append(trouble)
        told = repr(await stage.renew(NOW))
        assert not [secret for secret in SECRETS if secret in told]
    said = "".join(capsys.readouterr())
    assert "token.renewal_refused" in said
    assert not [secret for secret in SECRETS if secret in said]


@dataclass(frozen=True)
class Reconnecting:
    """While the answer is on its way, a person connects the account anew."""

    authority: FakeAuthority
    stage: Stage

    async def renew(self, account: AccountKey, app: AppCredentials, refresh: str) -> TokenGrant:
        await self.stage.connect()
        return await self.authority.renew(account, app, refresh)


@dataclass
class SlowAuthority:
    """Answers when it is told to."""

    authority: FakeAuthority
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def renew(self, account: AccountKey, app: AppCredentials, refresh: str) -> TokenGrant:
        self.asked.set()
        await self.answer.wait()
        return await self.authority.renew(account, app, refresh)


class Refusing(FakeAuthority):
    """Gives tokens, and accepts none of them."""

    def __init__(self, before: FakeAuthority) -> None:
        super().__init__(before.clock, access=before.access, refresh=before.refresh, _numbers=before._numbers)

    def accepts(self, token: str) -> bool:
        del token
        return False


@dataclass
class SlowCredentials:
    """The worker stands still after the claim was made."""

    credentials: SqlCredentials
    clock: LeapingClock

    async def claim(
        self, account: AccountKey, *, owner: str, now: Instant, seconds: float, anyway: bool = False
    ) -> RenewalClaim | Instant | None:
        claim = await self.credentials.claim(account, owner=owner, now=now, seconds=seconds, anyway=anyway)
        await self.clock.advance(seconds - 1)
        return claim

    async def keep(self, claim: RenewalClaim, grant: TokenGrant, now: Instant) -> bool:
        return await self.credentials.keep(claim, grant, now)

    async def postpone(self, claim: RenewalClaim, until: Instant, why: str, now: Instant) -> None:
        await self.credentials.postpone(claim, until, why, now)

    async def refused(self, claim: RenewalClaim, why: str, now: Instant) -> None:
        await self.credentials.refused(claim, why, now)


@dataclass
class AwayCredentials:
    """The ledger is away when the new tokens come, so many times."""

    credentials: SqlCredentials
    times: int

    async def claim(
        self, account: AccountKey, *, owner: str, now: Instant, seconds: float, anyway: bool = False
    ) -> RenewalClaim | Instant | None:
        return await self.credentials.claim(account, owner=owner, now=now, seconds=seconds, anyway=anyway)

    async def keep(self, claim: RenewalClaim, grant: TokenGrant, now: Instant) -> bool:
        if self.times:
            self.times -= 1
            raise LedgerBusy("locked")
        return await self.credentials.keep(claim, grant, now)

    async def postpone(self, claim: RenewalClaim, until: Instant, why: str, now: Instant) -> None:
        await self.credentials.postpone(claim, until, why, now)

    async def refused(self, claim: RenewalClaim, why: str, now: Instant) -> None:
        await self.credentials.refused(claim, why, now)
