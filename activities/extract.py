"""Extract: the product becomes a draft, and its page is looked at."""

from dataclasses import dataclass

from temporalio import activity

from activities.ports import Attempts, Clock, Intents, Pages
from activities.translate import in_temporals_words
from contracts.ledger import Intent
from contracts.outcome import Reason, Refused
from contracts.pin import Extracted, PinDraft, PinRequest, Postponed
from contracts.refusals import refuse
from contracts.sightings import PageLook
from contracts.trouble import AddressRefused, FetchTrouble
from drafting.pages import answers_later, judge_page, shown
from drafting.pins import draft_pin
from drafting.sale_dates import as_of

LOOKS_MAX = 4
"""Tries to see the page before an unreachable one is refused."""


@dataclass(frozen=True)
class ExtractActivities:
    intents: Intents
    attempts: Attempts
    pages: Pages
    clock: Clock

    @activity.defn
    async def extract(self, request: PinRequest) -> Extracted:
        """Draft the pin and look at its page.

        What an earlier run left behind goes first: an end, a pin, or an attempt that must be settled.
        Run twice: the page is looked at again and the same draft is written again; another one where a sale began
        or ended between.
        """
        with in_temporals_words():
            standing = await self.attempts.standing(request.key, self.clock.now())
            if not isinstance(standing, Postponed):
                return standing
            intent = await self.intents.load(request.key)
            draft = draft_pin(
                as_of(intent.product, self.clock.now()),
                intent.policy,
                intent.marker,
                image_slot=intent.image_slot,
                wording=intent.wording,
                board_name=request.board_name or None,
            )
            if isinstance(draft, Refused):
                return draft
            refused = await self._look(draft, intent)
            if refused is not None:
                return refused
            await self.intents.keep_draft(request.key, draft)
            return draft

    async def _look(self, draft: PinDraft, intent: Intent) -> Refused | None:
        last = activity.info().attempt >= LOOKS_MAX
        try:
            look = await self.pages.look(draft.link, stand_in_shop=intent.policy.stand_in_shop)
        except AddressRefused as trouble:
            return refuse(Reason.LINK_INVALID, str(trouble))
        except FetchTrouble as trouble:
            if last:
                return refuse(Reason.LINK_UNREACHABLE, str(trouble))
            raise
        return self._judge(draft, look, last=last)

    def _judge(self, draft: PinDraft, look: PageLook, *, last: bool) -> Refused | None:
        if not answers_later(look):
            return judge_page(draft.link, look)
        message = f"{shown(draft.link)} answers {look.status}"
        if last:
            return refuse(Reason.LINK_UNREACHABLE, message)
        raise FetchTrouble(message, url=draft.link)
