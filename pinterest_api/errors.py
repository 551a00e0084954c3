"""From an answer that is not the one asked for to the trouble it means.

Pinterest's codes are its own and not unique: 29 is a trial app or a missing permission, 30 is a missing user or a
rate limit, 429 is a quota or a spam block. So status, code and words are weighed together. Bodies that are not
`{code, message}` (OAuth's `{error}`, plain text, a gateway's page, nothing) are borne.

What refuses before doing anything (4xx) is told apart from what leaves us in the dark (5xx, redirects, 408): the
latter is `Unavailable` for a read and `AnswerLost` for a write.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import httpx

from contracts.sightings import Category
from contracts.trouble import (
    BoardGone,
    MediaGone,
    NotSent,
    PinGone,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    SectionGone,
    SpamBlocked,
    TokenDead,
    TrialApp,
)
from pinterest_api.answers import Answer
from pinterest_api.asks import Ask, Subject
from pinterest_api.ratelimits import read_rate
from pinterest_api.wire import WireError, read_error

MESSAGE_MAX = 1_000
RETRY_SECONDS_DEFAULT = 60.0
RETRY_SECONDS_MIN = 1.0
RETRY_SECONDS_MAX = 86_400.0
"""A trial app's quota is a daily one."""
CONTENTION_SECONDS = 5.0
"""Two writes met on one object: the lock of the other is short-lived."""

_CODE_TOKEN, _CODE_SCOPE, _CODE_FORBIDDEN = 2, 3, 29
_CODE_SPAM = 9
_CODE_INTERNAL = 12
_GONE_BY_CODE: Mapping[int, type[PinterestTrouble]] = MappingProxyType(
    {40: BoardGone, 2031: SectionGone, 50: PinGone}
)
_GONE: Mapping[Subject, type[PinterestTrouble]] = MappingProxyType(
    {
        Subject.BOARD: BoardGone,
        Subject.SECTION: SectionGone,
        Subject.MEDIA: MediaGone,
        Subject.PIN: PinGone,
    }
)
_SPAM_WORDS = ("spam", "hit a block")
_CONTENTION_WORDS = ("exclusive access", "conflict")
_RETRY_WORDS = re.compile(r"retry after ([0-9]{1,6}) seconds?")


@dataclass(frozen=True)
class Refusal:
    """An answer as the rules below see it."""

    status: int
    code: int | None
    """Pinterest's."""
    words: str
    """All that it says, in lower case."""
    reset_seconds: float | None
    """By its headers."""

    def says(self, *phrases: str) -> bool:
        return any(phrase in self.words for phrase in phrases)


def answer_to_trouble(answer: Answer, ask: Ask) -> PinterestTrouble:
    """The trouble that an answer other than 2xx means, with Pinterest's own message."""
    told = read_error(answer.body)
    refusal = _answer_to_refusal(answer, ask, told)
    message = _message(told) or f"Pinterest answered {answer.status} and did not say why"
    wait = _wait_seconds(refusal)
    if wait is not None:
        return RateLimited(
            message, retry_seconds=wait, status=answer.status, code=told.code, request_id=answer.request_id
        )
    kind = _kind(refusal, ask)
    return kind(message, status=answer.status, code=told.code, request_id=answer.request_id)


def silence_to_trouble(error: Exception, ask: Ask, *, sent: bool) -> PinterestTrouble:
    """The trouble when nothing came back."""
    why = silence_words(error)
    if not sent:
        return NotSent(f"{ask.method} {ask.path} was not sent: {why}")
    return ask.lost(f"No answer to {ask.method} {ask.path}: {why}")


def silence_words(error: Exception) -> str:
    """Of `error` only its kind is told: its text may quote headers or an address."""
    return next((words for kind, words in _SILENCES if isinstance(error, kind)), "the connection broke")


_SILENCES = (
    (TimeoutError, "out of time"),
    (httpx.TimeoutException, "out of time"),
    (httpx.ConnectError, "no connection could be made"),
    (httpx.RemoteProtocolError, "the connection was closed, or what came was no HTTP"),
    (httpx.NetworkError, "the connection was closed"),
)


def unreadable_to_trouble(answer: Answer, ask: Ask, why: str) -> PinterestTrouble:
    """The trouble when Pinterest agreed and we cannot read to what."""
    message = f"The {answer.status} to {ask.method} {ask.path} cannot be read: {why}"
    return ask.lost(message, status=answer.status, request_id=answer.request_id)


def _answer_to_refusal(answer: Answer, ask: Ask, told: WireError) -> Refusal:
    words = " ".join(filter(None, (told.message, told.message_detail, told.error, told.error_description)))
    reading = read_rate(answer.headers, ask.category, limited=True)
    return Refusal(answer.status, told.code, words.lower(), reading.reset_seconds)


def _message(told: WireError) -> str:
    oauth = ": ".join(filter(None, (told.error, told.error_description)))
    # NUL is legal JSON and no legal text in PostgreSQL.
    return (told.message or told.message_detail or oauth).replace("\x00", "")[:MESSAGE_MAX]


def _wait_seconds(refusal: Refusal) -> float | None:
    """How long to wait when nothing was done and the same request may be sent again; None for anything else."""
    spoken = _RETRY_WORDS.search(refusal.words)
    match refusal.status:
        case 429 if not _is_spam(refusal):
            return _bounded(_quota_seconds(refusal, spoken))
        case 409 if refusal.code == refusal.status or refusal.says(*_CONTENTION_WORDS):
            return CONTENTION_SECONDS
        case 400 if spoken:
            # Analytics refuse a quota this way, by 400 instead of 429.
            return _bounded(float(spoken.group(1)))
    return None


def _quota_seconds(refusal: Refusal, spoken: re.Match[str] | None) -> float:
    if refusal.says("exclusive access"):
        return CONTENTION_SECONDS
    if refusal.reset_seconds is not None:
        return refusal.reset_seconds
    return float(spoken.group(1)) if spoken else RETRY_SECONDS_DEFAULT


def _bounded(seconds: float) -> float:
    return min(max(seconds, RETRY_SECONDS_MIN), RETRY_SECONDS_MAX)


def _is_spam(refusal: Refusal) -> bool:
    return refusal.code == _CODE_SPAM or refusal.says(*_SPAM_WORDS)


def _kind(refusal: Refusal, ask: Ask) -> type[PinterestTrouble]:
    match refusal.status:
        case 401:
            kind = _unauthorized(refusal)
        case 403:
            kind = _forbidden(refusal)
        case 404:
            kind = _missing(refusal, ask.subject)
        case 429:
            kind = SpamBlocked
        case 400 if refusal.code == _CODE_INTERNAL and ask.category is Category.ADS_ANALYTICS:
            # "Something went wrong on our end": a fault of Pinterest's in a refusal's clothes.
            kind = ask.lost
        case 408 | 425:
            # A gateway's: it may have passed the request on.
            kind = ask.lost
        case status:
            kind = Rejected if httpx.codes.is_client_error(status) else ask.lost
    return kind


def _unauthorized(refusal: Refusal) -> type[PinterestTrouble]:
    if refusal.code == _CODE_TOKEN:
        return TokenDead
    if refusal.code in (_CODE_SCOPE, _CODE_FORBIDDEN) or refusal.says("scope", "permission"):
        return ScopeMissing
    # Code 7 says this: the token is alive, and the board or pin another's.
    return Rejected if refusal.says("not authorized to access") else TokenDead


def _forbidden(refusal: Refusal) -> type[PinterestTrouble]:
    if refusal.says("trial access"):
        return TrialApp
    return ScopeMissing if refusal.code in (_CODE_SCOPE, _CODE_FORBIDDEN) else Rejected


def _missing(refusal: Refusal, subject: Subject) -> type[PinterestTrouble]:
    """Codes 40, 50 and 2031 say which; older answers repeat 404 as the code, and then words and subject decide.

    An answer that is not Pinterest's own (a gateway's page, a wrong address) proves nothing about a board or pin.
    """
    told = _GONE_BY_CODE.get(refusal.code or 0)
    if told is not None:
        return told
    if refusal.code not in (None, refusal.status):
        return Rejected
    meant = (kind for missing, kind in _GONE.items() if _means(refusal, subject, missing))
    return next(meant, Rejected)


def _means(refusal: Refusal, asked: Subject, missing: Subject) -> bool:
    """Whether words without a telling code mean that `missing` is not there, when `asked` was asked for."""
    if asked is missing:
        bare = refusal.code is not None and refusal.words.strip(" .") == "not found"
        # `Board, section or Pin not found`: of those it is the one asked for.
        return bare or bool(re.search(rf"\b{missing}\b.*\bnot found\b", refusal.words))
    return refusal.words.startswith(f"{missing} not found")
