"""The other route of a dataset, as a choice for what cannot be had by the one that is taken."""

from ads.asking import Asked, used_filters
from contracts.ads import ReportFormat, Route


def by_other_route(asked: Asked) -> tuple[str, ...]:
    """What a source says to be asked for the other way; nothing where that way does not carry all of it either."""
    other = Route.SYNC if asked.route is Route.ASYNC else Route.ASYNC
    if other not in asked.dataset.routes or not _carries_all(asked, other):
        return ()
    said, ids = f'route = "{other}"', asked.dataset.ids
    if other is Route.SYNC and ids is not None and not asked.own_ids:
        said += f" and ids in filters.{ids}"
    return (said,)


def _carries_all(asked: Asked, route: Route) -> bool:
    spec, one = asked.spec, asked.dataset
    if not all(route in column.routes for column in asked.known_columns):
        return False
    if not set(spec.breakdowns) <= one.breakdowns_of(route):
        return False
    return route is Route.ASYNC or _is_plain_enough(asked)


def _is_plain_enough(asked: Asked) -> bool:
    """Of what only reports take, the source says nothing."""
    spec, one = asked.spec, asked.dataset
    attributed = bool(spec.attributions) and not one.breakdowns
    return set(used_filters(spec)) <= {one.ids} and not attributed and spec.report_format is ReportFormat.JSON
