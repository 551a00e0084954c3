"""Why nothing, or not all, came from a shop, in words for its owner."""

import ssl
from collections.abc import Iterator
from types import MappingProxyType

import httpcore
import httpx


class NameUnknown(httpcore.ConnectError):
    """The name in an address leads to no machine."""


class BodyBroken(httpx.DecodingError):
    """The answer came in a form that cannot be read; its text says so in plain words."""


_WORDS = MappingProxyType(
    {
        NameUnknown: "its name does not lead to any server (it does not resolve)",
        ConnectionRefusedError: "no server answers there",
        ssl.SSLError: "no secure connection could be made to it",
        httpcore.ConnectError: "no connection to it could be made",
        httpcore.NetworkError: "the shop closed the connection",
        httpcore.RemoteProtocolError: "the shop closed the connection, or did not answer as a web server does",
        httpx.TransportError: "the connection broke",
    }
)
"""What each trouble means, the more telling first: one is found beneath another."""


def broken_words(error: httpx.HTTPError) -> str:
    """The most telling of all that led to `error`; its texts are for programmers."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, BodyBroken):
            return str(cause)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid: {cause.verify_message}"
    return next(
        (words for kind, words in _WORDS.items() if any(isinstance(cause, kind) for cause in causes)),
        "it did not answer properly",
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):  # one for each address that was tried
            for one in error.exceptions:
                yield from _causes(one)
        error = error.__cause__ or error.__context__
