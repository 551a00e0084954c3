"""A Temporal server that says who it is, once, and from then on drops every connection."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

PREFACE_BYTES, FRAME_HEAD_BYTES = 24, 9
DATA, HEADERS, SETTINGS = 0, 1, 4
ACK = END_STREAM = 1
END_HEADERS = 4
"""Types and flags of HTTP/2's frames (RFC 9113, section 6)."""

STATUS_200 = b"\x88"
"""From HPACK's static table (RFC 7541, appendix A)."""


@contextmanager
def faltering_temporal() -> Iterator[str]:
    """Its address. To the first question it gives an empty answer: enough for a client to take it for a server."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_serve, args=(door,), daemon=True).start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)


def _serve(door: socket.socket) -> None:
    with suppress(OSError):
        _answer_once(door)
        while True:
            door.accept()[0].close()


def _answer_once(door: socket.socket) -> None:
    """A client may knock more than once before it asks."""
    with door.accept()[0] as caller, caller.makefile("rb") as words:
        words.read(PREFACE_BYTES)
        caller.sendall(_frame(SETTINGS) + _frame(SETTINGS, ACK))
        while _next_kind(words.read) != HEADERS:
            pass
        caller.sendall(
            _frame(HEADERS, END_HEADERS, STATUS_200 + _header("content-type", "application/grpc"), stream=1)
            + _frame(DATA, body=bytes(5), stream=1)  # a message of no bytes
            + _frame(HEADERS, END_HEADERS | END_STREAM, _header("grpc-status", "0"), stream=1)
        )
        _next_kind(words.read)


def _next_kind(read: Callable[[int], bytes]) -> int:
    head = read(FRAME_HEAD_BYTES)
    if not head:
        return HEADERS  # hung up: there is nobody to answer
    read(int.from_bytes(head[:3]))
    return head[3]


def _frame(kind: int, flags: int = 0, body: bytes = b"", *, stream: int = 0) -> bytes:
    return len(body).to_bytes(3) + struct.pack(">BBI", kind, flags, stream) + body


def _header(name: str, value: str) -> bytes:
    """One header field, spelt out (RFC 7541, section 6.2.2)."""
    return b"\0" + b"".join(bytes([len(text)]) + text.encode() for text in (name, value))
