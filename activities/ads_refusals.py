"""What Pinterest objects to when it refuses a request: its words, the columns they are about, what to do."""

from dataclasses import dataclass

from temporalio import activity

from activities.ads_desk import AdsDesk, about_columns, account_of, is_bad_request
from activities.ads_ports import Reports
from activities.heartbeat import Pulse, beating
from activities.translate import in_temporals_words
from ads.bisection import TRIALS_MAX, Search, Trial, culprits
from ads.requests import numbers_request, report_request
from ads.splitting import narrowest
from ads.verdicts import verdict
from contracts.ads import Route
from contracts.ads_runs import ChunkAtWork, ChunkFailure
from contracts.trouble import Rejected


@dataclass(frozen=True)
class AdsRefusalActivities:
    desk: AdsDesk
    reports: Reports

    @activity.defn
    async def explain_refusal(self, failure: ChunkFailure) -> ChunkFailure:
        """Find the fewest columns that are refused on their own, by halving, in 40 requests at most.

        Run twice: what was heard is kept in the heartbeats, and only the rest is asked. Another piece of the run
        that was refused with the same words has the same explanation. Of lists and organic numbers Pinterest's
        own words are all there is.
        """
        with in_temporals_words():
            work = await self.desk.runs.chunk(failure.chunk.run, failure.chunk.number)
            if work is None or failure.chunk.proof or not about_columns(work.spec):
                return failure
            for why in await self.desk.runs.failures(work.run.id):
                if why.startswith(failure.why):
                    return failure.model_copy(update={"why": why})
            heard = _heard_before()
            async with beating(heard) as pulse:
                found = await self._search(work, culprits(work.spec.columns), heard, pulse)
            return failure.model_copy(update={"why": verdict(failure.why, found)})

    async def _search(self, work: ChunkAtWork, search: Search, heard: list[bool], pulse: Pulse) -> Trial | None:
        """The culprits; none when it is not about columns; None when it costs too much to know."""
        try:
            trial = next(search)
            for number in range(TRIALS_MAX):
                if number == len(heard):
                    heard.append(await self._refuses(work, trial))
                    pulse.tell(heard)
                trial = search.send(heard[number])
        except StopIteration as end:
            return tuple(end.value)
        return None

    async def _refuses(self, work: ChunkAtWork, columns: Trial) -> bool:
        await self.desk.hold(work)
        try:
            await self._ask(work, columns)
        except Rejected as refused:
            if not is_bad_request(refused):
                raise
            return True
        return False

    async def _ask(self, work: ChunkAtWork, columns: Trial) -> None:
        """The piece's own question about these columns alone; of little, where the answer comes with it."""
        account, changed = account_of(work), {"columns": columns}
        if work.chunk.route is Route.SYNC:
            small = narrowest(work.spec, work.chunk)
            await self.desk.numbers.rows(account, numbers_request(work.spec, small).model_copy(update=changed))
        else:
            await self.reports.create(account, report_request(work.spec, work.chunk).model_copy(update=changed))


def _heard_before() -> list[bool]:
    """What an earlier try of this activity was answered."""
    details = activity.info().heartbeat_details if activity.in_activity() else ()
    heard = details[0] if details else []
    return [bool(one) for one in heard] if isinstance(heard, list) else []
