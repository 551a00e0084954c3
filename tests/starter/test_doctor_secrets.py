"""Judgements about the key to the tokens."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from config import Settings, load_settings
from starter.checks_secrets import KeyLook, judge_key, look_at_key, opened, unseen_key
from starter.findings import Finding, State
from starter.home import Home
from store.health import AccountStanding
from store.sealing import sealer_of
from tests.starter.looks import an_account

TOKEN = "pina_S3cretS3cret"
OTHER_KEY = "A" * 43 + "="


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home")


@pytest.fixture
def home(settings: Settings) -> Home:
    """A home with a key."""
    home = Home(settings.home)
    home.create()
    home.secret_key()
    return home


def sealed(key: str, name: str = "demo") -> AccountStanding:
    return an_account(name, sealed_token=sealer_of(key).seal(TOKEN))


def judged(settings: Settings, *accounts: AccountStanding) -> Finding:
    return judge_key(look_at_key(settings), accounts)


def test_a_key_that_opens_every_token_is_well(settings: Settings, home: Home) -> None:
    key = home.secret_key()
    finding = judged(settings, sealed(key), sealed(key, "second"), an_account("third", sealed_token=None))
    assert finding.state is State.OK
    assert "all 2 tokens" in finding.found
    assert opened(look_at_key(settings), sealed(key)) == TOKEN


def test_accounts_whose_token_does_not_open_are_named(settings: Settings, home: Home) -> None:
    finding = judged(settings, sealed(home.secret_key(), "good"), sealed(OTHER_KEY, "alien"), an_account("broken"))
    assert finding.state is State.FAILED
    assert finding.found.endswith("alien, broken")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o666])
def test_a_key_that_others_may_read_has_failed(settings: Settings, home: Home, mode: int) -> None:
    home.key_file.chmod(mode)
    finding = judged(settings)
    assert finding.state is State.FAILED
    assert f"{mode:04o}" in finding.found
    assert finding.remedy == f"chmod 600 {home.key_file}"


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_key_of_its_owner_alone_is_well(settings: Settings, home: Home, mode: int) -> None:
    home.key_file.chmod(mode)
    assert judged(settings).state is State.OK


def test_a_change_of_the_key_that_was_not_ended_is_told(settings: Settings, home: Home) -> None:
    old = home.secret_key()
    home.key_file.write_text(f"{OTHER_KEY},{old}")
    finding = judged(settings, sealed(old))
    assert finding.state is State.WARNING
    assert "not ended" in finding.found
    assert "pinflow secrets rotate" in (finding.remedy or "")


def test_no_key_and_no_token_is_a_home_that_is_new(settings: Settings) -> None:
    assert judged(settings).state is State.SKIPPED
    assert not settings.home.exists()


def test_a_key_that_is_gone_is_missed_when_tokens_need_it(settings: Settings) -> None:
    finding = judged(settings, an_account())
    assert finding.state is State.FAILED
    assert "gone" in finding.found


@pytest.mark.parametrize("content", [b"", b"not a key", b"\xff\xfe\x00", OTHER_KEY.encode()[:-4]])
def test_what_is_no_key_is_told_and_not_shown(settings: Settings, home: Home, content: bytes) -> None:
    home.key_file.write_bytes(content)
    finding = judged(settings)
    assert finding.state is State.FAILED
    assert "is no key" in finding.found


def test_a_key_from_the_environment_has_no_file_to_look_at(settings: Settings, home: Home) -> None:
    home.key_file.chmod(0o644)
    given = settings.model_copy(update={"secret_key": SecretStr(OTHER_KEY)})
    finding = judged(given, sealed(OTHER_KEY))
    assert finding.state is State.OK
    assert "PINFLOW_SECRET_KEY" in finding.found
    assert OTHER_KEY not in finding.found


def test_a_bad_key_from_the_environment_is_not_shown(settings: Settings) -> None:
    finding = judged(settings.model_copy(update={"secret_key": SecretStr("hunter2")}))
    assert finding.state is State.FAILED
    assert "hunter2" not in f"{finding.found} {finding.remedy}"


def test_without_a_ledger_the_key_is_judged_by_itself(settings: Settings, home: Home) -> None:
    finding = judge_key(look_at_key(settings), None)
    assert finding.state is State.OK
    assert "not seen" in finding.found


def test_a_key_that_cannot_be_read_is_told(settings: Settings) -> None:
    assert "Permission denied" in judge_key(unseen_key(settings, "Permission denied"), None).found


def test_neither_key_nor_token_shows_in_a_look(settings: Settings, home: Home) -> None:
    look = look_at_key(settings)
    assert home.secret_key() not in repr(look)
    assert opened(replace(look, sealer=None), an_account()) is None
    assert isinstance(look, KeyLook)
