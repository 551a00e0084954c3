"""What can be set, and how a mistake is told."""

from pathlib import Path

import pytest

from config import ConfigError, Settings, load_settings, nearest_home
from contracts.pin import MediaStrategy
from starter.media import strategy_of
from store.assets import FolderAssets
from worker import assets_of


def test_nothing_set_means_everything_embedded(tmp_path: Path) -> None:
    settings = load_settings()

    assert settings.home == tmp_path / ".pinflow"
    assert settings.database_url == f"sqlite:///{tmp_path}/.pinflow/pinflow.db"
    assert settings.temporal_address is None
    assert settings.pinterest_url is None
    assert settings.demo_shop() is None


def test_the_nearest_home_above_is_found(tmp_path: Path) -> None:
    deep = tmp_path / "shop" / "feeds"
    deep.mkdir(parents=True)
    (tmp_path / ".pinflow").mkdir()

    assert nearest_home(deep) == tmp_path / ".pinflow"


def test_a_home_of_its_own_comes_before_one_above(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    (shop / ".pinflow").mkdir(parents=True)
    (tmp_path / ".pinflow").mkdir()

    assert nearest_home(shop) == shop / ".pinflow"


def test_a_file_named_like_a_home_is_none(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / ".pinflow").touch()

    assert nearest_home(tmp_path / "shop") == tmp_path / "shop" / ".pinflow"


def test_the_folder_s_env_file_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PINFLOW_SHOP_URL=https://file.example\nPINFLOW_LOG_LEVEL=DEBUG\nOTHER=1\n")
    monkeypatch.setenv("PINFLOW_SHOP_URL", "https://environment.example/")

    settings = load_settings()

    assert settings.shop_url == "https://environment.example"
    assert settings.log_level == "debug"


def test_relative_places_are_meant_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A daemon runs in another folder and must mean the same file."""
    monkeypatch.setenv("PINFLOW_HOME", "here")
    monkeypatch.setenv("PINFLOW_DATABASE_URL", "sqlite:///pins.db")

    settings = load_settings()

    assert settings.home == tmp_path / "here"
    assert settings.database_url == f"sqlite:///{tmp_path}/pins.db"


def test_an_absolute_database_stays_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_DATABASE_URL", "sqlite:////srv/pins.db")

    assert load_settings().database_url == "sqlite:////srv/pins.db"


def test_an_empty_value_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_TEMPORAL_ADDRESS", "")

    assert load_settings().temporal_address is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PINFLOW_TEMPORAL_ADDRESS", "https://temporal.example:7233"),
        ("PINFLOW_TEMPORAL_ADDRESS", "temporal.example"),
        ("PINFLOW_TEMPORAL_ADDRESS", "temporal.example:many"),
        ("PINFLOW_PINTEREST_URL", "https://api.pinterest.com"),
        ("PINFLOW_PINTEREST_URL", "ftp://api.pinterest.com/v5"),
        ("PINFLOW_PINTEREST_URL", "https://[half/v5"),
        ("PINFLOW_SHOP_URL", "shop.example"),
        ("PINFLOW_ASSETS_URL", "pictures/finished"),
        ("PINFLOW_ASSETS_URL", "https://pictures.s3.amazonaws.com"),
        ("PINFLOW_ASSETS_URL", "s3://key:hunter2@pictures/finished"),
        ("PINFLOW_ASSETS_ENDPOINT", "objects.example:8333"),
        ("PINFLOW_ASSETS_PUBLIC_URL", "pictures.example"),
        ("PINFLOW_DATABASE_URL", "mysql://user:hunter2@db.example/pins"),
        ("PINFLOW_DATABASE_URL", "sqlite:///:memory:"),
        ("PINFLOW_OFFLINE", "maybe"),
        ("PINFLOW_LOG_LEVEL", "loud"),
        ("PINFLOW_HOME", "~nobody-by-this-name/home"),
    ],
)
def test_a_bad_value_is_told_in_a_sentence_that_names_the_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigError) as caught:
        load_settings()

    assert str(caught.value).startswith(f"{name} ")
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_offline_is_refused_with_the_real_pinterest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_OFFLINE", "1")
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "https://api.pinterest.com/v5")

    with pytest.raises(ConfigError, match="PINFLOW_OFFLINE"):
        load_settings()


def test_offline_is_taken_with_a_pinterest_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_OFFLINE", "1")
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "http://127.0.0.1:8099/v5/")

    settings = load_settings()

    assert settings.offline
    assert settings.demo_shop() == "http://127.0.0.1:8099/shop"


def test_an_api_key_without_an_address_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody means Temporal Cloud; starting an embedded server instead would hide it."""
    monkeypatch.setenv("PINFLOW_TEMPORAL_API_KEY", "hunter2")

    with pytest.raises(ConfigError, match="PINFLOW_TEMPORAL_ADDRESS"):
        load_settings()


STORE = {
    "PINFLOW_ASSETS_URL": "s3://pictures/finished/",
    "PINFLOW_ASSETS_ENDPOINT": "https://objects.example/",
    "PINFLOW_ASSETS_REGION": "eu-central-1",
    "PINFLOW_ASSETS_ACCESS_KEY": "hunter1",
    "PINFLOW_ASSETS_SECRET_KEY": "hunter2",
    "PINFLOW_ASSETS_PUBLIC_URL": "https://pictures.example/finished/",
}


def test_an_object_store_is_set_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in STORE.items():
        monkeypatch.setenv(name, value)

    settings = load_settings()

    assert settings.assets_url == "s3://pictures/finished"
    assert settings.assets_endpoint == "https://objects.example"
    assert settings.assets_public_url == "https://pictures.example/finished"
    assert "hunter" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    "left_out", ["PINFLOW_ASSETS_URL", "PINFLOW_ASSETS_ACCESS_KEY", "PINFLOW_ASSETS_SECRET_KEY"]
)
def test_half_an_object_store_is_a_mistake(left_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be found out when the first picture is to be kept, in the middle of a launch."""
    for name in STORE.keys() - {left_out}:
        monkeypatch.setenv(name, STORE[name])

    with pytest.raises(ConfigError, match=left_out) as caught:
        load_settings()

    assert "hunter" not in str(caught.value)


def test_a_folder_that_somebody_serves_is_public_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_ASSETS_PUBLIC_URL", "https://pictures.example")

    settings = load_settings()

    assert strategy_of(settings) is MediaStrategy.IMAGE_URL
    assert isinstance(assets_of(settings), FolderAssets)


def test_where_nothing_is_public_pictures_travel_inside_the_request() -> None:
    assert strategy_of(load_settings()) is MediaStrategy.IMAGE_BASE64


def test_pictures_on_this_machine_are_public_for_a_pinterest_on_this_machine_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PINFLOW_ASSETS_PUBLIC_URL", "http://127.0.0.1:8333/pictures")
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "http://127.0.0.1:8099/v5")
    assert load_settings().own_assets() == "http://127.0.0.1:8333/pictures"

    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "https://api.pinterest.com/v5")
    with pytest.raises(ConfigError, match="PINFLOW_ASSETS_PUBLIC_URL"):
        load_settings()


def test_beside_a_real_pinterest_nothing_on_this_machine_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_ASSETS_PUBLIC_URL", "https://pictures.example")
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "https://api.pinterest.com/v5")

    assert load_settings().own_assets() is None


def test_an_unreadable_env_file_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PINFLOW_SHOP_URL=\xff\xfe")

    with pytest.raises(ConfigError, match=r"\.env"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PATROL_MINUTES", "abc", "a whole number from 0 to 10080"),
        ("PATROL_MINUTES", "-4", "a whole number from 0 to 10080"),
        ("PATROL_MINUTES", "1.5", "a whole number from 0 to 10080"),
        ("LOG_LEVEL", "loud", "debug, info, warning or error"),
        ("LOG_JSON", "maybe", "1 or 0 (true or false)"),
        ("OFFLINE", "perhaps", "1 or 0 (true or false)"),
    ],
)
def test_a_wrong_number_switch_or_word_is_told_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(f"PINFLOW_{name}", value)

    with pytest.raises(ConfigError) as caught:
        load_settings()

    assert str(caught.value) == f"PINFLOW_{name} must be {allowed}, not '{value}'."


def test_a_wrong_value_of_any_length_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_PATROL_MINUTES", "9x" * 5_000)

    with pytest.raises(ConfigError) as caught:
        load_settings()

    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("name", ["DATABASE_URL", "TEMPORAL_ADDRESS", "ASSETS_URL", "PINTEREST_URL", "SHOP_URL"])
def test_a_wrong_value_that_may_hold_a_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"PINFLOW_{name}", "nobody://x:hunter2@host:nowhere")

    with pytest.raises(ConfigError, match=f"PINFLOW_{name} must be") as caught:
        load_settings()

    assert "hunter2" not in str(caught.value)


def test_every_number_that_can_be_set_has_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [name for name, setting in Settings.model_fields.items() if setting.annotation is int]
    assert numbers
    for name in numbers:
        monkeypatch.setenv(f"PINFLOW_{name.upper()}", "many")
        with pytest.raises(ConfigError, match="a whole number from"):
            load_settings()
        monkeypatch.delenv(f"PINFLOW_{name.upper()}")


def test_no_secret_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_TEMPORAL_ADDRESS", "cloud.example:7233")
    for name in ("PINFLOW_SECRET_KEY", "PINFLOW_TEMPORAL_API_KEY"):
        monkeypatch.setenv(name, "hunter2")
    monkeypatch.setenv("PINFLOW_DATABASE_URL", "postgresql://pinflow:hunter2@db.example/pinflow")

    settings = load_settings()

    assert "hunter2" not in f"{settings!r} {settings}"


def test_settings_survive_the_way_through_an_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How the supervisor and the worker get what stood in somebody's `.env`."""
    (tmp_path / ".env").write_text(
        "PINFLOW_SECRET_KEY=hunter2\nPINFLOW_OFFLINE=false\nPINFLOW_LOG_JSON=1\nPINFLOW_HOME=here\n"
    )
    settings = load_settings()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)

    assert load_settings() == settings


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().log_json = True  # type: ignore[misc]  # the very mistake that is tried


def test_where_everything_is_run_elsewhere_it_is_said_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_EMBEDDED", "0")
    monkeypatch.setenv("PINFLOW_TEMPORAL_ADDRESS", "temporal.example.com:7233")
    with pytest.raises(ConfigError, match="PINFLOW_PINTEREST_URL"):
        load_settings()
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "https://api.pinterest.com/v5")
    assert not load_settings().embedded


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"DEPLOYMENT": "pinflow"}, "PINFLOW_BUILD_ID"),
        ({"BUILD_ID": "1.4.0"}, "PINFLOW_DEPLOYMENT"),
        ({"DEPLOYMENT": "pinflow", "BUILD_ID": "1.4.0"}, "PINFLOW_EMBEDDED=0"),
        ({"DEPLOYMENT": "a.b", "BUILD_ID": "1"}, "PINFLOW_DEPLOYMENT must be up to 100 letters"),
        ({"DEPLOYMENT": "a", "BUILD_ID": "1:2"}, "PINFLOW_BUILD_ID must be up to 100 letters"),
    ],
)
def test_a_version_without_its_deployment_is_refused(
    given: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"PINFLOW_{name}", value)
    with pytest.raises(ConfigError, match=told):
        load_settings()
