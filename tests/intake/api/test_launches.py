"""Launches over HTTP: listed, looked into, and ordered about; whom it concerns is written down for the worker."""

from collections.abc import AsyncIterator

import pytest

from contracts.api_ids import account_uuid
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Outcome, PinOutcome, Reason
from intake.api.launches import LaunchesApi
from store.api_launches import SqlApiLaunches
from store.database import Database
from store.wakes import SqlWakes
from tests.builders import ACCOUNT, LAUNCH, a_launch, a_product, rows_of
from tests.fakes.clock import START, FakeClock
from tests.intake.api.served import ServedApi, serve_api
from tests.ledger import Ledger

LATER = LaunchId("20261122-000000-later-0000")
STRANGER = AccountKey("stranger")
MUG, CUP, JUG = (a_product(key) for key in ("mug", "cup", "jug"))


@pytest.fixture
async def api(database: Database) -> AsyncIterator[ServedApi]:
    ledger = Ledger(database)
    await ledger.launches.begin(a_launch(LATER, at=START + 60), rows_of(JUG))
    await ledger.registered(MUG, CUP)
    operations = LaunchesApi(SqlApiLaunches(database), ledger.accounts).operations()
    async with serve_api(database, FakeClock(START + 100), operations) as served:
        yield served


async def test_launches_are_listed_newest_first_with_how_many_there_are(api: ServedApi) -> None:
    first = await api.http.get("/v1/launches", params={"limit": 1})
    assert first.headers["X-Total-Count"] == "2"
    (latest,) = first.json()
    assert (latest["id"], latest["status"], latest["tally"]["waiting"]) == (LATER, "running", 1)
    assert latest["created_at"].endswith("Z")
    assert latest["account_id"] == str(account_uuid(ACCOUNT))
    (second,) = (await api.http.get("/v1/launches", params={"limit": 1, "offset": 1})).json()
    assert second["id"] == LAUNCH


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "LATER"}, [LATER]),
        ({"q": "100%"}, []),
        ({"account_id": ACCOUNT}, [LATER, LAUNCH]),
        ({"account_id": "nobody"}, []),
        ({"status": "finished"}, []),
        ({"since": "2026-11-18T11:07:00Z"}, [LATER]),
        ({"since": "0001-01-01T00:00:00+14:00", "until": "9999-12-31T23:59:59-14:00"}, [LATER, LAUNCH]),
    ],
)
async def test_launches_are_filtered(api: ServedApi, query: dict[str, str], found: list[str]) -> None:
    answer = await api.http.get("/v1/launches", params=query)
    assert [launch["id"] for launch in answer.json()] == found


async def test_pins_of_a_launch_are_listed_in_the_order_of_the_file(api: ServedApi) -> None:
    answer = await api.http.get(f"/v1/launches/{LAUNCH}/products")
    assert answer.headers["X-Total-Count"] == "2"
    assert [(pin["row"], pin["product"], pin["board_name"]) for pin in answer.json()] == [
        (2, "mug", "Mugs"),
        (3, "cup", "Mugs"),
    ]
    for query, count in [("q=cup", 1), ("outcome=live", 0), ("waiting=true", 2), ("board=x", 0), ("held=true", 0)]:
        found = await api.http.get(f"/v1/launches/{LAUNCH}/products?{query}")
        assert len(found.json()) == count, query


async def test_a_cancelled_launch_is_withdrawn_and_the_worker_is_to_tell_it(api: ServedApi) -> None:
    body = {"where": "product=mug", "why": "sold out"}
    answer = await api.http.post(f"/v1/launches/{LAUNCH}/cancel", json=body)
    assert answer.json() == {"matched": 1, "changed": 1, "settling": 0, "too_late": 0}
    mug, cup = (await api.http.get(f"/v1/launches/{LAUNCH}/products")).json()
    assert (mug["outcome"], mug["reason"], cup["outcome"]) == ("withdrawn", "cancelled", None)
    wakes = await SqlWakes(api.database).pending(10)
    assert {(wake.account, wake.launch) for wake in wakes} == {(ACCOUNT, None), (ACCOUNT, LAUNCH)}


async def test_a_launch_is_paused_resumed_and_put_off_without_a_body(api: ServedApi) -> None:
    assert (await api.http.post(f"/v1/launches/{LATER}/pause")).json()["changed"] == 1
    (jug,) = (await api.http.get(f"/v1/launches/{LATER}/products", params={"held": True})).json()
    assert jug["held"] is True
    assert (await api.http.post(f"/v1/launches/{LATER}/resume")).json()["changed"] == 1
    to = {"to": "2027-01-02T03:04:05+01:00"}
    assert (await api.http.post(f"/v1/launches/{LATER}/reschedule", json=to)).json()["changed"] == 1
    (jug,) = (await api.http.get(f"/v1/launches/{LATER}/products")).json()
    assert (jug["held"], jug["not_before"]) == (False, "2027-01-02T02:04:05Z")


async def test_what_failed_is_tried_again(api: ServedApi, ledger: Ledger) -> None:
    (pin, _) = await ledger.launches.register(LAUNCH, (), START)
    refused = PinOutcome(outcome=Outcome.REFUSED, reason=Reason.IMAGE_TOO_SMALL, message="585 px")
    await ledger.intents.settle(pin.key, refused, START)
    failed = await api.http.get(f"/v1/launches/{LAUNCH}/products", params={"reason": "image_too_small"})
    assert [product["message"] for product in failed.json()] == ["585 px"]
    answer = await api.http.post(f"/v1/launches/{LAUNCH}/retry", json={"where": "outcome=refused"})
    assert answer.json()["changed"] == 1


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("nothing/cancel", {}, 404, "launch_not_found"),
        (f"{LAUNCH}/cancel", {"where": "colour=red"}, 422, "filter_unreadable"),
        (f"{LAUNCH}/reschedule", {"to": "2027-01-02T03:04:05"}, 422, "validation_error"),
    ],
)
async def test_an_order_that_cannot_be_meant_is_refused(
    api: ServedApi, path: str, body: dict[str, str], status: int, code: str
) -> None:
    answer = await api.http.post(f"/v1/launches/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await SqlWakes(api.database).pending(10) == []


async def test_a_key_for_other_accounts_sees_none_of_it(api: ServedApi) -> None:
    headers = {"X-API-Key": await api.new_key(accounts=[STRANGER])}
    assert (await api.http.get("/v1/launches", headers=headers)).json() == []
    assert (await api.http.get(f"/v1/launches/{LAUNCH}", headers=headers)).status_code == 404
    assert (await api.http.post(f"/v1/launches/{LAUNCH}/cancel", headers=headers)).status_code == 404
