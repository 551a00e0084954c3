"""Which account a command means, and one sentence for a name that nobody has."""

import asyncio

import pytest

from config import load_settings
from contracts.names import AccountKey
from starter.__main__ import run_command
from starter.failures import CommandFailed, ExitCode
from starter.ledger import open_ledger
from starter.the_account import NAME_SHOWN_MAX, no_such_account, the_account

SPRING, AUTUMN = AccountKey("spring"), AccountKey("autumn")


def test_the_one_that_is_named_or_the_only_one() -> None:
    assert the_account("spring", [AUTUMN, SPRING]) == SPRING
    assert the_account(None, [AUTUMN]) == AUTUMN


@pytest.mark.parametrize(
    ("wanted", "names", "told"),
    [
        ("sprng", [AUTUMN, SPRING], "There is no account 'sprng'; there are: autumn, spring."),
        ("spring", [], "There is no account 'spring'; there are: none."),
        ("", [SPRING], "There is no account ''; there are: spring."),
        (None, [AUTUMN, SPRING], "Say which account with --account; there are: autumn, spring."),
        (None, [], "Say which account with --account; there are: none."),
    ],
)
def test_a_slip_is_told_with_what_there_is(wanted: str | None, names: list[AccountKey], told: str) -> None:
    with pytest.raises(CommandFailed) as raised:
        the_account(wanted, names)
    assert (str(raised.value), raised.value.exit_code) == (told, ExitCode.USAGE)


def test_a_name_without_end_is_shown_in_part() -> None:
    assert len(str(no_such_account("x" * 10_000, [SPRING]))) < NAME_SHOWN_MAX + 60


@pytest.mark.parametrize(
    "words",
    [
        ("accounts", "show", "sprng"),
        ("accounts", "pause", "sprng"),
        ("accounts", "reconnect", "sprng"),
        ("cancel", "--account", "sprng"),
        ("patrol", "--findings", "--account", "sprng"),
        ("windows", "--account", "sprng"),
        ("boards", "rules", "show", "--account", "sprng"),
        ("keys", "create", "--account", "sprng"),
    ],
)
def test_every_command_says_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    async def demo() -> None:
        async with open_ledger(load_settings()) as ledger:
            assert await ledger.account_names() == ("demo",)

    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "http://127.0.0.1:9/v5")
    asyncio.run(demo())
    assert run_command(words) == ExitCode.USAGE
    assert "There is no account 'sprng'; there are: demo." in capsys.readouterr().err
