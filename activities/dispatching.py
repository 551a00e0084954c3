"""The dispatcher: what doors took in is read, and workflows are told of products of which something waits.

The two go on beside one another. With Temporal away deliveries are still read; with the store away nothing is, and
both go on when it is back. What is not told, or not read, waits in the store: whoever dies here has lost nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog

from activities.change_ports import ChangeEngine, Changes, EventReader, Inbox, Sources
from activities.ports import Clock
from contracts.buffering import ChangeRequest
from contracts.changes import ProductChange, UnreadableEvent
from contracts.intake import PendingProduct, SourceCard, SourceGone, TakenDelivery
from contracts.names import SourceKey
from contracts.source_settings import SourceSettings
from contracts.trouble import Trouble

TAKE_MAX = 50
"""Deliveries that are taken at once."""

LEASE_SECONDS = 30.0
"""How long nobody else takes them. One that is read too late is read by another: its changes are the same."""

TAKES_MAX = 10
"""How often a delivery is taken before it is refused: it may be what kills its readers."""

TELL_MAX = 100
"""Products that are told of at once."""

SIGNALS_AT_ONCE = 10

IDLE_SECONDS = 1.0
"""How long nothing is looked for when there was nothing."""

TROUBLE_SECONDS_MIN = 1.0
TROUBLE_SECONDS_MAX = 30.0
"""How long the store, or Temporal, is left alone after it failed; twice as long each time."""

LEAVE_SECONDS_MAX = 0.5
"""How long what is being done may take when the worker is told to stop; then it is broken off."""

RETURN_SECONDS_MAX = 0.4
"""How long it then may take to give back what was not read; else its lease ends."""

GAVE_UP = "gave_up"

Step = Callable[[asyncio.Event], Awaitable[int]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Dispatcher:
    """Any number of them work beside one another: each takes what no other has."""

    inbox: Inbox
    changes: Changes
    sources: Sources
    reader: EventReader
    engine: ChangeEngine
    clock: Clock
    owner: str
    """Whose leases these are."""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then within a second, with what was not read given back."""
        loops = [asyncio.create_task(self._loop(step, stop)) for step in (self.read_some, self.tell_some)]
        try:
            await stop.wait()
            await asyncio.wait(loops, timeout=LEAVE_SECONDS_MAX)
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.wait(loops, timeout=RETURN_SECONDS_MAX)

    async def _loop(self, step: Step, stop: asyncio.Event) -> None:
        """Step after step; a rest when there was nothing, longer and longer ones while there is trouble."""
        trouble_seconds = TROUBLE_SECONDS_MIN
        while not stop.is_set():
            done = await self._try(step, stop)
            if done is None:
                await self._rest(trouble_seconds, stop)
                trouble_seconds = min(TROUBLE_SECONDS_MAX, 2 * trouble_seconds)
                continue
            trouble_seconds = TROUBLE_SECONDS_MIN
            if not done:
                await self._rest(IDLE_SECONDS, stop)

    async def _try(self, step: Step, stop: asyncio.Event) -> int | None:
        """How much was done; None: there was trouble, and it was told."""
        try:
            return await step(stop)
        except Trouble as trouble:
            log.warning("dispatch.waits", why=str(trouble)[:300])
        except Exception:  # a fault of ours: all sources would wait for one, and nobody would hear of it
            log.exception("dispatch.failed")
        return None

    async def _rest(self, seconds: float, stop: asyncio.Event) -> None:
        waits = [
            asyncio.ensure_future(stop.wait()),
            asyncio.ensure_future(self.clock.sleep_until(self.clock.now() + seconds)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def read_some(self, stop: asyncio.Event) -> int:
        """Take some deliveries and read them, in their order of arrival; how many were taken.

        Done twice: a delivery is read once, whoever comes first; its changes are known by their own names.
        """
        taken = await self.inbox.take(self.owner, TAKE_MAX, self.clock.now(), LEASE_SECONDS)
        left = [delivery.id for delivery in taken]
        try:
            cards = await self._cards({delivery.source for delivery in taken})
            for delivery in taken:
                if stop.is_set():
                    break
                await self._read_or_leave(cards.get(delivery.source), delivery)
                left.remove(delivery.id)
        finally:
            if left:
                await self.inbox.give_back(left, self.owner)
        return len(taken)

    async def _cards(self, sources: Collection[SourceKey]) -> Mapping[SourceKey, SourceCard]:
        """Those that are there."""
        return {source: card for source in sources if (card := await self.sources.card(source)) is not None}

    async def _read_or_leave(self, card: SourceCard | None, delivery: TakenDelivery) -> None:
        """One that fails by a fault of ours is not given back: it waits for its lease to end, is refused in the
        end, and keeps no other waiting meanwhile.
        """
        try:
            await self._read(card, delivery)
        except Trouble:
            raise
        except Exception:  # of whatever kind: other sources must not stop for it
            log.exception("delivery.reader_failed", source=delivery.source, delivery=delivery.id)

    async def _read(self, card: SourceCard | None, delivery: TakenDelivery) -> None:
        if card is None:
            return  # the source is being removed, and its deliveries with it
        if delivery.takes > TAKES_MAX:
            words = f"it was taken {delivery.takes - 1} times, and never read to its end"
            await self.inbox.refuse(delivery.id, GAVE_UP, words, self.clock.now())
            return
        events = await asyncio.to_thread(self.reader.read, card, delivery)
        changes = [event for event in events if isinstance(event, ProductChange)]
        unreadable = [
            f"{event.message} {event.remedy}"[:2_000] for event in events if isinstance(event, UnreadableEvent)
        ]
        try:
            await self.inbox.read(delivery.id, changes, self.clock.now(), unreadable=unreadable)
        except SourceGone:
            log.info("delivery.source_gone", source=delivery.source)

    async def tell_some(self, stop: asyncio.Event) -> int:
        """Tell workflows of products of which something waits; how many there were.

        One that cannot be told keeps no other waiting; when a whole group cannot be, Temporal is away. Done twice:
        a workflow that hears of the same again looks once more, and finds nothing.
        """
        pending = await self.changes.pending(self.clock.now(), TELL_MAX)
        cards = await self._cards({product.source for product in pending})
        failures: list[BaseException] = []
        for begin in range(0, len(pending), SIGNALS_AT_ONCE):
            some = pending[begin : begin + SIGNALS_AT_ONCE]
            failed = await self._tell(some, cards)
            failures += failed
            if stop.is_set() or len(failed) == len(some):
                break
        if failures:
            raise failures[0]
        return len(pending)

    async def _tell(
        self, some: Sequence[PendingProduct], cards: Mapping[SourceKey, SourceCard]
    ) -> Sequence[BaseException]:
        """Those that were told are written down, also when others could not be: why not, of each."""
        requests = [request_of(product, cards.get(product.source)) for product in some]
        answers = await asyncio.gather(*map(self.engine.signal_change, requests), return_exceptions=True)
        heard = [product for product, answer in zip(some, answers, strict=True) if answer is None]
        # Who is told again hears something: not before the most patient of them may have been quiet.
        quiet_seconds = max((request.quiet_seconds for request in requests), default=0.0)
        await self.changes.told(heard, self.clock.now() + quiet_seconds)
        return [answer for answer in answers if answer is not None]


def request_of(product: PendingProduct, card: SourceCard | None) -> ChangeRequest:
    """How the product's workflow is started: as patient as its source's settings say."""
    settings = _settings(card)
    return ChangeRequest(
        source=product.source,
        product_key=product.product_key,
        account=product.account,
        quiet_seconds=settings.quiet_seconds,
        patience_seconds=settings.patience_seconds,
    )


def _settings(card: SourceCard | None) -> SourceSettings:
    """The usual ones where they cannot be read: the products of one source must not hold up all others."""
    try:
        return SourceSettings.model_validate_json(card.settings if card else "{}")
    except ValueError:
        log.exception("source.settings_broken", source=card.key if card else "")
        return SourceSettings()
