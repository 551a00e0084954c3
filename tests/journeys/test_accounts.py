"""Two clients of an agency, as a new user has them: apps, the real browser, launches, a dead token, a new one."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.chromium import PROGRAM
from tests.journeys.pinflow import Document, Pinflow, Truth, pinflow_up, write_catalog
from tests.starter.free_ports import free_port

CLIENTS = {"anna": "app-one", "bert": "app-two"}
PRODUCTS = 6

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pinflow, Truth]]:
    with pinflow_up(tmp_path_factory.mktemp("agency")) as (pinflow, truth, _):
        for app in CLIENTS.values():
            register(pinflow, truth, app)
        yield pinflow, truth


def register(pinflow: Pinflow, truth: Truth, app: str) -> None:
    uri, secret = f"http://localhost:{free_port()}/callback", f"a-secret-of-{app}"
    truth.post("apps", {"app_id": app, "secret": secret, "redirect_uris": [uri]})
    file = pinflow.folder / f"{app}.secret"
    file.write_text(f"{secret}\n")
    pinflow.run("apps", "add", app, "--secret-file", str(file), "--redirect-uri", uri)


def by_browser(pinflow: Pinflow, account: str) -> Pinflow:
    """With a person at the browser who is signed in as `account`."""
    picture = pinflow.folder / f"{account}-callback"
    browser = f"{sys.executable} -P -m tests.journeys.visitor {account} {picture} %s"
    return replace(pinflow, environment={**pinflow.environment, "BROWSER": browser})


def of(pinflow: Pinflow, account: str) -> Document:
    return pinflow.json("accounts", "show", account)


def test_two_accounts_of_two_apps_are_connected_and_launched_to(place: tuple[Pinflow, Truth]) -> None:
    pinflow, truth = place
    for account, app in CLIENTS.items():
        told = by_browser(pinflow, account).json("accounts", "connect", "--app", app)
        assert (told["account"], told["app"], told["renews"], told["told"]) == (account, app, True, True)
    assert {one["account"]: one["state"] for one in pinflow.json("accounts", "list")["accounts"]} == {
        "anna": "connected",
        "bert": "connected",
    }
    catalog = write_catalog(pinflow.folder / "mugs.csv", PRODUCTS)
    for account in CLIENTS:
        launched = pinflow.json("launch", str(catalog), "--account", account)
        assert launched["live"] == PRODUCTS
    assert sorted(pin["account"] for pin in truth.pins()) == ["anna"] * PRODUCTS + ["bert"] * PRODUCTS
    assert all(one["well"] for one in pinflow.json("accounts", "health")["accounts"])


def test_a_token_is_renewed_when_a_person_says_so(place: tuple[Pinflow, Truth]) -> None:
    pinflow, _ = place
    before = of(pinflow, "anna")
    after = pinflow.json("accounts", "refresh", "anna")
    assert after["refresh_until"] >= before["refresh_until"]
    assert after["state"] == "connected"


def test_pins_wait_for_a_dead_token_and_go_on_after_a_new_consent(place: tuple[Pinflow, Truth]) -> None:
    pinflow, truth = place
    truth.post("accounts", {"account": "bert", "access_ttl": 0.1, "refresh_ttl": 0.1})
    catalog = write_catalog(pinflow.folder / "cups.csv", PRODUCTS)
    launch = pinflow.json("launch", str(catalog), "--account", "bert", "--edition", "cups", "--detach")["launch"]
    assert pinflow.run("accounts", "health", "bert", code=4).stdout.count("not well") == 1
    assert of(pinflow, "bert")["remedy"].endswith("pinflow accounts reconnect bert")
    assert "pinflow accounts reconnect bert" in pinflow.run("status", launch).stdout

    truth.post("accounts", {"account": "bert", "access_ttl": None, "refresh_ttl": None})
    told = by_browser(pinflow, "bert").json("accounts", "reconnect", "bert")
    assert (told["state"], told["alerts"]) == ("connected", [])
    assert pinflow.json("watch", launch)["live"] == PRODUCTS


def test_the_key_is_changed_under_a_running_worker(place: tuple[Pinflow, Truth]) -> None:
    pinflow, _ = place
    file = pinflow.folder / ".pinflow" / "secret.key"
    before = file.read_text()
    assert pinflow.json("secrets", "rotate")["resealed"] >= 6
    assert file.read_text() != before
    assert "," not in file.read_text()
    assert pinflow.json("accounts", "refresh", "anna")["state"] == "connected"


def test_an_account_is_removed_and_the_other_stays(place: tuple[Pinflow, Truth]) -> None:
    pinflow, _ = place
    assert pinflow.json("accounts", "remove", "bert")["removed"]
    assert [one["account"] for one in pinflow.json("accounts", "list")["accounts"]] == ["anna"]
    assert "bert" not in pinflow.run("apps", "list").stdout


def test_no_secret_is_in_what_was_shown_or_logged(place: tuple[Pinflow, Truth]) -> None:
    pinflow, _ = place
    secrets = [f"a-secret-of-{app}".encode() for app in CLIENTS.values()]
    for file in (pinflow.folder / ".pinflow" / "logs").iterdir():
        content = Path(file).read_bytes()
        assert not any(secret in content for secret in (*secrets, b"pina_", b"pinr_")), file
