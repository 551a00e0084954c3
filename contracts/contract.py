"""What every value that crosses a boundary has in common: frozen, tolerant of newer fields, bounded."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Line = Annotated[str, StringConstraints(max_length=300)]
"""A line a person reads: a title, a name, a message."""

Text = Annotated[str, StringConstraints(max_length=2_000)]
"""A paragraph: a remedy, an error of Pinterest's."""

Address = Annotated[str, StringConstraints(max_length=4_096)]
"""An address as somebody gave it; what Pinterest takes is shorter (`drafting.links`)."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal."""

Instant = float
"""Seconds since the Unix epoch, UTC."""


class Contract(BaseModel):
    """A frozen value on our wire. New fields come with defaults; unknown ones are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")
