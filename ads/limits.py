"""What Pinterest's routes bear: how far back, how many days, how many ids a request takes.

Pinterest counts days in UTC and from its own today; one day less than it says keeps a request that leaves at
midnight from being refused.
"""

from dataclasses import dataclass

SYNC_DAYS_BACK_MAX = 89
SYNC_RANGE_DAYS_MAX = 90
SYNC_IDS_MAX = 250
SYNC_PINS_MAX = 100
SYNC_BREAKDOWNS_MAX = 14
"""An ad account's own takes one more, of which there are none."""

SYNC_CELLS_MAX = 250_000
"""Values of one synchronous answer: some 12 MB of JSON. More entities or days are asked for in several."""
CUT_VALUES = 20
"""Values that a breakdown is reckoned to have, when the size of an answer is estimated."""

PATH_ID_DIGITS_MAX = 18
"""Of an ad account's id, and of campaigns' and ad groups' ids asked for at once. Other ids have no such limit."""

REPORT_DAYS_BACK_MAX = 913
REPORT_RANGE_DAYS_MAX = 186
REPORT_CHUNK_DAYS = 185
"""Days that we ask of a report at once."""
REPORT_IDS_MAX = 500
REPORT_STATUSES_MAX = 6
REPORT_BREAKDOWNS_MAX = 5

ITEM_DAYS_BACK_MAX = 91
ITEM_RANGE_DAYS_MAX = 31

HOUR_DAYS_BACK_MAX = 8
HOUR_RANGE_DAYS_MAX = 3

ORGANIC_DAYS_BACK_MAX = 89
ORGANIC_RANGE_DAYS_MAX = 90

ORGANIC_PINS_MAX = 25
"""Pins of one piece: each is asked for by a request of its own, and the quota is 60 a minute."""

REACH_RANGE_DAYS_MAX = 185
"""Beyond it reach and frequency are not reliable."""

ADS_ANALYTICS_PER_MINUTE = 300
"""Requests of a standard app that all analytics and reports share, by user and app."""
ADS_READ_PER_MINUTE = 1_000
"""The same of lists of ad accounts, campaigns and what is below them."""
ORGANIC_PER_MINUTE = 60
"""The same of what people did with pins."""
TRIAL_REQUESTS_PER_DAY = 1_000
"""Requests of a trial app, of every kind together."""


@dataclass(frozen=True, slots=True)
class DayLimits:
    """How far back a request may begin, and how many days it may span."""

    back_max: int
    range_max: int
    chunk: int
    """Days asked for at once."""


SYNC_DAYS = DayLimits(SYNC_DAYS_BACK_MAX, SYNC_RANGE_DAYS_MAX, SYNC_RANGE_DAYS_MAX)
REPORT_DAYS = DayLimits(REPORT_DAYS_BACK_MAX, REPORT_RANGE_DAYS_MAX, REPORT_CHUNK_DAYS)
ITEM_DAYS = DayLimits(ITEM_DAYS_BACK_MAX, ITEM_RANGE_DAYS_MAX, ITEM_RANGE_DAYS_MAX)
HOUR_DAYS = DayLimits(HOUR_DAYS_BACK_MAX, HOUR_RANGE_DAYS_MAX, HOUR_RANGE_DAYS_MAX)
ORGANIC_DAYS = DayLimits(ORGANIC_DAYS_BACK_MAX, ORGANIC_RANGE_DAYS_MAX, ORGANIC_RANGE_DAYS_MAX)
TOP_DAYS = DayLimits(ORGANIC_DAYS_BACK_MAX, ORGANIC_RANGE_DAYS_MAX, 1)
"""The best pins are the best of a range: of each day, when each is asked for by itself."""

PLAN_PIECES_MAX = 20_000
"""Pieces of one run: more than an hour of the quota, when each is one request."""
