"""One intent to one outcome: extract, prepare image, upload media, a slot, publish, confirm."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.prepare_image import ImageOrder
    from activities.prepare_video import VideoOrder
    from activities.upload_media import MediaOrder
    from contracts import names, search_attributes
    from contracts.hand import Action, CancelAnswer, HandAnswer, HandOrder, Selection
    from contracts.names import WorkflowName
    from contracts.outcome import FOUND, Outcome, PinOutcome, Reason, Refused, refused_outcome
    from contracts.pace import Brake
    from contracts.pin import (
        ConfirmOrder,
        Media,
        PinDraft,
        PinRequest,
        PostponeCause,
        Postponed,
        PreparedImage,
        PreparedVideo,
        Published,
        PublishOrder,
        PublishResult,
        ReadBackOrder,
        Slot,
        Uncertain,
    )
    from contracts.reconciling import Then
    from contracts.refusals import refuse

from workflows import cancelling, steps
from workflows.stages import Stage, Stopwatch
from workflows.telling import Story, end_line, prepared_line, reconciling_lines, seconds_until
from workflows.versions import STAYS

ROUNDS_MAX = 1_000
"""Slots that one pin may use up before a person must look: days of an outage, in a history Temporal bears."""

Answer = TypeVar("Answer")

POSTS_MAX = 10
"""Requests of one pin that left and made none, before a person must look."""


@workflow.defn(name=WorkflowName.PRODUCT_PIN, versioning_behavior=STAYS)
class ProductPinWorkflow:
    """A product's pin, from its catalog row to an outcome with evidence. A refusal is a result, not a failure."""

    @workflow.init
    def __init__(self, request: PinRequest) -> None:
        self._request = request
        self._story = Story(request)
        self._slot: Slot | None = None
        self._wanted = False
        self._recalled = False
        self._making: asyncio.Task[PinOutcome] | None = None
        self._ended: PinOutcome | None = None
        self._watch = Stopwatch(request.account)

    @workflow.signal(description="A slot from the account's workflow: when this pin's request may leave")
    def granted(self, slot: Slot) -> None:
        self._slot = slot

    @workflow.signal(
        description="Somebody launched this product again: look at the ledger once more before the end"
    )
    def wanted(self) -> None:
        self._wanted = True

    @workflow.signal(description="A person's order about this pin is in the ledger: look there, and obey")
    def recall(self) -> None:
        self._recalled = True
        self._tell(
            self._story.stage, "a person's order is in the ledger; what left is settled before it is obeyed"
        )
        self._stop()

    @workflow.update(
        description="Withdraw the pin. Answers `withdrawn` or `too_late` as soon as it is certain; `unconfirmed` "
        "when Pinterest cannot be read for longer than that takes"
    )
    async def cancel(self) -> CancelAnswer:
        # Written down before anything else: whatever becomes of this workflow, nothing more leaves.
        await steps.withdraw(self._request.key)
        self._recalled = True
        self._tell(self._story.stage, "cancelled: nothing more leaves, and what left is settled first")
        self._stop()
        try:
            await workflow.wait_condition(
                lambda: self._ended is not None,
                timeout=cancelling.patience(self._request),
                timeout_summary="before who cancelled is told what is known",
            )
        except TimeoutError:
            return cancelling.answer_so_far(await steps.standing(self._request.key), self._request)
        return cancelling.cancel_answer(self._ended)

    @workflow.update(description="Let nothing leave before `to` (epoch seconds, UTC)")
    async def reschedule(self, to: float) -> HandAnswer:
        return await self._by_hand(Action.RESCHEDULE, to)

    @workflow.update(description="Let nothing leave until `resume`")
    async def pause(self) -> HandAnswer:
        return await self._by_hand(Action.PAUSE)

    @workflow.update(description="Go on after `pause`")
    async def resume(self) -> HandAnswer:
        return await self._by_hand(Action.RESUME)

    @workflow.run
    async def run(self, request: PinRequest) -> PinOutcome:
        outcome = await self._end(request)
        if self._worth_another_look(outcome):
            outcome = await self._look_again(outcome)
        while True:
            await workflow.wait_condition(workflow.all_handlers_finished)
            if not self._wanted:
                return outcome
            outcome = await self._end(request)

    def _worth_another_look(self, outcome: PinOutcome) -> bool:
        return outcome.outcome is Outcome.LIVE and self._request.policy.look_again_seconds is not None

    async def _look_again(self, outcome: PinOutcome) -> PinOutcome:
        """Much later: is it still there? Launched again meanwhile, or cancelled, it was looked at then."""
        seconds = self._request.policy.look_again_seconds or 0.0
        self._tell(
            f"live; it is looked at once more {workflow.now() + timedelta(seconds=seconds):%Y-%m-%d %H:%M} UTC"
        )
        try:
            await workflow.sleep(seconds, summary="before the second look")
            outcome = await steps.look_again(self._confirm_order(outcome.pin_id or "", already=outcome.already))
        except (asyncio.CancelledError, FailureError) as error:
            self._tell(outcome.outcome, f"no second look: {steps.last_words(error)}")
            return outcome
        self._tell_end(outcome)
        self._show(outcome)
        return outcome

    async def _end(self, request: PinRequest) -> PinOutcome:
        self._wanted, self._ended, self._story.end = False, None, None
        outcome = await self._outcome(request)
        while self._wanted:
            self._wanted = False
            outcome = await self._outcome(request)
        self._ended = outcome
        self._watch.enter(None)
        self._tell_end(outcome)
        self._show(outcome)
        return outcome

    async def _outcome(self, request: PinRequest) -> PinOutcome:
        self._making = asyncio.create_task(self._make_pin(request))
        if self._recalled:
            self._stop()
        try:
            return await self._making
        except (asyncio.CancelledError, FailureError) as error:
            # A cancellation, whoever's, arrives here, and nowhere between "the request left" and "we know".
            if is_cancelled_exception(error):
                return await self._stopped(request)
            return await self._refuse(refuse(Reason.GAVE_UP, steps.last_words(error)))

    def _stop(self) -> None:
        if self._making is not None:
            self._making.cancel()

    async def _stopped(self, request: PinRequest) -> PinOutcome:
        """By an order that is in the ledger, or by Temporal's own cancellation, which is written there first."""
        if not self._recalled:
            self._tell("withdrawing", "cancelled")
            await steps.withdraw(request.key)
        self._recalled = False
        return await self._heed(request)

    async def _heed(self, request: PinRequest) -> PinOutcome:
        """Do as the ledger says: the order may have been taken back, or somebody wants the pin since."""
        heard = await steps.heed(request.key)
        if heard.outcome is not None:
            return heard.outcome
        if heard.stands:
            return await self._outcome(request)
        return await self._settled_first(request)

    async def _settled_first(self, request: PinRequest) -> PinOutcome:
        """Cancelled, and something left: that is settled and told before anything is said."""
        lost = Uncertain(attempt=0, deadline=workflow.time(), detail="cancelled meanwhile")
        result = await self._read_back(lost, Then.WITHDRAWN)
        if isinstance(result, PinOutcome):
            return result
        if isinstance(result, Published):
            return await self._confirm(result)
        if isinstance(result, Refused):
            return await self._refuse(result)
        return await self._heed(request)

    async def _by_hand(self, action: Action, to: float | None = None) -> HandAnswer:
        order = HandOrder(action=action, selection=Selection(pins=(self._request.key,)), to=to)
        answer = await steps.act(order)
        if answer.changed and action is not Action.RESUME:
            self._slot = None
        self._story.tell(f"{workflow.now():%H:%M:%S} by hand: {action}")
        workflow.set_current_details(self._story.markdown())
        return answer

    def _show(self, outcome: PinOutcome) -> None:
        reason = search_attributes.REASON_SA
        workflow.upsert_search_attributes(
            [
                search_attributes.STAGE_SA.value_set("done"),
                search_attributes.OUTCOME_SA.value_set(outcome.outcome.value),
                reason.value_set(outcome.reason.value) if outcome.reason else reason.value_unset(),
            ]
        )

    async def _make_pin(self, request: PinRequest) -> PinOutcome:
        result = await self._pin(request)
        if isinstance(result, Refused):
            return await self._refuse(result)
        if isinstance(result, Published):
            return await self._confirm(result)
        return result

    async def _pin(self, request: PinRequest) -> Published | Refused | PinOutcome:
        self._watch.enter(Stage.DRAFT)
        self._tell("drafting the pin and looking at the product's page")
        draft = await self._draft(request)
        if not isinstance(draft, PinDraft):
            return draft
        media = await self._media(draft)
        if isinstance(media, Refused):
            return media
        return await self._publish(media)

    async def _draft(self, request: PinRequest) -> PinDraft | Published | Refused | PinOutcome:
        """The draft, unless an earlier run of this intent left a pin, or an attempt that must be settled first."""
        while True:
            found = await steps.extract(request)
            if not isinstance(found, Uncertain):
                return found
            settled = await self._read_back(found)
            if isinstance(settled, Published | Refused | PinOutcome):
                return settled

    async def _media(self, draft: PinDraft) -> Media | Refused:
        request = self._request
        self._story.draft = draft
        prepared = await self._prepared(draft)
        if isinstance(prepared, Refused):
            return prepared
        self._watch.enter(Stage.UPLOAD)
        self._tell("making the media ready", prepared_line(prepared))
        order = MediaOrder(
            account=request.account, key=request.key, prepared=prepared, strategy=request.policy.strategy
        )
        media = await self._while_parked(lambda: steps.upload_media(order))
        if isinstance(media, Media):
            self._watch.enter(Stage.SLOT)
            self._tell(self._waiting_words, f"media ready, as {media.strategy}")
            if request.urgent:
                await self._tell_account("wake")
        return media

    async def _prepared(self, draft: PinDraft) -> PreparedImage | PreparedVideo | Refused:
        if draft.video_url is None:
            return await self._picture(draft.image_url)
        video = await self._video(draft.video_url)
        if isinstance(video, Refused) or not draft.image_url:
            return video
        cover = await self._picture(draft.image_url)
        return cover if isinstance(cover, Refused) else video.model_copy(update={"cover": cover})

    async def _picture(self, url: str) -> PreparedImage | Refused:
        self._watch.enter(Stage.MEDIA)
        self._tell("preparing the picture", f"drafted; picture from {url}")
        return await steps.prepare_image(ImageOrder(key=self._request.key, url=url, policy=self._request.policy))

    async def _video(self, url: str) -> PreparedVideo | Refused:
        self._watch.enter(Stage.MEDIA)
        self._tell("preparing the video", f"drafted; video from {url}")
        return await steps.prepare_video(VideoOrder(key=self._request.key, url=url, policy=self._request.policy))

    async def _publish(self, media: Media) -> Published | Refused | PinOutcome:
        posts = 0
        for _ in range(ROUNDS_MAX):
            slot = await self._next_slot()
            order = self._order(media, slot)
            self._watch.enter(Stage.PUBLISH)
            self._tell("publishing", f"slot in {seconds_until(slot.at, workflow.time())}")
            result = await self._settled(order)
            if isinstance(result, Published | Refused | PinOutcome):
                return result
            posts += await self._postponed(result)
            if posts >= POSTS_MAX:
                break
        return refuse(Reason.GAVE_UP, f"{posts} requests were sent, and none made a pin")

    async def _next_slot(self) -> Slot:
        await workflow.wait_condition(lambda: self._slot is not None)
        slot, self._slot = self._slot, None
        if slot is None:
            raise ApplicationError("a slot was taken twice", type="Bug", non_retryable=True)
        return slot

    async def _settled(self, order: PublishOrder) -> PublishResult:
        """Send, and know what came of it before anything else happens, cancellation included."""
        sending = asyncio.ensure_future(self._send(order))
        try:
            return await asyncio.shield(sending)
        except asyncio.CancelledError:
            if not self._recalled:
                await steps.withdraw(order.key)
            result = await sending
            if isinstance(result, Published | PinOutcome):
                return result
            raise

    async def _send(self, order: PublishOrder) -> PublishResult:
        try:
            result = await steps.publish(order)
        except FailureError as error:
            # The worker died, or was too late to say: whether anything left stands in the ledger.
            result = Uncertain(attempt=0, deadline=workflow.time(), detail=steps.last_words(error))
        if not isinstance(result, Uncertain):
            return result
        return await self._read_back(result)

    async def _read_back(self, lost: Uncertain, then: Then = Then.POSTED_AGAIN) -> PublishResult:
        request = self._request
        self._watch.enter(Stage.RECONCILE)
        for line in reconciling_lines(lost, request.policy.grace_seconds, workflow.time(), then):
            self._tell("reconciling: the answer was lost, and the board is read back", line)
        workflow.upsert_search_attributes([search_attributes.STAGE_SA.value_set("reconciling")])
        order = ReadBackOrder(
            account=request.account,
            key=request.key,
            board_id=request.board_id,
            grace_seconds=request.policy.grace_seconds,
        )
        try:
            result = await self._while_parked(lambda: steps.read_back(order))
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
            return await self._not_settled(steps.last_words(error))
        if isinstance(result, Uncertain):
            return await self._not_settled("readings will not tell: the doubt is a person's to lift")
        workflow.upsert_search_attributes([search_attributes.STAGE_SA.value_set("in_progress")])
        return result

    async def _not_settled(self, why: str) -> PublishResult:
        """No reading could tell: the patrol goes on. Unless somebody settled it at the last moment."""
        standing = await steps.standing(self._request.key)
        if not isinstance(standing, Uncertain):
            return standing
        known = f"{cancelling.what_is_known(standing)}; {why}"[:2_000]
        return await self._settle(cancelling.not_yet_known(self._request, Reason.ANSWER_LOST, known))

    async def _postponed(self, why: Postponed | Uncertain) -> bool:
        """Back to the queue; after a 429 the whole account brakes, once. Whether a request left in vain."""
        if isinstance(why, Uncertain):
            raise ApplicationError("a reading ended without a verdict", type="Bug", non_retryable=True)
        self._watch.enter(Stage.SLOT)
        self._tell(self._waiting_words, f"no pin yet ({why.cause}): {why.detail}")
        if why.cause is PostponeCause.BRAKED:
            await self._tell_account("brake", Brake(until=why.until, why=why.detail[:300]))
        return why.cause is PostponeCause.ABSENT

    async def _tell_account(self, signal: str, *words: Brake) -> None:
        """The store knows already; an account that does not run reads it there when it is woken."""
        account = workflow.get_external_workflow_handle(names.account_workflow_id(self._request.account))
        try:
            await account.signal(signal, args=words)
        except ApplicationError as error:
            if error.type != "ExternalWorkflowExecutionNotFound":
                raise

    async def _confirm(self, published: Published) -> PinOutcome:
        self._watch.enter(Stage.CONFIRM)
        self._tell("waiting until the pin is seen", f"{published.evidence.what}: pin `{published.pin_id}`")
        order = self._confirm_order(published.pin_id, already=published.evidence.what == FOUND)
        try:
            return await self._while_parked(lambda: steps.confirm(order))
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
            pin_id, why = published.pin_id, steps.last_words(error)
            return await self._settle(cancelling.not_yet_known(self._request, Reason.PIN_NOT_READY, why, pin_id))

    async def _while_parked(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """A step that got no further because the account waits for a person: so does the pin, however long."""
        while True:
            try:
                return await ask()
            except FailureError as error:
                if not steps.awaits_a_person(error):
                    raise
                if not workflow.patched("2026-11-22-waits-while-parked"):
                    raise

    async def _refuse(self, refused: Refused) -> PinOutcome:
        return await self._settle(refused_outcome(refused, board_id=self._request.board_id))

    async def _settle(self, outcome: PinOutcome) -> PinOutcome:
        return await steps.settle(self._request.key, outcome)

    def _confirm_order(self, pin_id: str, *, already: bool) -> ConfirmOrder:
        request = self._request
        return ConfirmOrder(
            account=request.account,
            key=request.key,
            board_id=request.board_id,
            pin_id=pin_id,
            owner_only=request.policy.owner_only,
            already=already,
        )

    def _order(self, media: Media, slot: Slot) -> PublishOrder:
        request = self._request
        return PublishOrder(
            account=request.account, key=request.key, board_id=request.board_id, media=media, slot=slot
        )

    @property
    def _waiting_words(self) -> str:
        return (
            f"waiting for a slot: the page of `{names.account_workflow_id(self._request.account)}` says for what"
        )

    def _tell_end(self, outcome: PinOutcome) -> None:
        self._story.end = outcome
        self._tell(outcome.outcome, end_line(outcome))

    def _tell(self, stage: str, line: str | None = None) -> None:
        self._story.stage = stage
        if line:
            self._story.tell(f"{workflow.now():%H:%M:%S} {line}")
        workflow.set_current_details(self._story.markdown())
