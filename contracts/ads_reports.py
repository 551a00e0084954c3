"""Reports of Pinterest Ads as they are asked for and seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints

from contracts.ads import (
    ADS_BREAKDOWNS_MAX,
    ADS_COLUMNS_MAX,
    Attribution,
    AttributionWindows,
    Breakdown,
    ColumnName,
    EntityId,
    Granularity,
    ReportFormat,
    ReportTime,
    Value,
)
from contracts.contract import Contract, Line

REPORT_TOKEN_MAX = 2_000
FILTERS_MAX = 20

ReportToken = Annotated[str, StringConstraints(min_length=1, max_length=REPORT_TOKEN_MAX)]
"""By which a report is asked for again; it is of no use without the account's own token."""

Scalar: TypeAlias = str | int | Decimal | bool | None

ReportRow: TypeAlias = Mapping[str, Scalar]
"""One row of a report as Pinterest gave it: exact, and without what it left out."""


class ReportStatus(StrEnum):
    """How far Pinterest is with a report; its own words."""

    IN_PROGRESS = "IN_PROGRESS"
    FINISHED = "FINISHED"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    DOES_NOT_EXIST = "DOES_NOT_EXIST"


class MetricsRequest(Contract):
    """What both routes are asked for alike."""

    ad_account_id: EntityId
    first: date
    last: date
    """Inclusive, UTC."""
    granularity: Granularity
    columns: Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=ADS_COLUMNS_MAX)]
    windows: AttributionWindows = AttributionWindows()
    report_time: ReportTime = ReportTime.AD_ACTION
    breakdowns: Annotated[tuple[Breakdown, ...], Field(max_length=ADS_BREAKDOWNS_MAX)] = ()
    attributions: tuple[Attribution, ...] = ()
    """Empty: Pinterest's own choice."""


class ReportRequest(MetricsRequest):
    """What a report is asked for."""

    level: Line
    """Pinterest's word: `CAMPAIGN`."""
    filters: Annotated[Mapping[str, tuple[Line, ...]], Field(max_length=FILTERS_MAX)] = Field(default_factory=dict)
    """By Pinterest's field: `campaign_ids`, `ad_statuses`."""
    by_date: bool = True
    """By date, as Pinterest advises for large reports, or by the ids of its level."""
    format: ReportFormat = ReportFormat.JSON


class NumbersRequest(MetricsRequest):
    """What the synchronous route is asked for."""

    path: Line
    """Pinterest's template: `/ad_accounts/{ad_account_id}/campaigns/analytics`."""
    ids: Annotated[Mapping[str, tuple[Line, ...]], Field(max_length=FILTERS_MAX)] = Field(default_factory=dict)
    """By Pinterest's parameter: `campaign_ids`, `campaign_id`."""


class EntitiesRequest(Contract):
    """Things of an ad account that are to be listed as they are now."""

    path: Line
    """Pinterest's template: `/ad_accounts/{ad_account_id}/campaigns`."""
    ad_account_id: EntityId
    within: Line = ""
    """The parameter that names ad groups, where Pinterest lists them by ad group alone; empty: it does not."""
    at_once: int = 1
    """Ad groups that one request takes."""
    by_status: bool = True
    """Whether Pinterest leaves out those that are archived unless it is asked for them."""


class OrganicRequest(Contract):
    """What the analytics of pins that are no ads are asked for."""

    path: Line
    """Pinterest's template: `/pins/{pin_id}/analytics`."""
    first: date
    last: date
    """Inclusive, UTC."""
    metrics: Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=ADS_COLUMNS_MAX)]
    pin_id: EntityId | None = None
    sort_by: Line = ""
    """Of the best pins: by which metric they are. Empty: it is not about the best."""


class ReadyState(Contract):
    """What Pinterest says of a day's numbers."""

    numbers: bool = False
    """Impressions, clicks and money are final."""
    conversions: bool = False
    """And so are conversions, as far as they are known."""


class SeenReport(Contract):
    """A report as Pinterest tells of it. `url` is a permission to read it: never a Temporal payload."""

    status: ReportStatus
    url: Annotated[str | None, Field(repr=False)] = None
    size_bytes: int | None = None


class SeenAdAccount(Contract):
    """An ad account that the token may see."""

    id: EntityId
    name: Line = ""
    currency: Line = ""
    country: Line = ""
    owner: Line = ""
    permissions: tuple[Line, ...] = ()
    """Pinterest's roles: `ADMIN`, `ANALYST`. Empty: it did not say."""


@dataclass(frozen=True)
class PreviewRows:
    """Some rows as they would be written."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
