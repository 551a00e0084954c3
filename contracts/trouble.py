"""The exceptions that adapters raise, so that no one above them needs to know httpx, SQL or Pinterest's codes.

Trouble
├── FetchTrouble            a product's page or picture
│   ├── AddressRefused      an address we will not ask (scheme, private network, loopback)
│   ├── Unreachable         no answer: DNS, connection, time-out; may pass
│   ├── BadStatus           an answer other than 2xx
│   │   ├── AccessDenied    401, 403: the address wants a password, or another one
│   │   ├── AddressGone     404, 410: nothing is there
│   │   └── AskedTooOften   429, 503: not now; it may say when
│   └── TooLarge            more bytes than we take
├── FeedUnreadable          what a source gave is no catalog, or a broken one
│   └── FeedEmpty           it is one, and has no products
├── PinterestTrouble        Pinterest's API
│   ├── NotSent             nothing left this machine
│   ├── AnswerLost          the request left; whether it was carried out is unknown
│   ├── Unavailable         a read failed; ask again later
│   ├── RateLimited         429 of a quota: nothing was done
│   ├── SpamBlocked         429 of the spam guard: a person must look
│   ├── TokenDead           401: the account must be reconnected
│   ├── TokenExpired        our copy is out of date, a new one is on its way: nothing was sent
│   ├── GrantDead           the refresh token or the code is not valid any more
│   ├── AppRefused          Pinterest does not know the app by its id and secret
│   ├── ScopeMissing        the token may not do this
│   ├── TrialApp            the app may not publish in production
│   ├── BoardGone           404 of a board
│   ├── SectionGone         404 of a board's section
│   ├── PinGone             404 of a pin
│   ├── MediaGone           404 of an upload
│   ├── LinkDead            a report's link is not valid any more: ask for another
│   ├── UploadRefused       the upload address did not take the file
│   └── Rejected            any other answer that says no: the request is wrong
│       └── AnswerTooLarge  more than is taken at once: ask for less
├── LedgerBusy              the store is locked or away; may pass
├── EngineAway              Temporal cannot be reached, or not now; may pass
├── DestinationTrouble      where ads data goes did not take it; may pass
│   └── DestinationRefused  it will not, as it is
└── AssetTrouble            the asset store
    ├── AssetMissing        what should be there is not
    ├── AssetDamaged        what is there is not what was kept
    ├── StoreRefused        the store does not let us in
    └── StoreAway           no answer from the store; may pass
"""


class Trouble(Exception):
    """Something an adapter met and cannot settle itself."""


class FetchTrouble(Trouble):
    """A product's address did not give what was asked of it."""

    def __init__(self, message: str, *, url: str) -> None:
        super().__init__(message)
        self.url = url


class AddressRefused(FetchTrouble):
    """An address that we will not ask: scheme, credentials in it, private or loopback network."""


class Unreachable(FetchTrouble):
    """No answer came: name resolution, connection, time-out. May pass."""


class BadStatus(FetchTrouble):
    """The server answered with another status than 2xx."""

    def __init__(self, message: str, *, url: str, status: int) -> None:
        super().__init__(message, url=url)
        self.status = status


class AccessDenied(BadStatus):
    """401 or 403 of a feed: its address wants a password, or another one than ours."""


class AddressGone(BadStatus):
    """404 or 410 of a feed: nothing is there. What it held before is not deleted by that."""


class AskedTooOften(BadStatus):
    """429 or 503 of a feed: not now. `retry_seconds` is None when the server does not say when."""

    def __init__(self, message: str, *, url: str, status: int, retry_seconds: float | None) -> None:
        super().__init__(message, url=url, status=status)
        self.retry_seconds = retry_seconds


class TooLarge(FetchTrouble):
    """The answer has more bytes than we take."""

    def __init__(self, message: str, *, url: str, limit_bytes: int) -> None:
        super().__init__(message, url=url)
        self.limit_bytes = limit_bytes


class FeedUnreadable(Trouble):
    """What a source's address gave cannot be read as a catalog: what is wrong, where, and what to do about it."""


class FeedEmpty(FeedUnreadable):
    """It is a catalog, without products: never taken for a shop that sells nothing any more."""


class PinterestTrouble(Trouble):
    """An answer of Pinterest's API that is not the one asked for, or none. `request_id` is for its support."""

    def __init__(
        self, message: str, *, status: int | None = None, code: int | None = None, request_id: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id


class NotSent(PinterestTrouble):
    """Nothing left this machine: the connection could not be made."""


class AnswerLost(PinterestTrouble):
    """The request left and no readable answer came: time-out, disconnection, 5xx, an unreadable 2xx."""


class Unavailable(PinterestTrouble):
    """A read failed in a way that may pass."""


class RateLimited(PinterestTrouble):
    """429, or 409: a quota is used up, or several writes met on one object. Nothing was done."""

    def __init__(
        self,
        message: str,
        *,
        retry_seconds: float,
        status: int = 429,
        code: int | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, status=status, code=code, request_id=request_id)
        self.retry_seconds = retry_seconds


class SpamBlocked(PinterestTrouble):
    """429 of the spam guard (code 9, or "spam" in the text): going on digs in."""


class TokenDead(PinterestTrouble):
    """401: the token is not valid any more."""


class TokenExpired(PinterestTrouble):
    """The access token at hand has run out, and is about to be renewed: nothing was sent, it may pass."""


class GrantDead(PinterestTrouble):
    """400 or 401 of `oauth/token`: the code or refresh token is spent or unknown. A person must reconnect."""


class AppRefused(PinterestTrouble):
    """401 of `oauth/token`: the app's id or secret is wrong. A person must see to the app."""


class ScopeMissing(PinterestTrouble):
    """401 or 403: the token lacks a scope, or the app a permission."""


class TrialApp(PinterestTrouble):
    """403, code 29: an app with trial access may not create pins in production."""


class BoardGone(PinterestTrouble):
    """404, code 40: the board is not there, or not ours."""


class SectionGone(PinterestTrouble):
    """404, code 2031: the section is not there; its board may be."""


class PinGone(PinterestTrouble):
    """404, code 50: the pin is not there."""


class MediaGone(PinterestTrouble):
    """404: no upload has this id, or not of this account."""


class UploadRefused(PinterestTrouble):
    """The address that Pinterest gave for an upload did not take the file; another registration may do."""


class LinkDead(PinterestTrouble):
    """The link to a report is not valid any more; Pinterest gives another as long as it has the report."""


class Rejected(PinterestTrouble):
    """Any other 4xx: the request itself will not be accepted, however often it is sent."""


class AnswerTooLarge(Rejected):
    """Pinterest gave more than is taken at once: ask for less."""


class LedgerBusy(Trouble):
    """The store is locked or cannot be reached; may pass."""

    exit_code = 4


class EngineAway(Trouble):
    """Temporal did not take what it was told; may pass."""


class DestinationTrouble(Trouble):
    """Where ads data goes did not take it: locked, full, away. May pass."""


class DestinationRefused(DestinationTrouble):
    """Where ads data goes will not take it as it is: a table of other types, a folder that is none."""


class AssetTrouble(Trouble):
    """The asset store did not give or take something. Its own words are never quoted: keys may be in them."""


class AssetMissing(AssetTrouble):
    """What was put into the asset store is not there any more."""


class AssetDamaged(AssetTrouble):
    """What the asset store gives under a digest has another."""


class StoreRefused(AssetTrouble):
    """The store knows neither our keys nor the bucket, or forbids what we ask. A person must look; it may pass."""


class StoreAway(AssetTrouble):
    """The store cannot be reached, or is in trouble itself. May pass."""
