"""How long we wait for somebody else's server, and how much of it we take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FetchLimits:
    """Seconds, bytes and counts; every one of them is in force for every address."""

    connect_seconds: float = 3.0
    """Name resolution and connection together."""
    read_seconds: float = 5.0
    """Between two chunks of an answer."""
    picture_seconds: float = 20.0
    page_seconds: float = 6.0
    """From the question to the last byte, redirects included; waiting for our own turn is not counted."""
    queue_seconds: float = 60.0
    """How long a request waits for its turn at a busy host."""
    picture_bytes: int = 20_000_000
    video_seconds: float = 600.0
    """As `picture_seconds`, for a video."""
    page_bytes: int = 2_000_000
    """Decoded. A page's head tells all we ask; what comes after is ignored."""
    video_bytes: int = 512_000_000
    """Pinterest would take 2 GB; a product's video of 15 minutes at 4 Mbit/s has 450 MB."""
    feed_seconds: float = 900.0
    """As `picture_seconds`, for a feed: large ones are made while they are sent."""
    feed_idle_seconds: float = 60.0
    """As `read_seconds`, for a feed: shops think long before the first byte."""
    feed_bytes: int = 500_000_000
    """As they come over the wire."""
    feed_unpacked_bytes: int = 2 * 1024**3
    """Once unpacked, on disk; as much as the reader of catalogs takes of a packed file."""
    redirects: int = 5
    connections_per_host: int = 4
    connections: int = 50


LIMITS = FetchLimits()
