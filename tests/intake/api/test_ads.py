"""Ads data over HTTP before it is read: catalogue, checks, ad accounts, previews, and sources as they are kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from config import load_settings
from contracts.api_ids import account_uuid
from contracts.api_keys import ApiScope
from contracts.names import AccountKey
from intake.server import listening
from simulator.running import RunningSimulator
from starter.__main__ import run_command
from starter.ledger import DEMO_ACCOUNT, Ledger, open_ledger
from starter.serving import intake_of
from store.api_keys import SqlApiKeys
from tests.fakes.clock import START
from tests.intake.api.whole import own_settings

Json = Any  # Any: a document


@dataclass(frozen=True)
class Office:
    """An API with its ledger, beside the simulator. `http` may do everything that pins:write does."""

    simulator: str
    ledger: Ledger
    url: str
    http: httpx.AsyncClient
    ad_account: str

    async def control(self, what: str, body: Json) -> Json:
        async with httpx.AsyncClient(trust_env=False) as control:
            answer = (await control.post(f"{self.simulator}/_simulator/{what}", json=body)).raise_for_status()
            return answer.json() if answer.content else None

    async def fault(self, path: str, effect: Json) -> None:
        rule = {"match": {"path": path}, "probability": 1.0, "effect": effect}
        await self.control("faults", {"seed": 1, "rules": [rule]})

    async def key(self, *scopes: ApiScope, accounts: list[AccountKey] | None = None) -> dict[str, str]:
        made = await SqlApiKeys(self.ledger.database).create("test", scopes, accounts, START)
        return {"X-API-Key": made.key}

    def source(self, **changes: Json) -> Json:
        usual = {
            "key": "campaigns-daily",
            "account": "demo",
            "ad_account_id": self.ad_account,
            "dataset": "campaign",
            "columns": ["CAMPAIGN_NAME", "SPEND_IN_MICRO_DOLLAR"],
        }
        return {**usual, **changes}

    async def created(self, **changes: Json) -> Json:
        answer = await self.http.post("/v1/ads/sources", json=self.source(**changes))
        assert answer.status_code == 201, answer.text
        return answer.json()


@pytest.fixture
async def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Office]:
    own_settings(tmp_path, monkeypatch)
    async with RunningSimulator() as simulator:
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", simulator.api_url)
        settings = load_settings()
        async with (
            open_ledger(settings) as ledger,
            intake_of(settings, "127.0.0.1") as intake,
            listening(intake, "127.0.0.1", 0) as url,
        ):
            made = await SqlApiKeys(ledger.database).create(
                "test", (ApiScope.PINS_READ, ApiScope.PINS_WRITE), None, START
            )
            headers = {"X-API-Key": made.key}
            async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=40.0) as http:
                bare = Office(simulator.url, ledger, url, http, "")
                shaped = await bare.control("ads", {"account": "demo", "name": "Shop", "currency": "EUR"})
                yield Office(simulator.url, ledger, url, http, shaped["ad_account"])


class TestCatalogue:
    async def test_datasets_and_columns_are_found_by_words(self, office: Office) -> None:
        found = await office.http.get("/v1/ads/datasets", params={"search": "keyword"})
        assert [one["id"] for one in found.json()] == ["keyword", "keywords"]
        assert (await office.http.get("/v1/ads/datasets/campaign")).json()["row_key"] == ["CAMPAIGN_ID"]
        assert (await office.http.get("/v1/ads/datasets/campain")).status_code == 404
        whole = await office.http.get("/v1/ads/columns", params={"limit": 1})
        assert whole.headers["X-Total-Count"] == "627"
        reach = {"search": "reach", "dataset": "campaign_breakdown"}
        ids = [one["id"] for one in (await office.http.get("/v1/ads/columns", params=reach)).json()]
        assert "TOTAL_IMPRESSION_USER" not in ids

    async def test_it_is_the_command_lines_catalogue(
        self, office: Office, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = (await office.http.get("/v1/ads/datasets", params={"limit": 100})).json()
        assert await asyncio.to_thread(run_command, ["ads", "datasets", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)["datasets"]
        assert [{**one, "dataset": one["id"]} for one in found] == [{**one, "id": one["dataset"]} for one in told]


WRONG: list[Json] = [
    {},
    {"columns": ["ECPM_IN_DOLLAR", "CTR", "CTR"]},
    {"windows": {"click_days": 1, "engagement_days": 30, "view_days": 1}},
    {"breakdowns": ["GENDER"]},
    {"dataset": "campaign_breakdown"},
    {"snapshot": {"at": "06:30", "zone": "Europe/Berlim"}},
    {"granularity": "HOUR", "columns": ["TOTAL_CHECKOUT"]},
    {"filters": {"ad_ids": ["1"]}, "write_mode": "insert", "look_back_days": 3},
]


class TestChecks:
    @pytest.mark.parametrize("changes", WRONG, ids=json.dumps)
    async def test_the_rules_are_those_of_the_command_line(
        self, office: Office, changes: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The same source, word for word: the same objections, in the same order."""
        source = office.source(**changes)
        found = (await office.http.post("/v1/ads/check", json={"source": source})).json()
        file = tmp_path / "source.toml"
        file.write_text(toml_of(source), encoding="utf-8")
        await asyncio.to_thread(run_command, ["ads", "check", str(file), "--json"])
        told = json.loads(capsys.readouterr().out)
        assert (found["ok"], found["objections"]) == (told["ok"], told["objections"])
        assert (found["route"], found["settles"]) == (told.get("route"), told.get("settles"))

    async def test_a_misspelt_field_is_not_overlooked(self, office: Office) -> None:
        source = office.source(windows={"clicks": 7}, colums=[])
        answer = await office.http.post("/v1/ads/check", json={"source": source})
        assert answer.status_code == 422
        assert {one["field"] for one in answer.json()["errors"]} == {"source.windows.clicks", "source.colums"}

    @pytest.mark.parametrize("what", ["check", "plan", "preview"])
    async def test_a_misspelt_field_beside_the_source_is_not_overlooked(self, office: Office, what: str) -> None:
        """Other days would be looked at than were meant."""
        asked = {"source": office.source(), "from": "2026-11-01"}
        answer = await office.http.post(f"/v1/ads/{what}", json=asked)
        assert answer.status_code == 422
        assert {one["field"] for one in answer.json()["errors"]} == {"from"}

    @pytest.mark.parametrize("what", ["plan", "preview"])
    async def test_days_that_run_backwards_are_named_as_the_question_has_them(
        self, office: Office, what: str
    ) -> None:
        asked = {"source": office.source(), "first": "2026-02-02", "last": "2026-02-01"}
        answer = await office.http.post(f"/v1/ads/{what}", json=asked)
        assert {one["field"] for one in answer.json()["errors"]} == {"last"}

    async def test_a_day_too_old_is_named_where_it_was_given(self, office: Office) -> None:
        """In the question, as its first or its last day, or in the source."""
        old = "2020-01-01"
        given: list[tuple[Json, Json, str]] = [
            ({"first": old}, {}, "first"),
            ({"last": old}, {}, "last"),
            ({}, {"first_day": old}, "first_day"),
            ({"first": old}, {"first_day": "2026-01-01"}, "first"),
        ]
        for days, changes, field in given:
            asked = {"source": office.source(**changes), **days}
            found = (await office.http.post("/v1/ads/check", json=asked)).json()["objections"]
            assert [one["field"] for one in found] == [field]

    async def test_a_plan_names_pieces_and_days_that_are_gone(self, office: Office) -> None:
        asked = {"source": office.source(), "first": "2020-01-01", "tier": "trial"}
        plan = (await office.http.post("/v1/ads/plan", json=asked)).json()
        assert (plan["route"], plan["calls"], len(plan["pieces"])) == ("async", 15, 5)
        assert plan["not_obtainable"][0]["first"] == "2020-01-01"
        asked["source"] = office.source(columns=["NO_SUCH"])
        refused = await office.http.post("/v1/ads/plan", json=asked)
        assert (refused.status_code, refused.json()["code"]) == (422, "source_refused")


def toml_of(source: Json) -> str:
    """Of one level of tables; JSON's texts, numbers and lists are TOML's."""
    plain = [f"{name} = {json.dumps(value)}" for name, value in source.items() if not isinstance(value, dict)]
    for table, inner in source.items():
        if isinstance(inner, dict):
            plain += [f"[{table}]", *(f"{name} = {json.dumps(value)}" for name, value in inner.items())]
    return "\n".join(plain)


class TestAdAccounts:
    async def test_each_is_told_with_whether_it_may_be_read(self, office: Office) -> None:
        await office.control("accounts", {"account": "agency", "boards": []})
        shared = {"ad_account": "777000111222333444", "account": "agency", "roles": {"demo": ["AUDIENCE_MANAGER"]}}
        await office.control("ads", shared)
        asked = {"account_id": str(account_uuid(DEMO_ACCOUNT))}
        found = {one["id"]: one for one in (await office.http.get("/v1/ads/accounts", params=asked)).json()}
        assert (found[office.ad_account]["may_be_read"], found[office.ad_account]["currency"]) == (True, "EUR")
        other = found["777000111222333444"]
        assert other["may_be_read"] is False
        assert "takes the role" in other["remedy"]

    async def test_the_scope_that_is_missing_is_named(self, office: Office) -> None:
        await office.fault(
            "/v5/ad_accounts", {"status": 401, "body": {"code": 3, "message": "Missing: ['ads:read']"}}
        )
        answer = await office.http.get("/v1/ads/accounts", params={"account_id": "demo"})
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "scope_missing")
        assert (problem["details"], "ads=true" in problem["message"]) == ({"scope": "ads:read"}, True)

    async def test_who_connects_may_be_asked_for_ads(self, office: Office) -> None:
        headers = await office.key(ApiScope.ADMIN)
        asked = {"ads": "true"}
        answer = await office.http.get("/v1/pinterest/oauth/start", params=asked, headers=headers)
        assert answer.status_code in {200, 409}
        if answer.status_code == 200:
            assert "ads%3Aread" in answer.json()["authorization_url"]


class TestPreviews:
    async def test_rows_are_shown_as_they_would_be_written(self, office: Office) -> None:
        answer = await office.http.post("/v1/ads/preview", json={"source": office.source()})
        assert answer.status_code == 200, answer.text
        found = answer.json()
        row = dict(zip(found["columns"], found["rows"][0], strict=True))
        assert float(row["SPEND_IN_CURRENCY"]) == pytest.approx(row["SPEND_IN_MICRO_DOLLAR"] / 1_000_000)
        assert isinstance(row["CAMPAIGN_ID"], str)

    async def test_what_is_refused_offline_costs_no_call(self, office: Office) -> None:
        asked = {"source": office.source(), "first": "2026-01-01", "last": "2026-03-01"}
        answer = await office.http.post("/v1/ads/preview", json=asked)
        (objection,) = answer.json()["details"]["objections"]
        assert (answer.status_code, objection["rule"]) == (422, "preview_too_long")

    async def test_what_pinterest_refuses_is_told_in_its_own_words(self, office: Office) -> None:
        await office.fault("/v5/ad_accounts/*", {"status": 400, "body": {"code": 1, "message": "Invalid report"}})
        answer = await office.http.post("/v1/ads/preview", json={"source": office.source()})
        (objection,) = answer.json()["details"]["objections"]
        assert (answer.status_code, objection["rule"]) == (422, "refused_by_pinterest")
        assert "Invalid report" in objection["message"]

    async def test_an_ad_account_that_is_not_seen_is_named_with_those_that_are(self, office: Office) -> None:
        own = office.source()
        answer = await office.http.post(
            "/v1/ads/preview", json={"source": own | {"ad_account_id": "777000111222"}}
        )
        (objection,) = answer.json()["details"]["objections"]
        assert (answer.status_code, objection["rule"]) == (422, "ad_account_unseen")
        assert own["ad_account_id"] in objection["nearest"]

    async def test_rows_have_the_ad_account_s_currency(self, office: Office) -> None:
        assert await self.currencies(office) == {"EUR"}
        await office.fault("/v5/ad_accounts", {"status": 503})
        assert await self.currencies(office) == {None}

    async def currencies(self, office: Office) -> set[str | None]:
        answer = await office.http.post("/v1/ads/preview", json={"source": office.source()})
        assert answer.status_code == 200, answer.text
        found = answer.json()
        return {dict(zip(found["columns"], row, strict=True))["CURRENCY"] for row in found["rows"]}

    def of_pins(self, office: Office, *ids: str) -> Json:
        source = office.source(dataset="organic_pin", columns=["IMPRESSION"], filters={"pin_ids": ids})
        return {"source": source}

    @pytest.mark.parametrize("pins", [("1",), ("1", "2", "3", "4")])
    async def test_the_scopes_of_organic_numbers_are_named(self, office: Office, pins: tuple[str, ...]) -> None:
        missing = {"status": 401, "body": {"code": 3, "message": "Missing: ['pins:read']"}}
        await office.fault("/v5/pins/*", missing)
        answer = await office.http.post("/v1/ads/preview", json=self.of_pins(office, *pins))
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "scope_missing")
        assert problem["details"] == {"scope": "user_accounts:read,boards:read,pins:read"}
        assert "Missing: ['pins:read']" in problem["message"]
        assert "ads" not in problem["message"]

    @pytest.mark.parametrize("code", [7, 29])
    async def test_a_refused_pin_is_told_as_a_run_tells_it(self, office: Office, code: int) -> None:
        await office.fault("/v5/pins/*", {"status": 403, "body": {"code": code, "message": "Not yours."}})
        answer = await office.http.post("/v1/ads/preview", json=self.of_pins(office, "1"))
        (objection,) = answer.json()["details"]["objections"]
        assert (answer.status_code, objection["field"]) == (422, "filters.pin_ids")
        assert objection["message"].startswith("Pin 1: Not yours.")

    async def test_a_value_that_does_not_fit_is_no_error_of_ours(self, office: Office) -> None:
        day = {"date": "2026-11-20", "data_status": "READY", "metrics": {"IMPRESSION": "abc"}}
        await office.fault("/v5/pins/*", {"status": 200, "body": {"all": {"daily_metrics": [day]}}})
        answer = await office.http.post("/v1/ads/preview", json=self.of_pins(office, "1"))
        (objection,) = answer.json()["details"]["objections"]
        assert (answer.status_code, objection["rule"]) == (422, "refused_by_pinterest")
        assert "IMPRESSION" in objection["message"]


class TestSources:
    async def test_a_source_is_kept_seen_changed_paused_and_forgotten(self, office: Office) -> None:
        made = await office.created(snapshot={"at": "06:30", "zone": "Europe/Berlin"})
        assert (made["currency"], made["snapshot"]["at"], made["paused"]) == ("EUR", "06:30", None)
        one = "/v1/ads/sources/campaigns-daily"
        seen = await office.http.get(one)
        assert {**seen.json(), "created_at": ""} == {**made, "created_at": ""}
        again = await office.http.get(one, headers={"If-None-Match": seen.headers["ETag"]})
        assert again.status_code == 304
        changes = {"snapshot": {"every_hours": 6}, "columns": ["CTR"], "look_back_days": 7, "report_format": "csv"}
        changed = (await office.http.patch(one, json=changes)).json()
        assert changed["snapshot"] == {"every_hours": 6, "at": None, "zone": "UTC"}
        assert (changed["columns"], changed["look_back_days"], changed["currency"]) == (["CTR"], 7, "EUR")
        usual = (await office.http.patch(one, json={"look_back_days": None})).json()
        assert (usual["look_back_days"], usual["report_format"]) == (None, "csv")
        paused = await office.http.post(f"{one}/pause", json={"why": "holidays"})
        assert paused.json()["paused"] == "holidays"
        assert (await office.http.post(f"{one}/resume")).json()["paused"] is None
        assert [each["id"] for each in (await office.http.get("/v1/ads/sources")).json()] == ["campaigns-daily"]
        assert (await office.http.delete(one)).status_code == 204
        assert (await office.http.get(one)).status_code == 404

    async def test_the_same_request_again_is_answered_the_same(self, office: Office) -> None:
        headers = {"Idempotency-Key": "once"}
        first = await office.http.post("/v1/ads/sources", json=office.source(), headers=headers)
        again = await office.http.post("/v1/ads/sources", json=office.source(), headers=headers)
        assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
        assert again.headers["Idempotent-Replayed"] == "true"
        other = await office.http.post("/v1/ads/sources", json=office.source())
        assert (other.status_code, other.json()["code"]) == (409, "source_exists")

    @pytest.mark.parametrize(
        ("changes", "rule"),
        [
            ({"columns": ["ECPM_IN_DOLLAR"]}, "unknown_column"),
            ({"ad_account_id": "1"}, "ad_account_unseen"),
            ({"snapshot": {"at": "06:30", "zone": "Europe/Berlim"}}, "unknown_zone"),
        ],
    )
    async def test_what_stands_against_it_is_told_and_nothing_kept(
        self, office: Office, changes: Json, rule: str
    ) -> None:
        answer = await office.http.post("/v1/ads/sources", json=office.source(**changes))
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "source_refused")
        (objection,) = problem["details"]["objections"]
        assert (objection["rule"], bool(objection["nearest"])) == (rule, True)
        assert (await office.http.get("/v1/ads/sources")).json() == []

    async def test_a_change_that_would_be_refused_changes_nothing(self, office: Office) -> None:
        await office.created()
        one = "/v1/ads/sources/campaigns-daily"
        wrong: list[Json] = [{"columns": []}, {"dataset": None}, {"breakdowns": ["GENDER"]}]
        for changes in wrong:
            refused = await office.http.patch(one, json=changes)
            assert (refused.status_code, refused.json()["code"]) == (422, "source_refused")
        assert (await office.http.get(one)).json()["columns"] == office.source()["columns"]

    async def test_a_key_for_other_accounts_sees_and_keeps_nothing(self, office: Office) -> None:
        await office.created()
        stranger = await office.key(ApiScope.PINS_READ, ApiScope.PINS_WRITE, accounts=[AccountKey("other")])
        assert (await office.http.get("/v1/ads/sources", headers=stranger)).json() == []
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/run"), ("GET", "/coverage")):
            answer = await office.http.request(method, f"/v1/ads/sources/campaigns-daily{path}", headers=stranger)
            assert answer.status_code == 404
        made = await office.http.post("/v1/ads/sources", json=office.source(key="x"), headers=stranger)
        assert made.json()["code"] == "account_not_found"

    @pytest.mark.parametrize(
        "destination",
        [
            {"kind": "csv", "target": "/etc"},
            {"kind": "parquet", "target": "../../elsewhere"},
            {"kind": "duckdb", "target": "C:\\ads.duckdb"},
            {"kind": "database", "target": "somebodys_table"},
        ],
    )
    async def test_rows_go_elsewhere_for_an_admin_alone(self, office: Office, destination: Json) -> None:
        source = office.source(destination=destination)
        refused = await office.http.post("/v1/ads/sources", json=source)
        assert (refused.status_code, refused.json()["code"]) == (403, "target_forbidden")
        admin = await office.key(ApiScope.ADMIN)
        assert (await office.http.post("/v1/ads/sources", json=source, headers=admin)).status_code == 201

    async def test_a_key_that_only_reads_keeps_nothing(self, office: Office) -> None:
        reader = await office.key(ApiScope.PINS_READ)
        refused = await office.http.post("/v1/ads/sources", json=office.source(), headers=reader)
        assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
        await office.created()
        keeper = await office.key(ApiScope.PINS_READ, ApiScope.PINS_WRITE, ApiScope.PINS_KEEP)
        kept = await office.http.delete("/v1/ads/sources/campaigns-daily", headers=keeper)
        assert kept.json()["code"] == "deletion_forbidden"

    async def test_while_pinterest_is_away_a_source_is_not_kept_unseen(self, office: Office) -> None:
        await office.fault("/v5/ad_accounts", {"status": 503})
        answer = await office.http.post("/v1/ads/sources", json=office.source())
        assert (answer.status_code, answer.json()["code"]) == (503, "pinterest_away")
        assert (await office.http.get("/v1/ads/sources")).json() == []

    async def test_a_run_without_temporal_is_asked_for_later(self, office: Office) -> None:
        await office.created()
        answer = await office.http.post("/v1/ads/sources/campaigns-daily/run")
        assert (answer.status_code, answer.json()["code"]) == (503, "engine_away")
        assert answer.headers["Retry-After"]
