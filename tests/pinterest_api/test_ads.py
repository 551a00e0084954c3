"""Ads: reports from the question to the rows, exact to the last digit."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from contracts.ads import Granularity, ReportFormat
from contracts.ads_reports import ReportRequest, ReportStatus
from contracts.trouble import LinkDead, RateLimited, Rejected, ScopeMissing, Unavailable
from fetching.client import Fetcher
from pinterest_api.ads import PinterestAdAccounts, PinterestReports
from pinterest_api.ads_rows import ReportFiles
from tests.pinterest_api.doubles import ACCOUNT, client_of
from tests.pinterest_api.scripted_server import Act, ScriptedServer, answers, scripted

REQUEST = ReportRequest(
    ad_account_id="549755885175",
    level="CAMPAIGN",
    first=date(2026, 5, 1),
    last=date(2026, 5, 31),
    granularity=Granularity.DAY,
    columns=("CAMPAIGN_ID", "SPEND_IN_MICRO_DOLLAR"),
    filters={"campaign_ids": ("626736533506457",)},
)
ROW = {"DATE": "2026-05-01", "CAMPAIGN_ID": 394205773611545468, "SPEND_IN_DOLLAR": 1.10}


@asynccontextmanager
async def reporting(*acts: Act) -> AsyncIterator[tuple[ScriptedServer, PinterestReports]]:
    async with (
        scripted(*acts) as server,
        client_of(server.url) as client,
        Fetcher.open(own_assets=server.url.removesuffix("/v5")) as fetcher,
    ):
        yield server, PinterestReports(client, fetcher)


async def test_a_report_is_asked_for_with_all_that_it_is_to_be() -> None:
    async with reporting(answers(200, {"token": "t1", "report_status": "IN_PROGRESS"})) as (server, reports):
        assert await reports.create(ACCOUNT, REQUEST) == "t1"
    assert server.heard[0].line == "POST /v5/ad_accounts/549755885175/reports HTTP/1.1"
    said = server.heard[0].json
    assert isinstance(said, dict)
    assert (said["start_date"], said["end_date"], said["level"]) == ("2026-05-01", "2026-05-31", "CAMPAIGN")
    assert (said["campaign_ids"], said["primary_sort"]) == (["626736533506457"], "BY_DATE")


@pytest.mark.parametrize("status", list(ReportStatus))
async def test_every_status_is_understood(status: ReportStatus) -> None:
    async with reporting(answers(200, {"report_status": status, "url": "https://x.example/r"})) as (_, reports):
        assert (await reports.look(ACCOUNT, "1", "t1")).status is status


@pytest.mark.parametrize(
    "body", [{"report_status": None}, {"report_status": "DREAMING"}, {"report_status": "FINISHED", "url": None}]
)
async def test_what_is_no_end_is_waited_for(body: dict[str, object]) -> None:
    async with reporting(answers(200, body)) as (_, reports):
        assert (await reports.look(ACCOUNT, "1", "t1")).status is ReportStatus.IN_PROGRESS


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (429, 8, "This request exceeded a rate limit.", RateLimited),
        (429, 2726, "Reporting query cost limit exceeded. Retry after 1 seconds", RateLimited),
        (400, 1, "Retry after 5 seconds", RateLimited),
        (400, 12, "Something went wrong on our end. Sorry about that.", Unavailable),
        (400, 1, "Invalid columns", Rejected),
        (401, 3, "Your token does not have sufficient permissions", ScopeMissing),
        (500, 0, "oops", Unavailable),
    ],
)
async def test_what_passes_is_told_from_what_does_not(
    status: int, code: int, message: str, kind: type[Exception]
) -> None:
    async with reporting(answers(status, {"code": code, "message": message})) as (_, reports):
        with pytest.raises(kind, match=message[:10]) as caught:
            await reports.create(ACCOUNT, REQUEST)
    assert type(caught.value) is kind


async def test_a_report_comes_to_disk_and_its_rows_are_exact(tmp_path: Path) -> None:
    file = tmp_path / "report"
    async with reporting(answers(200, {"2026-05-01": [ROW, ROW]})) as (server, reports):
        assert await reports.download(f"{server.url}/reports/1", file) == file.stat().st_size
    rows = list(ReportFiles().rows(file, None))
    assert rows == [{**ROW, "SPEND_IN_DOLLAR": Decimal("1.1")}] * 2


@pytest.mark.parametrize(("status", "kind"), [(403, LinkDead), (404, LinkDead), (503, Unavailable)])
async def test_a_dead_link_is_told_and_its_address_is_not(
    status: int, kind: type[Exception], tmp_path: Path
) -> None:
    async with reporting(answers(status, {})) as (server, reports):
        with pytest.raises(kind) as caught:
            await reports.download(f"{server.url}/reports/1?Signature=S3cret", tmp_path / "report")
    assert "S3cret" not in f"{caught.value!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ({"626": [{"DATE": "2026-05-01"}]}, [{"DATE": "2026-05-01", "KEYWORD_ID": "626"}]),
        ({"2026-05-01": [{"A": 1}]}, [{"DATE": "2026-05-01", "A": 1}]),
        ({"TOTAL": [{"A": None, "B": [1], "C": {"D": 2}}]}, [{"A": None}]),
        ({}, []),
    ],
)
def test_both_orders_are_rows(text: object, expected: object, tmp_path: Path) -> None:
    (tmp_path / "r").write_text(json.dumps(text))
    assert list(ReportFiles().rows(tmp_path / "r", "KEYWORD_ID")) == expected


@pytest.mark.parametrize("text", ["", "[]", '{"626": [{"A": 1}', "<html>"])
def test_what_is_cut_off_or_no_report_is_fetched_again(text: str, tmp_path: Path) -> None:
    (tmp_path / "r").write_text(text)
    with pytest.raises(Unavailable):
        list(ReportFiles().rows(tmp_path / "r", None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n", []),
        ("DATE,A\n", []),
        ("DATE,A\n2026-05-01,1\n\n", [{"DATE": "2026-05-01", "A": "1"}]),
        ("\ufeffDATE,A\r\n\r\n2026-05-01,1\r\n", [{"DATE": "2026-05-01", "A": "1"}]),
    ],
)
def test_empty_lines_of_a_csv_are_no_rows(text: str, expected: object, tmp_path: Path) -> None:
    (tmp_path / "r").write_text(text, newline="")
    assert list(ReportFiles().rows(tmp_path / "r", None, ReportFormat.CSV)) == expected


async def test_ad_accounts_are_listed_with_roles_and_currency() -> None:
    page = {
        "items": [
            {"id": "549755885175", "name": "Mugs", "currency": "EUR", "country": "DE", "permissions": ["ANALYST"]},
            {"id": 549755885176, "owner": {"username": "agency"}},
        ],
        "bookmark": None,
    }
    async with scripted(answers(200, page)) as server, client_of(server.url) as client:
        mugs, other = await PinterestAdAccounts(client).list_all(ACCOUNT)
    assert (mugs.name, mugs.currency, mugs.permissions) == ("Mugs", "EUR", ("ANALYST",))
    assert (other.id, other.owner) == ("549755885176", "agency")
