"""What the activities need of the world, as Protocols: adapters keep them, `worker.py` brings the two together."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from contracts.accounts import Alert
from contracts.contract import Digest, Instant
from contracts.credentials import AppCredentials, RenewalClaim, TokenGrant
from contracts.findings import Finding, FindingKind
from contracts.hand import Filter, HandOrder, HandReach, Heard
from contracts.launch import LaunchPolicy, LaunchRequest, Outlook, Tally
from contracts.ledger import (
    CertainNo,
    Claim,
    ClaimOrder,
    Intent,
    KnownBoard,
    KnownSection,
    OpenAttempt,
    RowIntent,
    RowRefused,
    Sight,
    WaitingRow,
)
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome, PinOutcome, Refused
from contracts.pace import AccountView
from contracts.patrol import Amendment, KnownIntent, LivePin, OverdueBoard
from contracts.pin import Media, PinDraft, PinRequest, Postponed, Published, Uncertain
from contracts.sightings import (
    MediaStatus,
    NewPin,
    PageLook,
    PinPage,
    Registration,
    SeenAccount,
    SeenBoard,
    SeenPin,
    SeenSection,
)
from contracts.studio import Canvas, Footage, VideoKind
from contracts.trouble import PinterestTrouble
from drafting.planning import Moment, Rules
from drafting.replanning import Timed
from drafting.spread import Pinned


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


class Videos(Protocol):
    """Product videos as their shop serves them. Raises `FetchTrouble`."""

    async def fetch_video(self, url: str, into: Path, *, stand_in_shop: str | None) -> None:
        """Fill the file; after an error it has a part of the video."""


class Studio(Protocol):
    """Makes a picture fit for a pin, or says why it cannot."""

    async def letterbox(self, source: bytes, *, background: str | None) -> Canvas | Refused: ...


class Screening(Protocol):
    """Looks at videos, and changes nothing in them."""

    async def examine(self, file: Path) -> Footage | Refused: ...


class Assets(Protocol):
    """Finished pictures (JPEG) and videos by their digest. Keeping the same twice is keeping it once.

    Raises `AssetTrouble`: `AssetMissing` for what was never kept, `AssetDamaged` for what has another digest now.
    """

    async def keep(self, data: bytes) -> Digest: ...

    async def read(self, digest: Digest) -> bytes: ...

    async def has(self, digest: Digest) -> bool: ...

    def public_address(self, digest: Digest) -> str | None:
        """Where everyone finds the picture, if the store lets them; None when the store is for us alone."""

    def draft(self) -> AbstractAsyncContextManager[Path]:
        """The path of a file to fill, for as long as the block lasts."""

    async def keep_file(self, file: Path, kind: VideoKind) -> Digest:
        """Keep a video that is never whole in memory. The file may be gone afterwards."""

    def lend(self, digest: Digest, kind: VideoKind) -> AbstractAsyncContextManager[Path]:
        """The video as a file on this machine, for as long as the block lasts. It is not to be written to."""


class Pins(Protocol):
    """Pins at Pinterest; `create` must never be repeated blindly. Raises `PinterestTrouble`."""

    async def create(self, account: AccountKey, new: NewPin) -> SeenPin: ...

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin: ...

    async def delete(self, account: AccountKey, pin_id: str) -> None:
        """Raises `PinGone` when it is not there (any more)."""

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage: ...

    async def on_section(
        self, account: AccountKey, board_id: str, section_id: str, *, bookmark: str | None
    ) -> PinPage:
        """The pins of a section, which the board's own listing need not have."""

    async def of_account(self, account: AccountKey, *, bookmark: str | None) -> PinPage:
        """The pins of all boards and sections, protected ones too."""


class MediaUploads(Protocol):
    """Videos at Pinterest. Raises `PinterestTrouble`."""

    async def register(self, account: AccountKey) -> Registration: ...

    async def upload(self, registration: Registration, file: Path, kind: VideoKind) -> None:
        """Raises `UploadRefused`; after `AnswerLost` the file may have arrived."""

    async def status(self, account: AccountKey, media_id: str) -> MediaStatus:
        """Raises `MediaGone`."""


class UploadPlaces(Protocol):
    """The ledger's places for videos on their way to Pinterest: so many an account. Raises `LedgerBusy`."""

    async def take(
        self, account: AccountKey, key: PinKey, *, owner: str, now: Instant, until: Instant
    ) -> Instant | None:
        """None: the pin has a place, which is free again at `until` unless its owner takes it once more. Else the
        moment to ask again: all are taken, or others asked earlier.
        """

    async def leave(self, account: AccountKey, key: PinKey, *, owner: str) -> None:
        """The owner's place is free."""


class Boards(Protocol):
    """Boards at Pinterest. Raises `PinterestTrouble`."""

    async def list_all(self, account: AccountKey) -> Sequence[SeenBoard]: ...

    async def create(self, account: AccountKey, name: str) -> SeenBoard: ...

    async def list_sections(self, account: AccountKey, board_id: str) -> Sequence[SeenSection]: ...

    async def create_section(self, account: AccountKey, board_id: str, name: str) -> SeenSection:
        """Raises `RateLimited` with status 409 when the board is locked, or the section there already."""


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

    async def heed(self, key: PinKey, at: Instant) -> Heard:
        """`withdraw` it if a person's order stands, else say so: at one moment, since it may be wanted again."""

    async def amend(self, key: PinKey, outcome: PinOutcome, at: Instant) -> PinOutcome:
        """A later look at a live pin: its end, and that of the rows that ended with it, is `outcome` now. An
        intent that is not live keeps what it has; what stands in the end is returned.
        """

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
        sights: Sequence[Sight],
        *,
        began: Instant,
        grace_seconds: float,
    ) -> None:
        """What one reading of the board, begun at `began`, showed of its open attempts: adopt what was found, keep
        the doubts. An attempt without find or doubt in two whole readings, the last begun after its deadline and
        the grace and read everywhere, made no pin.
        """

    async def note_unread(self, account: AccountKey, board_id: str, why: str, at: Instant) -> None:
        """A reading of the board failed: its open attempts say so until the next one."""


class BoardBook(Protocol):
    """What the ledger knows of an account's boards. Raises `LedgerBusy`."""

    async def known(self, account: AccountKey, names: Collection[str]) -> Sequence[KnownBoard]: ...

    async def keep(self, account: AccountKey, boards: Sequence[KnownBoard]) -> None: ...

    async def sections(
        self, account: AccountKey, board_id: str, names: Collection[str]
    ) -> Sequence[KnownSection]: ...

    async def keep_sections(
        self, account: AccountKey, board_id: str, sections: Sequence[KnownSection]
    ) -> None: ...

    async def history(self, account: AccountKey, board_ids: Collection[str]) -> Mapping[str, Instant]:
        """When each board was last read into the ledger; one that never was is missing."""

    async def keep_history(
        self, account: AccountKey, board_id: str, markers: Mapping[str, str], at: Instant
    ) -> None:
        """Our markers found on the board, by pin id; from now on its history is known."""

    async def lease_reading(
        self, account: AccountKey, board_id: str, *, owner: str, now: Instant, until: Instant
    ) -> bool:
        """One reader per board at a time; an expired lease is free, and its owner may take it again."""

    async def release_reading(self, account: AccountKey, board_id: str, *, owner: str) -> None: ...


class Authority(Protocol):
    """Pinterest's `oauth/token`."""

    async def renew(self, account: AccountKey, app: AppCredentials, refresh: str) -> TokenGrant:
        """Spend a refresh token. Raises `GrantDead` (it is dead), `AppRefused`, `NotSent` (it was not spent),
        `AnswerLost` (it may have been), `RateLimited`, `Rejected`.
        """


class Members(Protocol):
    """Pinterest's `user_account`."""

    async def get(self, account: AccountKey) -> SeenAccount: ...


class Credentials(Protocol):
    """Where the tokens are renewed. Raises `LedgerBusy`."""

    async def claim(
        self, account: AccountKey, *, owner: str, now: Instant, seconds: float, anyway: bool = False
    ) -> RenewalClaim | Instant | None:
        """The sole right to the refresh token for so many seconds, if the access token is due for renewal.

        Else the moment to ask again (somebody has it, or a failure wants a pause); None: it cannot be renewed, or
        need not. `anyway`: a person wants it now, due or not, and after a pause or not.
        """

    async def keep(self, claim: RenewalClaim, grant: TokenGrant, now: Instant) -> bool:
        """Put the new tokens in the place of those that the claim was made upon, both at once. False: a person has
        connected the account meanwhile, and theirs stay.
        """

    async def postpone(self, claim: RenewalClaim, until: Instant, why: str, now: Instant) -> None:
        """Give the claim back: it failed in a way that passes. Long after the token's end a person is told why."""

    async def refused(self, claim: RenewalClaim, why: str, now: Instant) -> None:
        """The refresh token is dead: an alert is raised. The account is parked when its access token is dead too,
        now or later.
        """


class Alerts(Protocol):
    """What a person must see to. Raises `LedgerBusy`."""

    async def untold(self, account: AccountKey) -> Sequence[Alert]: ...

    async def told(self, alert: str, at: Instant) -> None: ...


class Bell(Protocol):
    """Where alerts go: the operator's own address."""

    async def ring(self, alert: Alert) -> None:
        """Raises `FetchTrouble`."""


class Accounts(Protocol):
    """The ledger's accounts. Raises `LedgerBusy`."""

    async def park(self, account: AccountKey, trouble: PinterestTrouble, at: Instant) -> bool:
        """Nothing leaves until a person acts, and one alert says so; whether the account is parked now.

        A dead token that can be renewed parks nothing: the renewal is due at once. Parking again changes nothing.
        """

    async def unpark(self, account: AccountKey, at: Instant | None = None) -> None:
        """Go on, whether it was parked or paused; the alert about it ends `at`."""

    async def pause(self, account: AccountKey, why: str) -> None:
        """Nothing leaves until a person resumes it."""

    async def told(self, keys: Collection[PinKey]) -> None:
        """The workflows of these pins know what a person ordered."""

    async def parked(self, account: AccountKey) -> str | None: ...

    async def is_trial(self, account: AccountKey) -> bool:
        """Whether its app has trial access, by what the headers told: its pins are seen by their owner alone."""

    async def survey(self, account: AccountKey, now: Instant) -> AccountView: ...

    async def hold_write(self, account: AccountKey, now: Instant) -> Instant | None:
        """Count one write that is no pin (a board, a section); when there is no room the moment to try again, else
        None. It counts as late as its request may last, until `wrote` is told.
        """

    async def wrote(self, account: AccountKey, held: Instant, at: Instant) -> None:
        """The write that was counted at `held` was answered at `at`."""


class Launches(Protocol):
    """The ledger's launches and their rows. Raises `LedgerBusy`."""

    async def policy(self, launch: LaunchId) -> LaunchPolicy: ...

    async def board_names(self, launch: LaunchId) -> Sequence[str]:
        """Boards that rows not yet admitted ask for."""

    async def section_names(self, launch: LaunchId) -> Sequence[tuple[str, str]]:
        """Boards and their sections that rows not yet admitted ask for."""

    async def room(self, launch: LaunchId, now: Instant) -> int:
        """How many more pins the launch may have open, beside those of others on its account."""

    async def preparing(self, launch: LaunchId) -> int:
        """Its pins that were admitted and are not ready to be published yet, but for those that a person holds."""

    async def waiting_rows(self, launch: LaunchId, limit: int, now: Instant) -> Sequence[WaitingRow]:
        """The next rows that may be admitted."""

    async def unjudged_rows(self, launch: LaunchId, limit: int) -> Sequence[WaitingRow]:
        """The next rows that nobody looked at yet, admitted or not their turn."""

    async def judge(self, launch: LaunchId, refusals: Sequence[RowRefused], upto: int, at: Instant) -> None:
        """End the rows that cannot be pins; every row up to `upto` was looked at."""

    async def register(
        self, launch: LaunchId, decided: Sequence[RowIntent | RowRefused], at: Instant
    ) -> Sequence[PinRequest]:
        """Write intents down while the account has room, tie rows to them, end rows that are refused or already
        live; one transaction. Returns every pin of the launch that is registered and not started, from earlier
        calls too.
        """

    async def open_pins(self, launch: LaunchId) -> Sequence[PinRequest]:
        """Pins of rows that were admitted and have no outcome."""

    async def started(self, launch: LaunchId, keys: Collection[PinKey]) -> None: ...

    async def outlook(self, launch: LaunchId, now: Instant) -> Outlook:
        """Rows not yet admitted."""

    async def tally(self, launch: LaunchId) -> Tally: ...

    async def finish(self, launch: LaunchId, at: Instant) -> bool:
        """Close the launch. False: a row waits again, since a person wants it tried once more."""


class Plans(Protocol):
    """Who says when pins leave, and when each does. Raises `LedgerBusy`."""

    async def take_turn(self, launch: LaunchId, now: Instant, seconds: float) -> bool:
        """Whether no other launch of its account is being planned. From now on none is, for so long or until the
        turn ends; the same launch may take it again.
        """

    async def end_turn(self, launch: LaunchId) -> None: ...

    async def rules(self, launch: LaunchId) -> Rules:
        """What the launch, its account and its boards say."""

    async def gap_seconds(self, account: AccountKey, now: Instant) -> float:
        """How far apart pins lie when the slowest quota is used evenly."""

    async def pace_seconds(self, account: AccountKey, now: Instant) -> float:
        """How far apart pins of a queue leave that only the quota holds up."""

    async def timed_rows(self, launch: LaunchId, *, shared: bool) -> Sequence[Timed]:
        """Rows that may be given a moment: those that wait, and admitted ones whose pin rests; not those that a
        person holds or timed. `shared`: with links and pictures.
        """

    async def placed(
        self, account: AccountKey, since: Instant, *, besides: LaunchId | None = None, shared: bool = True
    ) -> Sequence[Pinned]:
        """Pins of the account that were made since then, or have a moment that is not earlier; without those of
        the launch `besides` that may still be moved.
        """

    async def keep(self, launch: LaunchId, some: Sequence[Moment]) -> None:
        """Give rows, and their pins, these moments. What a person timed, or what has left, stays as it is."""

    async def free(self, launch: LaunchId, orders: Sequence[int]) -> None:
        """No rule is these rows' any more: their own publish dates count again."""

    async def refuse(self, launch: LaunchId, refusals: Sequence[RowRefused], at: Instant) -> None:
        """End rows that can have no moment, and the pins of those that were admitted."""


class Hand(Protocol):
    """The operator's hand in the ledger. Raises `LedgerBusy`."""

    async def act(self, order: HandOrder, filter_: Filter, at: Instant) -> HandReach:
        """Carry out an order on the rows that it means, in one transaction."""


class Engine(Protocol):
    """Temporal, as far as an activity may move it."""

    async def start_pin(self, request: PinRequest) -> None:
        """The same pin started twice is one workflow; one that runs looks at the ledger again before it ends."""

    async def keep_running(self, request: PinRequest) -> None:
        """Start the pin if it does not run."""

    async def wake_account(self, account: AccountKey) -> None: ...

    async def wake_launch(self, request: LaunchRequest) -> None:
        """The launch looks at its rows again; one that has ended starts again."""


class Schedules(Protocol):
    """Temporal's schedules, as far as an activity may move them."""

    async def keep_patrol(self, account: AccountKey, minutes: int) -> None:
        """Have the account patrolled every so many minutes; 0: never. Without schedules nothing happens."""


class BoardReadings(Protocol):
    """Readings that settle what left and was not answered. Raises `PinterestTrouble` and `LedgerBusy`."""

    async def settle(self, account: AccountKey, board_id: str, *, grace_seconds: float) -> bool:
        """Read the board once for all its open attempts. False: somebody else reads it."""


class ReadLog(Protocol):
    """The patrol's share of an account's reads. Raises `LedgerBusy`."""

    async def hold_read(self, account: AccountKey, now: Instant) -> Instant | None:
        """Count one read; when there is no room in the share the moment to try again, else None."""


class PatrolBook(Protocol):
    """The ledger as the patrol reads and mends it; each change is one transaction. Raises `LedgerBusy`."""

    async def give_pin(self, key: PinKey, pin_id: str, at: Instant) -> bool:
        """The pin is the intent's, whose end stays. False, and nothing happens, when it has one, when an attempt
        of it is open, or when the pin is another's.
        """

    async def boards(self, account: AccountKey) -> Sequence[str]:
        """Every board that an intent of the account is for, the longest unread first."""

    async def patrolled(self, account: AccountKey, board_id: str, at: Instant) -> None:
        """The board was read, as far as it can be: others are next."""

    async def overdue(self, account: AccountKey, now: Instant) -> Sequence[OverdueBoard]:
        """Boards with attempts whose workflow has ended, or should have settled them by now."""

    async def known(self, markers: Collection[str], pin_ids: Collection[str]) -> Sequence[KnownIntent]:
        """The intents, of any account, that have one of these markers or pins."""

    async def live_on(self, account: AccountKey, board_id: str, before: Instant) -> Sequence[LivePin]:
        """Pins that have been live on the board since before the moment."""

    async def unconfirmed(self, account: AccountKey) -> Sequence[KnownIntent]: ...

    async def amend(self, change: Amendment, at: Instant) -> bool:
        """Give the intent another end, and the rows that ended with it, and keep the finding. False, and nothing
        happens: the intent is not as it was looked at, or the pin is another's.
        """

    async def conclude_absence(self, key: PinKey, at: Instant) -> Outcome | None:
        """End an unconfirmed intent that made no pin, for certain, and keep that as a finding. None, and nothing
        happens: it has a pin, another end, or an attempt that a reading has still to settle.
        """

    async def note(self, found: Finding) -> bool:
        """Keep the finding; whether it is news."""

    async def settle(self, found: Finding, words: str, at: Instant) -> bool:
        """Nothing is to be done about it any more."""

    async def settle_outlived(self, account: AccountKey, at: Instant) -> int:
        """Settle findings about what the ledger itself knows to be otherwise now; how many."""

    async def unmet(self, account: AccountKey, before: Instant, limit: int) -> Sequence[Finding]:
        """Open findings about pins that nobody has seen since, the longest unseen first."""

    async def count_since(self, account: AccountKey, since: Instant) -> Mapping[FindingKind, int]:
        """How many findings of each kind were seen since."""
