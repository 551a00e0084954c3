"""Pinterest Ads in memory: a truth that may be restated, reports of it in both orders, and all that goes wrong."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ads.settling import days_between
from contracts.ads import DAY_COLUMN, AdsSourceSpec, Chunk, RowBatch, Value
from contracts.ads_reports import ReportRequest, ReportStatus, SeenAdAccount, SeenReport
from contracts.names import AccountKey
from contracts.trouble import PinterestTrouble

Cells = Mapping[str, int | str]
Truth = dict[tuple[date, str], Cells]
"""What is true, by day and campaign."""


@dataclass
class FakeAds:
    """Keeps the port `Reports`. Troubles, statuses and dead links come first, one a question."""

    truth: Truth = field(default_factory=dict)
    troubles: list[PinterestTrouble] = field(default_factory=list)
    statuses: list[ReportStatus] = field(default_factory=list)
    links: list[PinterestTrouble] = field(default_factory=list)
    asked: list[ReportRequest] = field(default_factory=list)
    looks: int = 0
    by_id: bool = False
    lost_days: set[date] = field(default_factory=set)
    """Days that only the account's own total has."""

    async def ad_account(self, _: AccountKey, ad_account_id: str) -> SeenAdAccount:
        return SeenAdAccount(id=ad_account_id, currency="EUR")

    async def create(self, _: AccountKey, request: ReportRequest) -> str:
        self._raise()
        self.asked.append(request)
        return str(len(self.asked) - 1)

    async def look(self, _: AccountKey, ad_account_id: str, token: str) -> SeenReport:
        del ad_account_id
        self.looks += 1
        self._raise()
        status = self.statuses.pop(0) if self.statuses else ReportStatus.FINISHED
        return SeenReport(status=status, url=f"https://reports.example/{token}")

    async def download(self, url: str, into: Path) -> int:
        if self.links:
            raise self.links.pop(0)
        request = self.asked[int(url.rsplit("/", 1)[1])]
        into.write_text(json.dumps(self._report(request)))
        return into.stat().st_size

    def _raise(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)

    def _report(self, request: ReportRequest) -> dict[str, list[Cells]]:
        days = set(days_between(request.first, request.last))
        days -= set() if request.level == "ADVERTISER" else self.lost_days
        grouped: dict[str, list[Cells]] = {}
        for (day, campaign), cells in sorted(self.truth.items()):
            if day in days and any(cells.values()):
                key = campaign if self.by_id else day.isoformat()
                row = {DAY_COLUMN: day.isoformat(), "CAMPAIGN_ID": int(campaign), **cells}
                grouped.setdefault(key, []).append(row)
        return grouped


@dataclass
class FakeTables:
    """Keeps the ports `Destinations` and `Destination`, by delete-insert. `deaths`: what comes after a commit."""

    rows: dict[tuple[date, str], Mapping[str, Value]] = field(default_factory=dict)
    deaths: list[Exception] = field(default_factory=list)
    writes: int = 0

    def of(self, _: AdsSourceSpec) -> "FakeTables":
        return self

    def write(self, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        fresh = [
            dict(zip((column.name for column in batch.columns), row, strict=True))
            for batch in batches
            for row in batch.rows
        ]
        kept = {key: row for key, row in self.rows.items() if not chunk.first <= key[0] <= chunk.last}
        self.rows = kept | {(_day(row), str(row["CAMPAIGN_ID"])): row for row in fresh}
        self.writes += 1
        if self.deaths:
            raise self.deaths.pop(0)
        return len(fresh)

    def numbers(self, *columns: str) -> dict[tuple[date, str], dict[str, Value]]:
        """These columns of all rows."""
        return {key: {name: row[name] for name in columns} for key, row in self.rows.items()}


def _day(row: Mapping[str, Value]) -> date:
    day = row[DAY_COLUMN]
    assert isinstance(day, date)
    return day
