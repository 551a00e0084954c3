"""What a fault does to the request that it hits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SLOW_BODY_SECONDS = 120.0  # `slow_body: true`: beyond the time-outs of any client worth testing


class Ending(StrEnum):
    """How the exchange ends; an effect has at most one of them besides `usual`."""

    USUAL = "usual"
    STATUS = "status"  # answered with a made-up status, nothing done
    DROP_BEFORE = "drop_before"  # connection closed, nothing done
    DROP_AFTER = "drop_after"  # done, then closed without a byte of answer
    GARBAGE = "garbage"  # done, answered with a body that no one can read
    SLOW_BODY = "slow_body"  # done, the answer's body comes in drops
    REFUSE_POLICY = "refuse_policy"  # refused as a violation of policy, nothing done
    SPAM_BLOCK = "spam_block"  # refused as spam, like all writes of the account from then on


@dataclass(frozen=True)
class Effect:
    """All times in seconds. Those from `listing_delay` on are about the pin or video that the request makes."""

    ending: Ending = Ending.USUAL
    status: int = 0
    body: Any = None  # JSON of any shape; a string is sent as it stands
    slow_seconds: float = SLOW_BODY_SECONDS
    delay: float = 0.0
    listing_delay: float | None = None
    processing_delay: float | None = None
    remove_after: float | None = None
    fail_processing: bool = False
    stuck_processing: bool = False
    report_fate: str | None = None  # what becomes of the ads report that the request orders
