"""A product's live pins after it changed: their words brought up to date, or the pins deleted, one by one."""

from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.change_ports import AppRefusals, ChangingPins, LivePins, Products
from activities.deeds import Deed, deed_of
from activities.live_writes import LiveWrites
from activities.ports import Clock, Engine, Hand, Intents
from activities.translate import in_temporals_words
from contracts.buffering import PINS_PAGE, DeedDone, DeedOrder, PinOrder, PinsFound, PinsOrder
from contracts.change_rules import Deed as Do
from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.ledger import Intent
from contracts.live_pins import Ability, UpdatedPin
from contracts.names import AccountKey
from contracts.outcome import Outcome, Refused
from contracts.product import Product
from contracts.sightings import PinUpdate
from contracts.trouble import PinGone, ScopeMissing, TrialApp
from contracts.wording import Wording
from drafting.identity import fingerprint
from drafting.pin_updates import draft_update, news_of, updated_draft
from drafting.sale_dates import as_of

ASK_APP_AGAIN_SECONDS = 7 * 86_400.0
"""How long it is believed that an app may not do something: Pinterest lets more apps in over time."""

NOT_LIVE = "it is not live any more: nothing is done about it"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class LivePinActivities:
    pins: ChangingPins
    products: Products
    book: LivePins
    intents: Intents
    writes: LiveWrites
    refusals: AppRefusals
    hand: Hand
    engine: Engine
    clock: Clock

    @activity.defn
    async def stop_pins(self, order: DeedOrder) -> None:
        """What of the product has not left its account is withdrawn, before its pins are deleted.

        Run twice: what is withdrawn stays so.
        """
        with in_temporals_words():
            deed = await deed_of(self.products, order)
            if deed is None:
                return
            selection = Selection(account=deed.action.account)
            stop = HandOrder(action=Action.CANCEL, selection=selection, why=deed.why[:300])
            its = Filter(products=(deed.decision.product_key,))
            reach = await self.hand.act(stop, its, self.clock.now())
            for account in reach.accounts:
                await self.engine.wake_account(account)
            for launch in reach.launches:
                await self.engine.wake_launch(launch)

    @activity.defn
    async def find_pins(self, order: PinsOrder) -> PinsFound:
        """The live pins that the action is about, and how many are on their way to be.

        Of an update, rows that wait in the source's launches are of the product as it is now. Run twice: the same.
        """
        with in_temporals_words():
            deed = await deed_of(self.products, order.deed)
            if deed is None:
                return PinsFound(words="the source was removed")
            if deed.action.do is Do.REPLACE:
                return await self._replaced(order, deed)
            if deed.action.do is Do.UPDATE and deed.product is not None:
                await self.book.freshen(deed.decision.source, deed.action.account, deed.product)
            under_way = await self.book.under_way(deed.action.account, deed.decision.product_key)
            return await self._page(order, deed, under_way=under_way)

    async def _replaced(self, order: PinsOrder, deed: Deed) -> PinsFound:
        """Those of other editions, once all new pins have an end and one of them is live."""
        if order.launch is None:
            return PinsFound(words="there is no new pin: the old ones stay")
        end = await self.book.rows_end(order.launch, deed.decision.id)
        if end.waiting:
            return PinsFound(under_way=end.waiting)
        if not end.live:
            return PinsFound(words="no new pin came live: the old ones stay")
        return await self._page(order, deed, under_way=0, besides_edition=deed.action.edition)

    async def _page(
        self, order: PinsOrder, deed: Deed, *, under_way: int, besides_edition: str | None = None
    ) -> PinsFound:
        found = await self.book.page(
            deed.action.account,
            deed.decision.product_key,
            after=order.after,
            besides_edition=besides_edition,
            limit=PINS_PAGE,
        )
        return PinsFound(pins=tuple(found), under_way=under_way)

    @activity.defn
    async def update_pin(self, order: PinOrder) -> DeedDone:
        """Send the pin's words as the product has them now, where they differ.

        Run twice: sent again, it is the same; what is written down already is not sent. An app that may not do
        that is asked once, and not again for a while.
        """
        with in_temporals_words():
            deed, intent = await deed_of(self.products, order.deed), await self.intents.load(order.key)
            pin_id = live_pin_of(intent)
            if deed is None or deed.product is None or pin_id is None:
                return DeedDone(words=NOT_LIVE)
            wording = deed.action.wording.over(intent.wording)
            update = draft_update(intent, as_of(deed.product, self.clock.now()), wording)
            if isinstance(update, Refused):
                return DeedDone(words=f"pin {pin_id} stays as it is: {update.message}")
            return await self._update(deed.product, intent, pin_id, wording, update)

    async def _update(
        self, product: Product, intent: Intent, pin_id: str, wording: Wording, update: PinUpdate
    ) -> DeedDone:
        news = news_of(update, intent.draft)
        refused = None if news.is_empty else await self._send(intent.account, pin_id, news)
        if refused is not None:
            return refused
        await self.book.updated(_told_pin(product, intent, pin_id, wording, update))
        if news.is_empty:
            return DeedDone(words=f"pin {pin_id} says all that already")
        said = ", ".join(news.model_dump(exclude_none=True))
        log.info("pin.updated", account=intent.account, key=intent.key, pin=pin_id, words=said)
        return DeedDone(words=f"pin {pin_id} was updated: {said}")

    async def _send(self, account: AccountKey, pin_id: str, news: PinUpdate) -> DeedDone | None:
        """Why it was not done, if it was not."""
        known = await self.refusals.of(account, Ability.UPDATE_PINS)
        if known is not None and known.at > self.clock.now() - ASK_APP_AGAIN_SECONDS:
            return _may_not(pin_id, known.why)
        refused: list[str] = []

        async def send() -> None:
            try:
                await self.pins.update(account, pin_id, news)
            except (ScopeMissing, TrialApp) as trouble:
                refused.append(str(trouble))

        try:
            await self.writes.carry_out(account, send)
        except PinGone:
            return DeedDone(words=f"pin {pin_id} is not there any more")
        return await self._refused(account, pin_id, refused[0]) if refused else None

    async def _refused(self, account: AccountKey, pin_id: str, why: str) -> DeedDone:
        await self.refusals.note(account, Ability.UPDATE_PINS, why, self.clock.now())
        log.warning("app.may_not_update", account=account, why=why)
        return _may_not(pin_id, why)

    @activity.defn
    async def delete_pin(self, order: PinOrder) -> DeedDone:
        """Delete the pin, and write down that it is withdrawn.

        Run twice: Pinterest says that it is gone, which is as good.
        """
        with in_temporals_words():
            deed, intent = await deed_of(self.products, order.deed), await self.intents.load(order.key)
            pin_id = live_pin_of(intent)
            if deed is None or pin_id is None:
                return DeedDone(words=NOT_LIVE)
            await self._delete(intent.account, pin_id)
            await self.book.deleted(order.key, pin_id, deed.why, self.clock.now())
            log.info("pin.deleted", account=intent.account, key=order.key, pin=pin_id, why=deed.why)
            return DeedDone(words=f"pin {pin_id} was deleted")

    async def _delete(self, account: AccountKey, pin_id: str) -> None:
        try:
            await self.writes.carry_out(account, lambda: self.pins.delete(account, pin_id))
        except PinGone:
            log.info("pin.gone", account=account, pin=pin_id)


def live_pin_of(intent: Intent) -> str | None:
    """The intent's pin, if it is live."""
    is_live = intent.outcome is not None and intent.outcome.outcome is Outcome.LIVE
    return intent.pin_id if is_live else None


def _may_not(pin_id: str, why: str) -> DeedDone:
    return DeedDone(
        words=f"pin {pin_id} stays as it is: Pinterest does not let the app update pins ({why})"[:2_000]
    )


def _told_pin(product: Product, intent: Intent, pin_id: str, wording: Wording, update: PinUpdate) -> UpdatedPin:
    return UpdatedPin(
        key=intent.key,
        pin_id=pin_id,
        product=product,
        wording=wording,
        title=update.title or product.title[:300],
        fingerprint=fingerprint(product, image_slot=intent.image_slot, wording=wording),
        draft=updated_draft(intent.draft, update) if intent.draft else None,
    )
