"""Secrets as people give them; none of them is ever quoted."""

import io
from pathlib import Path

import pytest

from starter.failures import CommandFailed, ExitCode
from starter.given_secrets import SECRET_BYTES_MAX, SecretSource, given_secret

SECRET = "s3cr3t-of-the-app"


class Piped:
    """A stdin that is no terminal."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)

    def isatty(self) -> bool:
        return False


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr("sys.stdin", Piped(f"{SECRET}\n".encode()))
    return monkeypatch


def a_file(tmp_path: Path, data: bytes) -> SecretSource:
    file = tmp_path / "secret.txt"
    file.write_bytes(data)
    return SecretSource("The app's secret", file=file)


def test_it_is_read_from_stdin(piped: pytest.MonkeyPatch) -> None:
    assert given_secret(SecretSource("The app's secret", stdin=True)) == SECRET


@pytest.mark.parametrize("data", [SECRET.encode(), f"{SECRET}\n".encode(), f"  {SECRET}\r\n".encode()])
def test_it_is_read_from_a_file_without_what_is_around_it(tmp_path: Path, data: bytes) -> None:
    assert given_secret(a_file(tmp_path, data)) == SECRET


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (f"{SECRET}\nanother".encode(), "cannot be one"),
        (f"{SECRET} x".encode(), "cannot be one"),
        (f"{SECRET}\x00".encode(), "cannot be one"),
        (f"{SECRET}é".encode(), "cannot be one"),
        (SECRET.encode() + b"\xff\xfe", "not text"),
        (SECRET.encode() * 1_000, f"{SECRET_BYTES_MAX:,} bytes"),
    ],
)
def test_what_cannot_be_a_secret_is_refused_and_not_quoted(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(CommandFailed) as raised:
        given_secret(a_file(tmp_path, data))
    assert raised.value.exit_code == ExitCode.USAGE
    assert told in str(raised.value)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"secret\.txt: No such file"):
        given_secret(SecretSource("The app's secret", file=tmp_path / "secret.txt"))


def test_both_at_once_cannot_be_meant(tmp_path: Path, piped: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandFailed, match="not both"):
        given_secret(SecretSource("The token", stdin=True, file=tmp_path / "x", option="--token"))


def test_without_a_terminal_nobody_can_be_asked(piped: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandFailed, match="--token-stdin or --token-file"):
        given_secret(SecretSource("The token", option="--token"))
