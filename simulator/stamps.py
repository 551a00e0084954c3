"""Times as API v5 writes them: UTC to the second, without saying so."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(epoch: float) -> str:
    """Like "2025-05-21T01:13:01"."""
    return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%S")
