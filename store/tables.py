"""The ledger's tables. Instants are seconds since the epoch, UTC; contracts are kept as their own JSON text."""

from enum import StrEnum

from sqlalchemy import BigInteger, Index, LargeBinary, Text, false, text
from sqlmodel import Field, SQLModel

from contracts.pace import Priority

NUMBERED_ONCE = {"sqlite_autoincrement": True}
"""For tables whose numbers others remember: SQLite else gives the number of a deleted row to another one."""


class IntentState(StrEnum):
    """Where an intent stands."""

    OPEN = "open"
    READY = "ready"
    """Its media is ready: it waits for a slot."""
    SENT = "sent"
    """A request for it left, or is leaving: it waits for what came of it, not for a slot."""
    SETTLED = "settled"


class AttemptState(StrEnum):
    """What is known of an attempt to publish."""

    CLAIMED = "claimed"
    """Its request may be on the wire."""
    LOST = "lost"
    """Its request left, its answer did not come."""
    MADE = "made"
    """Pinterest answered with the pin, or the board showed it."""
    NOT_MADE = "not_made"
    """No pin came of it, for certain."""


OPEN_ATTEMPTS = (AttemptState.CLAIMED, AttemptState.LOST)


class RowState(StrEnum):
    """Where a launch's row stands."""

    WAITING = "waiting"
    REGISTERED = "registered"
    """It has an intent whose workflow may not run yet."""
    ADMITTED = "admitted"
    SETTLED = "settled"


class TimedBy(StrEnum):
    """Who said when a launch's row leaves."""

    FILE = "file"
    """The file, or nobody."""
    WINDOW = "window"
    PERSON = "person"
    """Windows leave it alone."""


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    READ = "read"
    REFUSED = "refused"
    """Nothing of it could be read."""


class ChangeState(StrEnum):
    """Where a change of a product stands."""

    WAITING = "waiting"
    FOLDED = "folded"


class DecisionState(StrEnum):
    """Where a decision about a product stands."""

    WAITING = "waiting"
    DONE = "done"


class AccountRow(SQLModel, table=True):
    """A Pinterest account. Its token is sealed with the home's key."""

    __tablename__ = "accounts"
    key: str = Field(primary_key=True)
    sealed_token: str | None = None
    parked: str | None = None
    parked_at: float | None = None
    park_cause: str | None = None
    """A `ParkCause`; None while it is not parked."""
    paused: str | None = None
    """What a person said when they stopped it."""
    shop_url: str | None = None
    username: str | None = None
    """As Pinterest told it."""
    member_id: str | None = None
    """Its id at Pinterest, which stays when it is renamed."""
    scopes: str | None = Field(default=None, sa_type=Text)
    """Granted ones, with blanks between; None when nobody told."""
    sealed_refresh: str | None = Field(default=None, sa_type=Text)
    access_made_at: float | None = None
    access_expires_at: float | None = None
    """None: nobody knows; it is used until it is refused."""
    refresh_expires_at: float | None = None
    token_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Counts each change of the tokens."""
    renewing_by: str | None = None
    renewing_until: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})
    """Who has the refresh token in use, and until when nobody else may."""
    renew_after: float | None = None
    """A renewal failed in a way that passes: not before."""
    renewal_refused: str | None = Field(default=None, sa_type=Text)
    """Why the refresh token is known to be dead."""
    planning_for: str | None = None
    planning_until: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})
    """The launch whose rows are being placed, and until when no other's are."""
    app: str | None = None
    """The Pinterest app whose quota it shares; all accounts of which nobody said have one together."""
    created_at: float


class AppRow(SQLModel, table=True):
    """A Pinterest app. Its secret is sealed with the home's key."""

    __tablename__ = "apps"
    id: str = Field(primary_key=True)
    label: str
    sealed_secret: str = Field(sa_type=Text)
    redirect_uri: str
    legacy: bool = False
    """Created before 2025-09-25."""
    created_at: float


class AppRefusalRow(SQLModel, table=True):
    """Something that Pinterest does not let an app do."""

    __tablename__ = "app_refusals"
    app: str = Field(primary_key=True)
    """Empty: the one that accounts have of which nobody said."""
    ability: str = Field(primary_key=True)
    why: str = Field(sa_type=Text)
    refused_at: float


class AlertRow(SQLModel, table=True):
    """What a person must see to. At most one of a kind is open for an account."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index(
            "alerts_open",
            "account",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True)
    account: str
    kind: str
    cause: str | None = None
    message: str = Field(sa_type=Text)
    remedy: str = Field(sa_type=Text)
    raised_at: float
    told_at: float | None = None
    """When it left for wherever alerts go; None while it has not."""
    ended_at: float | None = None


class ApiKeyRow(SQLModel, table=True):
    """A key for the doors that machines use: only its digest is kept."""

    __tablename__ = "api_keys"
    id: str = Field(primary_key=True)
    digest: str = Field(unique=True)
    label: str
    scopes: str = Field(sa_type=Text)
    """With blanks between."""
    accounts: str | None = Field(default=None, sa_type=Text)
    """Account keys with blanks between; None: all of them."""
    created_at: float
    revoked_at: float | None = None


class BoardRow(SQLModel, table=True):
    """A board under the name that rows use for it."""

    __tablename__ = "boards"
    account: str = Field(primary_key=True)
    folded: str = Field(primary_key=True)
    name: str
    board_id: str | None = None
    refused: str | None = Field(default=None, sa_type=Text)


class BoardRulesRow(SQLModel, table=True):
    """An account's board rules (`drafting.board_rules_text`), as somebody wrote them."""

    __tablename__ = "board_rules"
    account: str = Field(primary_key=True)
    rules: str = Field(sa_type=Text)
    set_at: float


class BoardReadingRow(SQLModel, table=True):
    """Who reads a board back right now, and since when its history is known."""

    __tablename__ = "board_readings"
    account: str = Field(primary_key=True)
    board_id: str = Field(primary_key=True)
    owner: str | None = None
    leased_until: float = 0.0
    history_at: float | None = None
    patrolled_at: float | None = None
    """When the patrol last read it: all of it, or as much as one round can."""


class SeenMarkerRow(SQLModel, table=True):
    """A pin of ours that a board had before this ledger knew it."""

    __tablename__ = "seen_markers"
    account: str = Field(primary_key=True)
    board_id: str = Field(primary_key=True)
    marker: str = Field(primary_key=True)
    pin_id: str


class IntentRow(SQLModel, table=True):
    """One pin that somebody wants: the key is its identity for ever."""

    __tablename__ = "intents"
    __table_args__ = (
        Index("intents_by_account_state", "account", "state", "ready_at"),
        Index("intents_recalled", "account", "recalled"),
        Index("intents_by_end", "account", "settled_at"),
        Index("intents_by_board", "account", "board_id"),
        Index("intents_by_product", "account", "product_key", "key"),
    )
    key: str = Field(primary_key=True)
    marker: str = Field(unique=True)
    account: str
    board_id: str
    board_name: str
    product_key: str
    title: str
    product: str = Field(sa_type=Text)
    policy: str = Field(sa_type=Text)
    edition: str = ""
    image_slot: int = 0
    section_id: str | None = None
    given: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Its key was made from one that a caller gave: what it means may not change."""
    wording: str | None = Field(default=None, sa_type=Text)
    """Copy templates as JSON; null: the product's own words."""
    fingerprint: str
    launch: str | None = None
    priority: str = Field(default=Priority.NORMAL, sa_column_kwargs={"server_default": Priority.NORMAL})
    not_before: float | None = None
    not_after: float | None = None
    """When the window closes that it was placed in: from then on it does not leave, until it is placed anew."""
    held: bool = False
    """Paused by a person: nothing of it leaves."""
    recalled: bool = False
    """A person ended or changed it here, and its workflow was not told yet."""
    state: str = IntentState.OPEN
    ready_at: float | None = None
    draft: str | None = Field(default=None, sa_type=Text)
    media: str | None = Field(default=None, sa_type=Text)
    pin_id: str | None = Field(default=None, index=True)
    """Not unique: a late answer is believed, also where a reading has given its pin to another intent."""
    forbidden: bool = False
    outcome: str | None = None
    outcome_json: str | None = Field(default=None, sa_type=Text)
    created_at: float
    settled_at: float | None = None


class AttemptRow(SQLModel, table=True):
    """One request to make a pin, written down before it left."""

    __tablename__ = "attempts"
    __table_args__ = (
        Index("attempts_by_board", "account", "board_id", "state"),
        Index("attempts_by_answer", "account", "answered_at"),
    )
    key: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    account: str
    board_id: str
    section_id: str | None = None
    """Where on the board: what the intent says may be another's by the time its answer is looked for."""
    owner: str
    state: str = AttemptState.CLAIMED
    claimed_at: float
    deadline: float
    answered_at: float | None = None
    cause: str | None = None
    detail: str = ""
    pin_id: str | None = None
    adopted: bool = False
    reads: int = 0
    last_read_at: float | None = None
    doubt: str | None = Field(default=None, sa_type=Text)
    """What the last reading showed that may be its pin, or why it could show nothing."""
    doubt_lasts: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """All was read that had to be: another reading will leave the same doubt."""


class FindingRow(SQLModel, table=True):
    """Something on a board that is not as the ledger has it (`contracts.findings`)."""

    __tablename__ = "findings"
    __table_args__ = (Index("findings_open", "account", "settled_at"),)
    account: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    pin_id: str = Field(primary_key=True)
    board_id: str = ""
    key: str | None = None
    other_pin_id: str = ""
    made_at: float | None = None
    other_made_at: float | None = None
    detail: str = Field(default="", sa_type=Text)
    seen_at: float
    checked_at: float = 0.0
    """When it was last seen to be so."""
    settled_at: float | None = None
    settlement: str = ""


class WriteRow(SQLModel, table=True):
    """A write that counts in the account's quota, or a read of the patrol's share: the sliding log itself."""

    __tablename__ = "writes"
    __table_args__ = (Index("writes_by_time", "account", "category", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    account: str
    category: str
    at: float
    key: str | None = None
    attempt: int | None = None


class QuotaRow(SQLModel, table=True):
    """A bucket that Pinterest's headers told of."""

    __tablename__ = "quotas"
    account: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    window_seconds: float = Field(primary_key=True)
    request_limit: int
    name: str = ""
    seen_at: float


class BlockRow(SQLModel, table=True):
    """Until when nothing of a category may leave."""

    __tablename__ = "blocks"
    account: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    until: float


class LaunchRow(SQLModel, table=True):
    """A launch; its rows are `launch_rows`."""

    __tablename__ = "launches"
    __table_args__ = (Index("launches_open", "account", "finished_at"),)
    id: str = Field(primary_key=True)
    account: str
    source: str
    policy: str = Field(sa_type=Text)
    priority: str = Field(default=Priority.NORMAL, sa_column_kwargs={"server_default": Priority.NORMAL})
    created_at: float = Field(index=True)
    finished_at: float | None = None
    judged_row: int = 0
    """Up to here every row was drafted once, so that those that cannot be pins are known early."""


class ProductRow(SQLModel, table=True):
    """One pin that a launch's row asks for, and how it ended."""

    __tablename__ = "launch_rows"
    __table_args__ = (
        Index("launch_rows_by_state", "launch", "state", "row", "image_slot"),
        Index("launch_rows_by_outcome", "launch", "outcome", "already"),
        Index("launch_rows_by_reason", "launch", "reason", "row", "image_slot"),
    )
    launch: str = Field(primary_key=True)
    row: int = Field(primary_key=True)
    image_slot: int = Field(default=0, primary_key=True)
    product_key: str
    title: str
    board_name: str
    section_name: str = ""
    product: str | None = Field(default=None, sa_type=Text)
    state: str = RowState.WAITING
    not_before: float | None = None
    not_after: float | None = None
    """As an intent's."""
    wished: float | None = None
    """The publish date that the file states, of a row that a window moved."""
    timed_by: str = Field(default=TimedBy.FILE, sa_column_kwargs={"server_default": TimedBy.FILE})
    held: bool = False
    intent_key: str | None = Field(default=None, index=True)
    outcome: str | None = None
    already: bool = False
    changed: bool = False
    owner_only: bool = False
    board_id: str | None = None
    pin_id: str | None = None
    reason: str | None = None
    message: str | None = Field(default=None, sa_type=Text)
    remedy: str | None = Field(default=None, sa_type=Text)
    actor: str | None = None


class UploadRow(SQLModel, table=True):
    """A video on its way to Pinterest, or one that waits for its account's next place."""

    __tablename__ = "uploads"
    account: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    asked_at: float
    owner: str | None = None
    """Which try of the activity has the place; null: it waits for one."""
    until: float
    """From then on nobody reckons with it, unless it is heard of again."""


class SectionRow(SQLModel, table=True):
    """A section of a board under the name that rows use for it."""

    __tablename__ = "board_sections"
    account: str = Field(primary_key=True)
    board_id: str = Field(primary_key=True)
    folded: str = Field(primary_key=True)
    name: str
    section_id: str | None = None
    refused: str | None = Field(default=None, sa_type=Text)


class WindowRow(SQLModel, table=True):
    """A standing rule of when pins leave (`contracts.windows`), of one board or, without one, of the account."""

    __tablename__ = "publish_windows"
    account: str = Field(primary_key=True)
    board: str = Field(primary_key=True)
    """Its folded name; "" for the account's own rule."""
    rule: str = Field(sa_type=Text)


class SourceRow(SQLModel, table=True):
    """A catalog that tells of its changes, or is asked for them. Its secrets are sealed with the home's key."""

    __tablename__ = "sources"
    key: str = Field(primary_key=True)
    kind: str
    account: str
    created_at: float
    removed_at: float | None = None
    """It is known to nobody any more; what is left of it is being deleted."""
    paused: str | None = None
    settings: str = Field(default="{}", sa_type=Text)
    sealed_secrets: str | None = Field(default=None, sa_type=Text)
    """All of them, sealed as one JSON text."""
    secret_count: int = 0
    rules: str | None = Field(default=None, sa_type=Text)
    poll: int = 0
    """The number of the last poll that began."""
    polled_at: float | None = None
    poll_error: str | None = Field(default=None, sa_type=Text)
    poll_words: str | None = Field(default=None, sa_type=Text)
    poll_well_at: float | None = None
    poll_failures: int = 0
    poll_unreadable: int = 0
    poll_doubt: str | None = Field(default=None, sa_type=Text)
    """JSON (`PollDoubt`)."""
    poll_alarm: str | None = Field(default=None, sa_type=Text)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    content_digest: str | None = None


class DeliveryRow(SQLModel, table=True):
    """What a door accepted, as it came; `id` is the order of arrival."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("deliveries_once", "source", "dedupe", unique=True),
        Index("deliveries_by_state", "state", "id"),
        Index("deliveries_by_end", "ended_at"),
        NUMBERED_ONCE,
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    topic: str
    dedupe: str
    body: bytes = Field(sa_type=LargeBinary)
    """Compressed (zlib, RFC 1950)."""
    size: int
    """Bytes before that."""
    headers: str = Field(sa_type=Text)
    received_at: float
    state: str = DeliveryState.WAITING
    owner: str | None = None
    leased_until: float = 0.0
    takes: int = 0
    ended_at: float | None = None
    reason: str | None = None
    message: str | None = Field(default=None, sa_type=Text)
    """Why it was refused, or the first of its events that could not be read."""


class ChangeRow(SQLModel, table=True):
    """One event of one product (`contracts.changes`); `id` is the order of arrival."""

    __tablename__ = "changes"
    __table_args__ = (
        Index("changes_once", "source", "delivery", unique=True),
        Index("changes_to_tell", "state", "tell_at", "id"),
        Index("changes_by_product", "source", "product_key", "state", "id"),
        Index("changes_by_foreign_id", "source", "foreign_id"),
        Index("changes_by_end", "folded_at"),
        NUMBERED_ONCE,
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    product_key: str
    foreign_id: str | None = None
    kind: str
    at: float
    sequence: str
    product: str | None = Field(default=None, sa_type=Text)
    unsaid: str = Field(sa_type=Text)
    """Names with blanks between."""
    delivery: str
    state: str = ChangeState.WAITING
    tell_at: float = 0.0
    """From then on the product's workflow is told of it, again if need be."""
    folded_at: float | None = None


class ProductStateRow(SQLModel, table=True):
    """What is known of a source's product (`contracts.changes.KnownProduct`)."""

    __tablename__ = "product_states"
    source: str = Field(primary_key=True)
    product_key: str = Field(primary_key=True)
    product: str | None = Field(default=None, sa_type=Text)
    deleted: bool = False
    at: float | None = None
    """None: nothing is known yet, the row is there to be locked."""
    sequence: str = ""
    digest: str | None = None
    pinned_at: float | None = None


class ForeignIdRow(SQLModel, table=True):
    """Which product a source means by an id of its own: a deletion may tell nothing else."""

    __tablename__ = "foreign_ids"
    source: str = Field(primary_key=True)
    foreign_id: str = Field(primary_key=True)
    product_key: str


class DecisionRow(SQLModel, table=True):
    """What rules made of a product's changes. At most one of a product waits."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index(
            "decisions_waiting",
            "source",
            "product_key",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("decisions_to_tell", "state", "tell_at", "id"),
        Index("decisions_by_source", "source", "id"),
        Index("decisions_by_end", "done_at"),
        NUMBERED_ONCE,
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    product_key: str
    at: float
    happenings: str = Field(sa_type=Text)
    actions: str = Field(sa_type=Text)
    explanation: str = Field(sa_type=Text)
    counted: str = Field(sa_type=Text)
    """The actions' names as JSON."""
    state: str = DecisionState.WAITING
    tell_at: float = 0.0
    done_at: float | None = None


class FeedItemRow(SQLModel, table=True):
    """A product as polls of its source have seen it: whether it changed, and whether it is still there."""

    __tablename__ = "feed_items"
    __table_args__ = (
        Index("feed_items_by_poll", "source", "seen_in", "item"),
        Index("feed_items_by_part", "source", "part"),
    )
    source: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    """What the source itself calls the product: its id where it has one, else its key."""
    digest: str
    seen_in: int
    """The number of the last poll that saw it."""
    part: str = ""
    """The file of the source that it stood in, where there are several: its address, as a digest."""


class FeedPartRow(SQLModel, table=True):
    """One of a source's several files, as it was when it was last read to its end."""

    __tablename__ = "feed_parts"
    source: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    content_digest: str | None = None
    unreadable: int = 0
    read_in: int
    """The number of the last poll that met it."""


class IntakeCountRow(SQLModel, table=True):
    """How often something happened at a source in one day."""

    __tablename__ = "intake_counts"
    source: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    count: int


class WakeRow(SQLModel, table=True):
    """Somebody whose workflow is to look at the ledger again; deleted when it was told."""

    __tablename__ = "wakes"
    __table_args__ = NUMBERED_ONCE
    id: int | None = Field(default=None, primary_key=True)
    account: str
    launch: str = ""
    """Empty: the account's own workflow."""
    source: str = ""


class EndpointRow(SQLModel, table=True):
    """An address that hears of events. Its secrets are sealed with the home's key."""

    __tablename__ = "webhook_endpoints"
    id: str = Field(primary_key=True)
    url: str = Field(sa_type=Text)
    sealed_secrets: str = Field(sa_type=Text)
    """A JSON list, the newest first."""
    secret_count: int
    events: str = Field(sa_type=Text)
    """With blanks between."""
    accounts: str | None = Field(default=None, sa_type=Text)
    """Account keys with blanks between; None: all of them."""
    near: bool = False
    hex_signature: bool = False
    enabled: bool = True
    disabled_why: str | None = Field(default=None, sa_type=Text)
    failing_since: float | None = None
    """The first failure since anything was delivered."""
    rest_until: float = 0.0
    created_at: float
    updated_at: float


class EventRow(SQLModel, table=True):
    """Something that happened and that an endpoint wants to hear of: the bytes that each of them gets."""

    __tablename__ = "events"
    __table_args__ = (Index("events_by_subject", "subject", "sequence"), Index("events_by_time", "at"))
    id: str = Field(primary_key=True)
    type: str
    account: str | None = None
    subject: str
    sequence: int = Field(sa_type=BigInteger)
    """Grows with each event of its subject."""
    at: float
    body: str = Field(sa_type=Text)


class EventDeliveryRow(SQLModel, table=True):
    """One endpoint that is told of one event; told again by hand it is another."""

    __tablename__ = "event_deliveries"
    __table_args__ = (
        Index("event_deliveries_once", "event", "endpoint", "replay", unique=True),
        Index("event_deliveries_to_tell", "state", "tell_at"),
        Index("event_deliveries_by_endpoint", "endpoint", "created_at"),
    )
    id: str = Field(primary_key=True)
    event: str
    endpoint: str
    replay: str = ""
    state: str
    tell_at: float
    """When its workflow is started, or is to be running still."""
    attempts: int = 0
    last_status: int | None = None
    last_error: str | None = Field(default=None, sa_type=Text)
    next_attempt_at: float | None = None
    created_at: float
    updated_at: float


class DeliveryAttemptRow(SQLModel, table=True):
    """A line of the delivery log."""

    __tablename__ = "delivery_attempts"
    delivery: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: float
    status: int | None = None
    milliseconds: int
    error: str | None = Field(default=None, sa_type=Text)


class ApiPinRow(SQLModel, table=True):
    """A pin that the API was asked for (`contracts.api_pins`), and which row of which launch asks for it now."""

    __tablename__ = "api_pins"
    __table_args__ = (
        Index("api_pins_by_time", "created_at", "id"),
        Index("api_pins_by_account", "account", "created_at"),
        Index("api_pins_by_row", "launch", "row"),
        Index("api_pins_to_remove", "remove_at"),
        Index("api_pins_by_file", "file"),
        Index("api_pins_by_cover_file", "cover_file"),
    )
    id: str = Field(primary_key=True)
    account: str
    kind: str
    meaning: str
    """A digest of what was asked for at first: the same key must mean the same again."""
    ask: str = Field(sa_type=Text)
    title: str
    words: str = Field(sa_type=Text)
    """Title, description and link in small letters, to be searched."""
    board: str
    file: str | None = None
    """The uploaded file that it shows."""
    cover_file: str | None = None
    launch: str
    row: int
    revision: int = 1
    """Counts what became another pin to Pinterest."""
    edited: bool = False
    """It was changed after it had failed: its row is of the pin before that."""
    created_at: float
    updated_at: float
    deleted_at: float | None = None
    remove_at: float | None = None
    """From then on its pin is deleted at Pinterest, as somebody asked; null: nobody did, or it is done."""
    removed_at: float | None = None
    remove_error: str | None = Field(default=None, sa_type=Text)


class ApiImportRow(SQLModel, table=True):
    """Many pins that came in one file, and what became of each."""

    __tablename__ = "api_imports"
    __table_args__ = (Index("api_imports_by_time", "created_at", "id"),)
    id: str = Field(primary_key=True)
    key_id: str
    """The API key that brought it."""
    source_type: str
    filename: str | None = None
    status: str
    total: int
    results: str = Field(sa_type=Text)
    created_at: float
    completed_at: float | None = None


class ApiRequestRow(SQLModel, table=True):
    """A request that carried an idempotency key, and what it was answered; without an answer it is under way."""

    __tablename__ = "api_requests"
    key_id: str = Field(primary_key=True)
    """The API key that sent it."""
    digest: str = Field(primary_key=True)
    """Of the idempotency key."""
    fingerprint: str
    token: str
    """Of whoever carries it out."""
    held_until: float
    """When somebody else may take it up."""
    created_at: float
    answer: str | None = Field(default=None, sa_type=Text)


class ApiFileRow(SQLModel, table=True):
    """A file that was uploaded by the API (`contracts.api_files`); its bytes lie in the store of uploads."""

    __tablename__ = "api_files"
    __table_args__ = (Index("api_files_by_time", "created_at", "id"), Index("api_files_by_digest", "digest"))
    id: str = Field(primary_key=True)
    key_id: str
    """The API key that brought it."""
    name: str
    digest: str
    kind: str | None = None
    """Of a video; null: a picture."""
    content_type: str
    size_bytes: int = Field(sa_type=BigInteger)
    created_at: float


class ApiConsentRow(SQLModel, table=True):
    """A consent that somebody began by the API, until they come back from Pinterest or its time is over."""

    __tablename__ = "api_consents"
    digest: str = Field(primary_key=True)
    """Of the state that only its browser and Pinterest know."""
    app: str
    redirect_uri: str = Field(sa_type=Text)
    account: str | None = None
    """What the account is to be called; null: as Pinterest calls it."""
    again: bool = False
    """New tokens for an account that is here."""
    scopes: str = Field(sa_type=Text)
    """With blanks between."""
    ends_at: float


class AdsSourceRow(SQLModel, table=True):
    """A source of ads data, as a person described it."""

    __tablename__ = "ads_sources"
    key: str = Field(primary_key=True)
    account: str
    ad_account_id: str
    dataset: str
    spec: str = Field(sa_type=Text)
    """`AdsSourceSpec` as JSON."""
    paused: str | None = Field(default=None, sa_type=Text)
    """Why; None: it runs."""
    added_at: float


class AdsRunRow(SQLModel, table=True):
    """One sync or backfill of a source."""

    __tablename__ = "ads_runs"
    __table_args__ = (Index("ads_runs_by_source", "source", "began_at"),)
    id: str = Field(primary_key=True)
    source: str
    kind: str
    first_day: str
    """ISO 8601, as every day here: as text they sort."""
    last_day: str
    began_at: float
    settled_before: str
    """Days before it are not restated any more."""
    ended_at: float | None = None


class AdsChunkRow(SQLModel, table=True):
    """A piece of a run, and whether it is done."""

    __tablename__ = "ads_chunks"
    run: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    """The order in which they are read."""
    first_day: str
    last_day: str
    chunk: str = Field(sa_type=Text)
    """`Chunk` as JSON."""
    state: str
    counts: str = Field(default="{}", sa_type=Text)
    """Rows by day, as JSON, once they are written."""
    why: str = Field(default="", sa_type=Text)
    ended_at: float | None = None


class AdsCoverageRow(SQLModel, table=True):
    """What became of one day of a source: of its ad account and dataset, with its columns."""

    __tablename__ = "ads_coverage"
    source: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    state: str
    rows: int
    run: str
    at: float
    why: str = Field(default="", sa_type=Text)


class PinReadingRow(SQLModel, table=True):
    """How far the numbers of a pin have been read."""

    __tablename__ = "pin_readings"
    account: str = Field(primary_key=True)
    pin_id: str = Field(primary_key=True)
    key: str
    """Of the intent that it was made for, also when that has no pin any more."""
    state: str
    """A `ReadingState`."""
    why: str = Field(default="", sa_type=Text)
    read_at: float
    until_day: str | None = None
    """The last day that Pinterest has told of; ISO 8601, as every day here."""
    moving_from: str | None = None
    """The first day whose numbers may still change: the next reading begins there."""


class PinDayRow(SQLModel, table=True):
    """What people did with a pin on a day. A day without anything has no row."""

    __tablename__ = "pin_days"
    account: str = Field(primary_key=True)
    pin_id: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    impressions: int = Field(sa_type=BigInteger)
    saves: int = Field(sa_type=BigInteger)
    pin_clicks: int = Field(sa_type=BigInteger)
    outbound_clicks: int = Field(sa_type=BigInteger)
    read_at: float
