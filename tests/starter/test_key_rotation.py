"""A new key: whoever is killed when, everything that is stored opens with what the file says."""

import asyncio
import base64
import json
import secrets
import stat
from pathlib import Path

import pytest
from sqlmodel import Session

from config import load_settings
from contracts.credentials import AppCredentials, TokenGrant
from contracts.names import AccountKey
from starter.__main__ import run_command
from starter.failures import CommandFailed
from starter.home import Home
from starter.key_rotation import rotate
from starter.ledger import Ledger, find_ledger, open_ledger
from store.sealing import sealer_of
from store.tables.accounts import AccountRow, AppRow
from tests.fakes.clock import START

SPRING = AccountKey("spring")
SECRETS = ("pina_access", "pinr_refresh", "secret-of-the-app")


def a_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def key_file() -> Path:
    return Home(load_settings().home).key_file


async def stored() -> None:
    grant = TokenGrant(
        access=SECRETS[0],
        access_expires=START + 60,
        refresh=SECRETS[1],
        refresh_expires=None,
        scopes=frozenset(),
    )
    async with open_ledger(load_settings(), with_demo=False) as ledger:
        await ledger.apps.add(AppCredentials("one", SECRETS[2], redirect_uri="http://localhost:1/"), "", START)
        await ledger.credentials.connect(SPRING, "one", grant, username="anna", at=START)


@pytest.fixture
async def home() -> Home:
    await stored()
    return Home(load_settings().home)


async def sealed(ledger: Ledger) -> tuple[str, str, str]:
    def read(session: Session) -> tuple[str, str, str]:
        account, app = session.get_one(AccountRow, SPRING), session.get_one(AppRow, "one")
        return account.sealed_token or "", account.sealed_refresh or "", app.sealed_secret

    return await ledger.database.read(read)


async def opened_with(keys: str) -> tuple[str, ...]:
    async with find_ledger(load_settings()) as ledger:
        return tuple(sealer_of(keys).open(one) for one in await sealed(ledger))


async def test_everything_opens_with_the_new_key_and_nothing_with_the_old(home: Home) -> None:
    old = home.secret_key()
    rotation = await rotate(load_settings())

    new = key_file().read_text()
    assert (rotation.resealed, rotation.in_file) == (3, True)
    assert new != old
    assert "," not in new
    assert await opened_with(new) == SECRETS
    with pytest.raises(Exception, match="does not open"):
        await opened_with(old)


async def test_the_new_file_is_its_owners_alone(home: Home) -> None:
    await rotate(load_settings())
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    assert [path.name for path in home.folder.iterdir() if path.name.startswith(".secret")] == []


async def test_one_that_was_killed_after_its_first_step_is_gone_on_with(home: Home) -> None:
    old, new = home.secret_key(), a_key()
    home.key_file.write_text(f"{new},{old}")
    assert await opened_with(home.secret_key()) == SECRETS

    await rotate(load_settings())
    assert key_file().read_text() == new
    assert await opened_with(new) == SECRETS


async def test_one_that_was_killed_before_its_last_step_forgets_the_old_key(home: Home) -> None:
    await rotate(load_settings())
    new = key_file().read_text()
    home.key_file.write_text(f"{new},{a_key()}")

    assert (await rotate(load_settings())).resealed == 0
    assert key_file().read_text() == new


async def test_what_opens_with_no_key_changes_nothing_that_opens(home: Home) -> None:
    old = home.secret_key()
    home.key_file.write_text(a_key())
    with pytest.raises(CommandFailed, match="does not open"):
        await rotate(load_settings())
    assert await opened_with(old) == SECRETS


async def test_a_key_that_is_none_is_not_pushed_aside(home: Home) -> None:
    home.key_file.write_text("not a key")
    with pytest.raises(CommandFailed, match="is not a key"):
        await rotate(load_settings())
    assert home.key_file.read_text() == "not a key"


async def test_a_key_file_that_is_gone_is_not_made_anew(home: Home) -> None:
    home.key_file.unlink()
    with pytest.raises(CommandFailed, match="is not there"):
        await rotate(load_settings())
    assert not home.key_file.exists()


async def test_a_key_of_the_environment_is_a_persons_to_change(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = home.secret_key(), a_key()
    monkeypatch.setenv("PINFLOW_SECRET_KEY", old)
    with pytest.raises(CommandFailed, match='"new,old", restart the workers') as raised:
        await rotate(load_settings())
    assert old not in str(raised.value)

    monkeypatch.setenv("PINFLOW_SECRET_KEY", f"{new},{old}")
    rotation = await rotate(load_settings())
    assert (rotation.resealed, rotation.in_file) == (3, False)
    assert await opened_with(new) == SECRETS


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(stored())
    assert run_command(["secrets", "rotate", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"resealed": 3, "key": "home"}
    assert key_file().read_text() not in captured.out + captured.err


def test_where_nothing_is_stored_there_is_nothing_to_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["secrets", "rotate"]) == 2
    assert "Nothing was launched here yet" in capsys.readouterr().err
