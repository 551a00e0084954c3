"""Webhooks as PinBridge's own SDK asks for them, over real HTTP, and what ours has beside."""

from collections.abc import AsyncIterator

import anyio.to_thread
import httpx
import pytest
from cryptography.fernet import Fernet
from pinbridge_sdk import AsyncPinbridgeClient, PinbridgeClient
from pinbridge_sdk.errors import NotFoundError, ValidationError
from pinbridge_sdk.models.webhooks import WebhookCreate, WebhookUpdate

from contracts.events import ASKABLE, EVERYTHING
from contracts.names import AccountKey
from contracts.webhooks import NewEndpoint
from drafting.webhook_signing import key_of
from intake.api.webhooks import WebhooksApi
from intake.api.webhooks_deliveries import WebhookDeliveriesApi
from starter.webhook_endpoints import address_trouble, new_secret
from store.database import Database
from store.delivery_log import SqlDeliveryLog
from store.endpoints import SqlEndpoints
from store.sealing import sealer_of
from tests.builders import ACCOUNT
from tests.fakes.clock import FakeClock
from tests.intake.api.served import ServedApi, serve_api

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PLAIN_SECRET = "a-secret-of-pinbridge"
ADDRESS = "https://hooks.example.com/pins"


@pytest.fixture
async def api(database: Database, clock: FakeClock) -> AsyncIterator[ServedApi]:
    endpoints = SqlEndpoints(database, sealer_of(Fernet.generate_key().decode()))
    webhooks = WebhooksApi(endpoints, lambda url: address_trouble(url, near=False), new_secret, near=False)
    deliveries = WebhookDeliveriesApi(endpoints, SqlDeliveryLog(database), new_secret)
    operations = [*webhooks.operations(), *deliveries.operations()]
    async with serve_api(database, clock, operations) as served:
        yield served


async def made(api: ServedApi, **other: object) -> str:
    answer = await api.http.post("/v1/webhooks", json={"url": ADDRESS, "secret": SECRET} | other)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_the_sdk_makes_changes_and_removes_an_endpoint(api: ServedApi) -> None:
    def work() -> None:
        with PinbridgeClient(base_url=api.url, api_key=api.key) as client:
            found = client.webhooks.create(WebhookCreate(url=ADDRESS, secret=PLAIN_SECRET))
            assert found.events == ["pin.published", "pin.failed"]
            assert found.is_enabled
            changed = client.webhooks.update(found.id, WebhookUpdate(is_enabled=False, events=["pin.*"]))
            assert (changed.is_enabled, changed.events) == (False, ["pin.*"])
            assert [one.id for one in client.webhooks.list()] == [found.id]
            assert client.webhooks.get(found.id) == changed
            client.webhooks.delete(found.id)
            with pytest.raises(NotFoundError):
                client.webhooks.get(found.id)

    await anyio.to_thread.run_sync(work)


async def test_the_sdk_s_async_client_does_the_same(api: ServedApi) -> None:
    async with AsyncPinbridgeClient(base_url=api.url, api_key=api.key) as client:
        found = await client.webhooks.create({"url": ADDRESS, "secret": SECRET, "events": ["*"]})
        assert (await client.webhooks.update(found.id, {"url": ADDRESS + "/2"})).url == ADDRESS + "/2"
        assert [one.id for one in await client.webhooks.list()] == [found.id]
        await client.webhooks.delete(found.id)
        assert await client.webhooks.list() == []


async def test_a_private_address_is_refused_as_the_sdk_understands(api: ServedApi) -> None:
    async with AsyncPinbridgeClient(base_url=api.url, api_key=api.key) as client:
        with pytest.raises(ValidationError) as caught:
            await client.webhooks.create({"url": "http://169.254.169.254/", "secret": SECRET})
    assert caught.value.code == "webhook_address_refused"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/x", "http://localhost:80/", "http://2130706433/", "ftp://a.example/", "http://[::1]/"],
)
async def test_an_address_that_is_not_public_is_refused_when_it_is_changed_too(api: ServedApi, url: str) -> None:
    endpoint = await made(api)
    answer = await api.http.patch(f"/v1/webhooks/{endpoint}", json={"url": url})
    assert answer.status_code == 422
    assert (await api.http.get(f"/v1/webhooks/{endpoint}")).json()["url"] == ADDRESS


@pytest.mark.parametrize("secret", ["short", "whsec_too_short", "whsec_" + "x" * 250])
async def test_a_secret_that_cannot_sign_is_refused_and_not_repeated(api: ServedApi, secret: str) -> None:
    answer = await api.http.post("/v1/webhooks", json={"url": ADDRESS, "secret": secret})
    assert answer.status_code == 422
    assert secret not in answer.text


async def test_a_secret_of_pinbridge_is_taken_whatever_it_begins_with(api: ServedApi) -> None:
    for secret in ("whsec_test_secret_123456", "whsec_AAAAAAAAAAAAAAAA", "a-secret-of-pinbridge"):
        assert (await api.http.post("/v1/webhooks", json={"url": ADDRESS, "secret": secret})).status_code == 201


async def test_null_says_nothing_of_an_endpoint(api: ServedApi) -> None:
    nothing = {"events": None, "is_enabled": None, "hex_signature": None}
    answer = (await api.http.post("/v1/webhooks", json={"url": ADDRESS, "secret": SECRET, **nothing})).json()
    told = answer["events"], answer["is_enabled"], answer["hex_signature"]
    assert told == (["pin.published", "pin.failed"], True, False)


async def test_an_event_that_is_none_is_named(api: ServedApi) -> None:
    answer = await api.http.post("/v1/webhooks", json={"url": ADDRESS, "secret": SECRET, "events": ["pin.sold"]})
    assert answer.status_code == 422
    assert "pin.sold" in answer.text
    assert await made(api, events=[EVERYTHING, *ASKABLE])


async def test_no_answer_shows_a_secret_but_the_one_that_is_made(api: ServedApi) -> None:
    endpoint = await made(api)
    for path in ("/v1/webhooks", f"/v1/webhooks/{endpoint}"):
        assert SECRET not in (await api.http.get(path)).text
    rotated = (await api.http.post(f"/v1/webhooks/{endpoint}/rotate-secret")).json()
    assert key_of(rotated["secret"])
    assert rotated["secrets"] == 2


async def test_a_key_sees_no_endpoint_that_hears_of_other_accounts(api: ServedApi) -> None:
    everybody = await made(api)
    key = await api.new_key(accounts=[ACCOUNT])
    async with httpx.AsyncClient(base_url=api.url, headers={"X-API-Key": key}, trust_env=False) as limited:
        mine = (await limited.post("/v1/webhooks", json={"url": ADDRESS, "secret": SECRET})).json()
        assert mine["accounts"] == [ACCOUNT]
        assert [one["id"] for one in (await limited.get("/v1/webhooks")).json()] == [mine["id"]]
        assert (await limited.delete(f"/v1/webhooks/{everybody}")).status_code == 404
    other = await api.new_key(accounts=[AccountKey("mugs")])
    async with httpx.AsyncClient(base_url=api.url, headers={"X-API-Key": other}, trust_env=False) as limited:
        assert (await limited.get(f"/v1/webhooks/{mine['id']}")).status_code == 404


async def test_a_ping_is_an_event_with_a_delivery_and_can_be_told_again(api: ServedApi) -> None:
    endpoint = await made(api)
    event = (await api.http.post(f"/v1/webhooks/{endpoint}/ping")).json()["event_id"]
    answer = await api.http.get(f"/v1/webhooks/{endpoint}/deliveries")
    (delivery,) = answer.json()
    assert answer.headers["X-Total-Count"] == "1"
    assert (delivery["event_id"], delivery["state"], delivery["attempt_count"]) == (event, "waiting", 0)
    assert delivery["payload"]["type"] == "webhook.ping"
    again = await api.http.post(f"/v1/webhooks/{endpoint}/replay", json={"event_ids": [event]})
    assert again.json() == {"replayed": 1}
    (seen,) = (await api.http.get("/v1/events")).json()
    assert seen["id"] == event
    one = await api.http.get(f"/v1/webhooks/{endpoint}/deliveries/{delivery['id']}")
    assert one.json()["attempts"] == []


async def test_a_replay_says_what_is_meant(api: ServedApi) -> None:
    endpoint = await made(api)
    assert (await api.http.post(f"/v1/webhooks/{endpoint}/replay", json={})).status_code == 422
    of_a_day = {"since": "2026-11-21T00:00:00Z", "until": "2026-11-22T00:00:00Z"}
    assert (await api.http.post(f"/v1/webhooks/{endpoint}/replay", json=of_a_day)).json() == {"replayed": 0}


async def test_what_was_allowed_for_one_private_address_is_not_for_another(
    database: Database, clock: FakeClock
) -> None:
    """A name may lead anywhere: only the next post would tell."""
    endpoints = SqlEndpoints(database, sealer_of(Fernet.generate_key().decode()))
    made = await endpoints.add(NewEndpoint("http://10.0.0.7/in", SECRET, ("*",), near=True), clock.now())
    webhooks = WebhooksApi(endpoints, lambda url: address_trouble(url, near=False), new_secret, near=False)
    async with serve_api(database, clock, webhooks.operations()) as served:
        path = f"/v1/webhooks/{made.id}"
        assert (await served.http.patch(path, json={"events": ["pin.*"]})).status_code == 200
        kept = await endpoints.get(made.id)
        assert kept is not None
        assert kept.near
        assert (await served.http.patch(path, json={"url": "http://inner.example.com/"})).status_code == 200
        changed = await endpoints.get(made.id)
        assert changed is not None
        assert not changed.near


async def test_a_secret_that_nobody_gives_is_made_and_shown_once(api: ServedApi) -> None:
    answer = await api.http.post("/v1/webhooks", json={"url": ADDRESS})
    assert answer.status_code == 201
    assert key_of(answer.json()["secret"])
    seen = await api.http.get(f"/v1/webhooks/{answer.json()['id']}")
    assert "secret" not in seen.json()
    assert seen.json()["secrets"] == 1
    given = await api.http.post("/v1/webhooks", json={"url": ADDRESS, "secret": SECRET})
    assert given.json()["secret"] is None


async def test_an_answer_that_is_kept_shows_no_secret(api: ServedApi) -> None:
    answer = await api.http.post("/v1/webhooks", json={"url": ADDRESS}, headers={"Idempotency-Key": "hook-1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "secret_needed")
