"""Who may hand something in: whoever signs with the source's secret, or has a key for its account."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.api_keys import ApiScope
from contracts.names import AccountKey, SourceKey
from contracts.sources import HOOKED, SourceKind
from intake.answers import NOT_ALLOWED, NOT_FOR_STRANGERS, NOT_PROVEN, Refusal
from intake.known_doors import KnownDoors
from intake.nearness import is_from_here
from intake.ports import Door, Keys
from intake.signatures import is_signed_by_shopify, is_signed_by_woocommerce
from intake.turned_away import TurnedAway, Why

SECRET_HEADER = "x-pinflow-secret"  # noqa: S105 - a name
"""For senders that cannot sign, and can send a header."""
BEARER = "bearer "


@dataclass(frozen=True)
class Knock:
    """A request as it stands before a door."""

    name: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    peer: str | None

    @property
    def token(self) -> str:
        """What follows `Authorization: Bearer`; blank when nothing does."""
        stated = self.headers.get("authorization", "").strip()
        return stated[len(BEARER) :].strip() if stated.lower().startswith(BEARER) else ""


class Doorkeeper:
    """`public`: whether others than this machine reach the doors. Then none is open that has no secret."""

    def __init__(self, doors: KnownDoors, keys: Keys, turned_away: TurnedAway, *, public: bool) -> None:
        self._doors = doors
        self._keys = keys
        self._turned_away = turned_away
        self._public = public
        # Stands in where there is no source, so that the time taken tells nothing either.
        self._nobody = Door(SourceKey(""), SourceKind.SHOPIFY, AccountKey(""), secrets=(secrets.token_urlsafe(),))

    async def admit_hook(self, knock: Knock) -> Door | Refusal:
        """The source that the request is of, verified."""
        for look in (self._doors.door, self._doors.latest):
            door = await look(knock.name)
            if await self._proven(door or self._nobody, knock) and door is not None:
                return door
        if door is not None and door.kind in HOOKED:
            self._turned_away.note(door.source, Why.SIGNATURE)
        return NOT_PROVEN

    async def admit_event(self, knock: Knock) -> Door | Refusal:
        """The source whose events the key's bearer may hand in."""
        grant = await self._keys.verify(knock.token)
        if grant is None:
            return NOT_PROVEN
        door = await self._doors.latest(knock.name)
        if door is None or door.kind is not SourceKind.EVENTS:
            return NOT_ALLOWED
        if not grant.allows(ApiScope.INTAKE, door.account):
            self._turned_away.note(door.source, Why.SIGNATURE)
            return NOT_ALLOWED
        return door

    async def admit_watcher(self, knock: Knock) -> Refusal | None:
        """Whoever may see how the sources stand: a program of this machine, or the bearer of a key."""
        if self._is_open_for(knock):
            return None
        grant = await self._keys.verify(knock.token)
        return None if grant is not None and grant.allows(ApiScope.PINS_READ) else NOT_FOR_STRANGERS

    async def _proven(self, door: Door, knock: Knock) -> bool:
        if door.kind not in HOOKED:
            return False
        if not any(secret.strip() for secret in door.secrets) and self._is_open_for(knock):
            return True
        if door.kind is SourceKind.SHOPIFY:
            return is_signed_by_shopify(knock.body, knock.headers, door.secrets)
        if door.kind is SourceKind.WOOCOMMERCE:
            return is_signed_by_woocommerce(knock.body, knock.headers, door.secrets)
        return _shares_secret(door, knock) or await self._has_key(door, knock)

    def _is_open_for(self, knock: Knock) -> bool:
        return not self._public and is_from_here(knock.headers, knock.peer)

    async def _has_key(self, door: Door, knock: Knock) -> bool:
        grant = await self._keys.verify(knock.token)
        return grant is not None and grant.allows(ApiScope.INTAKE, door.account)


def _shares_secret(door: Door, knock: Knock) -> bool:
    """Every secret is compared, so that the time taken does not tell which one fits."""
    stated = (knock.headers.get(SECRET_HEADER, "").strip() or knock.token).encode("utf-8", "replace")
    usable = [secret for secret in door.secrets if secret.strip()]
    found = [hmac.compare_digest(secret.encode("utf-8", "replace"), stated) for secret in usable]
    return any(found)
