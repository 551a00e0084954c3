"""What was turned away is counted together, and not lost while the store is away."""

from dataclasses import dataclass, field

from contracts.contract import Instant
from contracts.names import SourceKey
from contracts.trouble import LedgerBusy
from intake.turned_away import TurnedAway, Why
from tests.fakes.clock import START, FakeClock
from tests.intake.house import SHOP, WOO


@dataclass
class Book:
    """What was written down; away when the test says so."""

    away: bool = False
    written: list[tuple[SourceKey, str, Instant, int]] = field(default_factory=list)

    async def note_refused(self, source: SourceKey, reason: str, at: Instant, count: int = 1) -> None:
        if self.away:
            raise LedgerBusy("away")
        self.written.append((source, reason, at, count))


async def test_a_thousand_knocks_are_one_line_for_each_reason(clock: FakeClock) -> None:
    book = Book()
    turned_away = TurnedAway(book, clock.now)
    for _ in range(1_000):
        turned_away.note(SHOP, Why.SIGNATURE)
    turned_away.note(SHOP, Why.SYNTAX)
    turned_away.note(WOO, Why.TOPIC)
    await turned_away.write()
    await turned_away.write()

    assert sorted(book.written) == [
        (SHOP, "signature", START, 1_000),
        (SHOP, "syntax", START, 1),
        (WOO, "topic", START, 1),
    ]


async def test_what_could_not_be_written_is_added_to_what_comes(clock: FakeClock) -> None:
    book = Book(away=True)
    turned_away = TurnedAway(book, clock.now)
    turned_away.note(SHOP, Why.TOPIC)
    await turned_away.write()
    turned_away.note(SHOP, Why.TOPIC)
    book.away = False
    await turned_away.write()

    assert book.written == [(SHOP, "topic", START, 2)]
