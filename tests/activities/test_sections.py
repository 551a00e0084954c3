"""Sections: found rather than made, made once, and a busy board is no reason to refuse a row at once."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from temporalio.testing import ActivityEnvironment

from activities.ports import Boards
from activities.sections import CREATIONS_MAX, SECTION_NAME_MAX, Sections
from contracts.ledger import KnownSection
from contracts.names import AccountKey
from contracts.outcome import Reason
from contracts.pace import Quota
from contracts.sightings import SeenSection
from contracts.trouble import AnswerLost, BoardGone, RateLimited, Rejected
from tests.builders import ACCOUNT, BOARD
from tests.fakes.clock import START, LeapingClock
from tests.fakes.pinterest import FakeBoards, FakePinterest
from tests.ledger import Ledger, a_write_reading

CONFLICT = RateLimited("Board section conflict.", retry_seconds=5, status=409, code=409)
BLUE = "601"


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock()


@pytest.fixture
def pinterest(clock: LeapingClock) -> FakePinterest:
    return FakePinterest(clock, boards={BOARD: "Mugs"})


@pytest.fixture
def sections(ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock) -> Sections:
    return Sections(FakeBoards(pinterest), ledger.boards, ledger.accounts, clock, ACCOUNT, BOARD, "Mugs")


@pytest.mark.parametrize("name", ["Blue", "BLUE ", "blue", BLUE])
async def test_a_section_is_found_by_its_name_in_any_spelling_or_by_its_id(
    sections: Sections, pinterest: FakePinterest, name: str
) -> None:
    pinterest.sections[(BOARD, BLUE)] = "Blue"
    assert (await opened(sections, name)).section_id == BLUE
    assert list(pinterest.sections) == [(BOARD, BLUE)]


async def test_rows_that_spell_a_new_section_differently_share_it(
    sections: Sections, pinterest: FakePinterest, ledger: Ledger
) -> None:
    await opened(sections, "Blue", "blue")
    ((_, section_id),) = pinterest.sections
    known = await ledger.boards.sections(ACCOUNT, BOARD, ["Blue", "blue"])
    assert [section.section_id for section in known] == [section_id, section_id]


async def test_a_section_of_that_name_on_another_board_is_another_section(
    sections: Sections, pinterest: FakePinterest
) -> None:
    pinterest.boards["702"] = "Cups"
    pinterest.sections[("702", BLUE)] = "Blue"
    assert (await opened(sections, "Blue")).section_id not in {None, BLUE}


async def test_a_section_that_was_renamed_at_pinterest_stays_the_same(
    sections: Sections, pinterest: FakePinterest
) -> None:
    first = await opened(sections, "Blue")
    pinterest.sections = {(BOARD, first.section_id or ""): "Navy"}
    assert await opened(sections, "Blue") == first


async def test_a_section_that_was_deleted_at_pinterest_is_made_anew(
    sections: Sections, pinterest: FakePinterest
) -> None:
    first = await opened(sections, "Blue")
    pinterest.sections.clear()
    second = await opened(sections, "Blue")
    assert [(BOARD, second.section_id)] == list(pinterest.sections)
    assert second != first


async def test_a_missing_section_refuses_its_rows_where_none_may_be_made(sections: Sections) -> None:
    section = await opened(sections, "Blue", create=False)
    assert section.refused is not None
    assert (section.refused.reason, section.section_id) == (Reason.BOARD_MISSING, None)
    assert "'Blue'" in section.refused.message


async def test_a_section_that_was_forbidden_once_may_be_made_by_another_launch(sections: Sections) -> None:
    await opened(sections, "Blue", create=False)
    section = await opened(sections, "Blue")
    assert (section.section_id is not None, section.refused) == (True, None)


@pytest.mark.parametrize("name", [" ", "x" * (SECTION_NAME_MAX + 1)], ids=["blank", "too long"])
async def test_a_name_that_cannot_be_one_is_not_sent(
    sections: Sections, pinterest: FakePinterest, name: str
) -> None:
    section = await opened(sections, name)
    assert section.refused is not None
    assert section.refused.reason is Reason.BOARD_INVALID
    assert not pinterest.sections


async def test_a_name_of_the_greatest_length_is_sent(sections: Sections, pinterest: FakePinterest) -> None:
    await opened(sections, "x" * SECTION_NAME_MAX)
    assert list(pinterest.sections.values()) == ["x" * SECTION_NAME_MAX]


async def test_a_name_that_pinterest_does_not_take_refuses_its_rows(
    sections: Sections, pinterest: FakePinterest
) -> None:
    strict = Unwilling(pinterest, itertools.repeat(Rejected("Invalid name.", status=400, code=1)))
    section = await opened(on(sections, strict), "Blue")
    assert section.refused is not None
    assert (section.refused.reason, "Invalid name." in section.refused.message) == (Reason.BOARD_INVALID, True)


async def test_somebody_who_was_faster_made_it_for_us(sections: Sections, pinterest: FakePinterest) -> None:
    """Two launches at once, or one whose first answer was lost: a conflict, and the list has it."""
    unseen = Late(pinterest)
    pinterest.sections[(BOARD, BLUE)] = "Blue"
    assert (await opened(on(sections, unseen), "Blue")).section_id == BLUE
    assert list(pinterest.sections) == [(BOARD, BLUE)]


async def test_a_board_that_is_locked_for_a_moment_is_waited_for(
    sections: Sections, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    locked = Unwilling(pinterest, iter([CONFLICT, CONFLICT]))
    section = await opened(on(sections, locked), "Blue")
    assert list(pinterest.sections) == [(BOARD, section.section_id)]
    assert clock.now() == START + 2 * CONFLICT.retry_seconds


async def test_a_board_that_stays_locked_refuses_the_rows_after_a_while(
    sections: Sections, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    locked = Unwilling(pinterest, itertools.repeat(CONFLICT))
    section = await opened(on(sections, locked), "Blue")
    assert section.refused is not None
    assert section.refused.reason is Reason.BOARD_INVALID
    assert clock.now() == START + CREATIONS_MAX * CONFLICT.retry_seconds


async def test_a_quota_that_is_used_up_is_no_conflict(sections: Sections, pinterest: FakePinterest) -> None:
    limited = Unwilling(pinterest, iter([RateLimited("429", retry_seconds=60, code=8)]))
    with pytest.raises(RateLimited) as caught:
        await opened(on(sections, limited), "Blue")
    assert (caught.value.retry_seconds, pinterest.sections) == (60, {})


async def test_a_section_whose_answer_was_lost_is_found_by_the_next_try(
    sections: Sections, pinterest: FakePinterest
) -> None:
    with pytest.raises(AnswerLost):
        await opened(on(sections, Forgetful(pinterest)), "Blue")
    section = await opened(sections, "Blue")
    assert list(pinterest.sections) == [(BOARD, section.section_id)]


async def test_a_section_waits_for_room_in_the_quota(
    sections: Sections, ledger: Ledger, clock: LeapingClock
) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=600),)))
    await ledger.accounts.hold_write(ACCOUNT, START)
    await opened(sections, "Blue")
    assert clock.now() >= START + 600


async def test_a_board_that_goes_meanwhile_is_told(sections: Sections, pinterest: FakePinterest) -> None:
    pinterest.boards.clear()
    with pytest.raises(BoardGone):
        await sections.there()


@dataclass(frozen=True)
class Unwilling(FakeBoards):
    """The next sections that are asked for meet these troubles."""

    troubles: Iterator[Exception]

    async def create_section(self, account: AccountKey, board_id: str, name: str) -> SeenSection:
        trouble = next(self.troubles, None)
        if trouble is not None:
            raise trouble
        return await super().create_section(account, board_id, name)


@dataclass(frozen=True)
class Late(FakeBoards):
    """The list shows what is new only from the second look on."""

    looks: "itertools.count[int]" = field(default_factory=itertools.count)

    async def list_sections(self, account: AccountKey, board_id: str) -> Sequence[SeenSection]:
        return await super().list_sections(account, board_id) if next(self.looks) else []


@dataclass(frozen=True)
class Forgetful(FakeBoards):
    """Makes the section, and loses the answer."""

    async def create_section(self, account: AccountKey, board_id: str, name: str) -> SeenSection:
        await super().create_section(account, board_id, name)
        raise AnswerLost("the connection was closed")


def on(sections: Sections, boards: Boards) -> Sections:
    return replace(sections, boards=boards)


async def opened(sections: Sections, *names: str, create: bool = True) -> KnownSection:
    """Open them as the activity does; the first of them, as the ledger has it then."""

    async def work() -> Sequence[KnownSection]:
        await sections.open(names, await sections.there(), create=create)
        return await sections.book.sections(sections.account, sections.board_id, names[:1])

    (section,) = await ActivityEnvironment().run(work)
    return section
