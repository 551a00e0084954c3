"""Our names for boards, beside what Pinterest shows now."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.ledger import KnownBoard
from contracts.outcome import Reason
from contracts.refusals import refuse
from contracts.sightings import SeenBoard
from drafting.board_names import NameLook, NameState, compare_names
from drafting.boards import fold_board_name


def there(**names: str) -> list[SeenBoard]:
    """Boards by their ids, without the letter."""
    return [SeenBoard(id=board_id[1:], name=name) for board_id, name in names.items()]


def looks(known: Sequence[KnownBoard], boards: Sequence[SeenBoard]) -> list[tuple[str, NameState, str | None]]:
    return [(look.name, look.state, look.board_id) for look in compare_names(known, boards)]


MUGS = KnownBoard(name="Mugs", board_id="1")
MISSING = KnownBoard(name="Mugs", refused=refuse(Reason.BOARD_MISSING, "not there"))


@pytest.mark.parametrize(
    ("known", "boards", "state", "board_id"),
    [
        (MUGS, there(b1="MUGS"), NameState.SAME, "1"),
        (MUGS, there(b1="Cups"), NameState.RENAMED, "1"),
        (MUGS, there(b1="Cups", b2="mugs"), NameState.MOVED, "2"),
        (MUGS, there(b2="mugs"), NameState.MOVED, "2"),
        (MUGS, there(), NameState.GONE, None),
        (MUGS, there(b1="mugs", b2="Mugs"), NameState.SAME, "1"),
        (MUGS, there(b2="mugs", b3="Mugs"), NameState.AMBIGUOUS, None),
        (MUGS, there(b1="Cups", b2="mugs", b3="Mugs"), NameState.RENAMED, "1"),
        (MISSING, there(b2="mugs"), NameState.NEW, "2"),
        (MISSING, there(), NameState.MISSING, None),
        (MISSING, there(b2="mugs", b3="Mugs"), NameState.AMBIGUOUS, None),
        (KnownBoard(name="1", board_id="1"), there(b1="Cups"), NameState.SAME, "1"),
        (KnownBoard(name="1"), there(b1="Cups"), NameState.SAME, "1"),
    ],
)
def test_what_has_become_of_a_name(
    known: KnownBoard, boards: list[SeenBoard], state: NameState, board_id: str | None
) -> None:
    assert looks([known], boards)[0] == (known.name, state, board_id)


def test_boards_without_a_name_of_ours_get_their_own() -> None:
    found = looks([MUGS], there(b1="Mugs", b2="Hats", b3="Sale", b4="SALE"))
    assert found[1:] == [("Hats", NameState.NEW, "2"), ("Sale", NameState.AMBIGUOUS, None)]


def test_what_is_kept_of_a_name_without_a_board_says_why() -> None:
    gone, sale = compare_names([MUGS], there(b3="Sale", b4="SALE"))
    assert gone.kept.refused is not None
    assert gone.kept.refused.reason is Reason.PINTEREST_BOARD_GONE
    assert sale.kept.refused is not None
    assert sale.kept.refused.reason is Reason.BOARD_AMBIGUOUS
    assert compare_names([MISSING], [])[0].kept == MISSING


NAMES = st.sampled_from(["Mugs", "mugs", "Hats", "HATS", "", "Sale"])
BOARDS = st.dictionaries(st.integers(1, 6).map(str), NAMES, max_size=6)
KNOWN = st.dictionaries(
    NAMES.map(fold_board_name).filter(bool), st.none() | st.integers(1, 8).map(str), max_size=4
)


@given(KNOWN, BOARDS)
def test_every_name_is_looked_at_once_and_means_a_board_that_is_there(
    known: dict[str, str | None], boards: dict[str, str]
) -> None:
    shown = [SeenBoard(id=board_id, name=name) for board_id, name in boards.items()]
    found = compare_names([KnownBoard(name=name, board_id=board_id) for name, board_id in known.items()], shown)
    folded = [fold_board_name(look.name) for look in found]
    assert len(folded) == len(set(folded))
    assert set(folded) == set(known) | {fold_board_name(name) for name in boards.values() if name}
    assert all(look.board_id is None or look.board_id in boards for look in found)


@given(KNOWN, BOARDS)
def test_looking_again_changes_nothing(known: dict[str, str | None], boards: dict[str, str]) -> None:
    shown = [SeenBoard(id=board_id, name=name) for board_id, name in boards.items()]
    once = compare_names([KnownBoard(name=name, board_id=board_id) for name, board_id in known.items()], shown)
    twice = compare_names([look.kept for look in once], shown)

    def kept(some: Sequence[NameLook]) -> list[tuple[str, str | None]]:
        return [(look.name, look.board_id) for look in some]

    assert kept(twice) == kept(once)
