"""The daemons' logs."""

from pathlib import Path

from starter import logs
from starter.logs import open_log, tail


def test_a_log_is_appended_to(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    for line in (b"one\n", b"two\n"):
        with open_log(log) as file:
            file.write(line)

    assert tail(log) == "one\ntwo"


def test_a_large_log_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with log.open("wb") as file:
        file.truncate(logs.LOG_BYTES_MAX + 1)
    with open_log(log) as file:
        file.write(b"anew\n")

    assert log.read_text() == "anew\n"
    assert [aside.name for aside in tmp_path.iterdir() if aside != log] == ["worker.log.1"]


def test_the_tail_is_short(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_text("".join(f"line {n}\n" for n in range(10_000)))

    assert tail(log).splitlines()[-1] == "line 9999"
    assert len(tail(log).splitlines()) == logs.TAIL_LINES


def test_a_log_that_is_not_there_is_said_to_be_empty(tmp_path: Path) -> None:
    assert tail(tmp_path / "worker.log") == "(nothing was logged)"
