"""What came back from Pinterest, before anyone has made sense of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import Self

import httpx

REQUEST_ID_MAX = 100
DATE_MAX = 100


@dataclass(frozen=True)
class Answer:
    """A status with its headers, and as much of the body as came. Not `whole`: cut off, or longer than we take."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    whole: bool = True
    too_long: bool = False
    """It is not whole because it is longer than we take."""

    @property
    def succeeded(self) -> bool:
        """Any 2xx: Pinterest declares 200 and 201 for the same call, and 204 for a deletion."""
        return httpx.codes.is_success(self.status)

    @property
    def request_id(self) -> str | None:
        """`x-pinterest-rid`: what Pinterest's support asks for."""
        return self._header("x-pinterest-rid")[:REQUEST_ID_MAX] or None

    @property
    def answered(self) -> float | None:
        """When it was given, by the giver's own clock: the header `Date` (RFC 9110, 6.6.1), in whole seconds since
        the epoch. None: missing or unreadable.
        """
        try:
            moment = parsedate_to_datetime(self._header("date")[:DATE_MAX])
            return moment.timestamp() if moment.tzinfo else None
        except (ValueError, OverflowError):
            return None

    def _header(self, wanted: str) -> str:
        return next((value for name, value in self.headers.items() if name.lower() == wanted), "")

    def without(self, secret: str) -> Self:
        """The same answer, should whoever gave it have repeated our token in it."""
        headers = {name: value.replace(secret, "[token]") for name, value in self.headers.items()}
        return replace(self, headers=headers, body=self.body.replace(secret.encode(), b"[token]"))
