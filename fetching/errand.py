"""The three things we fetch, and what each may cost."""

from dataclasses import dataclass

from fetching.limits import FetchLimits

# JPEG and PNG first: shops choose by this header and would rather send WebP, which costs us five times the time.
PICTURES = "image/jpeg,image/png;q=0.9,image/webp;q=0.6,image/avif;q=0.5,image/gif;q=0.5,*/*;q=0.1"
VIDEOS = "video/mp4,video/quicktime;q=0.9,video/x-m4v;q=0.9,*/*;q=0.1"
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

    @property
    def headers(self) -> dict[str, str]:
        return {"accept": self.accept, "accept-encoding": self.encoding}


def picture_errand(address: str, limits: FetchLimits) -> Errand:
    return Errand(
        address=address,
        accept=PICTURES,
        encoding="identity",
        seconds=limits.picture_seconds,
        bytes_max=limits.picture_bytes,
        whole=True,
    )


def video_errand(address: str, limits: FetchLimits) -> Errand:
    return Errand(
        address=address,
        accept=VIDEOS,
        encoding="identity",
        seconds=limits.video_seconds,
        bytes_max=limits.video_bytes,
        whole=True,
    )


def page_errand(address: str, limits: FetchLimits) -> Errand:
    return Errand(
        address=address,
        accept=PAGES,
        encoding="gzip",
        seconds=limits.page_seconds,
        bytes_max=limits.page_bytes,
        whole=False,
    )
