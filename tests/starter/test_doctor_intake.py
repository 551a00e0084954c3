"""Whether the doors for machines are well: asked of themselves, not of their process."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from starter.health import intake_ailment
from starter.parts import Part
from starter.processes import ProcessMark
from starter.record import ChildRecord, StackRecord
from tests.free_ports import free_ports
from tests.starter.looks import a_record


def a_stack_with(home: Path, url: str | None, mark: ProcessMark | None) -> StackRecord:
    record = a_record(home, intake=ChildRecord(mark=mark))
    return record.model_copy(update={"services": record.services.model_copy(update={"intake": url})})


@contextmanager
def answering(status: int) -> Iterator[str]:
    """Something on loopback that says this to everything."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its class has it
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("status", "what"), [(200, None), (503, "answers 503"), (404, "answers 404")])
async def test_they_are_well_when_what_is_sent_can_be_kept(
    tmp_path: Path, sleeper: ProcessMark, status: int, what: str | None
) -> None:
    with answering(status) as url:
        ailment = await intake_ailment(a_stack_with(tmp_path, url, sleeper))

    assert (ailment and ailment.what) == (what and f"{what} at {url}")
    assert ailment is None or ailment.part is Part.INTAKE


async def test_a_process_that_does_not_answer_is_not_well(tmp_path: Path, sleeper: ProcessMark) -> None:
    url = f"http://127.0.0.1:{free_ports(1)[0]}"
    ailment = await intake_ailment(a_stack_with(tmp_path, url, sleeper))

    assert ailment is not None
    assert ailment.what == f"does not answer at {url}"


async def test_without_a_process_nobody_is_asked(tmp_path: Path) -> None:
    """Somebody else may listen there by now."""
    with answering(200) as url:
        ailment = await intake_ailment(a_stack_with(tmp_path, url, None))

    assert ailment is not None
    assert ailment.what == "does not run"


async def test_a_stack_of_an_older_version_has_none_and_is_well(tmp_path: Path) -> None:
    assert await intake_ailment(a_stack_with(tmp_path, None, None)) is None
