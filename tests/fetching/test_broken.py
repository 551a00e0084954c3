"""Why nothing came, in a shop owner's words."""

import httpcore
import httpx
import pytest

from fetching.broken import NameUnknown, broken_words


def led_to_by(*causes: BaseException) -> httpx.TransportError:
    """The error that is told, above all that led to it."""
    error: BaseException = httpx.TransportError("[Errno 111] Connect call failed ('192.0.2.7', 443)")
    top = error
    for cause in causes:
        error.__cause__, error = cause, cause
    assert isinstance(top, httpx.TransportError)
    return top


@pytest.mark.parametrize(
    ("causes", "words"),
    [
        ((httpcore.ReadError(""),), "the shop closed the connection"),
        ((httpcore.WriteError("BrokenResourceError"),), "the shop closed the connection"),
        ((httpcore.ConnectError("all failed"), ConnectionRefusedError(111, "refused")), "no server answers there"),
        ((httpcore.ConnectError("all failed"),), "no connection to it could be made"),
        ((NameUnknown("nowhere"),), "its name does not lead to any server (it does not resolve)"),
        ((httpcore.LocalProtocolError("illegal header"),), "the connection broke"),
        ((), "the connection broke"),
    ],
)
def test_the_most_telling_cause_is_told_and_no_librarys_text(causes: tuple[Exception, ...], words: str) -> None:
    assert broken_words(led_to_by(*causes)) == words


def test_of_several_addresses_each_counts() -> None:
    refused = ExceptionGroup(
        "multiple connection attempts failed", [OSError(113, "no route"), ConnectionRefusedError()]
    )

    assert broken_words(led_to_by(httpcore.ConnectError("all failed"), refused)) == "no server answers there"


def test_trouble_of_another_kind_is_told_too() -> None:
    assert broken_words(httpx.TooManyRedirects("no")) == "it did not answer properly"
