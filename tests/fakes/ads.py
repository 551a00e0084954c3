"""Pinterest Ads in memory: a truth that may be restated, reports of it in both orders, and all that goes wrong."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from activities.ads_extraction import REPORT_BYTES_MAX
from ads.settling import days_between
from contracts.ads import DAY_COLUMN, AdsSourceSpec, Chunk, RowBatch, Value
from contracts.ads_reports import (
    EntitiesRequest,
    NumbersRequest,
    OrganicRequest,
    ReadyState,
    ReportRequest,
    ReportRow,
    ReportStatus,
    SeenAdAccount,
    SeenReport,
)
from contracts.ads_scope import scope_of
from contracts.names import AccountKey
from contracts.trouble import AnswerTooLarge, PinGone, PinterestTrouble, Rejected

PAGE = 2

Cells = Mapping[str, int | str]
Truth = dict[tuple[date, str], Cells]
"""What is true, by day and campaign."""


@dataclass
class FakeAds:
    """Keeps the ports `Reports`, `AdAccounts`, `Numbers`, `Lists` and `Organic`.

    Troubles, statuses and dead links come first, one a question; columns of `banned` are refused always.
    """

    truth: Truth = field(default_factory=dict)
    troubles: list[PinterestTrouble] = field(default_factory=list)
    statuses: list[ReportStatus] = field(default_factory=list)
    links: list[PinterestTrouble] = field(default_factory=list)
    asked: list[ReportRequest] = field(default_factory=list)
    looks: int = 0
    by_id: bool = False
    lost_days: set[date] = field(default_factory=set)
    """Days that only the account's own total has."""
    at_once: list[NumbersRequest] = field(default_factory=list)
    banned: frozenset[str] = frozenset()
    unready: set[date] = field(default_factory=set)
    """Days that are not final, whatever their age."""
    days_max: int | None = None
    """Days of a report or an answer; more is too large."""
    things: Sequence[ReportRow] = ()
    """What the ad account has, two on a page."""
    watched: Mapping[date, str] = field(default_factory=dict)
    """Days of organic numbers, with the status of each."""
    gone_pins: set[str] = field(default_factory=set)
    closed: Mapping[str, PinterestTrouble] = field(default_factory=dict)
    """Pins whose numbers are always refused."""

    async def ad_account(self, _: AccountKey, ad_account_id: str) -> SeenAdAccount:
        return SeenAdAccount(id=ad_account_id, currency="EUR")

    async def create(self, _: AccountKey, request: ReportRequest) -> str:
        self._raise()
        self._refuse(request.columns)
        self.asked.append(request)
        return str(len(self.asked) - 1)

    async def rows(self, _: AccountKey, request: NumbersRequest | OrganicRequest) -> Sequence[ReportRow]:
        self._raise()
        if isinstance(request, OrganicRequest):
            return self._organic(request)
        self._refuse(request.columns)
        self.at_once.append(request)
        if self._is_too_long(request):
            raise AnswerTooLarge("The answer has more than 16777216 bytes.")
        wanted = {id_ for ids in request.ids.values() for id_ in ids}
        rows = (row for rows in self._report(request).values() for row in rows)
        return [row for row in rows if not wanted or str(row["CAMPAIGN_ID"]) in wanted]

    async def ready(self, _: AccountKey, day: date) -> ReadyState:
        self._raise()
        ready = day not in self.unready
        return ReadyState(numbers=ready, conversions=ready)

    async def page(
        self, _: AccountKey, request: EntitiesRequest, within: Sequence[str], bookmark: str | None
    ) -> tuple[Sequence[ReportRow], str | None]:
        del request, within
        self._raise()
        start = int(bookmark or 0)
        rest = start + PAGE < len(self.things)
        return self.things[start : start + PAGE], str(start + PAGE) if rest else None

    async def dictionary(self, _: AccountKey) -> Sequence[ReportRow]:
        return self.things

    def _organic(self, request: OrganicRequest) -> Sequence[ReportRow]:
        if request.pin_id in self.gone_pins:
            raise PinGone("Pin not found.", status=404, code=50)
        if (trouble := self.closed.get(request.pin_id or "")) is not None:
            raise trouble
        told = {day: status for day, status in self.watched.items() if request.first <= day <= request.last}
        return [
            {DAY_COLUMN: day.isoformat(), "DATA_STATUS": status, "IMPRESSION": 9, "PIN_ID": request.pin_id}
            for day, status in sorted(told.items())
        ]

    def _refuse(self, columns: Sequence[str]) -> None:
        if self.banned.intersection(columns):
            raise Rejected("Invalid request: not available to this app.", status=400, code=1)

    def _is_too_long(self, request: ReportRequest | NumbersRequest) -> bool:
        return self.days_max is not None and (request.last - request.first).days >= self.days_max

    async def look(self, _: AccountKey, ad_account_id: str, token: str) -> SeenReport:
        del ad_account_id
        self.looks += 1
        self._raise()
        status = self.statuses.pop(0) if self.statuses else ReportStatus.FINISHED
        size = REPORT_BYTES_MAX + 1 if self._is_too_long(self.asked[int(token)]) else 10
        return SeenReport(status=status, url=f"https://reports.example/{token}", size_bytes=size)

    async def download(self, url: str, into: Path) -> int:
        if self.links:
            raise self.links.pop(0)
        request = self.asked[int(url.rsplit("/", 1)[1])]
        into.write_text(json.dumps(self._report(request)))
        return into.stat().st_size

    def _raise(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)

    def _report(self, request: ReportRequest | NumbersRequest) -> dict[str, list[Cells]]:
        days = set(days_between(request.first, request.last))
        days -= set() if _is_total(request) else self.lost_days
        grouped: dict[str, list[Cells]] = {}
        for (day, campaign), cells in sorted(self.truth.items()):
            if day in days and any(cells.values()):
                key = campaign if self.by_id else day.isoformat()
                row = {DAY_COLUMN: day.isoformat(), "CAMPAIGN_ID": int(campaign), **cells}
                grouped.setdefault(key, []).append(row)
        return grouped


def _is_total(request: ReportRequest | NumbersRequest) -> bool:
    if isinstance(request, ReportRequest):
        return request.level == "ADVERTISER"
    return request.path.endswith("{ad_account_id}/analytics")


@dataclass
class FakeTables:
    """Keeps the ports `Destinations` and `Destination`, by delete-insert. `deaths`: what comes after a commit."""

    rows: dict[tuple[date, str], Mapping[str, Value]] = field(default_factory=dict)
    deaths: list[Exception] = field(default_factory=list)
    writes: int = 0

    def of(self, _: AdsSourceSpec, at: float | None = None) -> "FakeTables":
        return self

    def write(self, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        fresh = [
            dict(zip((column.name for column in batch.columns), row, strict=True))
            for batch in batches
            for row in batch.rows
        ]
        scope = scope_of(chunk)
        kept = {key: row for key, row in self.rows.items() if not scope.covers(row)}
        self.rows = kept | {_key(row): row for row in fresh}
        self.writes += 1
        if self.deaths:
            raise self.deaths.pop(0)
        return len(fresh)

    def numbers(self, *columns: str) -> dict[tuple[date, str], dict[str, Value]]:
        """These columns of all rows."""
        return {key: {name: row[name] for name in columns} for key, row in self.rows.items()}


def _key(row: Mapping[str, Value]) -> tuple[date, str]:
    """The day, if any, and what the row is about."""
    day = row.get(DAY_COLUMN, date.max)
    assert isinstance(day, date)
    about = next((row[name] for name in ("CAMPAIGN_ID", "PIN_ID", "ID", "NAME") if name in row), "")
    return day, str(about)
