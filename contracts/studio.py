"""The finished picture on its way from the studio to the asset store; never a payload."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Canvas:
    """An encoded picture, `width` x `height` pixels."""

    data: bytes = field(repr=False)
    width: int
    height: int
    content_type: str = "image/jpeg"
