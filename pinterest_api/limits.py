"""How long the client waits for Pinterest, and how much it takes."""

from dataclasses import dataclass

CONNECT_SECONDS_MAX = 5.0
READ_SECONDS_MAX = 15.0
WRITE_SECONDS_MAX = 20.0
NOTE_SECONDS_MAX = 3.0
ANSWER_BYTES_MAX = 16 * 1024 * 1024
CONNECTIONS_MAX = 50

KEPT_ALIVE_SECONDS = 2.0
"""How long an idle connection for reads is kept."""


@dataclass(frozen=True)
class Limits:
    """The client's limits. A call lasts at most `read_seconds` or `write_seconds`, and then `note_seconds`."""

    connect_seconds: float = CONNECT_SECONDS_MAX
    """For the TCP connection, and again for TLS; inside the total."""
    read_seconds: float = READ_SECONDS_MAX
    """The whole of a read: token, connection, request, answer."""
    write_seconds: float = WRITE_SECONDS_MAX
    """The whole of a write: token, connection, request, answer."""
    note_seconds: float = NOTE_SECONDS_MAX
    """For writing down what the headers said of the quota."""
    answer_bytes: int = ANSWER_BYTES_MAX
    """Of one answer, unpacked; a page of 250 pins is under 2 MB."""
    connections: int = CONNECTIONS_MAX
    """Open at once, for reads and for writes each."""


USUAL_LIMITS = Limits()

UPLOAD_SECONDS_MAX = 1_200.0
UPLOAD_STALL_SECONDS_MAX = 30.0
UPLOAD_ANSWER_BYTES_MAX = 65_536
UPLOADS_MAX = 4


@dataclass(frozen=True)
class UploadLimits:
    """The limits of a file's upload."""

    connect_seconds: float = CONNECT_SECONDS_MAX
    stall_seconds: float = UPLOAD_STALL_SECONDS_MAX
    """Between two chunks, and from the last one to the answer."""
    upload_seconds: float = UPLOAD_SECONDS_MAX
    """The whole of it: 512 MB at 4 Mbit/s."""
    answer_bytes: int = UPLOAD_ANSWER_BYTES_MAX
    connections: int = UPLOADS_MAX
    """Files on their way at once; the others wait for a connection, within their own limit."""


USUAL_UPLOAD_LIMITS = UploadLimits()
