"""What an attempt sends: the standard's headers, and for old receivers those that they know."""

import hashlib
import hmac

import pytest
from cryptography.fernet import Fernet

from activities.delivering import DeliveringActivities
from contracts.webhooks import AttemptEnd, DeliveryOrder, NewEndpoint
from store.database import Database
from store.deliveries_out import SqlDeliveriesOut
from store.endpoints import SqlEndpoints
from store.sealing import sealer_of
from tests.fakes.clock import START, FakeClock
from tests.fakes.receiver import SECRET, FakeReceiver, Got

SEALER = sealer_of(Fernet.generate_key().decode())
OLDER = "a-secret-of-pinbridge"


async def told(database: Database, *, hex_signature: bool, secret: str = SECRET) -> tuple[str, Got]:
    """A delivery's id, and what its endpoint got; of the endpoint's two secrets `secret` is the newer one."""
    endpoints, receiver = SqlEndpoints(database, SEALER), FakeReceiver()
    new = NewEndpoint("https://hooks.example/in", OLDER, ("*",), hex_signature=hex_signature)
    endpoint = (await endpoints.add(new, START)).id
    await endpoints.rotate(endpoint, secret, START)
    await endpoints.ping(endpoint, START)
    book = SqlDeliveriesOut(database, SEALER)
    (request,) = await book.to_start(START, 10)
    attempt = await DeliveringActivities(book, receiver, FakeClock()).deliver(
        DeliveryOrder(delivery=request.delivery)
    )
    assert attempt.end is AttemptEnd.ACCEPTED
    (got,) = receiver.got
    return request.delivery, got


@pytest.mark.parametrize("secret", [SECRET, "another-of-pinbridge", "whsec_test_secret_123456"])
async def test_a_receiver_made_for_pinbridge_verifies_with_the_newest_secret(
    database: Database, secret: str
) -> None:
    """As PinBridge's example of a receiver does."""
    delivery, got = await told(database, hex_signature=True, secret=secret)
    expected = hmac.new(secret.encode("utf-8"), got.body.encode(), hashlib.sha256).hexdigest()
    assert hmac.compare_digest(got.headers["x-pinbridge-signature"], expected)
    assert got.headers["x-pinbridge-event"] == "webhook.ping"
    assert got.headers["x-pinbridge-delivery-id"] == delivery
    assert got.headers["x-pinflow-signature-256"].startswith("sha256=")


async def test_others_get_the_standards_headers_alone(database: Database) -> None:
    _, got = await told(database, hex_signature=False)
    assert set(got.headers) == {"content-type", "webhook-id", "webhook-timestamp", "webhook-signature"}
