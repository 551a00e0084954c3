"""The four things we fetch, and what each may cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fetching.limits import FetchLimits

# JPEG and PNG first: shops choose by this header and would rather send WebP, which costs us five times the time.
PICTURES = "image/jpeg,image/png;q=0.9,image/webp;q=0.6,image/avif;q=0.5,image/gif;q=0.5,*/*;q=0.1"
VIDEOS = "video/mp4,video/quicktime;q=0.9,video/x-m4v;q=0.9,*/*;q=0.1"
FEEDS = "*/*"
PAGES = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"


@dataclass(frozen=True)
class Errand:
    """One fetch on behalf of `address`, which is the one that errors name, whatever was asked in its place."""

    address: str
    accept: str
    encoding: str
    seconds: float
    bytes_max: int
    whole: bool
    """True: all of the body or an error. False: as much of it as comes within the limits."""

    idle_seconds: float
    """Between two chunks of the answer."""
    conditions: Mapping[str, str] = field(default_factory=dict)
    """Headers that say what we have already."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Headers that prove who asks."""

    def headers(self, *, at_home: bool) -> dict[str, str]:
        """What the request says; its secrets only `at_home`, where the address itself leads."""
        plain = {"accept": self.accept, "accept-encoding": self.encoding, **self.conditions}
        return {**plain, **self.secrets} if at_home else plain


def picture_errand(address: str, limits: FetchLimits) -> Errand:
    return Errand(
        address=address,
        accept=PICTURES,
        encoding="identity",
        seconds=limits.picture_seconds,
        bytes_max=limits.picture_bytes,
        whole=True,
        idle_seconds=limits.read_seconds,
    )


def video_errand(address: str, limits: FetchLimits) -> Errand:
    return Errand(
        address=address,
        accept=VIDEOS,
        encoding="identity",
        seconds=limits.video_seconds,
        bytes_max=limits.video_bytes,
        whole=True,
        idle_seconds=limits.read_seconds,
    )


def page_errand(address: str, limits: FetchLimits) -> Errand:
    return Errand(
        address=address,
        accept=PAGES,
        encoding="gzip",
        seconds=limits.page_seconds,
        bytes_max=limits.page_bytes,
        whole=False,
        idle_seconds=limits.read_seconds,
    )


def feed_errand(
    address: str, limits: FetchLimits, *, conditions: Mapping[str, str], secrets: Mapping[str, str]
) -> Errand:
    return Errand(
        address=address,
        accept=FEEDS,
        encoding="gzip",
        seconds=limits.feed_seconds,
        bytes_max=limits.feed_bytes,
        whole=True,
        idle_seconds=limits.feed_idle_seconds,
        conditions=conditions,
        secrets=secrets,
    )
