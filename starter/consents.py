"""What comes back from Pinterest's consent page: a code, a no, or something that is no answer to our question.

The `state` of our own address says that an answer belongs to it (RFC 6749, 10.12). Pinterest's API v5 documents no
PKCE, so the state, the app's secret and the code's single use are what protects the exchange.
"""

import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

STATE_BYTES = 32
CODE_MAX = 2_000
"""Characters of a code that are taken; Pinterest's have 40, the simulator's 43."""
WORD_MAX = 100
"""Characters of OAuth's own error word that are shown."""
FIELDS_MAX = 20


@dataclass(frozen=True)
class Allowed:
    """The person said yes."""

    code: str = field(repr=False)


@dataclass(frozen=True)
class Denied:
    """The person said no, or Pinterest did; `word` is OAuth's for it."""

    word: str


@dataclass(frozen=True)
class Foreign:
    """No answer to the question that was asked."""

    why: str


Arrival = Allowed | Denied | Foreign


def new_state() -> str:
    """What nobody can guess, good for one consent."""
    return secrets.token_urlsafe(STATE_BYTES)


def read_query(query: str, state: str) -> Arrival:
    """What the redirected address says after its `?`."""
    try:
        said = parse_qs(query, keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        return Foreign("it has too many fields")
    if not _is_ours(said.get("state", []), state):
        return Foreign("its state is not the one of this attempt: it belongs to another, or to nobody's")
    if "error" in said:
        return Denied(said["error"][0][:WORD_MAX] or "an error without a name")
    return _allowed(said.get("code", []))


def read_pasted(text: str, state: str) -> Arrival:
    """What a person pasted: the whole address at which the browser ended, or the code of it alone."""
    words = text.strip()
    if "?" in words or "://" in words:
        return read_query(urlsplit(words).query, state)
    return _allowed([words])


def _is_ours(found: list[str], state: str) -> bool:
    """Compared in constant time, as bytes: what comes from outside may be of any alphabet."""
    return len(found) == 1 and secrets.compare_digest(found[0].encode(), state.encode())


def _allowed(codes: list[str]) -> Arrival:
    if len(codes) != 1 or not codes[0]:
        return Foreign("there is no code in it")
    code = codes[0]
    if len(code) > CODE_MAX or not code.isascii() or not code.isprintable() or " " in code:
        return Foreign("what it has as its code cannot be one")
    return Allowed(code)
