"""Sources of ads data, as the API takes and tells them: the fields of a source's file."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, WithJsonSchema

from ads.objections import Objection
from ads.restatement import why_settling
from ads.written import read_written, written_of
from contracts.ads import (
    ADS_BREAKDOWNS_MAX,
    ADS_COLUMNS_MAX,
    FREQUENCY_HOURS_MAX,
    LOOK_BACK_DAYS_MAX,
    AdsFilters,
    AdsSourceKey,
    AdsSourceSpec,
    AllowEmpty,
    Attribution,
    AttributionWindows,
    Breakdown,
    ColumnName,
    DatasetKey,
    DestinationKind,
    DestinationSpec,
    EntityId,
    Granularity,
    ReportFormat,
    ReportTime,
    Route,
    Snapshot,
    WriteMode,
)
from contracts.ads_runs import AdsSource
from contracts.api_ids import account_uuid
from contracts.contract import Line
from contracts.names import AccountKey
from contracts.windows import Day, Minute
from intake.api.kinds import JsonKinds
from intake.api.wire import Name, PageQuery, Wire, moment

STRICT = ConfigDict(frozen=True, extra="forbid")
"""A misspelt field would be overlooked without a word."""

OfDay = Annotated[Minute, WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})]


class AdsWindowsBody(JsonKinds, AttributionWindows):
    """Days after an action in which a conversion counts."""

    model_config = STRICT


class AdsFiltersBody(JsonKinds, AdsFilters):
    """Which entities count; empty: all of them."""

    model_config = STRICT


class AdsDestinationBody(JsonKinds, DestinationSpec):
    """Where rows go: a table's name, a DuckDB file, or a folder."""

    model_config = STRICT


class AdsSnapshotBody(JsonKinds, Snapshot):
    """When it is read: every so many hours, or at a time of day by a zone's clocks; neither: by hand."""

    model_config = STRICT

    at: OfDay | None = None


class AdsSourceBody(JsonKinds, AdsSourceSpec):
    """A source as its file would have it. `account` is a connected account, by its name or its id."""

    model_config = STRICT

    account: Name
    windows: AdsWindowsBody = AdsWindowsBody()
    filters: AdsFiltersBody = AdsFiltersBody()
    first_day: Day | None = None
    destination: AdsDestinationBody = AdsDestinationBody()
    snapshot: AdsSnapshotBody = AdsSnapshotBody()

    def read(self, account: AccountKey) -> AdsSourceSpec | tuple[Objection, ...]:
        """The source of this account, or what is wrong with it."""
        return read_written({**self.model_dump(exclude_unset=True), "account": account})


class AdsSourcePatch(Wire):
    """What is to be different; the rest stays. An object takes the place of the one before; null is as usual."""

    model_config = STRICT

    account: Name | None = None
    ad_account_id: EntityId | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] | None = None
    dataset: DatasetKey | None = None
    columns: Annotated[tuple[ColumnName, ...], Field(max_length=ADS_COLUMNS_MAX)] | None = None
    breakdowns: Annotated[tuple[Breakdown, ...], Field(max_length=ADS_BREAKDOWNS_MAX)] | None = None
    windows: AdsWindowsBody | None = None
    report_time: ReportTime | None = None
    granularity: Granularity | None = None
    filters: AdsFiltersBody | None = None
    attributions: Annotated[tuple[Attribution, ...], Field(max_length=2)] | None = None
    route: Route | None = None
    report_format: ReportFormat | None = None
    look_back_days: Annotated[int, Field(ge=0, le=LOOK_BACK_DAYS_MAX)] | None = None
    first_day: Day | None = None
    allow_empty: AllowEmpty | None = None
    destination: AdsDestinationBody | None = None
    write_mode: WriteMode | None = None
    snapshot: AdsSnapshotBody | None = None
    metadata: bool | None = None
    revisions: bool | None = None

    def onto(self, before: AdsSourceSpec, account: AccountKey) -> AdsSourceSpec | tuple[Objection, ...]:
        """The source with the changes, or what is wrong with it then."""
        changes = self.model_dump(exclude_unset=True)
        whole = {**written_of(before), **changes, "account": account}
        return read_written({name: value for name, value in whole.items() if value is not None})


class AdsObjection(Wire):
    """A rule that is not kept."""

    field: str
    rule: str
    message: str
    nearest: list[str]
    """Valid choices, the best first."""
    refused: bool
    """False: it warns, and the request may leave."""


class AdsSnapshotTold(Wire):
    """When it is read."""

    every_hours: Annotated[int, Field(ge=1, le=FREQUENCY_HOURS_MAX)] | None
    at: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None
    zone: str


class AdsDestinationTold(Wire):
    """Where rows go."""

    kind: DestinationKind
    target: str
    """Empty: named after the source."""


class AdsSourceTold(Wire):
    """A source as it is kept."""

    id: AdsSourceKey
    account: str
    account_id: UUID
    ad_account_id: EntityId
    currency: str | None
    dataset: DatasetKey
    columns: list[ColumnName]
    breakdowns: list[Breakdown]
    windows: AttributionWindows
    report_time: ReportTime
    granularity: Granularity
    filters: AdsFilters
    attributions: list[Attribution]
    route: Route | None
    report_format: ReportFormat
    look_back_days: int | None
    first_day: date | None
    allow_empty: AllowEmpty
    destination: AdsDestinationTold
    write_mode: WriteMode
    snapshot: AdsSnapshotTold
    metadata: bool
    revisions: bool
    settles: str
    """How long its numbers move, and why."""
    paused: str | None
    """Why it is not read at present; null: it is."""
    created_at: AwareDatetime


class AdsSourceQuery(PageQuery):
    """Which sources are listed, by their names."""

    account_id: Name | None = None
    dataset: DatasetKey | None = None


class AdsPauseBody(Wire):
    """Said to whoever wonders."""

    why: Line = ""


def told_source(source: AdsSource) -> AdsSourceTold:
    """As the API tells it."""
    spec = source.spec
    told: Mapping[str, object] = {
        **spec.model_dump(exclude={"key", "snapshot", "destination", "currency"}),
        "id": spec.key,
        "account_id": account_uuid(AccountKey(spec.account)),
        "currency": spec.currency or None,
        "destination": {"kind": spec.destination.kind, "target": spec.destination.target},
        "snapshot": {
            "every_hours": spec.snapshot.every_hours,
            "at": None if spec.snapshot.at is None else f"{spec.snapshot.at:%H:%M}",
            "zone": spec.snapshot.zone,
        },
        "settles": why_settling(spec),
        "paused": source.paused,
        "created_at": moment(source.added_at),
    }
    return AdsSourceTold.model_validate(told)


def told_objection(one: Objection) -> AdsObjection:
    """As the API tells it."""
    return AdsObjection(
        field=one.field, rule=one.rule, message=one.message, nearest=list(one.nearest), refused=one.refuses
    )
