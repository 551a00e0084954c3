"""The whole ledger in one hand, and shortcuts that bring pins as far as a test wants them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from sqlmodel import col, update

from contracts.contract import Instant
from contracts.ledger import Claim, ClaimOrder, OpenAttempt, RowIntent, Sight
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome, PinOutcome
from contracts.pace import Priority
from contracts.pin import Media, PinDraft, PinRequest, Postponed, Published, Uncertain
from contracts.product import Product
from contracts.sightings import Category, RateReading
from store.accounts import SqlAccounts
from store.attempts import SqlAttempts
from store.boards import SqlBoards
from store.database import Database
from store.hand import SqlHand
from store.intents import SqlIntents
from store.launches import SqlLaunches
from store.plans import SqlPlans
from store.quotas import SqlRates
from store.tables.accounts import AccountRow
from store.uploads import SqlUploads
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_launch, an_intent, rows_of
from tests.fakes.clock import START

MEDIA = Media(asset="ab" * 32)
REQUEST_SECONDS = 25.0
FURTHER = count(1)

Answer = Claim | Published | PinOutcome | Postponed | Uncertain


@dataclass(frozen=True)
class Ledger:
    """The ledger's ports on one database."""

    database: Database

    @property
    def intents(self) -> SqlIntents:
        return SqlIntents(self.database)

    @property
    def attempts(self) -> SqlAttempts:
        return SqlAttempts(self.database)

    @property
    def boards(self) -> SqlBoards:
        return SqlBoards(self.database)

    @property
    def accounts(self) -> SqlAccounts:
        return SqlAccounts(self.database)

    @property
    def launches(self) -> SqlLaunches:
        return SqlLaunches(self.database)

    @property
    def plans(self) -> SqlPlans:
        return SqlPlans(self.database)

    @property
    def uploads(self) -> SqlUploads:
        return SqlUploads(self.database)

    @property
    def hand(self) -> SqlHand:
        return SqlHand(self.database)

    async def registered(
        self,
        *products: Product,
        launch: LaunchId = LAUNCH,
        board_id: str = BOARD,
        section_id: str | None = None,
        at: Instant = START,
    ) -> Sequence[PinRequest]:
        """A launch whose rows are all intents on `board_id`; the pins to start."""
        await self.launches.begin(a_launch(launch, at=at), rows_of(*products))
        rows = [
            RowIntent(row=number, intent=an_intent(product, board_id=board_id, section_id=section_id))
            for number, product in enumerate(products, start=2)
        ]
        return await self.launches.register(launch, rows, at)

    async def ready(
        self,
        *products: Product,
        launch: LaunchId = LAUNCH,
        board_id: str = BOARD,
        section_id: str | None = None,
        at: Instant = START,
    ) -> list[PinKey]:
        """Pins that wait for a slot; a launch for each call."""
        await self.registered(*products, launch=launch, board_id=board_id, section_id=section_id, at=at)
        keys = [an_intent(product, board_id=board_id).key for product in products]
        for key in keys:
            await self.intents.keep_draft(key, a_draft(key))
            await self.intents.make_ready(key, MEDIA, at)
        return keys

    async def claim(
        self, key: PinKey, *, now: Instant = START, board_id: str = BOARD, owner: str = "test"
    ) -> Answer:
        """Ask for the right to send."""
        order = ClaimOrder(
            account=ACCOUNT, key=key, board_id=board_id, owner=owner, now=now, seconds=REQUEST_SECONDS
        )
        return await self.attempts.claim(order)

    async def claimed(self, key: PinKey, *, now: Instant = START, board_id: str = BOARD) -> Claim:
        """The right to send, which nothing forbids."""
        answer = await self.claim(key, now=now, board_id=board_id)
        assert isinstance(answer, Claim), answer
        return answer

    async def open_attempt(self, key: PinKey, *, board_id: str = BOARD) -> OpenAttempt | None:
        """The attempt of `key` whose end is not known."""
        attempts = await self.attempts.open_on_board(ACCOUNT, board_id)
        return next((attempt for attempt in attempts if attempt.key == key), None)

    async def read_board(
        self,
        found: Mapping[PinKey, str] | None = None,
        *,
        began: Instant,
        board_id: str = BOARD,
        grace_seconds: float = 20.0,
        **showed: object,
    ) -> None:
        """One reading of the board: what was found, and what it `showed` of the other open attempts (`Sight`);
        without more it was read whole, everywhere, and there was nothing.
        """
        shown: dict[str, object] = {"whole": True, "everywhere": True, **showed}
        adopted = found or {}
        sights = [
            Sight.model_validate(
                {**shown, "key": attempt.key, "attempt": attempt.attempt, "pin_id": adopted.get(attempt.key)}
            )
            for attempt in await self.attempts.open_on_board(ACCOUNT, BOARD)
        ]
        await self.attempts.record_reading(ACCOUNT, board_id, sights, began=began, grace_seconds=grace_seconds)

    async def room(
        self, now: Instant = START, *, account: AccountKey = ACCOUNT, priority: Priority = Priority.NORMAL
    ) -> int:
        """How many pins a further launch, without rows of its own, may have open."""
        launch = LaunchId(f"20261121-221530-further-{next(FURTHER):04}")
        new = a_launch(launch).model_copy(update={"account": account, "priority": priority})
        await self.launches.begin(new, ())
        return await self.launches.room(launch, now)

    async def set_app(self, account: AccountKey, app: str) -> None:
        """Say whose app the account uses."""
        statement = update(AccountRow).where(col(AccountRow.key) == account).values(app=app)
        await self.database.write(lambda session: session.exec(statement))

    async def waiting(self) -> list[PinKey]:
        """Pins that the account's semaphore sees waiting for a slot."""
        return [waiting.key for waiting in (await self.accounts.survey(ACCOUNT, START)).waiting]

    async def note(self, reading: RateReading, *, now: Instant = START) -> None:
        """What an answer's headers said, as Pinterest's client notes it."""
        await SqlRates(self.database, lambda: now).note(ACCOUNT, reading)


def a_draft(key: PinKey) -> PinDraft:
    """A draft that tells keys apart."""
    return PinDraft(
        title=f"Title {key}",
        description="Holds tea.",
        alt_text="A mug",
        link=f"https://shop.example.com/{key}",
        image_url="https://cdn.example.com/mug.jpg",
    )


def live(pin_id: str = "801", board_id: str = BOARD) -> PinOutcome:
    return PinOutcome(outcome=Outcome.LIVE, board_id=board_id, pin_id=pin_id)


def a_write_reading(**fields: object) -> RateReading:
    """Headers about writes."""
    return RateReading.model_validate({"category": Category.ORG_WRITE} | fields)
