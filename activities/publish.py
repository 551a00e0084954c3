"""Publish: one claimed attempt, one request, one record. The only place where a pin is made."""

import asyncio
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import structlog
from temporalio import activity

from activities.parking import park
from activities.ports import Accounts, Assets, Attempts, Clock, Pins
from activities.translate import PARKED_SECONDS, TOKEN_SECONDS, in_temporals_words
from contracts.accounts import PARKING
from contracts.contract import Instant
from contracts.ledger import CertainNo, Claim, ClaimOrder
from contracts.outcome import PinOutcome, Reason, Refused
from contracts.pin import (
    Media,
    PostponeCause,
    Postponed,
    Published,
    PublishOrder,
    PublishResult,
    Uncertain,
)
from contracts.refusals import refuse
from contracts.sightings import NewMedia, NewPin, PictureAddress, PictureBytes, UploadedVideo
from contracts.trouble import (
    AnswerLost,
    BoardGone,
    LedgerBusy,
    NotSent,
    PinterestTrouble,
    RateLimited,
    Rejected,
    SectionGone,
    TokenExpired,
)

REQUEST_SECONDS_MAX = 25.0
"""A claim's life: the client's own limit of a write, and a little. No request of ours is on the wire after it."""

CLIENT_SECONDS_MAX = 20.0
"""The client's own limit of a write (`pinterest_api.limits`): the least a claim must have left when it is sent."""

HOLD_SECONDS_MAX = 5.0
"""How long an attempt waits beyond its slot for a board or a place in the quota."""

NOT_SENT_SECONDS = 20.0
"""When not even a connection can be made, no pin of the account need try for a while."""

BLOCKING = frozenset({PostponeCause.BRAKED, PostponeCause.NOT_SENT})
"""What holds up the whole account, not only this pin."""

NEVER_LEFT = (NotSent, TokenExpired)
"""Trouble before the first byte: nothing counts in the quota."""

WAITS: Mapping[type[PinterestTrouble], tuple[PostponeCause, float]] = MappingProxyType(
    {
        NotSent: (PostponeCause.NOT_SENT, NOT_SENT_SECONDS),
        TokenExpired: (PostponeCause.TOKEN_EXPIRED, TOKEN_SECONDS),
        **dict.fromkeys(PARKING, (PostponeCause.PARKED, PARKED_SECONDS)),
    }
)
"""Trouble after which the pin asks for another slot, and how many seconds later."""

IMAGE_CODES = frozenset({233, 235})
"""Pinterest's codes for a picture too small, and for a broken one."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PublishActivities:
    pins: Pins
    attempts: Attempts
    accounts: Accounts
    assets: Assets
    clock: Clock

    @activity.defn
    async def publish(self, order: PublishOrder) -> PublishResult:
        """Make the pin, in its slot, if the ledger allows it.

        Run twice (Temporal never does: one attempt only): the claim of the first run is still open, so the
        second sends nothing and answers `Uncertain`.
        """
        with in_temporals_words():
            shown = await self._shown(order.media)
            if not await self._reaches(order.slot.at):
                return self._missed("the worker was told to stop before the slot came")
            claim = await self._claim(order)
            if not isinstance(claim, Claim):
                return claim
            now = self.clock.now()
            if now > claim.deadline - CLIENT_SECONDS_MAX:
                return await self._too_late(order, claim, now)
            return await self._send(order, claim, shown)

    async def _shown(self, media: Media) -> NewMedia:
        """What the request carries: bytes are read only when they are sent."""
        if media.url is not None:
            return PictureAddress(url=media.url)
        picture = await self._picture(media) if media.has_picture else None
        if media.media_id is not None:
            return UploadedVideo(media_id=media.media_id, cover=picture)
        return picture or await self._picture(media)

    async def _picture(self, media: Media) -> PictureBytes:
        return PictureBytes(data=await self.assets.read(media.asset), content_type=media.content_type)

    async def _reaches(self, at: Instant) -> bool:
        """Wait for the slot; False when the worker is to end first: what has not begun then waits for another."""
        slot = asyncio.ensure_future(self.clock.sleep_until(at))
        stop = asyncio.ensure_future(activity.wait_for_worker_shutdown())
        try:
            await asyncio.wait((slot, stop), return_when=asyncio.FIRST_COMPLETED)
            return not activity.is_worker_shutdown()
        finally:
            slot.cancel()
            stop.cancel()

    def _missed(self, detail: str) -> Postponed:
        return Postponed(cause=PostponeCause.SLOT_MISSED, until=self.clock.now(), detail=detail)

    async def _too_late(self, order: PublishOrder, claim: Claim, now: Instant) -> Postponed:
        """The claim waited so long for the database that a request now could outlive it: nothing is sent."""
        detail = "the claim came too late to be used"
        no = CertainNo(cause=PostponeCause.SLOT_MISSED, detail=detail, sent=False)
        await self.attempts.not_made(order.key, claim.attempt, now, no)
        return self._missed(detail)

    async def _claim(self, order: PublishOrder) -> Claim | Published | PinOutcome | Postponed | Uncertain:
        """Claim, waiting a moment for a busy board or a place in the quota, but never beyond the slot."""
        patience = min(order.slot.expires, self.clock.now() + HOLD_SECONDS_MAX)
        while True:
            now = self.clock.now()
            if now > order.slot.expires:
                return self._missed("the slot had passed")
            claim = await self.attempts.claim(
                ClaimOrder(
                    account=order.account,
                    key=order.key,
                    board_id=order.board_id,
                    owner=_owner(),
                    now=now,
                    seconds=REQUEST_SECONDS_MAX,
                )
            )
            if not isinstance(claim, Postponed) or claim.until > patience:
                return claim
            await self.clock.sleep_until(claim.until)

    async def _send(self, order: PublishOrder, claim: Claim, shown: NewMedia) -> PublishResult:
        new = NewPin(
            board_id=order.board_id,
            section_id=claim.section_id,
            title=claim.draft.title,
            description=claim.draft.description,
            alt_text=claim.draft.alt_text,
            link=claim.draft.link,
            dominant_color=claim.draft.dominant_color,
            media=shown,
        )
        try:
            pin = await self.pins.create(order.account, new)
        except AnswerLost as trouble:
            return await self._lost(order, claim, trouble)
        except LedgerBusy as trouble:  # the token could not be read, so nothing left
            return await self._no_pin(order, claim, NotSent(f"the token could not be read: {trouble}"))
        except PinterestTrouble as trouble:
            return await self._no_pin(order, claim, trouble)
        log.info("pin.created", account=order.account, key=order.key, pin=pin.id, board=order.board_id)
        return await self.attempts.made(order.key, claim.attempt, pin.id, self.clock.now())

    async def _lost(self, order: PublishOrder, claim: Claim, trouble: AnswerLost) -> Uncertain:
        await self.attempts.lost(order.key, claim.attempt, self.clock.now(), str(trouble))
        log.warning("pin.answer_lost", account=order.account, key=order.key, attempt=claim.attempt)
        return Uncertain(attempt=claim.attempt, deadline=claim.deadline, detail=str(trouble)[:500])

    async def _no_pin(self, order: PublishOrder, claim: Claim, trouble: PinterestTrouble) -> Postponed | Refused:
        """Pinterest, or the network before it, said no: for certain there is no pin of this attempt."""
        now = self.clock.now()
        end = judge_refusal(trouble, now)
        cause = end.cause if isinstance(end, Postponed) else None
        no = CertainNo(
            cause=cause,
            detail=str(trouble)[:500],
            sent=not isinstance(trouble, NEVER_LEFT),
            blocked_until=end.until if isinstance(end, Postponed) and cause in BLOCKING else None,
        )
        await self.attempts.not_made(order.key, claim.attempt, now, no)
        if cause is PostponeCause.PARKED and not await park(self.accounts, self.clock, order.account, trouble):
            # What is dead here is renewed, as what has expired is.
            return judge_refusal(TokenExpired(str(trouble)), now)
        return end


def judge_refusal(trouble: PinterestTrouble, now: Instant) -> Postponed | Refused:
    """What a certain no means: wait, wait for a person, or never."""
    detail = str(trouble)[:500]
    if type(trouble) in WAITS:
        cause, seconds = WAITS[type(trouble)]
        return Postponed(cause=cause, until=now + seconds, detail=detail)
    match trouble:
        case RateLimited(retry_seconds=seconds):
            return Postponed(cause=PostponeCause.BRAKED, until=now + seconds, detail=detail)
        case BoardGone() | SectionGone():
            return refuse(Reason.PINTEREST_BOARD_GONE, detail)
        case Rejected(code=code) if code in IMAGE_CODES:
            return refuse(Reason.PINTEREST_REFUSED_IMAGE, f"Pinterest says: {detail}")
        case _:
            return refuse(Reason.PINTEREST_REFUSED, f"Pinterest says: {detail}")


def _owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
