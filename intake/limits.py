"""What the doors bear: how large, how slow, how many. Together they bound the memory and the time of a request."""

from dataclasses import dataclass

from contracts.intake import BODY_BYTES_MAX

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """In use are these; a test may take smaller ones."""

    body_bytes_max: int = BODY_BYTES_MAX
    bodies_bytes_max: int = 64 * MIB
    """Of all bodies that are held at a time, until their requests are answered."""
    headers_seconds_max: float = 10.0
    """From a connection to its first request's headers, complete."""
    body_seconds_max: float = 10.0
    """A whole body: one of 5 MiB at 500 kB a second."""
    refused_seconds_max: float = 20.0
    """Of a body that is too large: so long its rest is taken in and forgotten, that its sender hears why."""
    stranger_seconds_max: float = 2.0
    """The same for who has no key that is good."""
    answer_seconds_max: float = 4.0
    """From the body's end to the answer. Shopify waits five seconds in all, and counts the sixth as a failure."""
    health_seconds_max: float = 2.0
    connections_max: int = 500
    """More are answered 503 at once."""
    queue_max: int = 2_000
    """Deliveries that wait for a transaction."""
    group_max: int = 200
    """Deliveries of one transaction; the store takes 500."""
    group_bytes_max: int = 16 * MIB
    idle_seconds_max: int = 20
    """Of a connection without a request: longer than clients keep one, which is five seconds mostly.

    Whoever closes it must be the one who knows what is on its way.
    """
    closing_seconds_max: float = 1.0
    """For what is queued, when the server ends."""
    retry_after_seconds: int = 5
    """What somebody is told who finds no room, or no store."""
