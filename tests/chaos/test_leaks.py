"""The search for tokens finds what it looks for, wherever it stands."""

from pathlib import Path

import pytest

from tests.chaos import leaks
from tests.chaos.leaks import has_bytes, leaks_in, leaks_in_text, our_files

TOKEN = "sim_chaos-1"


@pytest.mark.parametrize("before", [0, 1, 5, leaks.PIECE_BYTES - 4, leaks.PIECE_BYTES, 2 * leaks.PIECE_BYTES - 1])
def test_a_token_is_found_also_where_two_pieces_meet(tmp_path: Path, before: int) -> None:
    file = tmp_path / "temporal.db"
    file.write_bytes(b"\0" * before + TOKEN.encode() + b"\0" * 100)
    assert has_bytes(file, TOKEN.encode())
    assert [*leaks_in([file], [TOKEN])] == ["temporal.db has the token of chaos-1"]


def test_a_file_without_it_is_clean(tmp_path: Path) -> None:
    file = tmp_path / "worker.log"
    file.write_bytes(b"chaos-1 sim chaos-1 sim_chaos")
    assert [*leaks_in([file], [TOKEN])] == []
    assert [*leaks_in_text("the log", file.read_text(), [TOKEN])] == []


def test_ledger_histories_and_logs_are_searched_and_the_simulators_own_are_not(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    ours = ("pinflow.db", "pinflow.db-wal", "temporal.db-wal", "logs/worker-1.log", "logs/temporal.log")
    for name in (*ours, "logs/simulator.log", "stack.json"):
        (tmp_path / name).touch()
    assert {str(file.relative_to(tmp_path)) for file in our_files(tmp_path)} == set(ours)
