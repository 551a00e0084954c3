"""`pinflow ads accounts`: which ad accounts may be read."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ads.previewing import PREVIEW_ROWS_MAX
from contracts.ads import Granularity
from contracts.ads_reports import ReportRequest, SeenReport
from contracts.names import AccountKey
from contracts.sightings import Category
from contracts.trouble import Rejected
from starter.__main__ import run_command
from starter.ads_asking import Asking
from tests.starter.pinterest_here import PinterestHere, pinterest_here

pytestmark = pytest.mark.usefixtures("home_with_ledger")


@pytest.fixture
def pinterest(monkeypatch: pytest.MonkeyPatch) -> Iterator[PinterestHere]:
    with pinterest_here() as running:
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", running.api_url)
        yield running


def test_ad_accounts_are_told_with_roles_and_whether_they_may_be_read(
    pinterest: PinterestHere, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else's ad account, shared for its audiences alone, is seen and not read."""
    pinterest.post("accounts", {"account": "agency", "boards": []})
    shared = {"ad_account": "777000111222333444", "account": "agency", "roles": {"demo": ["AUDIENCE_MANAGER"]}}
    pinterest.post("ads", {"account": "demo", "name": "Shop", "currency": "EUR"})
    pinterest.post("ads", shared)

    assert run_command(["ads", "accounts", "--json"]) == 0
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)["ad_accounts"]}

    assert found["777000111222333444"]["may_be_read"] is False
    own = [one for one in found.values() if one["name"] == "Shop"]
    assert [(one["currency"], one["may_be_read"]) for one in own] == [("EUR", True)]
    assert run_command(["ads", "accounts"]) == 0
    text = capsys.readouterr().out
    assert "777000111222333444" in text
    assert "takes the role" in text


EXAMPLE = Path(__file__).parents[2] / "examples/ads/campaigns.toml"
COLUMNS = 'columns = ["SPEND_IN_MICRO_DOLLAR"]'
SOURCE = """
key = "campaigns-daily"
account = "demo"
ad_account_id = "AD_ACCOUNT"
dataset = "campaign"
columns = ["SPEND_IN_MICRO_DOLLAR"]
"""


def test_a_source_is_kept_with_the_currency_of_an_ad_account_that_may_be_read(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pinterest.post("ads", {"account": "demo", "currency": "CHF"})
    assert run_command(["ads", "accounts", "--json"]) == 0
    (own,) = json.loads(capsys.readouterr().out)["ad_accounts"]
    file = tmp_path / "source.toml"
    file.write_text(SOURCE.replace("AD_ACCOUNT", "1"), encoding="utf-8")

    assert run_command(["ads", "create", str(file), "--json"]) == 2
    (objection,) = json.loads(capsys.readouterr().out)["objections"]
    file.write_text(SOURCE.replace("AD_ACCOUNT", own["id"]), encoding="utf-8")
    assert run_command(["ads", "create", str(file), "--json"]) == 0

    assert (objection["rule"], objection["nearest"]) == ("ad_account_unseen", [own["id"]])
    assert json.loads(capsys.readouterr().out)["currency"] == "CHF"


def kept(pinterest: PinterestHere, file: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A file with a source of the account's own ad account."""
    pinterest.post("ads", {"account": "demo"})
    run_command(["ads", "accounts", "--json"])
    (own,) = json.loads(capsys.readouterr().out)["ad_accounts"]
    file.write_text(SOURCE.replace("AD_ACCOUNT", own["id"]), encoding="utf-8")
    return file


def test_a_preview_shows_rows_as_they_would_be_written(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = kept(pinterest, tmp_path / "source.toml", capsys)
    assert run_command(["ads", "preview", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    row = dict(zip(found["columns"], found["rows"][0], strict=True))
    assert float(row["SPEND_IN_CURRENCY"]) == pytest.approx(row["SPEND_IN_MICRO_DOLLAR"] / 1_000_000)
    assert row["CAMPAIGN_ID"].isdigit()
    assert run_command(["ads", "preview", str(file)]) == 0
    assert "SPEND_IN_CURRENCY" in capsys.readouterr().out


AT_ONCE = {
    "campaigns": ("", "ID"),
    "keywords": ("", "ID"),
    "product_groups": ("", "ID"),
    "metric_dictionary": ("", "NAME"),
    "organic_account": ('columns = ["IMPRESSION"]', "IMPRESSION"),
}
"""Datasets without a report: what else their source says, and a column that their rows have."""


@pytest.mark.parametrize("dataset", AT_ONCE)
def test_what_has_no_report_is_previewed_at_once(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str], dataset: str
) -> None:
    file, (more, column) = kept(pinterest, tmp_path / "source.toml", capsys), AT_ONCE[dataset]
    text = file.read_text(encoding="utf-8").replace('"campaign"', f'"{dataset}"')
    file.write_text(text.replace(COLUMNS, more), encoding="utf-8")
    assert run_command(["ads", "preview", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert 1 <= len(found["rows"]) <= PREVIEW_ROWS_MAX
    assert all(dict(zip(found["columns"], row, strict=True))[column] not in {None, ""} for row in found["rows"])


def test_numbers_that_no_report_has_are_previewed_at_once(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = kept(pinterest, tmp_path / "source.toml", capsys)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"campaign"', '"campaigns"').replace(COLUMNS, ""), encoding="utf-8")
    assert run_command(["ads", "preview", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    campaign = dict(zip(found["columns"], found["rows"][0], strict=True))["ID"]
    columns = 'columns = ["SPEND_IN_MICRO_DOLLAR", "QUIZ_PIN_RESULT_OPEN"]'
    narrowed = f'{columns}\n[filters]\ncampaign_ids = ["{campaign}"]'
    file.write_text(text.replace(COLUMNS, narrowed), encoding="utf-8")
    assert run_command(["ads", "preview", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (row,) = (dict(zip(found["columns"], row, strict=True)) for row in found["rows"])
    assert row["CAMPAIGN_ID"] == campaign
    assert "QUIZ_PIN_RESULT_OPEN" in row


def of_pins(pinterest: PinterestHere, file: Path, capsys: pytest.CaptureFixture[str], *ids: str) -> Path:
    """A file with a source of organic numbers of these pins."""
    text = kept(pinterest, file, capsys).read_text(encoding="utf-8").replace('"campaign"', '"organic_pin"')
    filters = f'columns = ["IMPRESSION"]\n[filters]\npin_ids = {json.dumps(ids)}'
    file.write_text(text.replace(COLUMNS, filters), encoding="utf-8")
    return file


def test_pins_that_are_not_there_have_no_preview_and_are_named(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a look at the ad accounts, which the token may not see: pins have none."""
    file = of_pins(pinterest, tmp_path / "source.toml", capsys, "1", "2")
    pinterest.post("faults", {"seed": 1, "rules": [{"match": {"path": "/v5/ad_accounts"}, "effect": NO_SCOPE}]})
    assert run_command(["ads", "preview", str(file), "--json"]) == 2
    (objection,) = json.loads(capsys.readouterr().out)["objections"]
    assert (objection["field"], objection["rule"]) == ("filters.pin_ids", "pins_gone")
    assert "pin 1, 2. Take it out of filters.pin_ids" in objection["message"]


NO_SCOPE = {"status": 401, "body": {"code": 3, "message": "Missing: ['pins:read']"}}


def test_the_scopes_of_organic_numbers_are_named_where_they_are_missing(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = of_pins(pinterest, tmp_path / "source.toml", capsys, "1", "2", "3", "4")
    pinterest.post("faults", {"seed": 1, "rules": [{"match": {"path": "/v5/pins/*"}, "effect": NO_SCOPE}]})
    assert run_command(["ads", "preview", str(file)]) == 2
    told = capsys.readouterr().err.replace("\n", " ")
    assert "Missing: ['pins:read']" in told
    assert "scopes user_accounts:read, boards:read, pins:read" in told
    assert "role" not in told


def test_a_value_that_does_not_fit_is_told_and_no_bug(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = of_pins(pinterest, tmp_path / "source.toml", capsys, "1")
    day = {"date": "2026-11-20", "data_status": "READY", "metrics": {"IMPRESSION": 1.5}}
    answer = {"status": 200, "body": {"all": {"daily_metrics": [day]}}}
    pinterest.post("faults", {"seed": 1, "rules": [{"match": {"path": "/v5/pins/*"}, "effect": answer}]})
    assert run_command(["ads", "preview", str(file), "--json"]) == 2
    (objection,) = json.loads(capsys.readouterr().out)["objections"]
    assert (objection["field"], objection["rule"]) == ("source", "refused_by_pinterest")
    assert "IMPRESSION" in objection["message"]


@pytest.mark.parametrize("dataset", ["campaign", "campaigns"])
def test_a_preview_has_the_ad_account_s_currency(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str], dataset: str
) -> None:
    pinterest.post("ads", {"account": "demo", "currency": "CHF"})
    assert run_command(["ads", "accounts", "--json"]) == 0
    (own,) = json.loads(capsys.readouterr().out)["ad_accounts"]
    file = tmp_path / "source.toml"
    text = SOURCE.replace("AD_ACCOUNT", own["id"]).replace('"campaign"', f'"{dataset}"')
    file.write_text(text if dataset == "campaign" else text.replace(COLUMNS, ""), encoding="utf-8")
    assert run_command(["ads", "preview", str(file), "--json"]) == 0
    assert currencies(capsys) == {"CHF"}
    pinterest.post("faults", {"seed": 1, "rules": [{"match": {"path": "/v5/ad_accounts"}, "effect": NO_SCOPE}]})
    assert run_command(["ads", "preview", str(file), "--json"]) == 0
    assert currencies(capsys) == {None}


def currencies(capsys: pytest.CaptureFixture[str]) -> set[str | None]:
    """Those of the rows that were shown."""
    found = json.loads(capsys.readouterr().out)
    return {dict(zip(found["columns"], row, strict=True))["CURRENCY"] for row in found["rows"]}


def test_the_example_can_be_looked_at_as_it_is(
    pinterest: PinterestHere, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["ads", "preview", str(EXAMPLE), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]


@pytest.mark.parametrize("dataset", ["campaign", "campaigns"])
def test_an_ad_account_that_is_not_seen_is_named_with_those_that_are(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str], dataset: str
) -> None:
    file = kept(pinterest, tmp_path / "source.toml", capsys)
    text = SOURCE.replace("AD_ACCOUNT", "777000111222333444").replace('"campaign"', f'"{dataset}"')
    own = tomllib.loads(file.read_text(encoding="utf-8"))["ad_account_id"]
    file.write_text(text if dataset == "campaign" else text.replace(COLUMNS, ""), encoding="utf-8")
    assert run_command(["ads", "preview", str(file), "--json"]) == 2
    (objection,) = json.loads(capsys.readouterr().out)["objections"]
    assert (objection["field"], objection["rule"]) == ("ad_account_id", "ad_account_unseen")
    assert own in objection["nearest"]


@pytest.mark.parametrize("times", [1, 100])
def test_what_pinterest_refuses_is_told_in_its_own_words(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str], times: int
) -> None:
    """Refused once, or whatever is asked: no column is to blame."""
    file = kept(pinterest, tmp_path / "source.toml", capsys)
    refused = {"status": 400, "body": {"code": 1, "message": "Invalid report"}}
    match = {"method": "POST", "path": "/v5/ad_accounts/*"}
    pinterest.post("faults", {"seed": 1, "rules": [{"match": match, "times": times, "effect": refused}]})
    assert run_command(["ads", "preview", str(file), "--json"]) == 2
    (objection,) = json.loads(capsys.readouterr().out)["objections"]
    assert (objection["field"], objection["rule"]) == ("source", "refused_by_pinterest")
    assert "Invalid report" in objection["message"]


async def test_the_columns_that_are_refused_are_found() -> None:
    class Picky:
        """Refuses two columns, but only together."""

        async def create(self, account: str, request: ReportRequest) -> str:
            if {"CTR", "LEADS"} <= set(request.columns):
                raise Rejected("Invalid columns")
            return "token"

        async def look(self, account: str, ad_account_id: str, token: str) -> SeenReport:
            raise NotImplementedError

        async def download(self, url: str, into: Path) -> int:
            raise NotImplementedError

    class Roomy:
        async def hold(self, account: str, now: float, category: Category = Category.ADS_ANALYTICS) -> None:
            return None

        async def at_most(self, account: str, now: float, category: Category, *, beyond_seconds: float) -> None:
            return None

    names = ("PAID_IMPRESSION", "CTR", "REPIN_1", "LEADS", "ECTR")
    request = ReportRequest(
        ad_account_id="1",
        level="CAMPAIGN",
        first=date(2026, 11, 1),
        last=date(2026, 11, 1),
        granularity=Granularity.DAY,
        columns=names,
    )
    asking = Asking(Picky(), Roomy(), AccountKey("demo"))
    assert set(await asking.culprits(request)) == {"CTR", "LEADS"}
