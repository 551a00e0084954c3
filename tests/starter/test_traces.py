"""The last spans of a process: they reach the collector, and one that does not answer holds up nobody's end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from starter import traces

BATCHES = 3
SPANS = BATCHES * 512
"""As many as the SDK sends in so many requests."""
PATIENCE_SECONDS = 60.0


@dataclass
class Collector:
    """Takes what it is sent, and answers once it may."""

    address: str = ""
    taken: Event = field(default_factory=Event)
    may_answer: Event = field(default_factory=Event)


@contextmanager
def collector() -> Iterator[Collector]:
    told = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            told.taken.set()
            told.may_answer.wait(PATIENCE_SECONDS)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's
            """It is the test that speaks."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield told
    finally:
        told.may_answer.set()
        server.shutdown()
        server.server_close()
        serving.join()


def a_process_worked(endpoint: str, spans: int) -> None:
    tracer = traces.provider_to(endpoint).get_tracer("pinflow")
    for number in range(spans):
        tracer.start_span(f"span {number}").end()


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """No provider of another test is asked to send anything."""
    traces._opened().clear()
    yield
    traces._opened().clear()


def test_what_was_not_sent_yet_is_sent_at_the_end() -> None:
    with collector() as told:
        told.may_answer.set()
        a_process_worked(told.address, 1)
        traces.send_spans()
        assert told.taken.is_set()


@pytest.mark.timeout(PATIENCE_SECONDS)
def test_a_collector_that_takes_spans_and_never_answers_holds_up_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where each of several batches might be waited for."""
    monkeypatch.setattr(traces, "EXPORT_SECONDS_MAX", 10 * PATIENCE_SECONDS)
    monkeypatch.setattr(traces, "SEND_SECONDS_MAX", 0.2)
    with collector() as told:
        a_process_worked(told.address, SPANS)
        assert told.taken.wait(PATIENCE_SECONDS)
        traces.send_spans()
        assert not told.may_answer.is_set()
        told.may_answer.set()
        traces.provider_to(told.address).force_flush()
