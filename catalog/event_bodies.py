"""What a shop or a database sent, from bytes to JSON: bounded in bytes, in values and in depth."""

import hashlib
import io

from catalog.json_values import Json, JsonBroken, JsonReader
from contracts.changes import UnreadableEvent
from contracts.intake import BODY_BYTES_MAX
from drafting.characters import one_line

VALUES_MAX = 1_000_000
"""Of one body, counted by its commas and brackets: each costs some 60 bytes of memory. Real ones have 100,000."""
QUOTED_MAX = 60
"""Characters of what was sent that a message shows."""

_SEND_JSON = "Send one JSON document in UTF-8."
_SPLIT = "Send fewer events at a time."


def read_body(body: bytes) -> Json | UnreadableEvent:
    """The one value that the body is. `contracts.intake.BODY_BYTES_MAX` holds for it, whoever let it in."""
    if len(body) > BODY_BYTES_MAX:
        why = f"The body has {len(body):,} bytes; at most {BODY_BYTES_MAX:,} are read."
        return UnreadableEvent(message=why, remedy=_SPLIT)
    if sum(map(body.count, (b",", b"[", b"{"))) > VALUES_MAX:
        return UnreadableEvent(message=f"The body has more than {VALUES_MAX:,} values.", remedy=_SPLIT)
    try:
        return _parsed(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return UnreadableEvent(message=f"The body is no UTF-8, at byte {error.start + 1:,}.", remedy=_SEND_JSON)
    except JsonBroken as error:
        why = f'The body is no JSON that can be read: {error}. It begins with "{quoted(body)}".'
        return UnreadableEvent(message=why, remedy=_SEND_JSON)


def parse_json(text: str) -> Json | JsonBroken:
    """JSON within JSON: a text that a database's column holds."""
    try:
        return _parsed(text)
    except JsonBroken as error:
        return error


def quoted(text: bytes | str) -> str:
    """The beginning of what was sent, on one line, for a message."""
    beginning = text[: QUOTED_MAX * 4].decode("utf-8", "replace") if isinstance(text, bytes) else text
    return one_line(beginning[:QUOTED_MAX])


def digest_of(*parts: bytes | str) -> str:
    """One name for all of the parts together, in 64 hexadecimal digits; no two lists of parts share it."""
    digest = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8) + content)
    return digest.hexdigest()


def _parsed(text: str) -> Json:
    """Raises `JsonBroken` when it is not one value and nothing besides."""
    # A list of events is one value here: whatever a door may let in is read.
    reader = JsonReader(io.StringIO(text), characters_max=BODY_BYTES_MAX)
    value = reader.value(reader.next())
    if reader.next()[0]:
        raise JsonBroken("something stands behind its end")
    return value
