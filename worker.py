"""The worker: the one place that knows everybody. It builds adapters, hands them to activities, takes tasks."""

import asyncio
import gc
import json
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import structlog
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.worker import Worker, WorkerDeploymentConfig

from activities.accounts import AccountActivities
from activities.ads_desk import AdsDesk
from activities.ads_extraction import AdsExtractionActivities
from activities.ads_planning import AdsPlanningActivities
from activities.ads_reading import AdsReadingActivities
from activities.ads_refusals import AdsRefusalActivities
from activities.ads_schedules import AdsKeeper, AdsSchedules
from activities.alerts import AlertActivities
from activities.api_removals import Remover
from activities.changes import ChangeActivities
from activities.confirm import ConfirmActivities
from activities.delivering import DeliveringActivities
from activities.delivery_engine import TemporalDeliveries
from activities.dispatching import Dispatcher
from activities.engine import TemporalEngine
from activities.extract import ExtractActivities
from activities.forgetting import Forgetter
from activities.grouped_wakes import GroupedWakes
from activities.hand import HandActivities
from activities.launches import LaunchActivities
from activities.live_pins import LivePinActivities
from activities.live_writes import LiveWrites
from activities.open_boards import OpenBoardsActivities
from activities.outbox import OutboxKeeper
from activities.patrol import PatrolActivities
from activities.pin_results import PinResultActivities
from activities.planning import PlanningActivities
from activities.polling import PollActivities
from activities.ports import Assets, Attempts, Clock, Pins
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
from activities.system_clock import SystemClock
from activities.token_watch import WatchedTokens
from activities.upload_media import UploadMediaActivities
from activities.uploaded_media import UploadedMedia
from activities.video_uploads import VideoUploads
from activities.waking import Waker
from activities.watch_keeper import WatchKeeper
from activities.watch_schedules import WatchSchedules
from catalog.deliveries import DeliveryReader
from catalog.polled_catalogs import PolledCatalogs
from catalog.slot_reading import PostgresSlots
from config import ConfigError, Settings
from connection import connect, register_search_attributes
from contracts.launch import LaunchRequest
from contracts.names import Queue
from fetching.bell import WebBell
from fetching.client import Fetcher
from fetching.feeds import FeedFetcher
from fetching.webhooks import WebhookPost
from imaging.screening import Screening
from imaging.studio import Studio
from pinterest_api.ads import PinterestReports
from pinterest_api.ads_lists import PinterestLists
from pinterest_api.ads_numbers import PinterestNumbers
from pinterest_api.ads_rows import ReportFiles
from pinterest_api.base_url import BaseUrl
from pinterest_api.boards import PinterestBoards
from pinterest_api.client import PinterestClient
from pinterest_api.media import PinterestMedia
from pinterest_api.oauth import PinterestAuthority
from pinterest_api.organic import PinterestOrganic
from pinterest_api.pin_numbers import PinterestPinNumbers
from pinterest_api.pins import PinterestPins
from pinterest_api.uploads import Uploads
from pinterest_api.user_account import PinterestUserAccount
from starter.ads_destinations import AdsDestinations
from starter.change_policies import ChangePolicies
from starter.home import Home
from starter.log_lines import configure_logs
from starter.sealers import keys_of, sealer_for
from starter.telemetry import runtime_of, tracing
from starter.uploads import uploads_of
from store.absences import SqlAbsences
from store.accounts import SqlAccounts
from store.ads_calls import SqlAdsCalls
from store.ads_coverage import SqlAdsCoverage
from store.ads_runs import SqlAdsRuns
from store.ads_sources import SqlAdsSources
from store.alerts import SqlAlerts
from store.api_removals import SqlApiRemovals
from store.app_refusals import SqlAppRefusals
from store.assets import FolderAssets
from store.attempts import SqlAttempts
from store.board_rules import SqlBoardRules
from store.boards import SqlBoards
from store.changes import SqlChanges
from store.database import Database
from store.deliveries_out import SqlDeliveriesOut
from store.event_sweeping import forget_events
from store.feeds import SqlFeeds
from store.hand import SqlHand
from store.inbox import SqlInbox
from store.intents import SqlIntents
from store.launches import SqlLaunches
from store.live_pins import SqlLivePins
from store.object_assets import ObjectAssets, ObjectPlace
from store.patrol import SqlPatrol
from store.pin_results import SqlPinResults
from store.plans import SqlPlans
from store.products import SqlProducts
from store.quotas import SqlRates
from store.reads import SqlReads
from store.schema import upgrade
from store.sealing import RereadSealer, Seals, sealer_of
from store.sources import SqlSources
from store.sweeping import forget
from store.tokens import SealedTokens, SqlCredentials
from store.uploads import SqlUploads
from store.wakes import SqlWakes
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

WORKFLOWS = (
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
)

CACHED_WORKFLOWS_MAX = 300
"""The open pins of an account and some more: each holds a quarter of a megabyte, an evicted one is replayed."""

WORKFLOW_TASKS_MAX = 100
"""A task waits while its local activities run, so there may be more of them than cores."""

WORK_MAX = 40
PUBLISH_MAX = 100
"""Publish activities mostly wait for their slot, 10 s at most."""

STICKY_SECONDS = 5
"""How long a task waits for the worker that has its workflow cached: what a killed worker costs."""

DRAIN_SECONDS = 10
"""What runs has this long to end when the worker is told to stop; it is tried again elsewhere."""

PUBLISH_DRAIN_SECONDS = 22
"""The whole of a request, and a moment to write down what came of it: nothing that left is abandoned."""

READY_LOOK_SECONDS = 0.01

YOUNG_OBJECTS_MAX = 700
"""How many new objects come together before Python looks for garbage: as Python does. Commands let more come."""

Work = Callable[..., Any]  # Any: Temporal's own idea of an activity


class Beside(Protocol):
    """What a worker does that is no activity."""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, and then no longer than a moment."""


@dataclass(frozen=True)
class Hands:
    """The activities, built, by where they run."""

    local: Sequence[Work]
    work: Sequence[Work]
    publish: Sequence[Work]
    database: Database
    beside: Sequence[Beside]
    """What goes on beside them until the worker ends."""


@dataclass(frozen=True)
class Vitals:
    """The adapters on which it rests that a pin is made, and made once."""

    pins: Pins
    attempts: Attempts
    assets: Assets


Wrap = Callable[[Vitals], Vitals]


def as_they_are(vitals: Vitals) -> Vitals:
    """What production does with them; those who try out how a worker dies put something around them."""
    return vitals


async def run(settings: Settings, *, ready_file: Path | None, wrap: Wrap = as_they_are) -> None:
    """Take tasks until SIGTERM or SIGINT; `ready_file` tells the supervisor when the pollers run."""
    configure_logs(settings)
    stop = _stop_event()
    client = await connect(settings, runtime=runtime_of(settings), interceptors=tracing(settings))
    await register_search_attributes(client, settings.temporal_namespace)
    async with build(settings, client, wrap) as hands:
        accounts = SqlAccounts(hands.database)
        await resume(client, SqlLaunches(hands.database), accounts)
        await keep_patrols(client, accounts, settings.patrol_minutes)
        beside = [asyncio.create_task(loop.run(stop)) for loop in hands.beside]
        try:
            await _serve(workers(client, hands, version=version_of(settings)), stop, ready_file)
        finally:
            stop.set()
            await asyncio.gather(*beside)


async def _serve(crew: Sequence[Worker], stop: asyncio.Event, ready_file: Path | None) -> None:
    """Run all workers until told to stop, or until one of them fails; they drain side by side."""
    settle_memory()
    runs = [asyncio.create_task(worker.run()) for worker in crew]
    stopped = asyncio.create_task(stop.wait())
    while not all(worker.is_running for worker in crew) and not any(run.done() for run in runs):  # noqa: ASYNC110 - no event tells
        await asyncio.sleep(READY_LOOK_SECONDS)
    _tell_ready(ready_file)
    structlog.get_logger(__name__).info("worker.ready")
    await asyncio.wait([stopped, *runs], return_when=asyncio.FIRST_COMPLETED)
    await asyncio.gather(*(worker.shutdown() for worker in crew if worker.is_running))
    stopped.cancel()
    await asyncio.gather(*runs)


def settle_memory() -> None:
    """What is there at the start stays: the collector need not look through it, and looks the sooner at the rest.

    Workflows leave cycles behind when they are evicted; counted against all that was loaded, they would wait long.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS_MAX)


def version_of(settings: Settings) -> WorkerDeploymentConfig | None:
    """Which version of which deployment this worker is; None: it takes whatever there is."""
    if settings.deployment is None or settings.build_id is None:
        return None
    version = WorkerDeploymentVersion(settings.deployment, settings.build_id)
    return WorkerDeploymentConfig(version=version, use_worker_versioning=True)


def workers(
    client: Client,
    hands: Hands,
    *,
    sticky_seconds: float = STICKY_SECONDS,
    version: WorkerDeploymentConfig | None = None,
) -> Sequence[Worker]:
    """One worker a queue. Publish is apart and never eager, so that nothing goes around its queue."""
    drain = timedelta(seconds=DRAIN_SECONDS)
    return [
        Worker(
            client,
            task_queue=Queue.PINS,
            deployment_config=version,
            workflows=WORKFLOWS,
            activities=hands.local,
            no_remote_activities=True,
            workflow_runner=sandbox(versioned=version is not None),
            max_cached_workflows=CACHED_WORKFLOWS_MAX,
            max_concurrent_workflow_tasks=WORKFLOW_TASKS_MAX,
            max_concurrent_local_activities=WORKFLOW_TASKS_MAX,
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=sticky_seconds),
            graceful_shutdown_timeout=drain,
        ),
        Worker(
            client,
            task_queue=Queue.WORK,
            deployment_config=version,
            activities=hands.work,
            max_concurrent_activities=WORK_MAX,
            graceful_shutdown_timeout=drain,
        ),
        Worker(
            client,
            task_queue=Queue.PUBLISH,
            deployment_config=version,
            activities=hands.publish,
            max_concurrent_activities=PUBLISH_MAX,
            disable_eager_activity_execution=True,
            graceful_shutdown_timeout=timedelta(seconds=PUBLISH_DRAIN_SECONDS),
        ),
    ]


async def resume(client: Client, launches: SqlLaunches, accounts: SqlAccounts) -> None:
    """Start what the ledger calls unfinished, and knock at every account that has something to do.

    A command was killed before it could, an order was given while Temporal was away, or Temporal lost its data.
    """
    engine, now = TemporalEngine(client), time.time()
    for summary in await launches.unfinished():
        request = LaunchRequest(account=summary.account, launch=summary.launch, source=summary.source)
        await engine.wake_launch(request)
    for account in await accounts.names():
        view = await accounts.survey(account, now)
        if view.recalled or view.open_pins or view.next_due or view.renew_at or view.alerts_untold:
            await engine.wake_account(account)


async def keep_patrols(client: Client, accounts: SqlAccounts, minutes: int) -> None:
    """Every account has its schedule, at the interval that is set now."""
    engine = TemporalEngine(client)
    for account in await accounts.names():
        await engine.keep_patrol(account, minutes)


@asynccontextmanager
async def build(
    settings: Settings, client: Client, wrap: Wrap = as_they_are, *, clock: Clock | None = None
) -> AsyncIterator[Hands]:
    """Open every adapter, build the activities on them, close all at the end. `clock`: else the machine's own."""
    clock, seals = clock or SystemClock(), sealer(settings)
    async with AsyncExitStack() as stack:
        database = Database.open(settings.database_url)
        stack.callback(database.close)
        await asyncio.to_thread(upgrade, database)
        pinterest = await stack.enter_async_context(
            PinterestClient.open(
                pinterest_base(settings),
                tokens=WatchedTokens(SealedTokens(database, seals, clock.now), TemporalEngine(client), clock),
                rates=SqlRates(database, clock.now),
            )
        )
        uploads = await stack.enter_async_context(Uploads.open(pinterest_base(settings)))
        fetcher = await stack.enter_async_context(
            Fetcher.open(demo_shop=settings.demo_shop(), own_assets=settings.own_assets())
        )
        reports = await stack.enter_async_context(Fetcher.open(own_assets=reports_place(pinterest_base(settings))))
        destinations = stack.enter_context(AdsDestinations.open(settings.database_url, Home(settings.home).ads))
        studio = await stack.enter_async_context(Studio.open())
        media = PinterestMedia(pinterest, uploads)
        vitals = wrap(Vitals(PinterestPins(pinterest), SqlAttempts(database), assets_of(settings)))
        bell = await stack.enter_async_context(bell_of(settings))
        courier = await stack.enter_async_context(WebhookPost.open())
        adapters = _Adapters(
            client,
            clock,
            database,
            seals,
            pinterest,
            media,
            fetcher,
            bell,
            courier,
            studio,
            vitals,
            reports,
            destinations,
            settings,
        )
        yield _hands(adapters)


def bell_of(settings: Settings) -> AbstractAsyncContextManager[WebBell | None]:
    """Where alerts go besides the log, if the operator said."""
    return nullcontext() if settings.alert_url is None else WebBell.open(settings.alert_url.get_secret_value())


@dataclass(frozen=True)
class _Adapters:
    client: Client
    clock: Clock
    database: Database
    seals: Seals
    pinterest: PinterestClient
    media: PinterestMedia
    fetcher: Fetcher
    bell: WebBell | None
    courier: WebhookPost
    studio: Studio
    vitals: Vitals
    reports: Fetcher
    """Fetches reports of ads: from the internet, or from the simulator."""
    destinations: AdsDestinations
    settings: Settings

    @property
    def engine(self) -> TemporalEngine:
        return TemporalEngine(self.client)

    @property
    def accounts(self) -> SqlAccounts:
        return SqlAccounts(self.database)

    @property
    def boards(self) -> SqlBoards:
        return SqlBoards(self.database)

    @property
    def intents(self) -> SqlIntents:
        return SqlIntents(self.database)

    @property
    def launches(self) -> SqlLaunches:
        return SqlLaunches(self.database)

    @property
    def sources(self) -> SqlSources:
        return SqlSources(self.database, self.seals)

    @property
    def inbox(self) -> SqlInbox:
        return SqlInbox(self.database)

    @property
    def deliveries(self) -> SqlDeliveriesOut:
        return SqlDeliveriesOut(self.database, self.seals)


def _hands(a: _Adapters) -> Hands:
    themes = (
        _drafting(a),
        _media(a),
        _publishing(a),
        _ending(a),
        _launching(a),
        _changing(a),
        _watching(a),
        _patrolling(a),
        _keeping(a),
        _telling(a),
        _reading_ads(a),
        _reading_results(a),
    )
    return Hands(
        local=[work for theme in themes for work in theme.local],
        work=[work for theme in themes for work in theme.work],
        publish=[work for theme in themes for work in theme.publish],
        database=a.database,
        beside=[
            _dispatcher(a),
            WatchKeeper(a.sources, WatchSchedules(a.client), a.clock),
            AdsKeeper(SqlAdsSources(a.database), AdsSchedules(a.client), a.clock),
            Forgetter(partial(forget, a.database), a.clock),
            Forgetter(partial(forget_events, a.database), a.clock),
            OutboxKeeper(a.deliveries, TemporalDeliveries(a.client), a.clock),
            Waker(SqlWakes(a.database), a.engine, a.clock),
            _remover(a),
        ],
    )


@dataclass(frozen=True)
class _Theme:
    """What is done about one thing, by where it runs."""

    local: Sequence[Work] = ()
    work: Sequence[Work] = ()
    publish: Sequence[Work] = ()


def _drafting(a: _Adapters) -> _Theme:
    return _Theme(local=[ExtractActivities(a.intents, a.vitals.attempts, a.fetcher, a.clock).extract])


def _media(a: _Adapters) -> _Theme:
    assets = a.vitals.assets
    media = UploadedMedia(uploads_of(a.settings), a.fetcher, a.fetcher)
    public = PublicPictures(assets, a.fetcher, a.clock)
    videos = VideoUploads(a.media, assets, a.accounts, SqlUploads(a.database), a.clock)
    uploading = UploadMediaActivities(assets, a.intents, a.clock, public, videos)
    return _Theme(
        local=[uploading.upload_media],
        work=[
            PrepareImageActivities(media, a.studio, assets).prepare_image,
            PrepareVideoActivities(media, Screening(), assets).prepare_video,
            uploading.upload_media,
        ],
    )


def _publishing(a: _Adapters) -> _Theme:
    """From the slot to a pin that was seen."""
    pins, attempts, assets = a.vitals.pins, a.vitals.attempts, a.vitals.assets
    surveying = AccountActivities(a.accounts, a.clock)
    confirming = ConfirmActivities(pins, a.intents, a.accounts, a.clock)
    return _Theme(
        local=[surveying.survey, surveying.unpark, surveying.pause, surveying.told],
        work=[
            ReadBackActivities(pins, attempts, a.boards, a.clock).read_back,
            confirming.confirm,
            confirming.look_again,
        ],
        publish=[PublishActivities(pins, attempts, a.accounts, assets, a.clock).publish],
    )


def _ending(a: _Adapters) -> _Theme:
    settling = SettleActivities(a.intents, a.vitals.attempts, a.clock)
    return _Theme(
        local=[settling.settle, settling.withdraw, settling.shelve, settling.heed, settling.standing],
    )


def _launching(a: _Adapters) -> _Theme:
    """A launch's rows, and what a person orders about them."""
    launching = LaunchActivities(a.launches, a.boards, a.engine, a.clock)
    opening = OpenBoardsActivities(
        a.launches,
        PinterestBoards(a.pinterest),
        a.vitals.pins,
        a.boards,
        a.accounts,
        a.clock,
        a.engine,
        a.engine,
        a.settings.patrol_minutes,
    )
    return _Theme(
        local=[launching.tally, launching.finish],
        work=[
            opening.open_boards,
            launching.admit,
            launching.judge,
            launching.revive,
            PlanningActivities(SqlPlans(a.database), a.launches, a.engine, a.clock).plan,
            HandActivities(SqlHand(a.database), a.accounts, a.engine, a.clock).act,
        ],
    )


def _changing(a: _Adapters) -> _Theme:
    """What sources say, from what changed to what is done."""
    products = SqlProducts(a.database)
    deciding = ChangeActivities(products, a.sources, a.inbox, a.clock)
    adding = StandingLaunchActivities(
        products,
        a.sources,
        ChangePolicies(a.settings, a.accounts),
        SqlBoardRules(a.database),
        a.launches,
        GroupedWakes(a.engine, a.clock),
        SqlAbsences(a.database),
        a.clock,
    )
    tending = LivePinActivities(
        PinterestPins(a.pinterest),
        products,
        SqlLivePins(a.database),
        a.intents,
        LiveWrites(a.accounts, a.engine, a.clock),
        SqlAppRefusals(a.database),
        SqlHand(a.database),
        a.engine,
        a.clock,
    )
    return _Theme(
        local=[deciding.decide, deciding.finish_decision, adding.add_rows, tending.stop_pins, tending.find_pins],
        work=[tending.update_pin, tending.delete_pin],
    )


def _watching(a: _Adapters) -> _Theme:
    """Sources that are asked for their changes."""
    polling = PollActivities(
        a.sources,
        SqlFeeds(a.database),
        PolledCatalogs(FeedFetcher(a.fetcher)),
        a.engine,
        a.clock,
        Home(a.settings.home).polls,
    )
    draining = SlotActivities(a.sources, SqlChanges(a.database), PostgresSlots(), a.engine, a.clock)
    return _Theme(local=[polling.watched], work=[polling.poll, draining.drain_slot])


def _dispatcher(a: _Adapters) -> Dispatcher:
    owner = f"{socket.gethostname()}:{os.getpid()}"
    changes = SqlChanges(a.database)
    return Dispatcher(a.inbox, changes, a.sources, DeliveryReader(), a.engine, a.clock, owner)


def _remover(a: _Adapters) -> Remover:
    return Remover(SqlApiRemovals(a.database), a.vitals.pins, SqlLivePins(a.database), a.accounts, a.clock)


def _patrolling(a: _Adapters) -> _Theme:
    pins, book = a.vitals.pins, SqlPatrol(a.database)
    patrolling = PatrolActivities(
        pins,
        PinterestBoards(a.pinterest),
        a.intents,
        a.accounts,
        book,
        SqlReads(a.database),
        BoardReader(pins, a.vitals.attempts, a.boards, a.clock),
        a.clock,
    )
    return _Theme(
        work=[
            patrolling.plan_round,
            patrolling.settle_overdue,
            patrolling.patrol_board,
            patrolling.settle_unconfirmed,
            patrolling.review_findings,
            patrolling.count_findings,
            RemovalActivities(pins, a.intents, a.accounts, book, a.clock).remove_duplicate,
        ]
    )


def _keeping(a: _Adapters) -> _Theme:
    """What keeps an account alive: its token renewed, a person told when that cannot be."""
    renewing = RenewalActivities(
        SqlCredentials(a.database, a.seals),
        PinterestAuthority(a.pinterest, a.clock.now),
        PinterestUserAccount(a.pinterest),
        a.accounts,
        a.clock,
    )
    return _Theme(
        work=[AlertActivities(SqlAlerts(a.database), a.bell, a.clock).tell_alerts],
        publish=[renewing.renew_token],
    )


def _telling(a: _Adapters) -> _Theme:
    """What endpoints hear of."""
    delivering = DeliveringActivities(a.deliveries, a.courier, a.clock)
    return _Theme(
        local=[delivering.plan_next_try, delivering.give_up_delivery],
        work=[delivering.deliver],
    )


def _reading_ads(a: _Adapters) -> _Theme:
    """Ads data, from the days that are missing to rows at their destination."""
    runs = SqlAdsRuns(a.database)
    planning = AdsPlanningActivities(SqlAdsSources(a.database), runs, SqlAdsCoverage(a.database), a.clock)
    reports = PinterestReports(a.pinterest, a.reports)
    desk = AdsDesk(
        runs,
        SqlAdsCalls(a.database),
        PinterestNumbers(a.pinterest),
        reports,
        a.destinations,
        a.clock,
        Home(a.settings.home).ads / "reports",
    )
    extracting = AdsExtractionActivities(desk, reports, ReportFiles())
    reading = AdsReadingActivities(desk, PinterestLists(a.pinterest), PinterestOrganic(a.pinterest))
    return _Theme(
        local=[
            planning.plan_ads_run,
            planning.next_ads_chunk,
            planning.finish_ads_run,
            extracting.fail_ads_chunk,
        ],
        work=[
            extracting.ask_for_report,
            extracting.fetch_report,
            reading.read_at_once,
            AdsRefusalActivities(desk, reports).explain_refusal,
        ],
    )


def _reading_results(a: _Adapters) -> _Theme:
    """What people did with our own pins."""
    reading = PinResultActivities(
        PinterestPinNumbers(a.pinterest),
        SqlPinResults(a.database),
        SqlAdsCalls(a.database),
        SqlAppRefusals(a.database),
        a.clock,
    )
    return _Theme(work=[reading.read_results])


def reports_place(base_url: str) -> str | None:
    """The simulator's own address, where its reports are; None: they are on the internet."""
    base = BaseUrl.parse(base_url)
    return base.text.removesuffix("/v5") if base.on_this_machine else None


def assets_of(settings: Settings) -> Assets:
    """Where finished pictures and videos are kept: in a store that all workers reach, or in the home."""
    folder, public = Home(settings.home).assets, settings.assets_public_url
    if settings.assets_url is None:
        return FolderAssets(folder, public)
    place = ObjectPlace(
        url=settings.assets_url,
        endpoint=settings.assets_endpoint,
        region=settings.assets_region,
        access_key=settings.assets_access_key,
        secret_key=settings.assets_secret_key,
    )
    return ObjectAssets.at(place, scratch=folder / "drafts", public=public)


def pinterest_base(settings: Settings) -> str:
    """The API's address. Raises `ConfigError` when nobody said, and no stack filled it in."""
    if settings.pinterest_url is None:
        raise ConfigError("PINFLOW_PINTEREST_URL is not set, and this worker was not started by `pinflow up`.")
    return settings.pinterest_url


def sealer(settings: Settings) -> Seals:
    """What opens the tokens. Raises `SealBroken` at once when the key is none, before it parks an account."""
    sealer_of(keys_of(settings))
    if settings.secret_key is not None:
        return sealer_for(settings)
    # Read, never made anew: with another key everything that is sealed would be lost.
    return RereadSealer(Home(settings.home).key_file.read_text)


def _stop_event() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _tell_ready(ready_file: Path | None) -> None:
    if ready_file is None:
        return
    ready_file.parent.mkdir(parents=True, exist_ok=True)
    draft = ready_file.with_suffix(".part")
    draft.write_text(json.dumps({"pid": os.getpid(), "started": time.time()}))
    draft.replace(ready_file)
