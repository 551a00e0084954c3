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
