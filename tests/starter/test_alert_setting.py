"""Where alerts go: an address that may be a secret, and is shown nowhere."""

import pytest

from config import ConfigError, Settings, load_settings
from fetching.bell import WebBell
from worker import bell_of

HOOK = "https://hooks.example.com/services/T000/B000/"


@pytest.mark.parametrize("address", [HOOK, "http://127.0.0.1:9000/alerts", "http://10.0.0.7/pinflow"])
def test_the_address_is_taken_to_the_letter_and_shown_to_nobody(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("PINFLOW_ALERT_URL", address)
    settings = load_settings()
    assert settings.alert_url is not None
    assert settings.alert_url.get_secret_value() == address
    assert address not in repr(settings)
    assert settings.environment()["PINFLOW_ALERT_URL"] == address


@pytest.mark.parametrize(
    "address", ["hooks.example.com/services", "ftp://hooks.example.com", "https://", "http://a:b"]
)
def test_what_is_no_address_is_refused_without_being_quoted(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("PINFLOW_ALERT_URL", address)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "PINFLOW_ALERT_URL must be" in str(caught.value)
    assert "hooks.example.com" not in str(caught.value)


async def test_without_an_address_there_is_no_bell() -> None:
    async with bell_of(Settings(alert_url=None)) as bell:
        assert bell is None


async def test_with_one_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_ALERT_URL", HOOK)
    async with bell_of(load_settings()) as bell:
        assert isinstance(bell, WebBell)
