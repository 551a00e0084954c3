"""What came back from Pinterest, before anyone has made sense of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import httpx

REQUEST_ID_MAX = 100


@dataclass(frozen=True)
class Answer:
    """A status with its headers, and as much of the body as came. Not `whole`: cut off, or longer than we take."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    whole: bool = True

    @property
    def succeeded(self) -> bool:
        """Any 2xx: Pinterest declares 200 and 201 for the same call, and 204 for a deletion."""
        return httpx.codes.is_success(self.status)

    @property
    def request_id(self) -> str | None:
        """`x-pinterest-rid`: what Pinterest's support asks for."""
        found = (value for name, value in self.headers.items() if name.lower() == "x-pinterest-rid")
        return next(found, "")[:REQUEST_ID_MAX] or None

    def without(self, secret: str) -> Self:
        """The same answer, should whoever gave it have repeated our token in it."""
        headers = {name: value.replace(secret, "[token]") for name, value in self.headers.items()}
        return replace(self, headers=headers, body=self.body.replace(secret.encode(), b"[token]"))
