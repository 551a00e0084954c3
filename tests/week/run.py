"""Lives a life: deeds when their moment comes, small steps while pins leave, long ones while nothing does."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, col, func, or_, select
from temporalio.client import Client as TemporalClient
from temporalio.service import RPCError, RPCStatusCode

from activities.engine import TemporalEngine
from activities.hand import HandActivities
from contracts.hand import Action, HandOrder, Selection
from contracts.launch import LaunchPolicy, LaunchRequest, LaunchSummary
from contracts.ledger import NewLaunch
from contracts.names import AccountKey, LaunchId, PinKey, account_workflow_id, launch_workflow_id, pin_workflow_id
from contracts.pin import GRACE_SECONDS_SIMULATOR, PinPolicy
from contracts.product import Product, ProductImage
from contracts.windows import Spread, WindowRule
from drafting.window_text import read_window
from outcomes.forecast import PACE_SECONDS, Remaining, forecast
from store.accounts import SqlAccounts
from store.hand import SqlHand
from store.launches import SqlLaunches
from store.tables.accounts import AccountRow
from store.tables.launches import ProductRow
from store.tables.pins import IntentRow
from tests.builders import a_product, rows_of
from tests.journeys.pinflow import Document
from tests.scale.watcher import resident_kib
from tests.week.ahead import look_ahead
from tests.week.diary import Diary, Ended, Foretold, Made, Write
from tests.week.hours import ONE_DAY
from tests.week.house import House, open_house
from tests.week.life import Client, Deed, Event, Life

LEAD_SECONDS = 3_600.0
"""The house is up so long before the first deed."""

STEP_SECONDS = 3.0
"""While pins leave, or wait for what becomes of them."""

STEP_SECONDS_MIN = 0.5
"""The least step towards what is due."""

LEAP_SECONDS_MAX = 60.0
"""While pins are open, and none leaves: short enough for what looks at a clock meanwhile."""

REST_SECONDS_MAX = 600.0
"""While none is open."""

ASK_SECONDS = 600.0
"""How long after a delivery it is asked when its last pin will be live: by then it is planned."""

CALM_HOUR = 5
"""Of the day, UTC: no client's window is open then, and the server is replaced."""

RUNS_MAX = 1_000
"""Of one workflow, each continued as new by the one before."""

PICTURES = 12
"""Different pictures: drawing one takes longer than all the rest of a pin."""

Tell = Callable[[str], None]


async def live(life: Life, folder: Path, *, seed: int, tell: Tell) -> Diary:
    """From an hour before the first deed until every launch has ended, or the life has."""
    began = time.monotonic()
    async with open_house(folder, begins=life.begins - LEAD_SECONDS, seed=seed) as house:
        living = Living(life, house, tell)
        await living.begin()
        await living.go_on()
        diary = await living.told()
    diary.real_seconds = time.monotonic() - began
    return diary


@dataclass
class Living:
    """A life in a house, so far."""

    life: Life
    house: House
    tell: Tell
    diary: Diary = field(default_factory=Diary)
    agenda: list[Event] = field(default_factory=list)
    asks: list[tuple[float, str]] = field(default_factory=list)
    launches: list[tuple[LaunchId, Client]] = field(default_factory=list)
    lengths: dict[str, int] = field(default_factory=dict)
    """Events of the longest run of each workflow, on servers that were replaced."""
    replaced: float = 0.0

    async def begin(self) -> None:
        self.diary.began = self.replaced = self.house.time.now
        self.agenda = list(self.life.events())
        self.asks = sorted(asks_of(self.life))
        for client in self.life.clients:
            await self.house.connect(client.account, rule_of(client))
            await self.house.tell("limits", account=client.account, org_write=client.quota)

    async def go_on(self) -> None:
        while self.house.time.now < self.life.ends:
            await self._do_what_is_due()
            await self._replace_the_server()
            if not self.agenda and not await self._launches().unfinished():
                break
            await self.house.time.step(await self._stride())
        self.diary.ended = self.house.time.now

    async def _do_what_is_due(self) -> None:
        while self.agenda and self.agenda[0].at <= self.house.time.now:
            await self._do(self.agenda.pop(0))
        while self.asks and self.asks[0][0] <= self.house.time.now:
            await self._ask(self.asks.pop(0)[1])

    async def _replace_the_server(self) -> None:
        """Once a day, while nothing leaves."""
        now = self.house.time.now
        calm = next_calm(self.replaced)
        if now < calm or (await self.house.database.read(lambda session: look_ahead(session, now))).leaving:
            return
        await self._measure()
        await self.house.change_servers()
        self.replaced = now
        self.tell(f"{datetime.fromtimestamp(now, UTC):%a %H:%M}  UTC: a new server")

    async def _do(self, event: Event) -> None:
        house, account = self.house, event.account
        client = self.life.client(account)
        match event.deed:
            case Deed.DELIVERY | Deed.COLLECTION:
                await self._launch(client, event)
            case Deed.QUOTA:
                await house.tell("limits", account=account, org_write=event.count)
            case Deed.TOKEN_DIES:
                await house.tell("accounts", account=account, access_ttl=0.0)
            case Deed.RECONNECTED:
                await self._reconnect(client)
            case Deed.CANCELLED:
                await self._carry_out(HandOrder(action=Action.CANCEL, selection=Selection(account=account)))
        self.diary.events.append(event)
        self.tell(f"{at_words(event.at, client)}  {account}: {event.deed} {event.count or ''}")

    async def _launch(self, client: Client, event: Event) -> None:
        """Write it down and start it, as `pinflow launch --detach` does."""
        number = len(self.launches) + 1
        launch = LaunchId(f"{datetime.fromtimestamp(event.at, UTC):%Y%m%d-%H%M%S}-{client.account}-{number:04d}")
        policy = LaunchPolicy(
            pin=PinPolicy(
                shop_url="https://shop.example.com",
                stand_in_shop=self.house.settings.demo_shop(),
                grace_seconds=GRACE_SECONDS_SIMULATOR,
            )
        )
        new = NewLaunch(
            launch=launch,
            account=client.account,
            source=f"{event.deed}.csv",
            policy=policy.model_dump_json(),
            created=self.house.time.now,
        )
        products = products_of(launch, client, event.count)
        total = await self._launches().begin(new, rows_of(*products))
        request = LaunchRequest(
            account=client.account, launch=launch, source=new.source, total=total, windowed=True
        )
        await TemporalEngine(self.house.client).start_launch(request)
        self.launches.append((launch, client))

    async def _reconnect(self, client: Client) -> None:
        """A new token for the account, and word to go on, as a person would."""
        house, account = self.house, client.account
        await house.tell("accounts", account=account, access_ttl=None)
        renewed = (
            update(AccountRow).where(col(AccountRow.key) == account).values(sealed_token=house.sealed(account))
        )
        await house.database.write(lambda session: session.exec(renewed))
        await self._carry_out(HandOrder(action=Action.RESUME, selection=Selection(account=account)))

    async def _carry_out(self, order: HandOrder) -> None:
        house = self.house
        accounts, engine = SqlAccounts(house.database), TemporalEngine(house.client)
        await HandActivities(SqlHand(house.database), accounts, engine, house.time.clock).carry_out(order)

    async def _ask(self, account: str) -> None:
        """When will each of the account's launches have ended?"""
        self.diary.memory_kib.append(resident_kib(os.getpid()))
        for summary in await self._launches().unfinished():
            if summary.account == account:
                self.diary.foretold.append(await self._foretold(summary))
        planned = await self.house.database.read(planned_moments)
        self.diary.planned = {**planned, **self.diary.planned}

    async def _foretold(self, summary: LaunchSummary) -> Foretold:
        """As `pinflow status` says it."""
        now = self.house.time.now
        found = await self._launches().queueing(summary.launch, now - PACE_SECONDS)
        view = await SqlAccounts(self.house.database).survey(summary.account, now)
        remaining = Remaining(count=found.count, held=found.held, ends=found.ends, last_due=found.last_due)
        return Foretold(summary.launch, summary.account, now, forecast(remaining, view).at)

    async def _stride(self) -> float:
        """To whatever comes next; a small step while pins are under way."""
        now = self.house.time.now
        ahead = await self.house.database.read(lambda session: look_ahead(session, now))
        if ahead.leaving:
            return STEP_SECONDS
        most = LEAP_SECONDS_MAX if ahead.open else REST_SECONDS_MAX
        moments = [*ahead.moments, *(event.at for event in self.agenda[:1]), *(at for at, _ in self.asks[:1])]
        return max(STEP_SECONDS_MIN, min([most, *(at - now for at in moments)]))

    def _launches(self) -> SqlLaunches:
        return SqlLaunches(self.house.database)

    async def told(self) -> Diary:
        """The diary, with what Pinterest and the ledger say at the end."""
        boards = {board["id"]: board["name"] for board in (await self.house.ask("boards"))["boards"]}
        self.diary.pins = [a_pin(pin, boards) for pin in (await self.house.ask("pins"))["pins"]]
        self.diary.writes = [
            Write(write["at"], write["account"], write["operation"], write["limit"])
            for write in (await self.house.ask("writes"))["writes"]
        ]
        self.diary.limited = limited_of(await self.house.ask("requests"))
        await self._measure()
        self.diary.histories = self.lengths
        self.diary.launches = [await self._ended(launch, client) for launch, client in self.launches]
        return self.diary

    async def _measure(self) -> None:
        """Of every workflow that this server had."""
        for one in await self._workflows():
            self.lengths[one] = max(self.lengths.get(one, 0), await longest_run(self.house.client, one))

    async def _workflows(self) -> Sequence[str]:
        """Those whose pins have no end, or had none when the server began; launches and accounts, all of them."""
        recent = or_(col(IntentRow.settled_at).is_(None), col(IntentRow.settled_at) >= self.replaced)
        keys = await self.house.database.read(
            lambda session: session.exec(select(IntentRow.account, IntentRow.key).where(recent)).all()
        )
        ids = [pin_workflow_id(AccountKey(account), PinKey(key)) for account, key in keys]
        ids += [launch_workflow_id(launch) for launch, _ in self.launches]
        return [*ids, *(account_workflow_id(client.account) for client in self.life.clients)]

    async def _ended(self, launch: LaunchId, client: Client) -> Ended:
        """Its end is its last pin's, as forecasts mean it: the launch itself looks up to a minute later."""
        summary = await self._launches().summary(launch)
        assert summary is not None
        last = await self.house.database.read(lambda session: last_end(session, launch))
        ended = last if summary.finished else None
        return Ended(launch, client.account, summary.created, summary.tally.total, summary.tally.live, ended)


def limited_of(requests: Document) -> int:
    """Writes that were answered with 429."""
    operations = requests["by_operation"]
    return sum(counts.get("429", 0) for operation, counts in operations.items() if operation.startswith("POST"))


def a_pin(told: Document, boards: Mapping[str, str]) -> Made:
    path = told["link"].partition("?")[0]
    return Made(told["created"], told["account"], boards[told["board_id"]], path.rpartition("/")[2])


def asks_of(life: Life) -> Iterable[tuple[float, str]]:
    """After each delivery, and in the middle of each opening."""
    for event in life.events():
        if event.deed in {Deed.DELIVERY, Deed.COLLECTION}:
            yield event.at + ASK_SECONDS, event.account
    for client in life.clients:
        middles = ((opening.start + opening.end) / 2 for opening in life.openings(client))
        yield from ((at, client.account) for at in middles if at >= life.begins)


def products_of(launch: str, client: Client, count: int) -> Sequence[Product]:
    """Over the client's boards in turn."""
    return [
        a_product(
            f"{launch}-{number}",
            board=client.boards[number % len(client.boards)],
            images=(ProductImage(url=f"https://cdn.example.com/thing-{number % PICTURES}_600x900.jpg"),),
        )
        for number in range(count)
    ]


def next_calm(since: float) -> float:
    """The next calm hour that begins after `since`."""
    day = datetime.fromtimestamp(since, UTC).replace(hour=CALM_HOUR, minute=0, second=0, microsecond=0)
    return (day if day.timestamp() > since else day + ONE_DAY).timestamp()


async def longest_run(client: TemporalClient, workflow: str) -> int:
    """Events of the longest run of a workflow, from its last run back to its first; 0 when there was none."""
    longest, run = 0, None
    for _ in range(RUNS_MAX):
        try:
            history = await client.get_workflow_handle(workflow, run_id=run).fetch_history()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND or run is not None:
                raise
            return 0
        longest = max(longest, len(history.events))
        run = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id or None
        if run is None:
            return longest
    raise AssertionError(f"{workflow} continued as new more than {RUNS_MAX} times")


def last_end(session: Session, launch: LaunchId) -> float | None:
    """When the last of a launch's pins had its outcome."""
    return session.exec(select(func.max(IntentRow.settled_at)).where(IntentRow.launch == launch)).one()


def planned_moments(session: Session) -> Mapping[str, float]:
    """When each product's row is to leave, as far as it has a moment."""
    rows = session.exec(
        select(ProductRow.product_key, ProductRow.not_before).where(col(ProductRow.not_before).is_not(None))
    )
    return {key: at for key, at in rows if at is not None}


def rule_of(client: Client) -> WindowRule:
    spread = Spread(board_day_limit=client.board_day_limit)
    return WindowRule(window=read_window(client.window()), spread=spread)


def at_words(at: float, client: Client) -> str:
    return f"{datetime.fromtimestamp(at, client.clocks):%a %H:%M}"
