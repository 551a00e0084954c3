"""`pinflow ads accounts`: which ad accounts may be read."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from starter.__main__ import run_command
from tests.starter.pinterest_here import PinterestHere, pinterest_here


@pytest.fixture
def pinterest(monkeypatch: pytest.MonkeyPatch) -> Iterator[PinterestHere]:
    with pinterest_here() as running:
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", running.api_url)
        yield running


def test_ad_accounts_are_told_with_roles_and_whether_they_may_be_read(
    pinterest: PinterestHere, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else's ad account, shared for its audiences alone, is seen and not read."""
    pinterest.post("accounts", {"account": "agency", "boards": []})
    shared = {"ad_account": "777000111222333444", "account": "agency", "roles": {"demo": ["AUDIENCE_MANAGER"]}}
    pinterest.post("ads", {"account": "demo", "name": "Shop", "currency": "EUR"})
    pinterest.post("ads", shared)

    assert run_command(["ads", "accounts", "--json"]) == 0
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)["ad_accounts"]}

    assert found["777000111222333444"]["may_be_read"] is False
    own = [one for one in found.values() if one["name"] == "Shop"]
    assert [(one["currency"], one["may_be_read"]) for one in own] == [("EUR", True)]
    assert run_command(["ads", "accounts"]) == 0
    text = capsys.readouterr().out
    assert "777000111222333444" in text
    assert "takes the role" in text


SOURCE = """
key = "campaigns-daily"
account = "demo"
ad_account_id = "AD_ACCOUNT"
dataset = "campaign"
columns = ["SPEND_IN_MICRO_DOLLAR"]
"""


def test_a_source_is_kept_with_the_currency_of_an_ad_account_that_may_be_read(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pinterest.post("ads", {"account": "demo", "currency": "CHF"})
    assert run_command(["ads", "accounts", "--json"]) == 0
    (own,) = json.loads(capsys.readouterr().out)["ad_accounts"]
    file = tmp_path / "source.toml"
    file.write_text(SOURCE.replace("AD_ACCOUNT", "1"), encoding="utf-8")

    assert run_command(["ads", "create", str(file), "--json"]) == 2
    (objection,) = json.loads(capsys.readouterr().out)["objections"]
    file.write_text(SOURCE.replace("AD_ACCOUNT", own["id"]), encoding="utf-8")
    assert run_command(["ads", "create", str(file), "--json"]) == 0

    assert (objection["rule"], objection["nearest"]) == ("ad_account_unseen", [own["id"]])
    assert json.loads(capsys.readouterr().out)["currency"] == "CHF"
