"""The whole history of a large ad account, read through a quota and all that goes wrong at Pinterest.

The real worker, its real client and destinations, and the simulator in a process of its own; time is virtual. With
each piece that is done the simulator is told what goes wrong at the next one.
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle

from contracts.ads import AdsFilters, AdsSourceSpec, DatasetKey
from contracts.ads_runs import AdsRunKind, AdsRunReport, AdsRunRequest, ChunkState, CoveredDay
from contracts.names import AccountKey, Queue
from starter.ads_destinations import TABLES_FILE
from starter.home import Home
from store.accounts import SqlAccounts
from store.ads_coverage import SqlAdsCoverage
from store.ads_runs import SqlAdsRuns
from store.ads_sources import SqlAdsSources
from tests.journeys.pinflow import Document
from tests.week.house import TOKEN_PREFIX, House, open_house
from workflows.ads_backfill import AdsBackfillWorkflow

ACCOUNT = AccountKey("agency")
SOURCE = "history"
COLUMNS = ("SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION", "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR")
CAMPAIGN_ADS = 50
QUOTA = 300
SILENT_DAYS = 3
"""The first days of the history, on which the ad account had no ads yet."""
TRUTH_DAYS = 61
"""Days of the truth that are in hand at once."""
STEP_SECONDS = 20.0
STEPS_MAX = 5_000
MORNING_HOUR = 6
CONTROL_SECONDS_MAX = 120.0

REPORTS = {"method": "POST", "path": "/v5/ad_accounts/*"}
LOOKS = {"method": "GET", "path": "/v5/ad_accounts/*"}
FILES = {"path": "/reports/*"}
EXPIRED = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"


def answer(match: Document, status: int, code: int, message: str, times: int = 1) -> Document:
    return {
        "match": match,
        "times": times,
        "effect": {"status": status, "body": {"code": code, "message": message}},
    }


def fate(word: str, times: int = 1) -> Document:
    return {"match": REPORTS, "times": times, "effect": {"report_fate": word}}


MISFORTUNES: Sequence[Sequence[Document]] = (
    (
        answer(REPORTS, 429, 8, "This request exceeded a rate limit. Please try again later."),
        answer(REPORTS, 429, 2726, "Reporting query cost limit exceeded. Retry after 1 seconds"),
        answer(REPORTS, 400, 1, "Retry after 5 seconds"),
        answer(REPORTS, 400, 12, "Something went wrong on our end. Sorry about that."),
    ),
    (fate("FAILED", 2), fate("EXPIRED")),
    ({"match": FILES, "times": 4, "effect": {"status": 403, "body": EXPIRED}},),
    (fate("CANCELLED"), fate("DOES_NOT_EXIST")),
    ({"match": FILES, "times": 2, "effect": {"drop_after": True}},),
    (
        answer(LOOKS, 429, 8, "This request exceeded a rate limit. Please try again later.", 2),
        answer(LOOKS, 400, 1, "Retry after 5 seconds", 2),
        {"match": LOOKS, "times": 1, "effect": {"drop_before": True}},
        {"match": REPORTS, "times": 1, "effect": {"drop_after": True}},
    ),
    (answer(REPORTS, 503, 0, "Service unavailable", 2), fate("FAILED")),
)
"""What befalls the pieces, one after another. Between them a neighbour uses up the account's quota."""

Numbers = dict[tuple[str, str], tuple[int, ...]]


@dataclass
class History:
    """What came of it, and what it cost."""

    report: AdsRunReport
    first: date
    last: date
    days: Sequence[CoveredDay]
    ads: int
    hits: int = 0
    """Misfortunes that struck."""
    limited: int = 0
    """Times that the neighbour found the quota used up."""
    wrong: list[str] = field(default_factory=list)
    """Rows that are not the truth."""
    rows: int = 0
    virtual_seconds: float = 0.0
    seconds: Mapping[str, float] = field(default_factory=dict)


async def read_history(folder: Path, *, days: int, ads: int) -> History:
    """A backfill of so many days before today, of so many ads, to its end; held against the truth."""
    async with open_house(folder, begins=_tomorrow_morning(), seed=1) as house:
        reader = Reader(house, Home(folder / "home"), days, ads)
        await reader.begin()
        began, virtually = time.monotonic(), house.time.now
        report = await reader.read()
        read, passed = time.monotonic(), house.time.now - virtually
        found = await reader.told(report)
        found.virtual_seconds = passed
        found.seconds = {"reading": read - began, "holding it against the truth": time.monotonic() - read}
        return found


@dataclass
class Reader:
    """One ad account in a house, and its backfill."""

    house: House
    home: Home
    days: int
    ads: int
    account: Document = field(default_factory=dict)
    hits: int = 0
    limited: int = 0

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.house.time.now, UTC).date()

    @property
    def first(self) -> date:
        return self.today - timedelta(days=self.days)

    @property
    def last(self) -> date:
        return self.today - timedelta(days=1)

    async def begin(self) -> None:
        await self.house.tell("accounts", account=ACCOUNT)
        await SqlAccounts(self.house.database).add(ACCOUNT, self.house.sealed(ACCOUNT), self.house.time.now)
        began = self.first + timedelta(days=SILENT_DAYS)
        shape = {"campaigns": self.ads // CAMPAIGN_ADS, "ad_groups": 5, "ads": CAMPAIGN_ADS // 5}
        answered = await self.house.control.post(
            "ads", json={"account": ACCOUNT, "first_date": began.isoformat(), **shape}
        )
        self.account = answered.raise_for_status().json()
        await self.house.tell("limits", ads_analytics=QUOTA)
        spec = AdsSourceSpec(
            key=SOURCE,
            account=ACCOUNT,
            ad_account_id=self.account["ad_account"],
            dataset=DatasetKey.AD,
            columns=COLUMNS,
            filters=AdsFilters(ad_ids=tuple(self.account["ads"])),
            first_day=self.first,
        )
        assert await SqlAdsSources(self.house.database).add(spec, self.house.time.now)

    async def read(self) -> AdsRunReport:
        request = AdsRunRequest(source=SOURCE, kind=AdsRunKind.BACKFILL, first=self.first, last=self.last)
        handle = await self.house.client.start_workflow(
            AdsBackfillWorkflow.run, request, id=f"ads-backfill/{SOURCE}", task_queue=Queue.PINS
        )
        told = -1
        for _ in range(STEPS_MAX):
            if (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING:
                return await handle.result()
            done = await self._pieces_done(handle)
            if done > told:
                await self._misfortune(done)
                told = done
            await self.house.time.step(STEP_SECONDS)
        raise AssertionError("the backfill came to no end")

    async def _pieces_done(self, handle: WorkflowHandle[AdsBackfillWorkflow, AdsRunReport]) -> int:
        run = handle.first_execution_run_id or ""
        return (await SqlAdsRuns(self.house.database).states(run)).get(ChunkState.DONE, 0)

    async def _misfortune(self, number: int) -> None:
        """What did not strike yet, because a piece was ahead of us, strikes the next."""
        left = await self._left()
        await self._use_up_the_quota()
        fresh = MISFORTUNES[number] if number < len(MISFORTUNES) else ()
        await self.house.tell("faults", seed=number, rules=[*left, *fresh])

    async def _left(self) -> list[Document]:
        rules = (await self.house.ask("faults"))["rules"]
        self.hits += sum(rule["hits"] for rule in rules)
        left = [{**rule, "times": rule["times"] - rule["hits"]} for rule in rules]
        return [{name: rule[name] for name in ("match", "times", "effect")} for rule in left if rule["times"]]

    async def _use_up_the_quota(self) -> None:
        """Another program of the same app and account, which knows no measure."""
        base = f"{self.house.settings.pinterest_url}/ad_accounts/{self.account['ad_account']}"
        day = self.last.isoformat()
        asked = {"start_date": day, "end_date": day, "columns": COLUMNS[0], "granularity": "DAY"}
        asked["campaign_ids"] = self.account["campaigns"][0]
        headers = {"Authorization": f"Bearer {TOKEN_PREFIX}{ACCOUNT}"}
        async with httpx.AsyncClient(headers=headers, timeout=CONTROL_SECONDS_MAX, trust_env=False) as http:
            for _ in range(QUOTA + 1):
                told = await http.get(f"{base}/campaigns/analytics", params=asked)
                if told.status_code == httpx.codes.TOO_MANY_REQUESTS:
                    self.limited += 1
                    return

    async def told(self, report: AdsRunReport) -> History:
        await self._left()
        days = await SqlAdsCoverage(self.house.database).days(SOURCE, self.first, self.last)
        found = History(report, self.first, self.last, days, len(self.account["ads"]), self.hits, self.limited)
        for first, last in _spans(self.first, self.last):
            truth = await self._truth(first, last)
            table = await asyncio.to_thread(self._table, first, last)
            found.rows += len(table)
            found.wrong += [
                f"{key}: {table.get(key)} is not {truth.get(key)}"
                for key in sorted(truth.keys() | table.keys())
                if table.get(key) != truth.get(key)
            ]
        return found

    async def _truth(self, first: date, last: date) -> Numbers:
        asked = {"ad_account": self.account["ad_account"], "level": "PIN_PROMOTION", "columns": ",".join(COLUMNS)}
        told = await self.house.control.get(
            "ads/truth", params={**asked, "from": str(first), "to": str(last)}, timeout=CONTROL_SECONDS_MAX
        )
        rows = told.raise_for_status().json()["rows"]
        return {(row["date"], row["id"]): tuple(int(row.get(name) or 0) for name in COLUMNS) for row in rows}

    def _table(self, first: date, last: date) -> Numbers:
        """Raises AssertionError for a row that is there twice."""
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        asked = f'SELECT "DATE", "AD_ID", {names} FROM ads_data_{SOURCE} WHERE "DATE" BETWEEN ? AND ?'  # noqa: S608
        found: Numbers = {}
        with closing(sqlite3.connect(self.home.ads / TABLES_FILE)) as connection:
            for day, ad, *numbers in connection.execute(asked, (first.isoformat(), last.isoformat())):
                assert (day, ad) not in found, f"{ad} is there twice on {day}"
                found[(day, ad)] = tuple(int(number or 0) for number in numbers)
        return found


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        end = min(last, first + timedelta(days=TRUTH_DAYS - 1))
        yield first, end
        first = end + timedelta(days=1)


def _tomorrow_morning() -> float:
    """No midnight comes before the end: what is true today stays so."""
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, MORNING_HOUR, tzinfo=UTC).timestamp()
