"""What the activities need of the world, as Protocols: adapters keep them, `worker.py` brings the two together."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from contracts.contract import Digest, Instant
from contracts.launch import LaunchPolicy, Tally
from contracts.ledger import (
    CertainNo,
    Claim,
    ClaimOrder,
    Intent,
    KnownBoard,
    OpenAttempt,
    RowIntent,
    RowRefused,
    WaitingRow,
)
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import PinOutcome, Refused
from contracts.pace import AccountView
from contracts.pin import Media, PinDraft, PinRequest, Postponed, Published, Uncertain
from contracts.sightings import NewPin, PageLook, PinPage, SeenBoard, SeenPin
from contracts.studio import Canvas


class Clock(Protocol):
    """The time of day. Tests give their own, set together with the simulator's."""

    def now(self) -> Instant: ...

    async def sleep_until(self, at: Instant) -> None: ...


class Pages(Protocol):
    """Product pages. Raises `FetchTrouble` when no answer came; an answer of any status is a look."""

    async def look(self, url: str, *, stand_in_shop: str | None) -> PageLook: ...


class Pictures(Protocol):
    """Product pictures as their shop serves them. Raises `FetchTrouble`."""

    async def fetch_picture(self, url: str, *, stand_in_shop: str | None) -> bytes: ...


class Studio(Protocol):
    """Makes a picture fit for a pin, or says why it cannot."""

    async def letterbox(self, source: bytes, *, background: str | None) -> Canvas | Refused: ...


class Assets(Protocol):
    """Finished pictures by their digest. Raises `AssetMissing`."""

    async def keep(self, data: bytes) -> Digest: ...

    async def read(self, digest: Digest) -> bytes: ...

    async def has(self, digest: Digest) -> bool: ...


class Pins(Protocol):
    """Pins at Pinterest; `create` must never be repeated blindly. Raises `PinterestTrouble`."""

    async def create(self, account: AccountKey, new: NewPin) -> SeenPin: ...

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin: ...

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage: ...


class Boards(Protocol):
    """Boards at Pinterest. Raises `PinterestTrouble`."""

    async def list_all(self, account: AccountKey) -> Sequence[SeenBoard]: ...

    async def create(self, account: AccountKey, name: str) -> SeenBoard: ...


class Intents(Protocol):
    """The ledger's intents: the only place that knows what was done. Raises `LedgerBusy`."""

    async def load(self, key: PinKey) -> Intent: ...

    async def keep_draft(self, key: PinKey, draft: PinDraft) -> None: ...

    async def make_ready(self, key: PinKey, media: Media, at: Instant) -> None:
        """The media is ready: from now on the account may grant a slot. The same again changes nothing."""

    async def shelve(self, key: PinKey) -> None:
        """Its workflow does not run: it waits for no slot until somebody starts it again."""

    async def settle(self, key: PinKey, outcome: PinOutcome, at: Instant) -> PinOutcome:
        """End the intent and every row that waits for it; the first end stays, and is the one returned."""

    async def withdraw(self, key: PinKey, at: Instant) -> PinOutcome | None:
        """Forbid all further claims and end as `withdrawn`; None when an attempt must be settled first."""


class Attempts(Protocol):
    """The ledger's attempts to publish: claimed before the request leaves, settled after. Raises `LedgerBusy`."""

    async def claim(self, order: ClaimOrder) -> Claim | Published | PinOutcome | Postponed | Uncertain:
        """In one transaction: may this write leave now? If so it is written down and counted in the quota."""

    async def made(self, key: PinKey, attempt: int, pin_id: str, at: Instant) -> Published: ...

    async def not_made(self, key: PinKey, attempt: int, at: Instant, no: CertainNo) -> None:
        """The attempt made no pin, for certain. One that was settled meanwhile stays as it is."""

    async def lost(self, key: PinKey, attempt: int, at: Instant, detail: str) -> None:
        """The attempt's answer is lost; the board is free for the next write."""

    async def standing(self, key: PinKey, now: Instant) -> Published | PinOutcome | Postponed | Uncertain:
        """What is known of the intent's last attempt."""

    async def open_on_board(self, account: AccountKey, board_id: str) -> Sequence[OpenAttempt]: ...

    async def claimed_pins(self, pin_ids: Collection[str]) -> frozenset[str]:
        """Which of these pins belong to an intent already."""

    async def record_reading(
        self,
        account: AccountKey,
        board_id: str,
        found: Mapping[PinKey, str],
        *,
        began: Instant,
        grace_seconds: float,
        complete: bool,
    ) -> None:
        """One reading of the board, begun at `began`: adopt what was found; an attempt that was not found in
        two `complete` readings, the last begun after its deadline and the grace, made no pin.
        """


class BoardBook(Protocol):
    """What the ledger knows of an account's boards. Raises `LedgerBusy`."""

    async def known(self, account: AccountKey, names: Collection[str]) -> Sequence[KnownBoard]: ...

    async def keep(self, account: AccountKey, boards: Sequence[KnownBoard]) -> None: ...

    async def history(self, account: AccountKey, board_ids: Collection[str]) -> Mapping[str, Instant]:
        """When each board was last read into the ledger; one that never was is missing."""

    async def keep_history(
        self, account: AccountKey, board_id: str, markers: Mapping[str, str], at: Instant
    ) -> None:
        """Our markers found on the board, by pin id; from now on its history is known."""

    async def lease_reading(
        self, account: AccountKey, board_id: str, *, owner: str, now: Instant, until: Instant
    ) -> bool:
        """One reader per board at a time; an expired lease is free."""

    async def release_reading(self, account: AccountKey, board_id: str, *, owner: str) -> None: ...


class Accounts(Protocol):
    """The ledger's accounts. Raises `LedgerBusy`."""

    async def park(self, account: AccountKey, why: str, at: Instant) -> None:
        """Nothing leaves until a person acts. Parking again changes nothing."""

    async def unpark(self, account: AccountKey) -> None: ...

    async def parked(self, account: AccountKey) -> str | None: ...

    async def survey(self, account: AccountKey, now: Instant) -> AccountView: ...

    async def hold_write(self, account: AccountKey, now: Instant) -> Instant | None:
        """Count one write that is no pin (a board); the moment to try again when there is no room, else None."""


class Launches(Protocol):
    """The ledger's launches and their rows. Raises `LedgerBusy`."""

    async def policy(self, launch: LaunchId) -> LaunchPolicy: ...

    async def board_names(self, launch: LaunchId) -> Sequence[str]:
        """Boards that rows not yet admitted ask for."""

    async def room(self, account: AccountKey) -> int:
        """How many more pins the account may have open."""

    async def waiting_rows(self, launch: LaunchId, limit: int) -> Sequence[WaitingRow]: ...

    async def register(
        self, launch: LaunchId, rows: Sequence[RowIntent | RowRefused], at: Instant
    ) -> Sequence[PinRequest]:
        """Write intents down, tie rows to them, end rows that are refused or already live; one transaction.
        Returns every pin of the launch that is registered and not started, from earlier calls too.
        """

    async def open_pins(self, launch: LaunchId) -> Sequence[PinRequest]:
        """Pins of rows that were admitted and have no outcome."""

    async def started(self, launch: LaunchId, keys: Collection[PinKey]) -> None: ...

    async def left(self, launch: LaunchId) -> int:
        """Rows not yet admitted."""

    async def tally(self, launch: LaunchId) -> Tally: ...

    async def finish(self, launch: LaunchId, at: Instant) -> None: ...


class Engine(Protocol):
    """Temporal, as far as an activity may move it."""

    async def start_pin(self, request: PinRequest) -> None:
        """The same pin started twice is one workflow; one that runs looks at the ledger again before it ends."""

    async def keep_running(self, request: PinRequest) -> None:
        """Start the pin if it does not run."""

    async def wake_account(self, account: AccountKey) -> None: ...
