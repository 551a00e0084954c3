"""Ten thousand pins are no reason to become slow."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path

from simulator.history import apply, shortest
from simulator.journal import Journal
from simulator.running import RunningSimulator
from simulator.state import State
from simulator.things import Account, Board, Picture, Pin, Privacy, Tier
from tests.simulator.builders import EPOCH
from tests.simulator.client import Api, visit

PINS = 10_000


def diary_of_a_full_board(file: Path) -> None:
    state = State()
    account = Account("demo", "7" * 18, "app", Tier.STANDARD, EPOCH, EPOCH)
    board = Board("5" * 18, 1, "demo", "Full", None, Privacy.PUBLIC, is_ads_only=False, created=EPOCH)
    apply(state, {"event": "account", **asdict(account)})
    apply(state, {"event": "board", **asdict(board)})
    for number in range(2, PINS + 2):
        apply(state, {"event": "pin", **asdict(a_pin(number, board))})
    journal = Journal(file)
    journal.begin(shortest(state))
    journal.close()


def a_pin(sequence: int, board: Board) -> Pin:
    return Pin(
        id=f"8{sequence:017d}",
        sequence=sequence,
        account="demo",
        board_id=board.id,
        title=f"Pin {sequence}",
        description=None,
        alt_text=None,
        link=None,
        dominant_color=None,
        parent_pin_id=None,
        is_standard=True,
        picture=Picture(1000, 1500, "JPEG", "0" * 64),
        created=EPOCH,
        listed=EPOCH,
        processed=EPOCH,
    )


async def test_a_full_board_is_listed_by_pages_and_grows_as_quickly_as_ever(tmp_path: Path) -> None:
    diary_of_a_full_board(tmp_path / "journal.jsonl")
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        api = Api(http)
        begin = time.process_time()
        seen: list[str] = []
        bookmark: str | None = None
        while bookmark or not seen:
            page = (await api.get(f"/boards/{'5' * 18}/pins", page_size=250, bookmark=bookmark or "")).json()
            seen += [item["id"] for item in page["items"]]
            bookmark = page["bookmark"]
        assert len(set(seen)) == len(seen) == PINS
        for _ in range(20):
            await api.pin("5" * 18)
        assert time.process_time() - begin < 6, "CPU seconds of server and client together, ten times the usual"
