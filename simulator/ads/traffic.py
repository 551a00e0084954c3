"""What one ad did on one day, as known some days later: numbers settle, conversions come in late.

Four things change after the day: conversions are attributed to it for up to 60 days; a twentieth of them is
cancelled a week after it came; some spend is credited back after two days; and the traffic of some quiet days
turns out to be none at all, which takes the whole row away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from simulator.ads.entities import Ad
from simulator.ads.hashing import mixed

LAG_DAYS_MAX = 60
CANCELLED_AFTER_DAYS = 7
GHOST_DAYS = 3
CREDIT_DAYS = 2
DAY_STRIDE = 0x9E3779B97F4A7C15

EVENTS = (
    "CHECKOUT",
    "PAGE_VISIT",
    "ADD_TO_CART",
    "SIGNUP",
    "LEAD",
    "CUSTOM",
    "SEARCH",
    "VIEW_CATEGORY",
    "WATCH_VIDEO",
    "APP_INSTALL",
    "UNKNOWN",
    "ADD_TO_WISHLIST",
    "SUBSCRIBE",
)
INTERACTIONS = ("CLICK", "ENGAGEMENT", "VIEW")
CHANNELS = ("WEB", "WEB", "WEB", "INAPP", "OFFLINE", "PINTEREST", "WEB", "WEB")
DEVICES = ("DESKTOP", "MOBILE", "TABLET")


class Count(IntEnum):
    """The numbers of a day; paid ones first, then earned ones. SPEND is in micro units of the currency."""

    IMPRESSIONS = 0
    IMPRESSIONS_EARNED = 1
    CLICKS = 2
    CLICKS_EARNED = 3
    OUTBOUND = 4
    OUTBOUND_EARNED = 5
    SAVES = 6
    SAVES_EARNED = 7
    VIEWS = 8
    VIEWS_EARNED = 9
    SPEND = 10


Counts = tuple[int, ...]
NOTHING: Counts = (0,) * len(Count)


@dataclass(frozen=True)
class Conversion:
    """`key` is event, interaction, channel and the devices of action and conversion; `value` is in micro units."""

    key: tuple[str, str, str, str, str]
    lag: int
    quantity: int
    value: int
    cancelled: bool
    dice: int

    def is_known(self, age: int) -> bool:
        """Whether it counts when the day lies `age` days back."""
        return self.lag <= age and not (self.cancelled and age >= self.lag + CANCELLED_AFTER_DAYS)


def dice_of(ad: Ad, day: int) -> int:
    return mixed(ad.key ^ (day * DAY_STRIDE & ((1 << 64) - 1)))


def counts_of(ad: Ad, day: int, today: int) -> Counts | None:
    """None for a day without anything."""
    age, dice = today - day, dice_of(ad, day)
    if age < 0 or not ad.first_day <= day <= ad.last_day or dice & 7 == 0:
        return None
    if (dice >> 3) & 31 == 0:
        return None if age > GHOST_DAYS else (2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 10_007)
    paid = 40 + ((dice >> 8) & 1023)
    clicks = paid * (1 + ((dice >> 22) & 3)) // 100
    earned = paid * ((dice >> 18) & 15) // 100
    spend = paid * (1_000 + ((dice >> 30) & 4095)) + (dice >> 57)
    if (dice >> 43) & 15 == 0 and age >= CREDIT_DAYS:
        spend -= spend // 100
    outbound, saves = clicks * ((dice >> 47) & 3) // 4, paid * ((dice >> 49) & 3) // 200
    views = paid // 3
    return (
        paid,
        earned,
        clicks,
        earned // 30,
        outbound,
        earned // 60,
        saves,
        earned // 20,
        views,
        earned // 4,
        spend,
    )


def conversions_of(ad: Ad, day: int) -> Iterator[Conversion]:
    """All that will ever be attributed to the day; the caller asks which are known yet."""
    dice = dice_of(ad, day)
    if dice & 7 == 0 or (dice >> 3) & 31 == 0 or not ad.first_day <= day <= ad.last_day:
        return
    second = mixed(dice ^ 0xC0FFEE)
    for number in range(max(0, (second & 7) - 4)):
        yield _conversion(mixed(second + number))


def _conversion(dice: int) -> Conversion:
    event = EVENTS[min(dice & 15, (dice >> 4) & 15) % len(EVENTS)]
    lag = min((dice >> 8) & 63, (dice >> 14) & 63, (dice >> 20) & 63, LAG_DAYS_MAX)
    interaction, channel = INTERACTIONS[((dice >> 26) & 255) % 3], CHANNELS[(dice >> 34) & 7]
    devices = DEVICES[((dice >> 37) & 15) % 3], DEVICES[((dice >> 41) & 15) % 3]
    quantity = 1 + ((dice >> 45) & 1)
    value = quantity * (4_990_000 + ((dice >> 20) & 0x3FFFFFF)) if event not in {"PAGE_VISIT", "SEARCH"} else 0
    key = (event, interaction, channel, *devices)
    return Conversion(key, lag, quantity, value, cancelled=(dice >> 46) % 20 == 0, dice=dice >> 7)
