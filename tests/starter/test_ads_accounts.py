"""`pinflow ads accounts`: which ad accounts may be read."""

import json
from collections.abc import Iterator

import pytest

from starter.__main__ import run_command
from starter.ads_accounts import may_be_read
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


def test_what_pinterest_did_not_say_is_not_guessed() -> None:
    assert may_be_read(()) is None
    assert may_be_read(("ANALYST", "FINANCE_MANAGER")) is True
    assert may_be_read(("FINANCE_MANAGER",)) is False
