"""Times as API v5 writes them: UTC to the second, in its JSON without saying so."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime


def stamp(epoch: float) -> str:
    """Like "2025-05-21T01:13:01"."""
    return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%S")


def http_date(epoch: float) -> str:
    """Like "Wed, 21 May 2025 01:13:01 GMT": the header `Date`."""
    return format_datetime(datetime.fromtimestamp(int(epoch), UTC), usegmt=True)
