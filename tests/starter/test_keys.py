"""`pinflow keys`: a key is shown once, and good until it is revoked."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from contracts.api_keys import ApiGrant, ApiScope
from starter.__main__ import run_command
from starter.failures import ExitCode
from store.api_keys import SqlApiKeys
from tests.builders import ACCOUNT
from tests.starter.launches import home_s_ledger

pytestmark = pytest.mark.usefixtures("home_with_ledger")

USUAL = ["pins:read", "pins:write", "intake"]


def keys(capsys: pytest.CaptureFixture[str], *words: str) -> Any:  # Any: a JSON document
    assert run_command(["keys", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def granted(key: str) -> ApiGrant | None:
    async def look() -> ApiGrant | None:
        async with home_s_ledger() as ledger:
            return await SqlApiKeys(ledger.database).verify(key)

    return asyncio.run(look())


def test_a_key_opens_until_it_is_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    made = keys(capsys, "create", "--label", " order   desk ", "--account", "demo")
    assert set(made) == {"id", "key"}
    grant = granted(made["key"])
    assert grant is not None
    assert (grant.scopes, grant.accounts) == (frozenset(map(ApiScope, USUAL)), frozenset({ACCOUNT}))

    (listed,) = keys(capsys, "list")["keys"]
    assert (listed["label"], sorted(listed["scopes"]), listed["revoked"]) == ("order desk", sorted(USUAL), None)

    assert keys(capsys, "revoke", made["id"]) == {"id": made["id"], "revoked": True}
    assert granted(made["key"]) is None
    assert keys(capsys, "list")["keys"][0]["revoked"] is not None


def test_scopes_may_be_named_one_by_one_or_together(capsys: pytest.CaptureFixture[str]) -> None:
    made = keys(capsys, "create", "--scope", "Intake, pins:read", "--scope", "pins:read")
    grant = granted(made["key"])
    assert grant is not None
    assert grant.scopes == {ApiScope.INTAKE, ApiScope.PINS_READ}
    assert grant.accounts is None


def test_a_scope_that_is_empty_is_not_taken_for_the_usual_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """`--scope "$SCOPES"` of a script whose variable is not set."""
    assert run_command(["keys", "create", "--scope", ""]) == ExitCode.USAGE
    assert "--scope is empty" in capsys.readouterr().err
    assert keys(capsys, "list") == {"keys": []}


def test_no_list_and_no_file_shows_a_key(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = keys(capsys, "create")
    assert run_command(["keys", "list"]) == 0
    told = capsys.readouterr().out
    assert made["id"] in told
    assert made["key"] not in told
    secret = made["key"].removeprefix("pf_").encode()
    assert [file for file in tmp_path.rglob("*") if file.is_file() and secret in file.read_bytes()] == []


def test_a_person_is_told_that_it_is_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["keys", "create"]) == 0
    assert "nobody can show it again" in capsys.readouterr().out


@pytest.mark.usefixtures("nothing_here")
def test_where_nothing_is_there_are_no_keys_and_none_are_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert keys(capsys, "list") == {"keys": []}
    assert run_command(["keys", "list"]) == 0
    assert "pinflow keys create" in capsys.readouterr().out
    assert not (tmp_path / ".pinflow").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["create", "--scope", "pins:reed"], 'did you mean "pins:read"?'),
        (["create", "--account", "nobody"], "there are: demo"),
        (["create", "--label", "x" * 101], "--label takes 100"),
        (["revoke", "key_000000000000"], "pinflow keys list"),
    ],
)
def test_a_slip_makes_and_revokes_nothing(capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    made = keys(capsys, "create")
    assert run_command(["keys", *words]) == 2
    assert told in capsys.readouterr().err
    assert len(keys(capsys, "list")["keys"]) == 1
    assert granted(made["key"]) is not None
