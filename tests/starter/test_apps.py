"""Pinterest apps at the command line."""

import asyncio
import json
from pathlib import Path

import pytest

from config import load_settings
from contracts.credentials import RenewalClaim, TokenGrant
from contracts.names import AccountKey
from starter.__main__ import run_command
from starter.ledger import Ledger, find_ledger
from starter.redirects import DEFAULT_REDIRECT_URI
from tests.fakes.clock import START

SECRET = "s3cr3t-of-the-app"
SPRING = AccountKey("spring")


@pytest.fixture
def secret(tmp_path: Path) -> str:
    file = tmp_path / "secret.txt"
    file.write_text(f"{SECRET}\n")
    return str(file)


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run_command(["apps", "list", "--json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["apps"]
    return found


def test_an_app_is_registered_and_its_secret_is_never_shown(
    capsys: pytest.CaptureFixture[str], secret: str
) -> None:
    assert run_command(["apps", "add", "1512345", "--label", "Spring Ltd", "--secret-file", secret]) == 0
    told = capsys.readouterr()
    assert run_command(["apps", "list"]) == 0
    shown = capsys.readouterr()

    assert SECRET not in told.out + told.err + shown.out + shown.err
    assert DEFAULT_REDIRECT_URI in told.out
    assert "Spring Ltd" in shown.out
    assert listed(capsys) == [
        {
            "app": "1512345",
            "label": "Spring Ltd",
            "redirect_uri": DEFAULT_REDIRECT_URI,
            "legacy": False,
            "accounts": [],
        }
    ]


async def test_a_registered_app_can_be_used_and_is_encrypted_at_rest(secret: str) -> None:

    await asyncio.to_thread(run_command, ["apps", "add", "1", "--legacy", "--secret-file", secret])
    async with find_ledger(load_settings()) as ledger:
        app = await ledger.apps.get("1")
        assert (app.secret, app.legacy) == (SECRET, True)
        assert await ledger.account_names() == ()
    assert not any(SECRET.encode() in file.read_bytes() for file in load_settings().home.glob("pinflow.db*"))


def test_registered_again_it_has_the_new_secret_and_address(
    capsys: pytest.CaptureFixture[str], secret: str, tmp_path: Path
) -> None:
    run_command(["apps", "add", "1", "--secret-file", secret])
    run_command(["apps", "add", "1", "--secret-file", secret, "--redirect-uri", "https://agency.example/back"])
    assert "paste what the browser ends at" in capsys.readouterr().out
    assert [app["redirect_uri"] for app in listed(capsys)] == ["https://agency.example/back"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["not an id"], "is no app's id"),
        ([""], "is no app's id"),
        (["1", "--label", "x" * 101], "--label takes"),
        (["1", "--redirect-uri", "localhost:8085"], "cannot be used"),
        (["1", "--secret-file", "/nowhere/at/all"], "Cannot read the app's secret"),
        (["1"], "cannot be asked for without a terminal"),
    ],
)
def test_what_cannot_be_meant_registers_nothing(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert run_command(["apps", "add", *words]) == 2
    assert told in capsys.readouterr().err
    assert listed(capsys) == []


async def refuse_renewal(ledger: Ledger) -> None:
    """SPRING is connected through app 1, whose secret was refused."""
    grant = TokenGrant("pina_a", START + 60, "pinr_a", None, frozenset())
    await ledger.credentials.connect(SPRING, "1", grant, username="anna", at=START)
    claim = await ledger.credentials.claim(SPRING, owner="test", now=START, seconds=60, anyway=True)
    assert isinstance(claim, RenewalClaim), claim
    await ledger.credentials.refused(claim, "invalid client", START)


async def test_whoever_puts_a_secret_right_hears_which_tokens_are_tried_again(
    capsys: pytest.CaptureFixture[str], secret: str
) -> None:
    add = ["apps", "add", "1", "--secret-file", secret]
    await asyncio.to_thread(run_command, add)
    assert "tried again" not in capsys.readouterr().out
    async with find_ledger(load_settings()) as ledger:
        await refuse_renewal(ledger)
        await asyncio.to_thread(run_command, add)
        card = await ledger.accounts.card(SPRING)
    assert "Tokens that were refused are tried again with it: spring" in capsys.readouterr().out
    assert card is not None
    assert card.renewal_refused is None


def test_an_app_is_forgotten(capsys: pytest.CaptureFixture[str], secret: str) -> None:
    run_command(["apps", "add", "1", "--secret-file", secret])
    capsys.readouterr()
    assert run_command(["apps", "remove", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"app": "1", "removed": True}
    assert listed(capsys) == []


def test_an_app_that_is_not_here_cannot_be_forgotten(capsys: pytest.CaptureFixture[str], secret: str) -> None:
    run_command(["apps", "add", "1", "--secret-file", secret])
    assert run_command(["apps", "remove", "2"]) == 2
    assert "no app '2' here; there are: 1" in capsys.readouterr().err


def test_without_a_ledger_there_are_none_and_none_is_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert listed(capsys) == []
    assert list(tmp_path.iterdir()) == []
