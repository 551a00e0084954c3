"""The rate meter on the API's wire."""

from pydantic import AwareDatetime, Field

from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.pace import AccountView, Quota
from intake.api.wire import Name, Wire, moment


class RateMeterQuery(Wire):
    """Whose meter."""

    account_id: Name


class RateNode(Wire):
    """A bucket of writes. `refill_rate` is in writes a second."""

    tokens_available: float
    capacity: float
    refill_rate: float


class Bucket(RateNode):
    """One that Pinterest told of, or that is assumed until it does."""

    name: str
    window_seconds: float
    shared: bool
    """All accounts of the app share it."""


class AccountNode(RateNode):
    """The account's tightest bucket, and what else keeps its pins."""

    account_id: str
    buckets: list[Bucket]
    blocked_until: AwareDatetime | None
    """Until then Pinterest takes nothing."""
    parked: str | None
    """Why nothing leaves until a person acts."""
    paused: str | None
    waiting: int
    """Pins that are ready and wait for a slot."""
    open_pins: int


class RateMeterAnswer(Wire):
    """`global`: the app's own bucket where Pinterest told of one, else the account's tightest."""

    account: AccountNode
    global_: RateNode = Field(serialization_alias="global")


def meter_of(account: AccountKey, account_id: str, view: AccountView) -> RateMeterAnswer:
    """How much of each quota is left now, by our own count of what left."""
    buckets = [_bucket(quota, view) for quota in view.quotas]
    tightest = min(buckets, key=_left)
    whole = min((bucket for bucket in buckets if bucket.shared), key=_left, default=tightest)
    blocked = view.blocked_until > view.now
    return RateMeterAnswer(
        account=AccountNode(
            **_node(tightest).model_dump(),
            account_id=account_id or account,
            buckets=buckets,
            blocked_until=moment(view.blocked_until) if blocked else None,
            parked=view.parked,
            paused=view.paused,
            waiting=view.waiting_total,
            open_pins=view.open_pins,
        ),
        global_=_node(whole),
    )


def _bucket(quota: Quota, view: AccountView) -> Bucket:
    writes = [*view.writes, *(view.shared_writes if quota.of_the_app else ())]
    left = quota.limit - _since(writes, view.now - quota.window_seconds)
    blocked = view.blocked_until > view.now
    return Bucket(
        tokens_available=0.0 if blocked else float(max(0, left)),
        capacity=float(quota.limit),
        refill_rate=quota.limit / quota.window_seconds,
        name=quota.name,
        window_seconds=quota.window_seconds,
        shared=quota.of_the_app,
    )


def _since(writes: list[Instant], since: Instant) -> int:
    return sum(at > since for at in writes)


def _left(bucket: Bucket) -> tuple[float, float]:
    return (bucket.tokens_available, bucket.refill_rate)


def _node(bucket: Bucket) -> RateNode:
    return RateNode(
        tokens_available=bucket.tokens_available, capacity=bucket.capacity, refill_rate=bucket.refill_rate
    )
