"""The ads data source: what is asked of Pinterest Ads, in which pieces, and what became of each day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from contracts.contract import Contract, Line
from contracts.windows import Minute

ADS_COLUMNS_MAX = 700
"""Columns of one source: more than Pinterest knows."""
ADS_BREAKDOWNS_MAX = 15
"""Breakdowns of one source: the most that any route takes."""
ADS_IDS_MAX = 100_000
"""Entities that a source may be narrowed to."""
CHUNK_IDS_MAX = 500
"""Entities of one request: the most that any route takes."""
LOOK_BACK_DAYS_MAX = 180
FREQUENCY_HOURS_MAX = 7 * 24

EntityId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]
"""An id of Pinterest's. Always text: 19 digits do not survive a float."""

ColumnName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,119}$")]
"""As Pinterest spells it: `SPEND_IN_MICRO_DOLLAR`."""

AdsSourceKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
"""Our name of an ads source (`shop-campaigns-daily`)."""


class DatasetKey(StrEnum):
    """What can be extracted."""

    AD_ACCOUNT = "ad_account"
    CAMPAIGN = "campaign"
    AD_GROUP = "ad_group"
    AD = "ad"
    AD_PIN = "ad_pin"
    KEYWORD = "keyword"
    PRODUCT_GROUP = "product_group"
    PRODUCT_ITEM = "product_item"
    AD_ACCOUNT_BREAKDOWN = "ad_account_breakdown"
    CAMPAIGN_BREAKDOWN = "campaign_breakdown"
    AD_GROUP_BREAKDOWN = "ad_group_breakdown"
    AD_BREAKDOWN = "ad_breakdown"
    PRODUCT_GROUP_BREAKDOWN = "product_group_breakdown"
    PRODUCT_ITEM_BREAKDOWN = "product_item_breakdown"
    AD_ACCOUNTS = "ad_accounts"
    CAMPAIGNS = "campaigns"
    AD_GROUPS = "ad_groups"
    ADS = "ads"
    KEYWORDS = "keywords"
    PRODUCT_GROUPS = "product_groups"
    METRIC_DICTIONARY = "metric_dictionary"
    ORGANIC_ACCOUNT = "organic_account"
    ORGANIC_PIN = "organic_pin"
    TOP_PINS = "top_pins"
    TOP_VIDEO_PINS = "top_video_pins"


class Route(StrEnum):
    """Which way a chunk is asked for."""

    SYNC = "sync"
    """One GET, answered at once; 90 days back."""
    ASYNC = "async"
    """A report: created, polled, downloaded; 914 days back."""


class Granularity(StrEnum):
    """The time that one row covers; Pinterest's words."""

    TOTAL = "TOTAL"
    DAY = "DAY"
    HOUR = "HOUR"
    WEEK = "WEEK"
    MONTH = "MONTH"


class ReportTime(StrEnum):
    """On which day a conversion lands; Pinterest's words."""

    AD_ACTION = "TIME_OF_AD_ACTION"
    CONVERSION = "TIME_OF_CONVERSION"


class Breakdown(StrEnum):
    """Independent cuts of the same numbers; Pinterest's words (`targeting_types`)."""

    KEYWORD = "KEYWORD"
    APPTYPE = "APPTYPE"
    GENDER = "GENDER"
    LOCATION = "LOCATION"
    PLACEMENT = "PLACEMENT"
    COUNTRY = "COUNTRY"
    TARGETED_INTEREST = "TARGETED_INTEREST"
    PINNER_INTEREST = "PINNER_INTEREST"
    AUDIENCE_INCLUDE = "AUDIENCE_INCLUDE"
    GEO = "GEO"
    AGE_BUCKET = "AGE_BUCKET"
    REGION = "REGION"
    AGE_BUCKET_AND_GENDER = "AGE_BUCKET_AND_GENDER"
    CREATIVE_TYPE = "CREATIVE_TYPE"
    AUDIENCE_MULTIPLIER = "AUDIENCE_MULTIPLIER"
    QUIZ_RESULT = "QUIZ_RESULT"
    MEDIA_TYPE = "MEDIA_TYPE"
    CREATIVE_ENHANCEMENTS = "CREATIVE_ENHANCEMENTS"
    LOCAL_ADS_STORE_CODE = "LOCAL_ADS_STORE_CODE"


class ReportFormat(StrEnum):
    """How a report is written down."""

    JSON = "json"
    """What is zero is left out, and so stays empty."""
    CSV = "csv"
    """What is zero is written as zero."""


class AllowEmpty(StrEnum):
    """When an answer without rows is good."""

    NEVER = "never"
    CONFIRMED = "confirmed"
    """When the account's own total says that nothing was there."""
    ALWAYS = "always"


class WriteMode(StrEnum):
    """What happens to rows that are there already."""

    INSERT = "insert"
    UPSERT = "upsert"
    TRUNCATE_INSERT = "truncate_insert"
    DELETE_INSERT = "delete_insert"
    """Of the ad account, dataset and days written: a row that became zero is gone. The default."""


class DestinationKind(StrEnum):
    """Where rows go."""

    DATABASE = "database"
    """A table in SQLite or PostgreSQL."""
    DUCKDB = "duckdb"
    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


class CoverageState(StrEnum):
    """What became of one day of a dataset."""

    FETCHED = "fetched"
    PROVISIONAL = "provisional"
    """Fetched, and may still be restated."""
    EMPTY_CONFIRMED = "empty_confirmed"
    NOT_OBTAINABLE = "not_obtainable"
    """Pinterest does not give it (any more)."""
    FAILED = "failed"


THERE = frozenset({CoverageState.FETCHED, CoverageState.PROVISIONAL, CoverageState.EMPTY_CONFIRMED})
"""A day that is one of these has its numbers, as they are."""


class AttributionWindows(Contract):
    """Days after an action in which a conversion still counts. Pinterest's defaults."""

    click_days: Annotated[int, Field(ge=0, le=60)] = 30
    engagement_days: Annotated[int, Field(ge=0, le=60)] = 30
    view_days: Annotated[int, Field(ge=0, le=60)] = 1


BOTH: JsonDict = {"every_hours": {"type": "integer"}, "at": {"type": "string"}}
"""Each of a snapshot's two ways, as JSON that says something."""


class Snapshot(Contract):
    """When a source is read: every so many hours, or at a time of day by a zone's clocks."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["every_hours", "at"], "properties": BOTH}})

    every_hours: Annotated[int, Field(ge=1, le=FREQUENCY_HOURS_MAX)] | None = None
    at: Minute | None = None
    zone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")] = "UTC"
    """IANA, `Europe/Berlin`."""

    @model_validator(mode="after")
    def _says_one_of_both(self) -> Self:
        if self.every_hours is not None and self.at is not None:
            raise ValueError("give every_hours or at, not both")
        return self


class DestinationSpec(Contract):
    """Where the rows of a source go. Never a secret: a database's address is a setting, not part of this."""

    kind: DestinationKind = DestinationKind.DATABASE
    target: Line = ""
    """A folder for files, a file for DuckDB; the table's name for a database. Empty: named after the source."""


class Attribution(StrEnum):
    """Whose actions a conversion is attributed to; Pinterest's words."""

    INDIVIDUAL = "INDIVIDUAL"
    HOUSEHOLD = "HOUSEHOLD"


Ids = Annotated[tuple[EntityId, ...], Field(max_length=ADS_IDS_MAX)]
Statuses = Annotated[tuple[Annotated[str, StringConstraints(max_length=40)], ...], Field(max_length=20)]


class AdsFilters(Contract):
    """Which entities count. Empty: all of them."""

    campaign_ids: Ids = ()
    ad_group_ids: Ids = ()
    ad_ids: Ids = ()
    product_group_ids: Ids = ()
    product_item_ids: Ids = ()
    pin_ids: Ids = ()
    campaign_statuses: Statuses = ()
    ad_group_statuses: Statuses = ()
    ad_statuses: Statuses = ()
    product_group_statuses: Statuses = ()


class AdsSourceSpec(Contract):
    """One source of ads data, as a person described it."""

    key: AdsSourceKey
    account: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    """The connected account whose token reads; a key, never a token."""
    ad_account_id: EntityId
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    """Of the ad account, ISO 4217; empty: not known. `pinflow ads create` asks for it."""
    dataset: DatasetKey
    columns: Annotated[tuple[ColumnName, ...], Field(max_length=ADS_COLUMNS_MAX)] = ()
    breakdowns: Annotated[tuple[Breakdown, ...], Field(max_length=ADS_BREAKDOWNS_MAX)] = ()
    windows: AttributionWindows = AttributionWindows()
    report_time: ReportTime = ReportTime.AD_ACTION
    granularity: Granularity = Granularity.DAY
    filters: AdsFilters = AdsFilters()
    attributions: Annotated[tuple[Attribution, ...], Field(max_length=2)] = ()
    """Empty: Pinterest's own choice."""
    route: Route | None = None
    """None: whichever suits columns and days (`ads.routing`)."""
    report_format: ReportFormat = ReportFormat.JSON
    """How Pinterest writes its reports for this source."""
    look_back_days: Annotated[int, Field(ge=0, le=LOOK_BACK_DAYS_MAX)] | None = None
    """None: as many as the windows need (`ads.restatement`)."""
    first_day: date | None = None
    """The first day wanted; None: from the first sync on."""
    allow_empty: AllowEmpty = AllowEmpty.CONFIRMED
    destination: DestinationSpec = DestinationSpec()
    write_mode: WriteMode = WriteMode.DELETE_INSERT
    snapshot: Snapshot = Snapshot()
    """Neither hours nor a time: read by hand."""
    metadata: bool = True
    """Whether each row tells of its extraction (`ads.metadata`)."""
    revisions: bool = False
    """Whether what restated rows said before is kept, in a table of its own."""


class Chunk(Contract):
    """A piece of the work that succeeds or fails as one: some days of some entities."""

    ad_account_id: EntityId
    dataset: DatasetKey
    first: date
    last: date
    """Inclusive."""
    ids: Annotated[tuple[EntityId, ...], Field(max_length=CHUNK_IDS_MAX)] = ()
    """Entities asked for by id; empty: all."""
    breakdowns: Annotated[tuple[Breakdown, ...], Field(max_length=ADS_BREAKDOWNS_MAX)] = ()
    """Those of this request; a report takes five."""
    part: Annotated[int, Field(ge=0)] = 0
    """Which slice of ids and breakdowns, from 0: what is done is marked by days and part."""
    route: Route = Route.ASYNC

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"ends on {self.last}, before it begins on {self.first}")
        return self


class ValueType(StrEnum):
    """The type of a column in every destination."""

    TEXT = "text"
    """Ids, too."""
    INTEGER = "integer"
    DECIMAL = "decimal"
    """Exact: money and rates."""
    DATE = "date"
    INSTANT = "instant"
    """Seconds since the epoch, UTC."""
    BOOLEAN = "boolean"


Value = str | int | float | Decimal | date | None
"""None: not asked, not answered, or a rate without a denominator; never a zero."""


@dataclass(frozen=True, slots=True)
class RowColumn:
    """A column as it is written."""

    name: str
    type: ValueType
    key: bool = False
    """Part of what makes a row this row."""


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Some rows of one ad account, dataset and range of days. Never on a Temporal payload.

    Each row has the columns in order. A batch is small enough to be held; a chunk is many of them.
    """

    columns: tuple[RowColumn, ...]
    rows: tuple[tuple[Value, ...], ...]


AD_ACCOUNT_COLUMN = "AD_ACCOUNT_ID"
"""Text. Every batch of a dated dataset has it: it is one half of what a write replaces."""

DAY_COLUMN = "DATE"
"""The first day that a row covers. Every batch of a dated dataset has it: it is the other half."""
