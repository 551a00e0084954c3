"""Delivering: one attempt to tell an endpoint of an event, signed anew, and written down whatever came of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from temporalio import activity

from activities.delivery_ports import Courier, DeliveryBook
from activities.ports import Clock
from activities.translate import in_temporals_words
from contracts.contract import Instant
from contracts.trouble import FetchTrouble
from contracts.webhooks import Attempt, AttemptEnd, AttemptNote, DeliveryOrder, GiveUp, NextTry, Parcel, Posted
from drafting.webhook_retries import rest_seconds
from drafting.webhook_signing import pinbridge_headers, signed_headers

CONTENT_TYPE = "application/json"
SUCCESS = range(200, 300)


@dataclass(frozen=True)
class DeliveringActivities:
    book: DeliveryBook
    courier: Courier
    clock: Clock

    @activity.defn
    async def deliver(self, order: DeliveryOrder) -> Attempt:
        """Post once, unless the endpoint is to be left alone for a while. Run twice: the receiver may hear of the
        event twice, with the same id; the log has both.
        """
        with in_temporals_words():
            now = self.clock.now()
            parcel = await self.book.parcel(order.delivery, now)
            if parcel is None:
                return Attempt(end=AttemptEnd.OVER)
            if parcel.rest_until > now and not order.anyway:
                return Attempt(end=AttemptEnd.RESTS, wait_seconds=parcel.rest_until - now)
            return await self._attempt(order.delivery, parcel)

    @activity.defn
    async def plan_next_try(self, order: NextTry) -> None:
        """For those who look. Run twice: nothing changes."""
        with in_temporals_words():
            await self.book.next_try(order.delivery, order.at)

    @activity.defn
    async def give_up_delivery(self, order: GiveUp) -> None:
        """It is not tried any more. Run twice: the first end stays."""
        with in_temporals_words():
            await self.book.give_up(order.delivery, self.clock.now())

    async def _attempt(self, delivery: str, parcel: Parcel) -> Attempt:
        at, began = self.clock.now(), time.monotonic()
        posted, words = await self._post(parcel, at)
        milliseconds = round(1_000 * (time.monotonic() - began))
        attempt, rest = _attempt_of(posted, words), None
        if posted is not None and attempt.end is AttemptEnd.FAILED:
            rest = rest_seconds(posted.status, posted.retry_seconds)
        await self.book.note_attempt(
            AttemptNote(
                delivery=delivery,
                at=at,
                end=attempt.end,
                status=attempt.status,
                milliseconds=milliseconds,
                error=attempt.words or None,
                rest_until=None if rest is None else at + rest,
            )
        )
        return attempt

    async def _post(self, parcel: Parcel, at: Instant) -> tuple[Posted | None, str]:
        """The answer, or why there is none. The address may be a secret: no word of it is kept."""
        try:
            return await self.courier.post(parcel.url, _headers(parcel, at), parcel.body, near=parcel.near), ""
        except FetchTrouble as trouble:
            return None, str(trouble)[:300]


def _headers(parcel: Parcel, at: Instant) -> Mapping[str, str]:
    signed = signed_headers(parcel.event, at, parcel.body, parcel.secrets, hex_signature=parcel.hex_signature)
    headers = {"content-type": CONTENT_TYPE, **signed}
    if not parcel.hex_signature:
        return headers
    return {**headers, **pinbridge_headers(parcel.delivery, parcel.type, parcel.body, parcel.secrets[0])}


def _attempt_of(posted: Posted | None, words: str) -> Attempt:
    if posted is None:
        return Attempt(end=AttemptEnd.SILENT, words=words)
    if posted.status in SUCCESS:
        return Attempt(end=AttemptEnd.ACCEPTED, status=posted.status)
    return Attempt(
        end=AttemptEnd.FAILED,
        status=posted.status,
        wait_seconds=posted.retry_seconds,
        words=f"it answered {posted.status}",
    )
