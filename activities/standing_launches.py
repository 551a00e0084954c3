"""Pins that a decision wants: rows of its source's launch of the day, which goes on with whatever is added."""

from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.change_ports import (
    Absences,
    BoardRulesBook,
    LaunchEngine,
    OpenLaunches,
    PinPolicies,
    Products,
    Sources,
)
from activities.deeds import Deed, deed_of
from activities.ports import Clock
from activities.translate import in_temporals_words
from contracts.board_rules import BoardRules
from contracts.buffering import DeedDone, DeedOrder
from contracts.launch import LaunchPolicy, LaunchRequest
from contracts.ledger import NewLaunch
from contracts.names import AccountKey, LaunchId
from contracts.product import Product
from contracts.source_settings import SourceSettings
from drafting.board_rules_text import read_board_rules
from drafting.launch_rows import product_rows
from drafting.standing_launches import not_before_of, place_action, standing_launch, standing_policy

DAY = 86_400.0
ABSENCE_SECONDS_MAX = 7 * DAY
"""How long after a decision its account may be connected; then nothing is pinned any more."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class StandingLaunchActivities:
    products: Products
    sources: Sources
    policies: PinPolicies
    board_rules: BoardRulesBook
    launches: OpenLaunches
    engine: LaunchEngine
    absences: Absences
    clock: Clock

    @activity.defn
    async def add_rows(self, order: DeedOrder) -> DeedDone:
        """Add the product's rows to the standing launch, and wake it.

        Run twice: the rows have the decision's number, and are there already. If what the worker is set to was
        changed in between, they may come into another launch: the pins are the same by their keys.
        """
        with in_temporals_words():
            deed = await deed_of(self.products, order)
            if deed is None:
                return DeedDone(words="the source was removed: nothing is pinned")
            if deed.product is None:
                return DeedDone(words="the product is gone: there is nothing to pin")
            return await self._add(deed, deed.product)

    async def _add(self, deed: Deed, product: Product) -> DeedDone:
        action, source = deed.action, deed.decision.source
        card = await self.sources.card(source)
        settings = SourceSettings.model_validate_json(card.settings if card else "{}")
        pin = await self.policies.of(
            action.account, shop_url=settings.shop_url, edition=action.edition, product=product
        )
        if pin is None:
            return await self._without_account(deed)
        policy = standing_policy(action, pin, settings.zone)
        launch = standing_launch(source, action.account, policy, deed.decision.at)
        added = await self._extend(deed, product, policy, launch)
        await self.engine.wake_launch(_request(deed, policy, launch))
        log.info("change.pinned", source=source, product=product.key, launch=launch, rows=added)
        return DeedDone(
            words=f"{action.do} on {action.account}: in launch {launch}, {added} new rows", launch=launch
        )

    async def _without_account(self, deed: Deed) -> DeedDone:
        """Somebody may be about to connect it: that is waited for, and told of once for all products."""
        account, now = deed.action.account, self.clock.now()
        missing = f"there is no account {account}"
        if now - deed.decision.at >= ABSENCE_SECONDS_MAX:
            log.warning("change.not_pinned", source=deed.decision.source, account=account)
            return DeedDone(words=f"{missing} after {ABSENCE_SECONDS_MAX / DAY:.0f} days: nothing is pinned")
        why = f"{deed.why} pins on it, and it is not connected"
        tell = await self.absences.note(account, why, now)
        return DeedDone(words=f"{missing}: it is waited for", waits_for=account, tell=tell)

    async def _extend(self, deed: Deed, product: Product, policy: LaunchPolicy, launch: LaunchId) -> int:
        action, decision = deed.action, deed.decision
        place = place_action(product, action, await self._rules(action.account))
        moment = not_before_of(product, policy.zone)
        rows = product_rows(product, decision.id, place, moment, images=action.images)
        new = NewLaunch(
            launch=launch,
            account=action.account,
            source=decision.source,
            policy=policy.model_dump_json(),
            priority=policy.priority,
            created=decision.at,
        )
        return await self.launches.extend(new, list(rows))

    async def _rules(self, account: AccountKey) -> BoardRules:
        """Those that the account keeps; they were read when they were set."""
        text = await self.board_rules.of(account)
        return BoardRules() if text is None else read_board_rules(text, account)


def _request(deed: Deed, policy: LaunchPolicy, launch: LaunchId) -> LaunchRequest:
    return LaunchRequest(
        account=deed.action.account,
        launch=launch,
        source=deed.decision.source,
        windowed=policy.window is not None,
    )
