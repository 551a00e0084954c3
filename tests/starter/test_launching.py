"""What a launch decides before anything is sent."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config import Settings
from contracts.names import AccountKey
from contracts.product import CatalogRow
from contracts.windows import Spread, WindowRule
from contracts.wording import Wording, Wordings
from starter.failures import CommandFailed, ExitCode
from starter.launching import LaunchWish, check_wish, choose_account, choose_policy, launch_id, peek, read_images
from tests.builders import a_product

FILE = Path("Spring Collection!.csv")
WISH = LaunchWish(file=FILE)
REAL = "https://api.pinterest.com/v5"
SIMULATOR = "http://127.0.0.1:8099/v5"


@pytest.mark.parametrize(
    "wish",
    [
        LaunchWish(file=FILE, shop="shop.example.com"),
        LaunchWish(file=FILE, shop="ftp://shop.example.com"),
        LaunchWish(file=FILE, shop=f"https://shop.example.com/{'x' * 400}"),
        LaunchWish(file=FILE, board="  "),
        LaunchWish(file=FILE, board="x" * 181),
        LaunchWish(file=FILE, edition="x" * 101),
        LaunchWish(file=FILE, zone="CET+1"),
        LaunchWish(file=FILE, zone=""),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(wish: LaunchWish) -> None:
    with pytest.raises(CommandFailed) as raised:
        check_wish(wish)
    assert raised.value.exit_code == ExitCode.USAGE


def test_a_city_is_taken_for_the_zone_that_it_may_mean() -> None:
    with pytest.raises(CommandFailed, match='did you mean "Europe/Berlin"'):
        check_wish(LaunchWish(file=FILE, zone="berlin"))


def test_a_launch_s_id_tells_when_and_from_which_file() -> None:
    first, second = (launch_id(FILE, datetime(2026, 11, 21, 22, 15, 30, tzinfo=UTC)) for _ in range(2))
    assert first.startswith("20261121-221530-spring-collection-")
    assert first != second


def test_the_only_account_is_the_one() -> None:
    assert choose_account(WISH, [AccountKey("demo")]) == "demo"


@pytest.mark.parametrize(
    ("wish", "names"),
    [(WISH, []), (WISH, ["a", "b"]), (LaunchWish(file=FILE, account="c"), ["a", "b"])],
)
def test_an_account_that_is_not_clear_is_asked_for(wish: LaunchWish, names: list[str]) -> None:
    with pytest.raises(CommandFailed) as raised:
        choose_account(wish, [AccountKey(name) for name in names])
    assert raised.value.exit_code == ExitCode.USAGE
    assert all(name in str(raised.value) for name in names)


async def test_with_a_simulator_a_file_without_links_gets_the_demo_shop(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, pinterest_url=SIMULATOR, offline=True)
    policy = await choose_policy(WISH, settings, [a_row(link=None)], None)
    assert policy.pin.shop_url == "https://shop.example.com"
    assert policy.pin.stand_in_shop == "http://127.0.0.1:8099/shop"
    assert policy.pin.grace_seconds == 20


async def test_with_a_real_pinterest_the_shop_must_be_given(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, pinterest_url=REAL)
    with pytest.raises(CommandFailed, match="--shop"):
        await choose_policy(WISH, settings, [a_row(link=None)], None)
    given = await choose_policy(
        LaunchWish(file=FILE, shop="https://a.example"), settings, [a_row(link=None)], None
    )
    assert (given.pin.shop_url, given.pin.stand_in_shop) == ("https://a.example", None)
    assert given.pin.grace_seconds == 900


@pytest.mark.parametrize(("text", "images"), [("1", 1), (" 3 ", 3), ("20", 20), ("all", 20), ("ALL", 20)])
def test_how_many_pictures_are_wanted(text: str, images: int) -> None:
    assert read_images(text) == images


@pytest.mark.parametrize("text", ["0", "21", "-1", "1.5", "", "every", "²", "9" * 5_000])
def test_a_number_of_pictures_that_cannot_be_is_wrong_usage(text: str) -> None:
    with pytest.raises(CommandFailed, match="from 1 to 20, or: all") as raised:
        read_images(text)
    assert raised.value.exit_code == ExitCode.USAGE


async def test_the_launch_s_rules_are_what_the_person_wished(tmp_path: Path) -> None:
    wish = LaunchWish(
        file=FILE,
        board="Sale",
        edition="autumn",
        create_boards=False,
        images=3,
        zone="Europe/Berlin",
        wordings=Wordings(every=Wording(title="{title}!")),
        look_again_seconds=7_200.0,
        window=WindowRule(spread=Spread(board_day_limit=5)),
    )

    policy = await choose_policy(wish, Settings(home=tmp_path), [a_row()], None)

    assert (policy.board, policy.edition, policy.create_boards) == ("Sale", "autumn", False)
    assert (policy.images, policy.zone, policy.wordings) == (3, "Europe/Berlin", wish.wordings)
    assert policy.window == wish.window
    assert (policy.pin.campaign, policy.pin.look_again_seconds) == ("autumn", 7_200.0)


def test_peeking_takes_nothing_away() -> None:
    rows = [a_row(key=f"mug-{number}") for number in range(120)]
    first, whole = peek(iter(rows))
    assert list(first) == rows[:50]
    assert list(whole) == rows


def a_row(key: str = "blue-mug", **changes: object) -> CatalogRow:
    return CatalogRow(row=2, product=a_product(key, **changes))
