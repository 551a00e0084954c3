"""A stage for the patrol: an account with boards, pins that the ledger knows, and rounds through them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from activities.patrol import PatrolActivities
from activities.reading import BoardReader
from contracts.findings import Finding, FindingKind
from contracts.ledger import CertainNo
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.patrol import LOOKS_MAX, BoardOrder, LookOrder, Part, PatrolOrder, RoundSpan
from contracts.pin import PostponeCause
from contracts.product import Product
from contracts.sightings import SeenPin
from contracts.trouble import PinGone
from store.patrol import SqlPatrol
from store.reads import SqlReads
from store.tables.pins import IntentRow
from tests.activities.stage import run
from tests.builders import ACCOUNT, BOARD, a_launch, an_intent, row_intents, rows_of
from tests.fakes.clock import FakeClock
from tests.fakes.pinterest import FakeBoards, FakePins, FakePinterest
from tests.ledger import Ledger

A_DAY = 86_400.0


@dataclass(frozen=True)
class Patrolled:
    """The real ledger, a Pinterest in memory, and the patrol's activities between the two."""

    ledger: Ledger
    pinterest: FakePinterest
    clock: FakeClock
    activities: PatrolActivities

    @property
    def book(self) -> SqlPatrol:
        return SqlPatrol(self.ledger.database)

    async def live(
        self, *products: Product, board_id: str = BOARD, section_id: str | None = None
    ) -> list[SeenPin]:
        """Pins that were published a day ago, in the order of their products."""
        keys = await self.ledger.ready(
            *products, launch=launch_of(products), board_id=board_id, section_id=section_id, at=self.clock.now()
        )
        pins = [self.posts(product, board_id=board_id, section_id=section_id) for product in products]
        for key, pin in zip(keys, pins, strict=True):
            claim = await self.ledger.claimed(key, now=self.clock.now(), board_id=board_id)
            await self.ledger.attempts.made(key, claim.attempt, pin.id, self.clock.now())
            outcome = PinOutcome(outcome=Outcome.LIVE, board_id=board_id, pin_id=pin.id)
            await self.ledger.intents.settle(key, outcome, self.clock.now())
            await self.clock.advance(1.0)
        await self.clock.advance(A_DAY)
        return pins

    async def unconfirmed(self, product: Product, *, board_id: str = BOARD) -> PinKey:
        """An intent whose request was lost a day ago and that ended without anybody knowing what came of it."""
        (key,) = await self.ledger.ready(
            product, launch=launch_of([product]), board_id=board_id, at=self.clock.now()
        )
        claim = await self.ledger.claimed(key, now=self.clock.now(), board_id=board_id)
        await self.ledger.attempts.lost(key, claim.attempt, self.clock.now(), "timeout")
        outcome = PinOutcome(outcome=Outcome.UNCONFIRMED, board_id=board_id, reason=Reason.ANSWER_LOST)
        await self.ledger.intents.settle(key, outcome, self.clock.now())
        await self.clock.advance(A_DAY)
        return key

    def posts(self, product: Product, *, board_id: str = BOARD, **fields: object) -> SeenPin:
        """A pin of the product that is made now, whether or not the ledger hears of it."""
        link = f"{product.link}?pf={an_intent(product, board_id=board_id).marker}"
        return self.pins_link(link, board_id=board_id, **fields)

    def pins_link(self, link: str, *, board_id: str = BOARD, **fields: object) -> SeenPin:
        """A pin with this link that somebody makes now."""
        usual = {
            "id": str(next(self.pinterest._ids)),
            "board_id": board_id,
            "link": link,
            "created": self.clock.now(),
        }
        pin = SeenPin.model_validate(usual | fields)
        self.pinterest.pins[pin.id] = pin
        return pin

    def edits(self, pin: SeenPin, **fields: object) -> None:
        """Somebody changes the pin at Pinterest."""
        self.pinterest.pins[pin.id] = pin.model_copy(update=fields)

    async def reads(
        self, board_id: str | None = BOARD, *, first: bool = False, looks_max: int = LOOKS_MAX
    ) -> Part:
        """Read one board, or the whole account."""
        order = BoardOrder(account=ACCOUNT, board_id=board_id, first=first, looks_max=looks_max)
        return await run(self.activities.patrol_board, order)

    async def tells(self, *, looks_max: int = LOOKS_MAX) -> Part:
        """Tell what became of unconfirmed intents."""
        return await run(self.activities.settle_unconfirmed, self._look(looks_max))

    async def reviews(self, *, looks_max: int = LOOKS_MAX) -> Part:
        """See whether findings of earlier rounds still hold."""
        return await run(self.activities.review_findings, self._look(looks_max))

    def _look(self, looks_max: int) -> LookOrder:
        return LookOrder(account=ACCOUNT, began=self.clock.now(), looks_max=looks_max)

    def board_order(self) -> BoardOrder:
        return BoardOrder(account=ACCOUNT, board_id=BOARD)

    async def planned(self) -> Sequence[str]:
        """The boards of the next round, in turn."""
        return list((await run(self.activities.plan_round, PatrolOrder(account=ACCOUNT))).boards)

    async def counts(self) -> Mapping[FindingKind, int]:
        """What was found since the beginning, as a round counts it."""
        return await run(self.activities.count_findings, RoundSpan(account=ACCOUNT, began=0.0))

    async def settle_live(self, key: PinKey, pin_id: str) -> None:
        outcome = PinOutcome(outcome=Outcome.LIVE, board_id=BOARD, pin_id=pin_id)
        await self.ledger.intents.settle(key, outcome, self.clock.now())

    async def close_attempt(self, key: PinKey) -> None:
        """The intent's request made no pin, for certain."""
        no = CertainNo(cause=PostponeCause.ABSENT, detail="not on the board in 2 readings")
        await self.ledger.attempts.not_made(key, 1, self.clock.now(), no)

    async def forbid(self, key: PinKey) -> None:
        """A person has cancelled it."""

        def work(session: Session) -> None:
            session.get_one(IntentRow, key).forbidden = True

        await self.ledger.database.write(work)

    async def launch_again(self, product: Product) -> None:
        again = LaunchId("again")
        await self.ledger.launches.begin(a_launch(again, at=self.clock.now()), rows_of(product))
        await self.ledger.launches.register(again, row_intents(product), self.clock.now())

    async def found(self) -> Sequence[Finding]:
        """Findings that somebody may have to act on."""
        return await self.book.open(ACCOUNT, 1_000)

    async def outcome(self, product: Product, *, board_id: str = BOARD) -> PinOutcome:
        """How the product ended, by the ledger."""
        intent = await self.ledger.intents.load(an_intent(product, board_id=board_id).key)
        assert intent.outcome is not None
        return intent.outcome


@dataclass(frozen=True)
class GonePins(FakePins):
    """One pin is still listed, and not there any more."""

    gone: str = ""

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin:
        if pin_id == self.gone:
            raise PinGone("Pin not found.", status=404, code=50)
        return await super().get(account, pin_id)


@dataclass(frozen=True)
class BlinkingPins(FakePins):
    """One pin is not there when it is listed, and not when it is asked for first."""

    hidden: SeenPin = field(kw_only=True)

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin:
        if pin_id == self.hidden.id and pin_id not in self.pinterest.pins:
            self.pinterest.pins[pin_id] = self.hidden
            raise PinGone("Pin not found.", status=404, code=50)
        return await super().get(account, pin_id)


def launch_of(products: Sequence[Product]) -> LaunchId:
    """A launch for each call."""
    return LaunchId(f"launch-of-{products[0].key}")


def a_stage(ledger: Ledger, clock: FakeClock) -> Patrolled:
    """With one board and nothing on it."""
    pinterest = FakePinterest(clock, boards={BOARD: "Mugs"})
    pins = FakePins(pinterest)
    activities = PatrolActivities(
        pins,
        FakeBoards(pinterest),
        ledger.intents,
        ledger.accounts,
        SqlPatrol(ledger.database),
        SqlReads(ledger.database),
        BoardReader(pins, ledger.attempts, ledger.boards, clock),
        clock,
    )
    return Patrolled(ledger, pinterest, clock, activities)
