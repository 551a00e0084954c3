"""Runs, backfills and coverage over HTTP; whoever stands in for Temporal tells what it was asked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from ads.objections import Objection
from ads.previewing import PreviewAsk
from contracts.ads import Chunk, CoverageState, DatasetKey
from contracts.ads_progress import BackfillRuns, BackfillUnderWay, NoBackfill
from contracts.ads_reports import PreviewRows, ReportRequest, SeenAdAccount
from contracts.ads_runs import AdsRun, AdsRunKind, AdsRunRequest, CoveredDay
from contracts.names import AccountKey
from contracts.trouble import EngineAway
from intake.api.ads_questions import AdsQuestionsApi
from intake.api.ads_runs import AdsRunsApi
from store.accounts import SqlAccounts
from store.ads_coverage import SqlAdsCoverage, cover
from store.ads_run_pages import SqlAdsRunPages
from store.ads_runs import SqlAdsRuns
from store.ads_sources import SqlAdsSources
from store.database import Database
from tests.ads.sources import a_source
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.intake.api.served import ServedApi, serve_api

ONE = "/v1/ads/sources/campaigns-daily"
TODAY = datetime.fromtimestamp(START, UTC).date()
SOURCE = a_source(account=ACCOUNT, first_day=(TODAY - timedelta(days=3)).isoformat())


@dataclass
class StandInTemporal:
    """Keeps the port `AdsRunStarter`."""

    asked: list[AdsRunRequest] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    running: bool = False
    paused: bool | None = False
    away: bool = False

    async def sync(self, request: AdsRunRequest) -> str:
        return await self._begin(request)

    async def backfill(self, request: AdsRunRequest) -> str:
        if self.running:
            raise BackfillRuns
        self.running = True
        return await self._begin(request)

    async def tell_backfill(self, source: str, signal: str) -> None:
        if not self.running:
            raise NoBackfill
        self.told.append(signal)
        self.paused = signal == "pause"

    async def backfill_under_way(self, source: str) -> BackfillUnderWay | None:
        if not self.running:
            return None
        asked = self.asked[-1]
        return BackfillUnderWay(
            f"run-{len(self.asked)}", asked.first or TODAY, asked.last or TODAY, START, self.paused
        )

    async def _begin(self, request: AdsRunRequest) -> str:
        if self.away:
            raise EngineAway("gone")
        self.asked.append(request)
        return f"run-{len(self.asked)}"


@pytest.fixture
def temporal() -> StandInTemporal:
    return StandInTemporal()


@pytest.fixture
async def api(database: Database, temporal: StandInTemporal) -> AsyncIterator[ServedApi]:
    sources = SqlAdsSources(database)
    await sources.add(SOURCE, START)
    operations = AdsRunsApi(sources, SqlAdsRunPages(database), SqlAdsCoverage(database), temporal).operations()
    async with serve_api(database, FakeClock(), operations) as served:
        yield served


async def test_a_run_is_begun_and_not_waited_for(api: ServedApi, temporal: StandInTemporal) -> None:
    answer = await api.http.post(f"{ONE}/run", headers={"Idempotency-Key": "today"})
    again = await api.http.post(f"{ONE}/run", headers={"Idempotency-Key": "today"})
    assert (answer.status_code, answer.json()) == (202, {"source": "campaigns-daily", "run": "run-1"})
    assert again.json() == answer.json()
    assert temporal.asked == [AdsRunRequest(source="campaigns-daily")]


async def test_a_paused_source_is_not_read(api: ServedApi, temporal: StandInTemporal) -> None:
    await SqlAdsSources(api.database).pause("campaigns-daily", "holidays")
    for what in ("run", "refill"):
        answer = await api.http.post(f"{ONE}/{what}")
        assert (answer.status_code, answer.json()["code"]) == (409, "source_paused")
    assert temporal.asked == []


async def test_what_temporal_did_not_take_may_be_sent_again(api: ServedApi, temporal: StandInTemporal) -> None:
    temporal.away = True
    refused = await api.http.post(f"{ONE}/run", headers={"Idempotency-Key": "today"})
    assert (refused.status_code, refused.json()["code"]) == (503, "engine_away")
    temporal.away = False
    assert (await api.http.post(f"{ONE}/run", headers={"Idempotency-Key": "today"})).status_code == 202


async def test_a_refill_begins_at_the_first_day_that_may_be_mended(
    api: ServedApi, temporal: StandInTemporal
) -> None:
    await covered(api, {3: CoverageState.NOT_OBTAINABLE, 2: CoverageState.FAILED, 1: CoverageState.FETCHED})
    assert (await api.http.post(f"{ONE}/refill")).json()["run"] == "run-1"
    assert temporal.asked[0].first == TODAY - timedelta(days=2)
    await covered(api, {2: CoverageState.EMPTY_CONFIRMED})
    assert (await api.http.post(f"{ONE}/refill")).json()["run"] is None
    assert len(temporal.asked) == 1


async def test_coverage_names_every_day_that_is_not_there(api: ServedApi) -> None:
    await covered(api, {3: CoverageState.FETCHED, 1: CoverageState.FAILED})
    seen = (await api.http.get(f"{ONE}/coverage")).json()
    assert (seen["first"], seen["last"]) == (str(TODAY - timedelta(days=3)), str(TODAY - timedelta(days=1)))
    assert seen["counts"] == {"fetched": 1, "failed": 1}
    assert [(gap["first"], gap["state"], gap["refillable"]) for gap in seen["gaps"]] == [
        (str(TODAY - timedelta(days=2)), None, True),
        (str(TODAY - timedelta(days=1)), "failed", True),
    ]
    asked = {"first": str(TODAY - timedelta(days=3)), "last": str(TODAY - timedelta(days=3))}
    assert (await api.http.get(f"{ONE}/coverage", params=asked)).json()["gaps"] == []
    reversed_ = {"first": "2026-02-01", "last": "2026-01-01"}
    assert (await api.http.get(f"{ONE}/coverage", params=reversed_)).status_code == 422


async def test_one_backfill_at_a_time_told_and_seen(api: ServedApi, temporal: StandInTemporal) -> None:
    assert (await api.http.get(f"{ONE}/backfill")).json()["code"] == "backfill_not_found"
    assert (await api.http.post(f"{ONE}/backfill/pause")).json()["code"] == "no_backfill"
    begun = (await api.http.post(f"{ONE}/backfill", json={"paused": True})).json()
    assert (begun["pieces"], begun["calls"], begun["run"]) == (5, 15, "run-1")
    assert (temporal.asked[0].kind, temporal.asked[0].paused) == (AdsRunKind.BACKFILL, True)
    again = await api.http.post(f"{ONE}/backfill")
    assert (again.status_code, again.json()["code"]) == (409, "backfill_running")
    await api.http.post(f"{ONE}/backfill/resume")
    await api.http.post(f"{ONE}/backfill/pause")
    assert temporal.told == ["resume", "pause"]
    planned = (await api.http.get(f"{ONE}/backfill")).json()
    assert (planned["id"], planned["under_way"], planned["paused"]) == ("run-1", True, True)
    assert (planned["first"], planned["pieces"]["waiting"]) == (begun["first"], 0)
    await begun_run(api.database, "run-1", AdsRunKind.BACKFILL, START)
    seen = (await api.http.get(f"{ONE}/backfill")).json()
    assert (seen["under_way"], seen["ended_at"], seen["pieces"]["waiting"]) == (True, None, 2)
    await SqlAdsRuns(api.database).end("run-1", START + 9)
    temporal.running = False
    over = (await api.http.get(f"{ONE}/backfill")).json()
    assert (over["id"], over["under_way"], over["paused"]) == ("run-1", False, False)
    await api.http.post(f"{ONE}/backfill", json={"first": str(TODAY - timedelta(days=9))})
    temporal.paused = None
    newer = (await api.http.get(f"{ONE}/backfill")).json()
    assert (newer["id"], newer["under_way"], newer["paused"]) == ("run-2", True, None)


async def test_a_misspelt_day_does_not_begin_a_backfill_of_all_there_is(
    api: ServedApi, temporal: StandInTemporal
) -> None:
    refused = await api.http.post(f"{ONE}/backfill", json={"from": "2026-11-01", "to": "2026-11-02"})
    assert {one["field"] for one in refused.json()["errors"]} == {"from", "to"}
    reversed_ = await api.http.post(f"{ONE}/backfill", json={"first": "2026-11-02", "last": "2026-11-01"})
    assert {one["field"] for one in reversed_.json()["errors"]} == {"last"}
    assert temporal.asked == []


async def test_runs_are_listed_newest_first(api: ServedApi) -> None:
    for number in range(3):
        await begun_run(api.database, f"run-{number}", AdsRunKind.SYNC, START + number)
    page = await api.http.get(f"{ONE}/runs", params={"limit": 2})
    assert ([run["id"] for run in page.json()], page.headers["X-Total-Count"]) == (["run-2", "run-1"], "3")
    one = (await api.http.get(f"{ONE}/runs/run-0")).json()
    assert one["pieces"] == {"waiting": 2, "unproven": 0, "done": 0, "failed": 0}
    assert (await api.http.get(f"{ONE}/runs/none")).status_code == 404
    await SqlAdsSources(api.database).add(SOURCE.model_copy(update={"key": "another"}), START)
    assert (await api.http.get("/v1/ads/sources/another/runs/run-0")).status_code == 404


class Slow:
    """Keeps the ports `Previews` and `SeenAdAccounts`: the report is ready at the second look."""

    looks = 0

    async def at_once(self, account: AccountKey, ask: PreviewAsk) -> PreviewRows | Objection:
        return PreviewRows(("ID",), (("1",),))

    async def begin(self, account: AccountKey, request: ReportRequest) -> str | Objection:
        return "token"

    async def rows(self, account: AccountKey, ask: PreviewAsk, token: str) -> PreviewRows | None:
        assert token == "token"
        self.looks += 1
        return PreviewRows(("DATE",), ((date(2026, 11, 21),),)) if self.looks > 1 else None

    async def list_all(self, account: AccountKey) -> tuple[SeenAdAccount, ...]:
        return ()

    async def if_there(self, account: AccountKey) -> None:
        return None


async def test_a_report_that_takes_longer_is_asked_for_again_and_not_begun_twice(database: Database) -> None:
    slow = Slow()
    operations = AdsQuestionsApi(SqlAccounts(database), slow, slow).operations()
    asked: dict[str, object] = {"source": SOURCE.model_dump(mode="json", exclude_unset=True)}
    async with serve_api(database, FakeClock(), operations) as api:
        first = await api.http.post("/v1/ads/preview", json=asked)
        assert (first.status_code, bool(first.headers["Retry-After"])) == (202, True)
        second = await api.http.post("/v1/ads/preview", json={**asked, **first.json()})
    assert (second.status_code, second.json()["rows"]) == (200, [["2026-11-21"]])


async def covered(api: ServedApi, states: dict[int, CoverageState]) -> None:
    """Days ago, and what became of them."""
    days = [CoveredDay(day=TODAY - timedelta(days=ago), state=state) for ago, state in states.items()]

    def work(session: Session) -> None:
        cover(session, "campaigns-daily", days)

    await api.database.write(work)


async def begun_run(database: Database, run: str, kind: AdsRunKind, at: float) -> None:
    first = TODAY - timedelta(days=3)
    chunk = Chunk(ad_account_id="1", dataset=DatasetKey.CAMPAIGN, first=first, last=TODAY)
    made = AdsRun(run, "campaigns-daily", kind, first, TODAY, at, settled_before=first)
    await SqlAdsRuns(database).begin(made, [chunk, chunk], [])
