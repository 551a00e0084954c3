"""A request as the rules see it: a source, some days, today, and the route that both lead to."""

from dataclasses import dataclass
from datetime import date, timedelta

from ads.columns import Column, columns
from ads.datasets import Dataset, Family, dataset
from ads.limits import HOUR_DAYS, ITEM_DAYS, ORGANIC_DAYS, REPORT_DAYS, SYNC_DAYS, TOP_DAYS, DayLimits
from ads.periods import next_period, period_start
from contracts.ads import AdsSourceSpec, Granularity, ReportFormat, Route


@dataclass(frozen=True, slots=True)
class Asked:
    """One source and the days wanted of it."""

    spec: AdsSourceSpec
    first: date
    last: date
    """Inclusive."""
    today: date
    """Of Pinterest's clock, which is UTC's."""

    @property
    def dataset(self) -> Dataset:
        """The dataset asked for."""
        return dataset(self.spec.dataset)

    @property
    def known_columns(self) -> tuple[Column, ...]:
        """The columns asked for that exist."""
        known = columns()
        return tuple(known[name] for name in self.spec.columns if name in known)

    @property
    def days(self) -> int:
        """How many days are asked for."""
        return (self.last - self.first).days + 1

    @property
    def own_ids(self) -> tuple[str, ...]:
        """Entities of the dataset's own level that it is narrowed to."""
        return ids_of(self.spec, self.dataset.ids)

    @property
    def route(self) -> Route:
        """The way to be taken: the one that is asked for, else the quickest that can carry it all."""
        if self.spec.route is not None:
            return self.spec.route
        ways = self.dataset.routes
        if len(ways) == 1:
            return ways[0]
        if _can_be_told_at_once(self) and (_is_recent(self) or not fits_reports(self.spec)):
            return Route.SYNC
        return Route.ASYNC

    @property
    def limits(self) -> DayLimits:
        """How far back and how wide this request may be."""
        return day_limits(self.dataset, self.route, self.spec.granularity)

    @property
    def earliest(self) -> date:
        """The first day that Pinterest still has for this request."""
        return self.today - timedelta(days=self.limits.back_max)

    @property
    def earliest_whole(self) -> date:
        """The first day of the first row that Pinterest still has all of: a week or month is read whole."""
        granularity = self.spec.granularity
        begun = period_start(self.earliest, granularity) < self.earliest
        return next_period(self.earliest, granularity) if begun else self.earliest


def day_limits(one: Dataset, route: Route, granularity: Granularity) -> DayLimits:
    """How far back and how wide a request for this dataset may be."""
    if one.family is Family.ORGANIC:
        return TOP_DAYS if one.of_the_best else ORGANIC_DAYS
    if granularity is Granularity.HOUR:
        return HOUR_DAYS
    if route is Route.SYNC:
        return SYNC_DAYS
    return ITEM_DAYS if one.items else REPORT_DAYS


def ids_of(spec: AdsSourceSpec, field: str | None) -> tuple[str, ...]:
    """The ids of one filter, by its name; none when there is no such filter."""
    return {
        "campaign_ids": spec.filters.campaign_ids,
        "ad_group_ids": spec.filters.ad_group_ids,
        "ad_ids": spec.filters.ad_ids,
        "product_group_ids": spec.filters.product_group_ids,
        "product_item_ids": spec.filters.product_item_ids,
        "pin_ids": spec.filters.pin_ids,
    }.get(field or "", ())


def statuses_of(spec: AdsSourceSpec) -> dict[str, tuple[str, ...]]:
    """The filters by status that are in use, by their names."""
    filters = {
        "campaign_statuses": spec.filters.campaign_statuses,
        "ad_group_statuses": spec.filters.ad_group_statuses,
        "ad_statuses": spec.filters.ad_statuses,
        "product_group_statuses": spec.filters.product_group_statuses,
    }
    return {name: found for name, found in filters.items() if found}


def used_filters(spec: AdsSourceSpec) -> tuple[str, ...]:
    """The names of all filters in use."""
    names = ("campaign_ids", "ad_group_ids", "ad_ids", "product_group_ids", "product_item_ids", "pin_ids")
    return tuple(name for name in names if ids_of(spec, name)) + tuple(statuses_of(spec))


def fits_reports(spec: AdsSourceSpec) -> bool:
    """Whether reports have all its columns and breakdowns: some are told at once alone, whatever the days."""
    known, cuts = columns(), dataset(spec.dataset).report_breakdowns
    found = (known[name] for name in spec.columns if name in known)
    return all(Route.ASYNC in column.routes for column in found) and set(spec.breakdowns) <= cuts


def _is_recent(asked: Asked) -> bool:
    """Whether the synchronous route goes back as far, to the first day of the first row."""
    limits = day_limits(asked.dataset, Route.SYNC, asked.spec.granularity)
    return period_start(asked.first, asked.spec.granularity) >= asked.today - timedelta(days=limits.back_max)


def _can_be_told_at_once(asked: Asked) -> bool:
    """But for its days: sync asks for entities by id, so it is for those that are named."""
    one, spec = asked.dataset, asked.spec
    return (
        all(Route.SYNC in column.routes for column in asked.known_columns)
        and set(spec.breakdowns) <= one.sync_breakdowns
        and set(used_filters(spec)) <= {one.ids}
        and (one.ids is None or bool(asked.own_ids))
        and not (spec.attributions and not one.breakdowns)
        and spec.report_format is ReportFormat.JSON
    )
