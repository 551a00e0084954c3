"""What survives the end of the process, gentle or not."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path

import httpx
import pytest

from simulator.control_input import ControlError
from simulator.journal import JournalError
from simulator.running import RunningSimulator
from tests.simulator.builders import pin
from tests.simulator.client import Api, Control, visit
from tests.simulator.processes import ROOT, STEP_SECONDS_MAX, started


async def test_what_was_answered_or_done_survives_sigkill(tmp_path: Path) -> None:
    async with started("--data", str(tmp_path)) as first, visit(first.url) as http:
        api, control = Api(http), Control(http)
        await control.freeze()
        await control.set("limits", {"account": "demo", "org_write": 50})
        board = await api.board()
        answered = await api.pin(board)
        await api.send("DELETE", f"/pins/{await api.pin(board)}")
        await control.fault({"drop_after": True, "remove_after": 500})
        with pytest.raises(httpx.RemoteProtocolError):
            await api.post("/pins", pin(board, title="Lost answer"))
        before = [
            await control.read(name) for name in ("pins", "boards", "limits", "writes", "requests", "accounts")
        ]
        assert await first.end(signal.SIGKILL) == -signal.SIGKILL

    async with started("--data", str(tmp_path)) as second, visit(second.url) as http:
        api, control = Api(http), Control(http)
        after = [
            await control.read(name) for name in ("pins", "boards", "limits", "writes", "requests", "accounts")
        ]
        assert after == before
        await control.advance(5)
        listed = (await api.get(f"/boards/{board}/pins")).json()["items"]
        assert [item["title"] for item in listed] == ["Lost answer", "Blue mug"]
        assert listed[1]["id"] == answered
        shown = await http.get(listed[1]["media"]["images"]["600x"]["url"])
        assert shown.status_code == 200, "thumbnails survive too"
        spent = await api.post("/pins", pin(board))
        assert spent.headers["x-ratelimit-remaining"] == "44", "the window goes on where it was"
        await control.advance(500)
        assert len(await api.listed(board)) == 2, "the removal that was due came due"


async def test_new_ids_after_a_restart_are_new(tmp_path: Path) -> None:
    ids = []
    for turn in range(3):
        async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
            ids += [await Api(http).board(f"Board {turn}{letter}") for letter in "ab"]
            await Api(http).send("DELETE", f"/boards/{ids[-1]}")
    assert len(set(ids)) == 6


async def test_a_torn_last_line_is_dropped(tmp_path: Path) -> None:
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        board = await Api(http).board()
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"event":"pin","id":"8')
    for _ in range(2):
        async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
            assert (await Api(http).get(f"/boards/{board}")).status_code == 200


async def test_a_spoilt_diary_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_bytes(b'{"event":"ids","salt":1,"last":0}\nspoilt\n')
    with pytest.raises(JournalError, match="line 2"):
        async with RunningSimulator(data=tmp_path):
            pass


async def test_reset_is_remembered(tmp_path: Path) -> None:
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        await Api(http).pin(await Api(http).board())
        await Control(http).set("reset")
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        assert await Control(http).pins() == []
        assert list((tmp_path / "thumbnails").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_cleanly_within_two_seconds_even_with_a_slow_answer_under_way(
    tmp_path: Path, number: signal.Signals
) -> None:
    """At its best: a machine may be busy once."""
    assert min([await seconds_to_end(tmp_path, number) for _ in range(3)]) < 2


async def seconds_to_end(data: Path, number: signal.Signals) -> float:
    async with (
        started("--data", str(data)) as running,
        visit(running.url) as http,
        http.stream("GET", "/shop/bad-slow-mug.jpg") as response,
    ):
        assert response.status_code == 200
        begin = time.monotonic()
        assert await running.end(number) == 0
        return time.monotonic() - begin


async def test_the_same_port_is_taken_again_at_once(tmp_path: Path) -> None:
    async with started() as first:
        port = int(first.url.rpartition(":")[2])
        async with visit(first.url) as http:
            await http.get("/_simulator/health")
            await first.end(signal.SIGKILL)
    async with started(port=port) as second:
        assert second.url == first.url


async def run_to_end(*arguments: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", *arguments, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(STEP_SECONDS_MAX):
        _, errors = await process.communicate()
    return process.returncode, errors.decode()


async def test_a_taken_port_is_an_error_in_a_sentence(simulator: RunningSimulator) -> None:
    code, errors = await run_to_end("--port", simulator.url.rpartition(":")[2])
    assert code == 1
    assert errors.startswith("simulator: ")
    assert "Traceback" not in errors


async def test_a_plan_can_be_given_at_the_start(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text('{"seed": 3, "rules": [{"match": {"path": "/v5/*"}, "times": 1, "effect": {"status": 502}}]}')
    async with RunningSimulator(faults=plan) as simulator, visit(simulator.url) as http:
        assert [(await Api(http).get("/boards")).status_code for _ in range(2)] == [502, 200]


@pytest.mark.parametrize("text", ["{", '{"rules": 5}', None])
async def test_a_bad_plan_at_the_start_is_named(tmp_path: Path, text: str | None) -> None:
    plan = tmp_path / "plan.json"
    if text is not None:
        plan.write_text(text)
    with pytest.raises(ControlError, match="plan"):
        async with RunningSimulator(faults=plan):
            pass
