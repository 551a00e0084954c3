"""A world for workflow tests: the time-skipping server, the real ledger, a Pinterest and a shop in memory."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from cryptography.fernet import Fernet
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker, WorkerDeploymentConfig, WorkflowRunner

from activities.accounts import AccountActivities
from activities.ads_desk import AdsDesk
from activities.ads_extraction import AdsExtractionActivities
from activities.ads_planning import AdsPlanningActivities
from activities.ads_reading import AdsReadingActivities
from activities.ads_refusals import AdsRefusalActivities
from activities.alerts import AlertActivities
from activities.changes import ChangeActivities
from activities.confirm import ConfirmActivities
from activities.delivering import DeliveringActivities
from activities.engine import TemporalEngine
from activities.extract import ExtractActivities
from activities.grouped_wakes import GroupedWakes
from activities.hand import HandActivities
from activities.launches import LaunchActivities
from activities.live_pins import LivePinActivities
from activities.live_writes import LiveWrites
from activities.open_boards import OpenBoardsActivities
from activities.patrol import PatrolActivities
from activities.pin_results import PinResultActivities
from activities.planning import PlanningActivities
from activities.polling import PollActivities
from activities.prepare_image import PrepareImageActivities
from activities.prepare_video import PrepareVideoActivities
from activities.public_pictures import PublicPictures
from activities.publish import PublishActivities
from activities.read_back import ReadBackActivities
from activities.reading import BoardReader
from activities.removal import RemovalActivities
from activities.renewal import RenewalActivities
from activities.settle import SettleActivities
from activities.slot_draining import SlotActivities
from activities.standing_launches import StandingLaunchActivities
from activities.token_watch import WatchedTokens
from activities.upload_media import UploadMediaActivities
from activities.video_uploads import VideoUploads
from connection import CONVERTER
from contracts.launch import LaunchPolicy, LaunchRequest, ProductResult
from contracts.names import (
    LaunchId,
    Queue,
    account_workflow_id,
    launch_workflow_id,
    pin_workflow_id,
)
from contracts.pin import PinRequest
from contracts.product import Product
from contracts.search_attributes import SEARCH_ATTRIBUTES
from pinterest_api.ads_rows import ReportFiles
from store.absences import SqlAbsences
from store.accounts import SqlAccounts
from store.ads_calls import SqlAdsCalls
from store.ads_coverage import SqlAdsCoverage
from store.ads_runs import SqlAdsRuns
from store.ads_sources import SqlAdsSources
from store.alerts import SqlAlerts
from store.app_refusals import SqlAppRefusals
from store.apps import SqlApps
from store.attempts import SqlAttempts
from store.board_rules import SqlBoardRules
from store.boards import SqlBoards
from store.changes import SqlChanges
from store.database import Database
from store.deliveries_out import SqlDeliveriesOut
from store.feeds import SqlFeeds
from store.hand import SqlHand
from store.inbox import SqlInbox
from store.intents import SqlIntents
from store.launches import SqlLaunches
from store.live_pins import SqlLivePins
from store.patrol import SqlPatrol
from store.pin_results import SqlPinResults
from store.plans import SqlPlans
from store.products import SqlProducts
from store.reads import SqlReads
from store.sealing import sealer_of
from store.sources import SqlSources
from store.tokens import SealedTokens, SqlCredentials
from store.uploads import SqlUploads
from tests.builders import ACCOUNT, LAUNCH, POLICY, a_launch, rows_of
from tests.fakes.ads import FakeAds, FakeTables
from tests.fakes.authority import APP, FakeAuthority, FakeBell, FakeMembers, Gate, GatedPins
from tests.fakes.catalogs import FakeCatalogs, NoSlots
from tests.fakes.clock import FakeClock, LeapingClock
from tests.fakes.media import FakeMedia
from tests.fakes.pin_numbers import FakePinNumbers
from tests.fakes.pinterest import FakeBoards, FakePinterest
from tests.fakes.policies import FakePolicies
from tests.fakes.receiver import FakeReceiver
from tests.fakes.shop import FakeShop
from tests.fakes.studio import FakeAssets, FakeScreening, FakeStudio
from tests.workflows.at_work import ActivitiesWatched, AtWork, WatchedRunner, running
from workflows.account import AccountWorkflow
from workflows.ads_backfill import AdsBackfillWorkflow
from workflows.ads_sync import AdsSyncWorkflow
from workflows.catalog_watch import CatalogWatchWorkflow
from workflows.delivery import DeliveryWorkflow
from workflows.launch import LaunchWorkflow
from workflows.patrol import PatrolWorkflow
from workflows.product_change import ProductChangeWorkflow
from workflows.product_pin import ProductPinWorkflow
from workflows.removal import RemovalWorkflow
from workflows.results import ResultsWorkflow
from workflows.sandbox import sandbox

SERVER = Path(sys.prefix) / "bin" / "temporal-test-server"
STEP_SECONDS_MAX = 120.0
STEPS_MAX = 3_000
SEALER = sealer_of(Fernet.generate_key().decode())
PATROL_MINUTES = 360
"""The time-skipping server knows no schedules: a launch must not mind."""

WORKFLOWS = [
    ProductPinWorkflow,
    LaunchWorkflow,
    AccountWorkflow,
    PatrolWorkflow,
    RemovalWorkflow,
    ProductChangeWorkflow,
    CatalogWatchWorkflow,
    DeliveryWorkflow,
    AdsSyncWorkflow,
    AdsBackfillWorkflow,
    ResultsWorkflow,
]

MOMENT_SECONDS = 0.01
"""Real time that the workers get in a step."""

Work = Callable[..., Any]  # Any: Temporal's own idea of an activity
Server = Callable[[], Awaitable[WorkflowEnvironment]]
Surround = Callable[[WorkflowRunner], WorkflowRunner]


Result = TypeVar("Result")


@dataclass(frozen=True)
class World:
    """Everything a workflow test arranges and looks at."""

    environment: WorkflowEnvironment
    database: Database
    clock: FakeClock
    pinterest: FakePinterest
    shop: FakeShop
    assets: FakeAssets
    media: FakeMedia
    authority: FakeAuthority
    bell: FakeBell
    at_work: AtWork = field(default_factory=AtWork)
    catalogs: FakeCatalogs = field(default_factory=FakeCatalogs)
    receiver: FakeReceiver = field(default_factory=FakeReceiver)
    ads: FakeAds = field(default_factory=FakeAds)
    tables: FakeTables = field(default_factory=FakeTables)
    numbers: FakePinNumbers = field(default_factory=FakePinNumbers)

    @property
    def client(self) -> Client:
        return self.environment.client

    @property
    def launches(self) -> SqlLaunches:
        return SqlLaunches(self.database)

    @property
    def intents(self) -> SqlIntents:
        return SqlIntents(self.database)

    @property
    def credentials(self) -> SqlCredentials:
        return SqlCredentials(self.database, SEALER)

    @property
    def alerts(self) -> SqlAlerts:
        return SqlAlerts(self.database)

    async def connect(self) -> None:
        """A person lets our app use the account; from now on Pinterest looks at its tokens."""
        await SqlApps(self.database, SEALER).add(APP, "", self.clock.now())
        grant, at = self.authority.grant(), self.clock.now()
        await self.credentials.connect(ACCOUNT, APP.id, grant, username="demo_shop", at=at)
        await TemporalEngine(self.client).wake_account(ACCOUNT)

    async def step(self, seconds: float = 1.0) -> None:
        """Let `seconds` pass, on the server and on the activities' clock."""
        if not self.environment.supports_time_skipping:
            await self._live(seconds)
            return
        await self.quiet()
        # The server skips no time while an activity runs, and one may be waiting for our clock: both move at once.
        passing = asyncio.ensure_future(self.environment.sleep(timedelta(seconds=seconds)))
        await asyncio.wait([passing], timeout=MOMENT_SECONDS)
        await self.clock.advance(seconds)
        # A server that has lost count of its activities skips no time any more: fail, rather than wait for ever.
        done, _ = await asyncio.wait([passing], timeout=STEP_SECONDS_MAX)
        assert done, "the time-skipping server skips no time any more"
        await passing
        await asyncio.sleep(MOMENT_SECONDS / 4)

    async def quiet(self) -> None:
        """Until nothing is at work and the server has heard of it; no time passes."""
        await self.at_work.quiet()
        await self.environment.get_current_time()  # on a busy machine a task's answer may be on its way for long
        await self.at_work.quiet()

    async def _live(self, seconds: float) -> None:
        """On a busy machine more passes than was asked for, and the activities must know, or slots are past."""
        await asyncio.sleep(seconds)
        await self.clock.set((await self.environment.get_current_time()).timestamp())

    async def until(self, reached: Callable[[], Any], *, seconds: float = 1.0) -> None:
        """Step until `reached` (sync or async) says so; a bounded number of steps."""
        for _ in range(STEPS_MAX):
            answer = reached()
            if await answer if asyncio.iscoroutine(answer) else answer:
                return
            await self.step(seconds)
        raise AssertionError("it did not come to pass")

    async def at_rest(self, *handles: WorkflowHandle[Any, Any]) -> None:  # Any: any workflows
        """Until no activity of theirs is at work: when one is cancelled, or its workflow terminated, the server
        may skip no time any more. The ledger shows what an activity did before the server hears of its end.
        """
        await self.step()

        async def rest() -> bool:
            return not any([(await handle.describe()).raw_description.pending_activities for handle in handles])

        await self.until(rest)

    async def pause(self) -> None:
        """Let pins wait for their slots until the account is resumed."""
        await TemporalEngine(self.client).wake_account(ACCOUNT)
        await self.client.get_workflow_handle(account_workflow_id(ACCOUNT)).signal("pause", "so that it waits")

    async def launch(
        self, *products: Product, launch: LaunchId = LAUNCH, policy: LaunchPolicy | None = None
    ) -> WorkflowHandle[LaunchWorkflow, Any]:  # Any: the handle's result
        """Write a launch and start its workflow, as the command does."""
        rules = policy or LaunchPolicy(pin=POLICY)
        total = await self.launches.begin(a_launch(launch, policy=rules), rows_of(*products))
        windowed = rules.window is not None
        request = LaunchRequest(account=ACCOUNT, launch=launch, total=total, windowed=windowed)
        await TemporalEngine(self.client).start_launch(request)
        return self.client.get_workflow_handle_for(LaunchWorkflow.run, launch_workflow_id(launch))

    async def finished(self, *products: Product, launch: LaunchId = LAUNCH) -> Sequence[ProductResult]:
        """Launch and step until every product has an outcome."""
        handle = await self.launch(*products, launch=launch)
        await self.until(lambda: self._is_done(launch))
        await self.result_of(handle)
        return await self.launches.results(launch)

    async def result_of(self, handle: WorkflowHandle[Any, Result]) -> Result:  # Any: any workflow
        """What it answers in the end. Time passes meanwhile: a lost task is given again after a time-out."""

        # Not asked for before it is there: the server gives up a question that is open while time leaps.
        async def over() -> bool:
            return (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING

        await self.until(over)
        return await handle.result()

    async def _is_done(self, launch: LaunchId) -> bool:
        summary = await self.launches.summary(launch)
        return summary is not None and summary.finished is not None

    def pin(self, request: PinRequest) -> WorkflowHandle[ProductPinWorkflow, Any]:  # Any: the handle's result
        return self.client.get_workflow_handle_for(
            ProductPinWorkflow.run, pin_workflow_id(request.account, request.key)
        )

    def activities(self) -> tuple[list[Work], list[Work], list[Work]]:
        """Local, work and publish activities, on this world's adapters."""
        attempts, boards, accounts = (
            SqlAttempts(self.database),
            SqlBoards(self.database),
            SqlAccounts(self.database),
        )
        engine = TemporalEngine(self.client)
        tokens = WatchedTokens(SealedTokens(self.database, SEALER, self.clock.now), engine, self.clock)
        gate = Gate(self.authority, tokens)
        pins = GatedPins(self.pinterest, gate)
        settling, surveying = (
            SettleActivities(self.intents, attempts, self.clock),
            AccountActivities(accounts, self.clock),
        )
        confirming = ConfirmActivities(pins, self.intents, accounts, self.clock)
        launching = LaunchActivities(self.launches, boards, engine, self.clock)
        boards_there = FakeBoards(self.pinterest)
        opening = OpenBoardsActivities(
            self.launches, boards_there, pins, boards, accounts, self.clock, engine, engine, PATROL_MINUTES
        )
        reader = BoardReader(pins, attempts, boards, self.clock)
        book, reads = SqlPatrol(self.database), SqlReads(self.database)
        patrolling = PatrolActivities(pins, boards_there, self.intents, accounts, book, reads, reader, self.clock)
        public = PublicPictures(self.assets, self.shop, self.clock)
        videos = VideoUploads(self.media, self.assets, accounts, SqlUploads(self.database), self.clock)
        uploading = UploadMediaActivities(self.assets, self.intents, self.clock, public, videos)
        products, sources = SqlProducts(self.database), SqlSources(self.database, SEALER)
        deciding = ChangeActivities(products, sources, SqlInbox(self.database), self.clock)
        adding = StandingLaunchActivities(
            products,
            sources,
            FakePolicies(accounts),
            SqlBoardRules(self.database),
            self.launches,
            GroupedWakes(
                engine, LeapingClock()
            ),  # a step waits for who is at work, and so nobody there for a step
            SqlAbsences(self.database),
            self.clock,
        )
        tending = LivePinActivities(
            pins,
            products,
            SqlLivePins(self.database),
            self.intents,
            LiveWrites(accounts, engine, self.clock),
            SqlAppRefusals(self.database),
            SqlHand(self.database),
            engine,
            self.clock,
        )
        scratch = Path(self.database.engine.url.database or "").parent / "polls"
        polling = PollActivities(sources, SqlFeeds(self.database), self.catalogs, engine, self.clock, scratch)
        delivering = DeliveringActivities(SqlDeliveriesOut(self.database, SEALER), self.receiver, self.clock)
        members = FakeMembers(gate)
        renewing = RenewalActivities(self.credentials, self.authority, members, accounts, self.clock)
        runs = SqlAdsRuns(self.database)
        planning_ads = AdsPlanningActivities(
            SqlAdsSources(self.database), runs, SqlAdsCoverage(self.database), self.clock
        )
        desk = AdsDesk(
            runs, SqlAdsCalls(self.database), self.ads, self.ads, self.tables, self.clock, scratch / "ads"
        )
        number_calls = SqlAdsCalls(self.database)
        looking = PinResultActivities(
            self.numbers,
            SqlPinResults(self.database),
            number_calls,
            SqlAppRefusals(self.database),
            self.clock,
        )
        extracting = AdsExtractionActivities(desk, self.ads, ReportFiles())
        reading = AdsReadingActivities(desk, self.ads, self.ads)
        refusals = AdsRefusalActivities(desk, self.ads)
        local: list[Work] = [
            ExtractActivities(self.intents, attempts, self.shop, self.clock).extract,
            uploading.upload_media,
            settling.settle,
            settling.withdraw,
            settling.shelve,
            settling.heed,
            settling.standing,
            surveying.survey,
            surveying.unpark,
            surveying.pause,
            surveying.told,
            launching.tally,
            launching.finish,
            deciding.decide,
            deciding.finish_decision,
            adding.add_rows,
            tending.stop_pins,
            tending.find_pins,
            polling.watched,
            delivering.plan_next_try,
            delivering.give_up_delivery,
            planning_ads.plan_ads_run,
            planning_ads.next_ads_chunk,
            planning_ads.finish_ads_run,
            extracting.fail_ads_chunk,
        ]
        work: list[Work] = [
            PrepareImageActivities(self.shop, FakeStudio(), self.assets).prepare_image,
            PrepareVideoActivities(self.shop, FakeScreening(), self.assets).prepare_video,
            uploading.upload_media,
            ReadBackActivities(pins, attempts, boards, self.clock).read_back,
            confirming.confirm,
            confirming.look_again,
            opening.open_boards,
            launching.admit,
            launching.judge,
            launching.revive,
            PlanningActivities(SqlPlans(self.database), self.launches, engine, self.clock).plan,
            HandActivities(SqlHand(self.database), accounts, engine, self.clock).act,
            patrolling.plan_round,
            patrolling.settle_overdue,
            patrolling.patrol_board,
            patrolling.settle_unconfirmed,
            patrolling.review_findings,
            patrolling.count_findings,
            RemovalActivities(pins, self.intents, accounts, book, self.clock).remove_duplicate,
            AlertActivities(self.alerts, self.bell, self.clock).tell_alerts,
            tending.update_pin,
            tending.delete_pin,
            polling.poll,
            delivering.deliver,
            SlotActivities(sources, SqlChanges(self.database), NoSlots(), engine, self.clock).drain_slot,
            extracting.ask_for_report,
            extracting.fetch_report,
            looking.read_results,
            reading.read_at_once,
            refusals.explain_refusal,
        ]
        publishing = PublishActivities(pins, attempts, accounts, self.assets, self.clock)
        return local, work, [publishing.publish, renewing.renew_token]


async def time_skipping() -> WorkflowEnvironment:
    """The server on which time passes as a test says."""
    return await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(SERVER), data_converter=CONVERTER
    )


@asynccontextmanager
async def open_world(
    database: Database,
    clock: FakeClock,
    *,
    server: Server | None = None,
    around: Surround | None = None,
    version: WorkerDeploymentConfig | None = None,
) -> AsyncIterator[World]:
    """A world with its workers running; time stands still unless a test steps. On another `server` it passes.
    `around` says what runs workflows in place of the sandbox alone, `version` which one of a deployment they are.
    """
    async with await (server or time_skipping)() as environment:
        await _register_search_attributes(environment.client)
        world = World(
            environment,
            database,
            clock,
            FakePinterest(clock),
            FakeShop(),
            FakeAssets(),
            FakeMedia(clock),
            FakeAuthority(clock),
            FakeBell(),
        )
        with environment.auto_time_skipping_disabled():
            await clock.set((await environment.get_current_time()).timestamp())
            async with running(crew(world, around or sandboxed, version=version), world.at_work):
                yield world


def sandboxed(runner: WorkflowRunner) -> WorkflowRunner:
    """As the worker runs workflows."""
    return runner


def crew(
    world: World,
    around: Surround,
    *,
    version: WorkerDeploymentConfig | None = None,
    workflows: Sequence[type] = WORKFLOWS,
) -> list[Worker]:
    """One worker a queue, as in production."""
    local, work, publish = world.activities()
    watched = ActivitiesWatched(world.at_work)
    return [
        Worker(
            world.client,
            task_queue=Queue.PINS,
            deployment_config=version,
            workflows=workflows,
            activities=local,
            no_remote_activities=True,
            workflow_runner=WatchedRunner(around(sandbox(versioned=version is not None)), world.at_work),
            interceptors=[watched],
        ),
        Worker(
            world.client,
            task_queue=Queue.WORK,
            activities=work,
            deployment_config=version,
            interceptors=[watched],
        ),
        Worker(
            world.client,
            task_queue=Queue.PUBLISH,
            activities=publish,
            deployment_config=version,
            interceptors=[watched],
            disable_eager_activity_execution=True,
        ),
    ]


async def _register_search_attributes(client: Client) -> None:
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace="default",
            search_attributes={key.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD for key in SEARCH_ATTRIBUTES},
        )
    )
