"""Questions about a source that is not kept yet: its ad account, its rules, its plan, some of its rows."""

from datetime import date
from typing import Annotated

from pydantic import Field

from ads.planner import Tier
from contracts.ads import EntityId, Route
from contracts.ads_reports import ReportToken
from contracts.windows import Day
from intake.api.ads_wire import STRICT, AdsObjection, AdsSourceBody
from intake.api.wire import Name, Wire


class AdAccountQuery(Wire):
    """Whose token asks."""

    account_id: Name


class AdAccountTold(Wire):
    """An ad account that the account's token sees."""

    id: EntityId
    name: str
    currency: str | None
    country: str | None
    roles: list[str]
    """Pinterest's words; empty: it did not say."""
    may_be_read: bool | None
    """Whether numbers may be read with these roles; null: nobody said."""
    remedy: str | None
    """What it takes where they may not."""


class AdsQuestion(Wire):
    """A source, and days by Pinterest's clock (UTC); without them those that its next run would read."""

    model_config = STRICT

    source: AdsSourceBody
    first: Day | None = None
    last: Day | None = None


class AdsCheckTold(Wire):
    """What stands against it. Refused is refused offline: no call was made."""

    ok: bool
    first: date | None
    last: date | None
    route: Route | None
    settles: str | None
    """How long its numbers move, and why."""
    objections: list[AdsObjection]


class AdsPlanQuestion(AdsQuestion):
    """For an app of this tier."""

    tier: Tier = Tier.STANDARD


class AdsPieceTold(Wire):
    """What is asked for at once."""

    first: date
    last: date
    part: int
    ids: int
    """Entities that it names; 0: all."""


class AdsLostTold(Wire):
    """Days that Pinterest does not give."""

    first: date
    last: date
    why: str


class AdsPlanTold(Wire):
    """What reading the days takes."""

    route: Route
    why_route: str
    tier: Tier
    calls: Annotated[int, Field(ge=0)]
    minutes: float
    """At least, by the tier's quota."""
    pieces: list[AdsPieceTold]
    not_obtainable: list[AdsLostTold]


class AdsPreviewQuestion(AdsQuestion):
    """The days are yesterday's without any. With `report`: the report that was begun is waited for further."""

    report: ReportToken | None = None


class AdsPreviewTold(Wire):
    """The first rows as they would be written; money is text, so that no digit is lost."""

    columns: list[str]
    rows: list[list[str | int | float | bool | None]]


class AdsPreviewBegun(Wire):
    """The report is not ready: send the same again with `report`."""

    report: ReportToken
