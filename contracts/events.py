"""What happens here that others may want to hear of: types of events, and one event as it is noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.contract import Instant
from contracts.names import AccountKey


class EventType(StrEnum):
    """Stable names. Each stands in `docs/webhooks.md`, and a test holds it there."""

    PIN_QUEUED = "pin.queued"
    """A row became a pin that is wanted: from here on it has a key."""
    PIN_PUBLISHED = "pin.published"
    """It was seen live."""
    PIN_FAILED = "pin.failed"
    """It will not be a pin as it stands: refused, or withdrawn before it was one."""
    PIN_NEEDS_ATTENTION = "pin.needs_attention"
    """Whether there is a pin cannot be told for certain yet."""
    PIN_REMOVED = "pin.removed"
    """It was live, and is not any more."""
    LAUNCH_COMPLETED = "launch.completed"
    ACCOUNT_RECONNECT_REQUIRED = "account.reconnect_required"
    ACCOUNT_NEEDS_ATTENTION = "account.needs_attention"
    """It is stopped by something that connecting it again does not mend."""
    ACCOUNT_RECOVERED = "account.recovered"
    SOURCE_FAILED = "source.failed"
    ENDPOINT_DISABLED = "endpoint.disabled"
    PING = "webhook.ping"
    """Asked for by a person, to try an endpoint; it goes to that one alone."""


ASKABLE = tuple(kind for kind in EventType if kind is not EventType.PING)
"""What an endpoint may ask for."""

EVERYTHING = "*"


@dataclass(frozen=True)
class News:
    """Something that happened, before anybody is told. `subject` (`pin/<key>`) is what events are ordered by."""

    type: EventType
    subject: str
    account: AccountKey | None
    at: Instant
    data: Mapping[str, object]
