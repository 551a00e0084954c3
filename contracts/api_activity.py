"""What happened, as the HTTP API tells it: read from the ledger's own moments, and kept nowhere besides."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant, Line, Text
from contracts.names import AccountKey

ACTIVITY_MAX = 200
"""Events of one page."""
FACTS_MAX = 10


class ActivityCategory(StrEnum):
    """What an event is about."""

    SECURITY = "security"
    PUBLISHING = "publishing"
    BILLING = "billing"
    """Nothing here is: a self-hosted service bills nobody."""
    CONFIGURATION = "configuration"
    INTEGRATION = "integration"


class ActivityStatus(StrEnum):
    """How it went."""

    SUCCESS = "success"
    FAILED = "failed"
    QUEUED = "queued"
    CANCELED = "canceled"


class ActivityPlace(Contract):
    """An event's place among all: by its moment, then by its kind and its own name."""

    at: Instant
    stream: Annotated[int, Field(ge=0, le=100)]
    key: Line


class ActivityEvent(Contract):
    """Something that happened."""

    place: ActivityPlace
    action: Line
    category: ActivityCategory
    status: ActivityStatus
    resource_type: Line
    resource_id: Line
    account: AccountKey | None = None
    message: Text
    facts: Annotated[dict[Line, Text | None], Field(max_length=FACTS_MAX)] = Field(default_factory=dict)


class ActivityFilter(Contract):
    """Which events are listed, newest first. `accounts` None: of all, and what belongs to no account."""

    accounts: frozenset[AccountKey] | None = None
    category: ActivityCategory | None = None
    action: Line | None = None
    status: ActivityStatus | None = None
    resource_type: Line | None = None
    since: Instant | None = None
    after: ActivityPlace | None = None
    """Those that lie behind this one."""
    limit: Annotated[int, Field(ge=1, le=ACTIVITY_MAX + 1)] = 50
