"""Every activity a workflow may ask for, with its limits and retries: one page, a reason where it isn't obvious.

Local activities cost one event and no task of their own: right where a retry is harmless and the work short.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TypedDict

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.accounts import AccountActivities, PauseOrder
    from activities.ads_extraction import AdsExtractionActivities
    from activities.ads_planning import AdsPlanningActivities
    from activities.ads_reading import AdsReadingActivities
    from activities.ads_refusals import AdsRefusalActivities
    from activities.alerts import AlertActivities
    from activities.changes import ChangeActivities
    from activities.confirm import ConfirmActivities
    from activities.delivering import DeliveringActivities
    from activities.extract import ExtractActivities
    from activities.fetch_refusals import FETCHES_MAX
    from activities.hand import HandActivities
    from activities.launches import LaunchActivities
    from activities.live_pins import LivePinActivities
    from activities.open_boards import OpenBoardsActivities
    from activities.patrol import PatrolActivities
    from activities.pin_results import PinResultActivities
    from activities.planning import PlanningActivities
    from activities.polling import TRIES_MAX, PollActivities
    from activities.prepare_image import ImageOrder, PrepareImageActivities
    from activities.prepare_video import PrepareVideoActivities, VideoOrder
    from activities.publish import PublishActivities
    from activities.read_back import ReadBackActivities
    from activities.removal import RemovalActivities
    from activities.renewal import RenewalActivities, RenewalOrder
    from activities.settle import SettleActivities, SettleOrder, Withdrawal
    from activities.slot_draining import SlotActivities
    from activities.standing_launches import StandingLaunchActivities
    from activities.translate import PARKED
    from activities.upload_media import MediaOrder, UploadMediaActivities
    from contracts.accounts import Renewal
    from contracts.ads_runs import (
        AdsPlanned,
        AdsRunId,
        AdsRunOrder,
        AdsRunReport,
        ChunkEnd,
        ChunkFailure,
        ChunkOrder,
        FetchOrder,
        ReportAsked,
    )
    from contracts.buffering import (
        ChangeStep,
        DecideOrder,
        DeedDone,
        DeedOrder,
        PinOrder,
        PinsFound,
        PinsOrder,
    )
    from contracts.findings import FindingKind
    from contracts.hand import HandAnswer, HandOrder, Heard
    from contracts.launch import Admission, BoardsOpened, Judgement, LaunchRequest, Planned, Tally
    from contracts.names import AccountKey, LaunchId, PinKey, Queue
    from contracts.outcome import PinOutcome
    from contracts.pace import AccountView
    from contracts.patrol import BoardOrder, LookOrder, Pair, Part, PatrolOrder, Removal, RoundPlan, RoundSpan
    from contracts.pin import (
        ConfirmOrder,
        Extracted,
        ImageResult,
        MediaResult,
        PinRequest,
        PublishOrder,
        PublishResult,
        ReadBackOrder,
        VideoResult,
    )
    from contracts.pin_results import ResultsOrder, ResultsPart
    from contracts.trouble import TokenDead, TokenExpired
    from contracts.watching import WatchPlan, WatchReport, WatchRequest
    from contracts.webhooks import Attempt, DeliveryOrder, GiveUp, NextTry

LEDGER_SECONDS = timedelta(seconds=40)
"""A ledger call: the database's own patience is 30 s."""

LEDGER = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
"""The ledger comes back, or nothing goes on: no limit of attempts."""

DURABLE_AFTER = timedelta(seconds=1)
"""A local activity that waits longer for its next try waits on a durable timer, not in the worker's memory."""


DELIVERY_SECONDS = timedelta(seconds=90)
"""A delivery's post takes 20 s at most; before and after it the ledger is asked."""


class LocalLimits(TypedDict):
    """How long a local activity may take, and when it is tried again."""

    start_to_close_timeout: timedelta
    local_retry_threshold: timedelta
    retry_policy: RetryPolicy


LEDGER_CALL: LocalLimits = {
    "start_to_close_timeout": LEDGER_SECONDS,
    "local_retry_threshold": DURABLE_AFTER,
    "retry_policy": LEDGER,
}
"""The limits of a local activity that asks nobody but the ledger."""

SILENCE = timedelta(seconds=60)
"""How long work that tells of itself may be silent before its worker is taken for dead."""

PATIENCE = timedelta(days=3)
"""How long Pinterest may be unreadable, or a token dead over a weekend, before a pin ends as unconfirmed."""

ERRAND = timedelta(minutes=10)
"""What an account's workflow has done beside its slots; it continues as new only when that has ended."""

OUTAGE = RetryPolicy(
    initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1), maximum_attempts=4
)
"""A patrol is worth a few tries: what this round does not see the next one does."""

PATROL_READING = timedelta(hours=1)
"""A board of 200,000 pins, read within a tenth of a standard account's quota, with time to spare."""

MUTATION = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=5))
"""What may be sent twice is sent until it is answered, or `PATIENCE` is over."""

FETCHING = RetryPolicy(
    initial_interval=timedelta(seconds=5),
    backoff_coefficient=3,
    maximum_interval=timedelta(minutes=5),
    maximum_attempts=4 * FETCHES_MAX,
)
"""A shop is asked until the activity itself refuses; tries beyond that are for lost workers and early retries."""


DRAINING = timedelta(minutes=30)
"""A drain stays five minutes; one that finds much behind takes longer, and the next one goes on."""

POLLING = timedelta(hours=6)
"""A sitemap of 50,000 products whose pages are read for the first time; a feed takes minutes."""

ASKING = RetryPolicy(
    initial_interval=timedelta(seconds=30),
    backoff_coefficient=4,
    maximum_interval=timedelta(minutes=10),
    maximum_attempts=4 * TRIES_MAX,
)
"""A source is asked until the activity itself calls it failed; tries beyond that are for lost workers."""


EXTRACTING = timedelta(hours=2)
"""A report of two gigabytes over a slow line, and its rows written one batch after another."""

EXPLAINING = timedelta(minutes=20)
"""Forty requests at most, of 15 s each."""

REPORTING = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1))
"""How long Pinterest wants to be left alone is waited for as it says; all else passes sooner."""


async def extract(request: PinRequest) -> Extracted:
    """Draft the pin, look at its page. The last look refuses instead of raising; the ledger is waited for."""
    return await workflow.execute_local_activity_method(
        ExtractActivities.extract,
        request,
        start_to_close_timeout=timedelta(seconds=110),
        local_retry_threshold=DURABLE_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=5), backoff_coefficient=3, maximum_interval=timedelta(minutes=5)
        ),
        summary="draft the pin, look at its page",
    )


async def prepare_image(order: ImageOrder) -> ImageResult:
    """Fetch and compose. The last try refuses instead of raising; the others are for lost workers.

    A picture may wait 60 s for its turn at a slow host, take 20 s to come and 30 s to be composed.
    """
    return await workflow.execute_activity_method(
        PrepareImageActivities.prepare_image,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(seconds=150),
        heartbeat_timeout=SILENCE,
        retry_policy=FETCHING,
        summary="fetch the picture, make it 1000 x 1500",
    )


async def prepare_video(order: VideoOrder) -> VideoResult:
    """Fetch and look at it: ten minutes for the fetch, as many for an asset store far away."""
    return await workflow.execute_activity_method(
        PrepareVideoActivities.prepare_video,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(minutes=25),
        heartbeat_timeout=SILENCE,
        retry_policy=FETCHING,
        summary="fetch the video, look at it",
    )


async def upload_media(order: MediaOrder) -> MediaResult:
    """Ready media, and the ledger told so. What must be sent or waited for first is an activity of its own."""
    if order.is_at_hand:
        return await _media_at_hand(order)
    return await workflow.execute_activity_method(
        UploadMediaActivities.upload_media,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(minutes=45),
        schedule_to_close_timeout=PATIENCE,
        heartbeat_timeout=SILENCE,
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=2)),
        summary="make the media ready: upload, process, be public",
    )


async def _media_at_hand(order: MediaOrder) -> MediaResult:
    return await workflow.execute_local_activity_method(
        UploadMediaActivities.upload_media,
        order,
        **LEDGER_CALL,
        summary="media ready: wait for a slot",
    )


async def publish(order: PublishOrder) -> PublishResult:
    """One attempt, never retried by Temporal: only the ledger knows whether another may be made.

    The slot lies at most 10 s ahead, the claim waits 5 s at most, the request 25 s: well inside.
    """
    return await workflow.execute_activity_method(
        PublishActivities.publish,
        order,
        task_queue=Queue.PUBLISH,
        start_to_close_timeout=timedelta(seconds=60),
        retry_policy=RetryPolicy(maximum_attempts=1),
        priority=Priority(fairness_key=order.account[:64]),
        summary=f"send to board {order.board_id}",
    )


async def read_back(order: ReadBackOrder) -> PublishResult:
    """Poll the board by retries: three events, however often it is read. One reading of 200,000 pins ends itself
    after half an hour.
    """
    return await workflow.execute_activity_method(
        ReadBackActivities.read_back,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(minutes=40),
        schedule_to_close_timeout=PATIENCE,
        heartbeat_timeout=SILENCE,
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=2)),
        summary="the answer was lost: is the pin on the board?",
    )


async def confirm(order: ConfirmOrder) -> PinOutcome:
    """Look until the picture is there. A poll by retries: three events, however often it looks."""
    return await workflow.execute_activity_method(
        ConfirmActivities.confirm,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(seconds=60),
        schedule_to_close_timeout=PATIENCE,
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=1)),
        summary=f"see that pin {order.pin_id} is live",
    )


async def look_again(order: ConfirmOrder) -> PinOutcome:
    """One more look at a live pin: what was live may be gone."""
    return await workflow.execute_activity_method(
        ConfirmActivities.look_again,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(seconds=60),
        schedule_to_close_timeout=PATIENCE,
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=10), maximum_interval=timedelta(minutes=5)),
        summary=f"see that pin {order.pin_id} is still live",
    )


async def settle(key: PinKey, outcome: PinOutcome) -> PinOutcome:
    """End the intent in the ledger."""
    return await workflow.execute_local_activity_method(
        SettleActivities.settle,
        SettleOrder(key=key, outcome=outcome),
        **LEDGER_CALL,
        summary="write the end into the ledger",
    )


async def shelve(key: PinKey) -> None:
    """Take a pin that does not run out of the queue."""
    await workflow.execute_local_activity_method(
        SettleActivities.shelve,
        key,
        **LEDGER_CALL,
        summary="its workflow does not run: no slot for it",
    )


async def withdraw(key: PinKey) -> Withdrawal:
    """Ask the ledger whether nothing has left, and forbid that anything does."""
    return await workflow.execute_local_activity_method(
        SettleActivities.withdraw,
        key,
        **LEDGER_CALL,
        summary="withdraw, if nothing has left",
    )


async def standing(key: PinKey) -> PublishResult:
    """What the ledger knows of the last attempt, when waiting longer would tell no more."""
    return await workflow.execute_local_activity_method(
        SettleActivities.standing,
        key,
        **LEDGER_CALL,
        summary="what is known of the attempt?",
    )


async def heed(key: PinKey) -> Heard:
    """What the ledger says after a recall: the end, still to be settled, or that the pin is wanted after all."""
    return await workflow.execute_local_activity_method(
        SettleActivities.heed,
        key,
        **LEDGER_CALL,
        summary="what did a person order?",
    )


async def survey(account: AccountKey) -> AccountView:
    """The account as the store has it now."""
    return await workflow.execute_local_activity_method(
        AccountActivities.survey,
        account,
        **LEDGER_CALL,
        summary="quota, recent writes, who waits",
    )


async def unpark(account: AccountKey) -> None:
    """Take a parked account up again."""
    await workflow.execute_local_activity_method(
        AccountActivities.unpark,
        account,
        **LEDGER_CALL,
        summary="somebody has seen to the account",
    )


async def pause(account: AccountKey, why: str) -> None:
    """Write down that a person stopped the account: a claim asks for it."""
    await workflow.execute_local_activity_method(
        AccountActivities.pause,
        PauseOrder(account=account, why=why),
        **LEDGER_CALL,
        summary="a person stopped the account",
    )


async def renew_token(order: RenewalOrder) -> Renewal:
    """One exchange with Pinterest, where workers drain longest. A try that died is followed by another when its
    lease is over (`activities.renewal.LEASE_SECONDS`); ahead of all pins, which need its token.
    """
    return await workflow.execute_activity_method(
        RenewalActivities.renew_token,
        order,
        task_queue=Queue.PUBLISH,
        start_to_close_timeout=timedelta(seconds=160),
        schedule_to_close_timeout=ERRAND,
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=2), maximum_interval=timedelta(seconds=30)),
        priority=Priority(priority_key=1, fairness_key=order.account[:64]),
        summary="renew the token",
    )


async def tell_alerts(account: AccountKey) -> None:
    """Some minutes of trying; the account's workflow asks again later. A call may take ten seconds."""
    await workflow.execute_activity_method(
        AlertActivities.tell_alerts,
        account,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(minutes=2),
        schedule_to_close_timeout=ERRAND,
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1)),
        summary="tell a person",
    )


async def told(keys: Sequence[PinKey]) -> None:
    """These pins know what a person ordered."""
    await workflow.execute_local_activity_method(
        AccountActivities.told,
        keys,
        **LEDGER_CALL,
        summary="pins were told of an order",
    )


async def act(order: HandOrder) -> HandAnswer:
    """Carry out a person's order on rows and pins. A large launch's rows take a while in one transaction."""
    return await workflow.execute_activity_method(
        HandActivities.act,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(minutes=3),
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)),
        summary=f"by hand: {order.action}",
    )


async def open_boards(request: LaunchRequest) -> BoardsOpened:
    """Boards found or made. It waits for the quota inside, with heartbeats; Pinterest away is waited for."""
    return await workflow.execute_activity_method(
        OpenBoardsActivities.open_boards,
        request,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(hours=2),
        heartbeat_timeout=timedelta(seconds=90),
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=1)),
        summary="find or create the boards",
    )


async def plan(request: LaunchRequest) -> Planned:
    """When each row leaves. 100,000 rows with a thousand publish dates take minutes, and it beats meanwhile."""
    return await workflow.execute_activity_method(
        PlanningActivities.plan,
        request,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(minutes=30),
        heartbeat_timeout=SILENCE,
        retry_policy=LEDGER,
        summary="when does each row leave?",
    )


async def admit(request: LaunchRequest) -> Admission:
    """The next rows become pins."""
    return await workflow.execute_activity_method(
        LaunchActivities.admit,
        request,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(seconds=180),
        heartbeat_timeout=timedelta(seconds=90),
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)),
        summary="start the next rows",
    )


async def judge(request: LaunchRequest) -> Judgement:
    """Some seconds of looking at rows whose turn has not come."""
    return await workflow.execute_activity_method(
        LaunchActivities.judge,
        request,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(seconds=180),
        heartbeat_timeout=timedelta(seconds=90),
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)),
        summary="which rows cannot be pins?",
    )


async def revive(request: LaunchRequest) -> int:
    """Start pins that should run; those that do are left alone. How many were asked."""
    return await workflow.execute_activity_method(
        LaunchActivities.revive,
        request,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(seconds=120),
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)),
        summary="see that every open pin runs",
    )


async def tally(launch: LaunchId) -> Tally:
    """How many ended how."""
    return await workflow.execute_local_activity_method(
        LaunchActivities.tally,
        launch,
        **LEDGER_CALL,
        summary="count the outcomes",
    )


async def finish(launch: LaunchId) -> bool:
    """The launch's end, written down; False when a person wants rows of it tried again."""
    return await workflow.execute_local_activity_method(
        LaunchActivities.finish,
        launch,
        **LEDGER_CALL,
        summary="close the launch",
    )


async def plan_round(order: PatrolOrder) -> RoundPlan:
    """Which boards a round reads."""
    return await workflow.execute_activity_method(
        PatrolActivities.plan_round,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=LEDGER_SECONDS,
        retry_policy=LEDGER,
        summary="which boards are next?",
    )


async def settle_overdue(account: AccountKey) -> Part:
    """Read boards back for requests that no workflow waits for. A reading may take half an hour, and beats."""
    return await workflow.execute_activity_method(
        PatrolActivities.settle_overdue,
        account,
        task_queue=Queue.WORK,
        start_to_close_timeout=PATROL_READING,
        heartbeat_timeout=SILENCE,
        retry_policy=OUTAGE,
        summary="what came of requests that nobody waits for?",
    )


async def patrol_board(order: BoardOrder) -> Part:
    """Read one board, or the listing of the whole account."""
    return await workflow.execute_activity_method(
        PatrolActivities.patrol_board,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=PATROL_READING,
        heartbeat_timeout=SILENCE,
        retry_policy=OUTAGE,
        summary=f"board {order.board_id}" if order.board_id else "the whole account",
    )


async def settle_unconfirmed(order: LookOrder) -> Part:
    """Tell what became of unconfirmed intents."""
    return await workflow.execute_activity_method(
        PatrolActivities.settle_unconfirmed,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=PATROL_READING,
        heartbeat_timeout=SILENCE,
        retry_policy=OUTAGE,
        summary="what became of unconfirmed pins?",
    )


async def review_findings(order: LookOrder) -> Part:
    """See whether findings of earlier rounds still hold."""
    return await workflow.execute_activity_method(
        PatrolActivities.review_findings,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=PATROL_READING,
        heartbeat_timeout=SILENCE,
        retry_policy=OUTAGE,
        summary="do earlier findings still hold?",
    )


async def count_findings(span: RoundSpan) -> Mapping[FindingKind, int]:
    """What the round has found."""
    return await workflow.execute_activity_method(
        PatrolActivities.count_findings,
        span,
        task_queue=Queue.WORK,
        start_to_close_timeout=LEDGER_SECONDS,
        retry_policy=LEDGER,
        summary="count what was found",
    )


async def remove_duplicate(pair: Pair) -> Removal:
    """Delete the later pin of a pair. It waits for the quota inside, with heartbeats."""
    return await workflow.execute_activity_method(
        RemovalActivities.remove_duplicate,
        pair,
        task_queue=Queue.WORK,
        start_to_close_timeout=PATROL_READING,
        heartbeat_timeout=timedelta(seconds=90),
        retry_policy=OUTAGE,
        summary=f"one of {pair.pin_id} and {pair.other_pin_id} is too many",
    )


async def decide(order: DecideOrder) -> ChangeStep:
    """Take in what changed of a product, and what its source's rules make of it."""
    return await workflow.execute_local_activity_method(
        ChangeActivities.decide,
        order,
        **LEDGER_CALL,
        summary="what changed, and what do the rules say?",
    )


async def finish_decision(decision: int) -> None:
    """The decision was carried out."""
    await workflow.execute_local_activity_method(
        ChangeActivities.finish_decision,
        decision,
        **LEDGER_CALL,
        summary="the decision is done",
    )


async def add_rows(order: DeedOrder) -> DeedDone:
    """Rows in the launch of the day. Local: one transaction and one signal, each harmless to repeat."""
    return await workflow.execute_local_activity_method(
        StandingLaunchActivities.add_rows,
        order,
        **LEDGER_CALL,
        summary="add it to the launch of the day",
    )


async def stop_pins(order: DeedOrder) -> None:
    """Withdraw what of the product has not left."""
    await workflow.execute_local_activity_method(
        LivePinActivities.stop_pins,
        order,
        **LEDGER_CALL,
        summary="withdraw what has not left",
    )


async def find_pins(order: PinsOrder) -> PinsFound:
    """The product's live pins, a page of them."""
    return await workflow.execute_local_activity_method(
        LivePinActivities.find_pins,
        order,
        **LEDGER_CALL,
        summary="which pins are live?",
    )


async def update_pin(order: PinOrder) -> DeedDone:
    """Change a live pin's words. It waits for the quota inside, with heartbeats, and for a parked account."""
    return await workflow.execute_activity_method(
        LivePinActivities.update_pin,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=PATROL_READING,
        schedule_to_close_timeout=PATIENCE,
        heartbeat_timeout=timedelta(seconds=90),
        retry_policy=MUTATION,
        summary="update the pin",
    )


async def delete_pin(order: PinOrder) -> DeedDone:
    """Delete a live pin, waiting as `update_pin` does."""
    return await workflow.execute_activity_method(
        LivePinActivities.delete_pin,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=PATROL_READING,
        schedule_to_close_timeout=PATIENCE,
        heartbeat_timeout=timedelta(seconds=90),
        retry_policy=MUTATION,
        summary="delete the pin",
    )


async def watched(request: WatchRequest) -> WatchPlan:
    """How a source is asked."""
    return await workflow.execute_local_activity_method(
        PollActivities.watched,
        request,
        **LEDGER_CALL,
        summary="how is it asked?",
    )


async def poll(request: WatchRequest) -> WatchReport:
    """Ask a source for what it has. How long it wants to be left alone (`Retry-After`) is waited for."""
    return await workflow.execute_activity_method(
        PollActivities.poll,
        request,
        task_queue=Queue.WORK,
        start_to_close_timeout=POLLING,
        heartbeat_timeout=SILENCE,
        retry_policy=ASKING,
        summary="what has it now?",
    )


async def drain_slot(request: WatchRequest) -> WatchReport:
    """Read what a database's slot tells, for some minutes; it beats meanwhile."""
    return await workflow.execute_activity_method(
        SlotActivities.drain_slot,
        request,
        task_queue=Queue.WORK,
        start_to_close_timeout=DRAINING,
        heartbeat_timeout=SILENCE,
        retry_policy=ASKING,
        summary="what did it write since?",
    )


async def plan_ads_run(order: AdsRunOrder) -> AdsPlanned:
    """Which days are read, in which pieces."""
    return await workflow.execute_local_activity_method(
        AdsPlanningActivities.plan_ads_run,
        order,
        **LEDGER_CALL,
        summary="which days are to be read?",
    )


async def next_ads_chunk(run: AdsRunId) -> ChunkOrder | None:
    """The piece that is next."""
    return await workflow.execute_local_activity_method(
        AdsPlanningActivities.next_ads_chunk,
        run,
        **LEDGER_CALL,
        summary="which days are next?",
    )


async def ask_for_report(order: ChunkOrder) -> ReportAsked:
    """Ask Pinterest for a report. Asked twice, one of the two is never fetched."""
    return await workflow.execute_activity_method(
        AdsExtractionActivities.ask_for_report,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=timedelta(minutes=2),
        schedule_to_close_timeout=PATIENCE,
        retry_policy=REPORTING,
        summary=f"ask for {'the total' if order.proof else 'the numbers'} of {order.words}",
    )


async def fetch_report(order: FetchOrder) -> ChunkEnd:
    """Wait for it, download it, write it. A poll by retries: three events, however often it looks."""
    return await workflow.execute_activity_method(
        AdsExtractionActivities.fetch_report,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=EXTRACTING,
        schedule_to_close_timeout=PATIENCE,
        heartbeat_timeout=SILENCE,
        retry_policy=REPORTING,
        summary=f"read {'the total' if order.chunk.proof else 'the numbers'} of {order.chunk.words}",
    )


async def read_at_once(order: ChunkOrder) -> ChunkEnd:
    """Ask, write it, and tell the ledger: what Pinterest answers without a report."""
    return await workflow.execute_activity_method(
        AdsReadingActivities.read_at_once,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=EXTRACTING,
        schedule_to_close_timeout=PATIENCE,
        heartbeat_timeout=SILENCE,
        retry_policy=REPORTING,
        summary=f"read {'the total' if order.proof else 'the numbers'} of {order.words}",
    )


async def explain_refusal(failure: ChunkFailure) -> ChunkFailure:
    """Find the columns that Pinterest objects to. What it heard is in its heartbeats, so a try loses nothing."""
    return await workflow.execute_activity_method(
        AdsRefusalActivities.explain_refusal,
        failure,
        task_queue=Queue.WORK,
        start_to_close_timeout=EXPLAINING,
        schedule_to_close_timeout=PATIENCE,
        heartbeat_timeout=SILENCE,
        retry_policy=REPORTING,
        summary="which columns does Pinterest refuse?",
    )


async def fail_ads_chunk(failure: ChunkFailure) -> None:
    """Say of the days that they could not be read."""
    await workflow.execute_local_activity_method(
        AdsExtractionActivities.fail_ads_chunk,
        failure,
        **LEDGER_CALL,
        summary="these days could not be read",
    )


async def finish_ads_run(run: AdsRunId) -> AdsRunReport:
    """What the run came to."""
    return await workflow.execute_local_activity_method(
        AdsPlanningActivities.finish_ads_run,
        run,
        **LEDGER_CALL,
        summary="what came of it?",
    )


async def read_results(order: ResultsOrder) -> ResultsPart:
    """Ask for the numbers of some pins; when the quota is used up, it waits for it by retries."""
    return await workflow.execute_activity_method(
        PinResultActivities.read_results,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=ERRAND,
        schedule_to_close_timeout=PATIENCE,
        heartbeat_timeout=SILENCE,
        retry_policy=REPORTING,
        summary="what did people do with them?",
    )


AWAITS_A_PERSON = frozenset({PARKED, TokenDead.__name__, TokenExpired.__name__})
"""Types of errors after which a step is worth asking again, however long it took: the account is seen to."""


def awaits_a_person(error: BaseException) -> bool:
    """Whether the activity got no further because the account's token is dead, or the account parked."""
    if is_cancelled_exception(error):
        return False
    return any(isinstance(cause, ApplicationError) and cause.type in AWAITS_A_PERSON for cause in _chain(error))


def last_words(error: BaseException) -> str:
    """What the activity's own last error said; Temporal's wrapper of it says nothing a person can use."""
    said = (str(cause) for cause in _chain(error) if not isinstance(cause, ActivityError))
    return next((words for words in said if words), str(error))[:500]


def _chain(error: BaseException) -> Sequence[BaseException]:
    found = [error]
    while found[-1].__cause__ is not None:
        found.append(found[-1].__cause__)
    return found


async def deliver(order: DeliveryOrder) -> Attempt:
    """One attempt. What is tried again here is the ledger: a post that failed is an answer, and the workflow's own
    timer sees to the next.
    """
    return await workflow.execute_activity_method(
        DeliveringActivities.deliver,
        order,
        task_queue=Queue.WORK,
        start_to_close_timeout=DELIVERY_SECONDS,
        retry_policy=LEDGER,
        summary="post it",
    )


async def plan_next_try(delivery: str, at: float) -> None:
    """For those who look at the log."""
    await workflow.execute_local_activity_method(
        DeliveringActivities.plan_next_try,
        NextTry(delivery=delivery, at=at),
        **LEDGER_CALL,
        summary="write down when it is tried again",
    )


async def give_up_delivery(delivery: str) -> None:
    """It was tried for long enough."""
    await workflow.execute_local_activity_method(
        DeliveringActivities.give_up_delivery,
        GiveUp(delivery=delivery),
        **LEDGER_CALL,
        summary="it is not tried any more",
    )
