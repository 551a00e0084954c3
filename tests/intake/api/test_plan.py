"""A plan over HTTP gives the moments that a launch would give, and keeps nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from contracts.windows import Spread, WindowRule
from drafting.window_text import read_window
from intake.api.plan import PlanApi
from starter.api_planning import LedgerPlanner
from store.database import Database
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.intake.api.served import ServedApi, serve_api
from tests.ledger import Ledger

EVENINGS = "Mon-Fri 18:00-22:00 America/New_York"
TONIGHT = datetime(2026, 11, 18, 23, tzinfo=UTC)
ROWS = [{"board": "Mugs", "link_url": f"https://shop.example.com/mug-{number}"} for number in range(4)]


@pytest.fixture
async def api(database: Database) -> AsyncIterator[ServedApi]:
    ledger = Ledger(database)
    operations = PlanApi(LedgerPlanner(ledger.accounts, ledger.plans), ledger.accounts).operations()
    async with serve_api(database, FakeClock(START), operations) as served:
        yield served


async def test_pins_leave_while_the_window_is_open_and_no_more_a_day_than_they_may(api: ServedApi) -> None:
    body = {"account_id": ACCOUNT, "rows": ROWS, "window": EVENINGS, "board_day_limit": 2}
    plan = (await api.http.post("/v1/plan", json=body)).json()
    assert (plan["zone"], plan["placed"], plan["unplaced"]) == ("America/New_York", 4, 0)
    moments = [datetime.fromisoformat(row["at_local"]) for row in plan["rows"]]
    assert {moment.hour for moment in moments} <= {18, 19, 20, 21}
    assert [moment.date().day for moment in moments] == [18, 18, 19, 19]
    assert (await api.http.post("/v1/plan", json=body)).json() == plan


async def test_the_account_s_own_rule_holds_besides(api: ServedApi, ledger: Ledger) -> None:
    rule = WindowRule(window=read_window(EVENINGS), spread=Spread(board_gap_seconds=1_800.0))
    await ledger.plans.set_rule(ACCOUNT, None, rule)
    plan = (await api.http.post("/v1/plan", json={"account_id": ACCOUNT, "rows": ROWS})).json()
    first, second = (datetime.fromisoformat(row["at"]) for row in plan["rows"][:2])
    assert first >= TONIGHT
    assert second - first >= timedelta(minutes=30)


async def test_without_rules_pins_leave_as_the_quota_allows(api: ServedApi) -> None:
    rows = [*ROWS, {"board": "Mugs", "run_at": "2026-12-24T18:00:00+01:00"}]
    plan = (await api.http.post("/v1/plan", json={"account_id": ACCOUNT, "rows": rows})).json()
    assert (plan["placed"], plan["ends"]) == (5, "2026-12-24T17:00:00Z")


async def test_what_can_have_no_moment_says_why(api: ServedApi) -> None:
    over = f"{EVENINGS} not after 2026-11-01"
    body = {"account_id": ACCOUNT, "rows": ROWS[:1], "window": over}
    plan = (await api.http.post("/v1/plan", json=body)).json()
    assert (plan["placed"], plan["unplaced"], plan["ends"]) == (0, 1, None)
    assert plan["rows"][0]["reason"]
    assert plan["rows"][0]["message"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"window": "whenever"}, 422, "window_unreadable"),
        ({"window": "Mon 18:00-22:00 Atlantis/Main"}, 422, "window_unreadable"),
        ({"rows": []}, 422, "validation_error"),
        ({"rows": [{"board": "Mugs", "run_at": "2026-12-24T18:00:00"}]}, 422, "validation_error"),
        ({"account_id": "nobody"}, 404, "account_not_found"),
    ],
)
async def test_what_cannot_be_planned_is_refused(
    api: ServedApi, changes: dict[str, object], status: int, code: str
) -> None:
    answer = await api.http.post("/v1/plan", json={"account_id": ACCOUNT, "rows": ROWS, **changes})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
