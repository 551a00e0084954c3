"""How long the client waits for Pinterest, and how much it takes."""

from dataclasses import dataclass

CONNECT_SECONDS_MAX = 5.0
READ_SECONDS_MAX = 15.0
WRITE_SECONDS_MAX = 20.0
TOKEN_SECONDS_MAX = 10.0
NOTE_SECONDS_MAX = 3.0
ANSWER_BYTES_MAX = 16 * 1024 * 1024
TOKEN_ANSWER_BYTES_MAX = 65_536
CONNECTIONS_MAX = 50

KEPT_ALIVE_SECONDS = 2.0
"""How long an idle connection for reads is kept."""


@dataclass(frozen=True)
class Limits:
    """The client's limits. A call lasts at most `read_seconds`, `write_seconds` or `token_seconds`, and then
    `note_seconds`.
    """

    connect_seconds: float = CONNECT_SECONDS_MAX
    """For the TCP connection, and again for TLS; inside the total."""
    read_seconds: float = READ_SECONDS_MAX
    """The whole of a read: token, connection, request, answer."""
    write_seconds: float = WRITE_SECONDS_MAX
    """The whole of a write: token, connection, request, answer."""
    token_seconds: float = TOKEN_SECONDS_MAX
    """The whole of what a code or a refresh token is spent in: a worker that is to stop waits for it."""
    note_seconds: float = NOTE_SECONDS_MAX
    """For writing down what the headers said of the quota, and that a token was refused; both at once."""
    answer_bytes: int = ANSWER_BYTES_MAX
    """Of one answer, unpacked; a page of 250 pins is under 2 MB."""
    token_answer_bytes: int = TOKEN_ANSWER_BYTES_MAX
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
