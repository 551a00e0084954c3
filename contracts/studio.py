"""Pictures and videos on their way through our hands to the asset store; never a payload."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Canvas:
    """An encoded picture, `width` x `height` pixels."""

    data: bytes = field(repr=False)
    width: int
    height: int
    content_type: str = "image/jpeg"


class VideoKind(StrEnum):
    """The video files that Pinterest takes, by content type."""

    MP4 = "video/mp4"
    MOV = "video/quicktime"
    M4V = "video/x-m4v"

    @property
    def suffix(self) -> str:
        """What its file is called behind the dot, dot included."""
        return {VideoKind.MP4: ".mp4", VideoKind.MOV: ".mov", VideoKind.M4V: ".m4v"}[self]


@dataclass(frozen=True)
class Footage:
    """A video file as its own index tells it: pixels as they are seen, seconds. None: it does not tell."""

    kind: VideoKind
    size_bytes: int
    width: int
    height: int
    seconds: float | None
