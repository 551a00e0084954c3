"""What is typed after `launch` and `plan` is one wish, whatever of it is left out."""

from pathlib import Path

import pytest

from contracts.pace import Priority
from contracts.product import IMAGES_MAX
from contracts.windows import Spread, WindowRule
from contracts.wording import Wording, Wordings
from starter.failures import CommandFailed, ExitCode
from starter.launch_words import BoardWords, CatalogWords, LaunchWords, TextWords, read_wish
from starter.launching import LaunchWish
from starter.window_rules import RuleWords

FILE = Path("spring.csv")
CATALOG = CatalogWords(file=FILE)


def test_a_file_alone_is_the_plainest_wish() -> None:
    assert read_wish(LaunchWords(catalog=CATALOG)) == LaunchWish(file=FILE)


def test_each_word_is_heeded() -> None:
    rules = Path("rules.toml")
    words = LaunchWords(
        catalog=CatalogWords(
            file=FILE, shop="https://s.example", zone="Asia/Tokyo", edition=" autumn ", images="all", limit=3
        ),
        boards=BoardWords(account="spring", board="Mugs", boards_file=rules, create=False),
        texts=TextWords(title="{title}!", description="{brand}"),
        rule=RuleWords(per_day=5),
        priority="Urgent",
        look_again_hours=2,
    )
    assert read_wish(words) == LaunchWish(
        file=FILE,
        account="spring",
        board="Mugs",
        boards_file=rules,
        shop="https://s.example",
        edition="autumn",
        limit=3,
        create_boards=False,
        images=IMAGES_MAX,
        zone="Asia/Tokyo",
        wordings=Wordings(every=Wording(title="{title}!", description="{brand}")),
        look_again_seconds=7_200.0,
        priority=Priority.URGENT,
        window=WindowRule(spread=Spread(board_day_limit=5)),
    )


def test_a_window_is_meant_in_the_zone_beside_it() -> None:
    catalog = CatalogWords(file=FILE, zone="Asia/Tokyo")
    wish = read_wish(LaunchWords(catalog=catalog, rule=RuleWords("daily 18:00-22:00")))
    assert wish.window is not None
    assert wish.window.window is not None
    assert wish.window.window.zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (LaunchWords(catalog=CatalogWords(file=FILE, images="0")), "--images takes"),
        (LaunchWords(catalog=CATALOG, priority="soon"), "--priority 'soon'"),
        (LaunchWords(catalog=CATALOG, rule=RuleWords(window="whenever")), "--window"),
        (LaunchWords(catalog=CATALOG, texts=TextWords(templates=Path("not-there.toml"))), "not-there.toml"),
    ],
)
def test_words_that_cannot_be_meant_are_wrong_usage(words: LaunchWords, told: str) -> None:
    with pytest.raises(CommandFailed, match=told) as raised:
        read_wish(words)
    assert raised.value.exit_code == ExitCode.USAGE
