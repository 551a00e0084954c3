"""A launch is told to an endpoint while it goes on: every message verified, each event once."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from tests.journeys.conftest import Place
from tests.journeys.pinflow import Document, write_catalog

pytestmark = pytest.mark.journey

DELIVERY_SECONDS_MAX = 120.0


@dataclass
class Desk:
    """A receiver that keeps what it can verify, and says no to the first of all."""

    secret: str = ""
    address: str = ""
    refused: int = 0
    events: dict[str, Document] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """The status that is answered; a message that does not verify raises."""
        Webhook(self.secret).verify(body, headers)
        with self.changed:
            if not self.refused:
                self.refused += 1
                return 500
            self.events[headers["webhook-id"]] = json.loads(body)
            self.changed.notify_all()
        return 204

    def of_type(self, kind: str) -> list[Document]:
        return [event["data"] for event in self.events.values() if event["type"] == kind]


@contextmanager
def desk() -> Iterator[Desk]:
    found = Desk()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = found.take({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_port}/in"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


def test_a_launch_of_three_products_is_told_pin_by_pin_and_as_a_whole(place: Place, tmp_path: Path) -> None:
    with desk() as receiver:
        made = place.pinflow.json("webhooks", "add", receiver.address, "--private")
        receiver.secret = made["secret"]
        report = place.pinflow.json("launch", str(write_catalog(tmp_path / "three.csv", 3)))
        with receiver.changed:
            assert receiver.changed.wait_for(lambda: len(receiver.events) == 7, DELIVERY_SECONDS_MAX)
    published = receiver.of_type("pin.published")
    assert {pin["pinterest_pin_id"] for pin in published} == {row["pin_id"] for row in report["products"]}
    assert len(receiver.of_type("pin.queued")) == len(published) == 3
    (launch,) = receiver.of_type("launch.completed")
    assert (launch["launch"], launch["live"]) == (report["launch"], 3)
    log = place.pinflow.json("webhooks", "log", made["id"])
    assert sorted(delivery["attempts"] for delivery in log["deliveries"]) == [1, 1, 1, 1, 1, 1, 2]
