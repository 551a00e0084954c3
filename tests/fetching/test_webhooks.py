"""Posting to an endpoint: to a public address only, once, following nothing, and naming nothing."""

from collections.abc import AsyncIterator

import httpx
import pytest

from contracts.trouble import AddressRefused, Unreachable
from fetching.transport import GuardedNetwork
from fetching.webhooks import WebhookPost
from tests.fakes.loop_time import let_pass
from tests.fetching.conftest import SMALL
from tests.fetching.internet import PUBLIC, Names, Server, Wires, answer, redirect

ADDRESS = "http://shop.example/hooks/very-secret"
HEADERS = {"content-type": "application/json", "webhook-id": "evt_1"}


@pytest.fixture
async def courier(names: Names, wires: Wires) -> AsyncIterator[WebhookPost]:
    network = GuardedNetwork(lookup=names.lookup, dialler=wires)
    async with WebhookPost.over(network, trust=httpx.create_ssl_context(), limits=SMALL) as opened:
        yield opened


async def test_the_status_is_told_whatever_it_is(courier: WebhookPost, server: Server) -> None:
    server.replies["/hooks/very-secret"] = answer(204)
    posted = await courier.post(ADDRESS, HEADERS, "{}", near=False)
    assert (posted.status, posted.retry_seconds) == (204, None)
    assert server.asked[0].headers["webhook-id"] == "evt_1"
    assert server.asked[0].headers["user-agent"].startswith("pinflow/")


async def test_a_redirect_is_not_followed(courier: WebhookPost, server: Server) -> None:
    server.replies["/hooks/very-secret"] = redirect("http://shop.example/elsewhere", 301)
    assert (await courier.post(ADDRESS, HEADERS, "{}", near=False)).status == 301
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("said", "date", "seconds"),
    [
        ("120", "", 120.0),
        ("999999999", "", 86_400.0),
        ("Sat, 21 Nov 2026 10:01:00 GMT", "Sat, 21 Nov 2026 10:00:00 GMT", 60.0),
        ("soon", "", None),
        ("-1", "", None),
    ],
)
async def test_what_it_asks_to_wait_is_told_within_a_day(
    courier: WebhookPost, server: Server, said: str, date: str, seconds: float | None
) -> None:
    server.replies["/hooks/very-secret"] = answer(429, retry_after=said, date=date)
    assert (await courier.post(ADDRESS, HEADERS, "{}", near=False)).retry_seconds == seconds


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/x", "http://169.254.169.254/", "http://0x7f.1/", "file:///etc"]
)
async def test_a_private_address_is_refused_without_asking(
    courier: WebhookPost, wires: Wires, address: str
) -> None:
    with pytest.raises(AddressRefused):
        await courier.post(address, HEADERS, "{}", near=False)
    assert wires.dialled == []


async def test_a_name_that_leads_home_is_refused_at_each_dial(
    courier: WebhookPost, names: Names, wires: Wires, server: Server
) -> None:
    """The name was public a moment ago: only the address that was looked at is dialled."""
    server.replies["/x"] = answer(200)
    names.give("hooks.example", [PUBLIC], ["10.0.0.1"])
    await courier.post("http://hooks.example/x", HEADERS, "{}", near=False)
    with pytest.raises(AddressRefused):
        await courier.post("http://hooks.example/x", HEADERS, "{}", near=False)
    assert wires.dialled == [PUBLIC]


async def test_one_that_may_be_near_is_posted_to(courier: WebhookPost, server: Server) -> None:
    server.replies["/x"] = answer(200)
    assert (await courier.post(f"{server.origin}/x", HEADERS, "{}", near=True)).status == 200


async def test_no_answer_names_neither_address_nor_secret(courier: WebhookPost) -> None:
    with pytest.raises(Unreachable) as caught:
        await courier.post("http://nobody.example/very-secret", HEADERS, "{}", near=False)
    assert "very-secret" not in str(caught.value)


async def test_who_never_answers_is_left_in_the_end(courier: WebhookPost, server: Server) -> None:
    async def silent(_writer: object) -> None:
        let_pass(60.0)

    server.replies["/hooks/very-secret"] = silent
    with pytest.raises(Unreachable):
        await courier.post(ADDRESS, HEADERS, "{}", near=False)
