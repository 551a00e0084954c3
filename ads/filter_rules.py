"""Rules of filters: which entities and states a request may be narrowed to."""

import difflib
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ads.asking import Asked, ids_of, statuses_of, used_filters
from ads.datasets import AD_ACCOUNT_PLACE, Family
from ads.limits import (
    ORGANIC_PINS_MAX,
    PATH_ID_DIGITS_MAX,
    REPORT_IDS_MAX,
    REPORT_STATUSES_MAX,
    SYNC_IDS_MAX,
    SYNC_PINS_MAX,
)
from ads.objections import Objection, Severity
from ads.other_route import by_other_route
from contracts.ads import DatasetKey, Route

_BOTH = (
    "RUNNING",
    "PAUSED",
    "NOT_STARTED",
    "COMPLETED",
    "ADVERTISER_DISABLED",
    "ARCHIVED",
    "DRAFT",
    "DELETED_DRAFT",
)
STATUSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "campaign_statuses": _BOTH,
        "ad_group_statuses": _BOTH,
        "ad_statuses": (
            "APPROVED",
            "PAUSED",
            "PENDING",
            "REJECTED",
            "ADVERTISER_DISABLED",
            "ARCHIVED",
            "DRAFT",
            "DELETED_DRAFT",
        ),
        "product_group_statuses": ("RUNNING", "PAUSED", "EXCLUDED", "ARCHIVED"),
    },
)
"""What each filter by status takes."""
NEAR_STATUSES_MAX = 3

_CAMPAIGN = frozenset({"campaign_ids", "campaign_statuses"})
_AD_GROUP = _CAMPAIGN | {"ad_group_ids", "ad_group_statuses"}
_AD = _AD_GROUP | {"ad_ids", "ad_statuses"}
_PRODUCT_GROUP = _AD_GROUP | {"product_group_ids", "product_group_statuses"}
_ITEM = _PRODUCT_GROUP | {"product_item_ids"}
_K = DatasetKey
LEVEL_FILTERS: Mapping[DatasetKey, frozenset[str]] = MappingProxyType(
    {
        _K.AD_ACCOUNT: frozenset(),
        _K.AD_ACCOUNT_BREAKDOWN: frozenset(),
        _K.CAMPAIGN: _CAMPAIGN,
        _K.CAMPAIGN_BREAKDOWN: _CAMPAIGN,
        _K.AD_GROUP: _AD_GROUP,
        _K.AD_GROUP_BREAKDOWN: _AD_GROUP,
        _K.KEYWORD: _AD_GROUP,
        _K.AD: _AD,
        _K.AD_BREAKDOWN: _AD,
        _K.AD_PIN: frozenset({"campaign_ids", "pin_ids"}),
        _K.PRODUCT_GROUP: _PRODUCT_GROUP,
        _K.PRODUCT_GROUP_BREAKDOWN: _PRODUCT_GROUP,
        _K.PRODUCT_ITEM: _ITEM,
        _K.PRODUCT_ITEM_BREAKDOWN: _ITEM,
        _K.ORGANIC_PIN: frozenset({"pin_ids"}),
    },
)
"""What may narrow a dataset: its own level and those above; a finer filter would count a row in part."""
_HOME = MappingProxyType(
    {
        "campaign": _K.CAMPAIGN,
        "ad_group": _K.AD_GROUP,
        "ad": _K.AD,
        "product_group": _K.PRODUCT_GROUP,
        "product_item": _K.PRODUCT_ITEM,
        "pin": _K.AD_PIN,
    },
)


def of_level(asked: Asked) -> Iterator[Objection]:
    """A filter is of the dataset's level or of one above."""
    for name in used_filters(asked.spec):
        if name not in LEVEL_FILTERS.get(asked.spec.dataset, frozenset()):
            yield _off_level(asked, name)


def _off_level(asked: Asked, name: str) -> Objection:
    if asked.dataset.family is not Family.PERFORMANCE:
        message = f"{asked.spec.dataset} cannot be narrowed by {name}: it is read whole"
        return Objection(f"filters.{name}", "filter_off_level", message, ("none of them: all",))
    if asked.spec.dataset is _K.AD and name == "pin_ids":
        message = "ads cannot be narrowed by pin_ids: Pinflow asks for them by their own ids"
        nearest = ("ids in filters.ad_ids", f'dataset = "{_K.AD_PIN}"')
        return Objection("filters.pin_ids", "filter_off_level", message, nearest)
    home = _HOME[name.removesuffix("_ids").removesuffix("_statuses")]
    ads_of_items = asked.dataset.items and name.startswith("ad_") and not name.startswith("ad_group")
    why = "product items know no ads" if ads_of_items else "its rows would be counted in part, or twice"
    message = f"{asked.spec.dataset} cannot be narrowed by {name}: {why}"
    return Objection(f"filters.{name}", "filter_off_level", message, (_where_it_fits(asked, home),))


def _where_it_fits(asked: Asked, home: DatasetKey) -> str:
    """The dataset of the filter's own level, broken down if the source is."""
    if not asked.dataset.breakdowns:
        return f'dataset = "{home}"'
    twin = f"{home}_breakdown"
    return f'dataset = "{twin}"' if twin in set(DatasetKey) else "none of them: all"


def of_route(asked: Asked) -> Iterator[Objection]:
    """The synchronous route is narrowed by ids of its own level alone."""
    if asked.route is not Route.SYNC or asked.dataset.family is not Family.PERFORMANCE or _by_pins(asked):
        return
    allowed = {asked.dataset.ids} | ({"campaign_ids"} if asked.spec.dataset is _K.AD_PIN else set())
    for name in used_filters(asked.spec):
        if name not in allowed and name in LEVEL_FILTERS.get(asked.spec.dataset, frozenset()):
            message = f"the synchronous route cannot be narrowed by {name}"
            nearest = by_other_route(asked) or ("none of them: all",)
            yield Objection(f"filters.{name}", "filter_off_route", message, nearest)


def _by_pins(asked: Asked) -> bool:
    """Ads by campaigns and pins, as Pinterest takes them too: one objection says that Pinflow does not ask so."""
    filters = asked.spec.filters
    return asked.spec.dataset is _K.AD and bool(filters.campaign_ids and filters.pin_ids)


def pins_of_one_campaign(asked: Asked) -> Iterator[Objection]:
    """Ad pins are asked for within one campaign, and any pins by their ids."""
    if asked.dataset.ids == "pin_ids" and not asked.spec.filters.pin_ids:
        yield Objection("filters.pin_ids", "no_pins", "pins are asked for by their ids; none is given")
    if asked.spec.dataset is not _K.AD_PIN:
        return
    campaigns = asked.spec.filters.campaign_ids
    if len(campaigns) != 1:
        message = f"pins are asked for within one campaign, not {len(campaigns)}"
        yield Objection("filters.campaign_ids", "one_campaign", message, campaigns[:1])


def named_on_sync(asked: Asked) -> Iterator[Objection]:
    """The synchronous route asks for entities by their ids."""
    one = asked.dataset
    if Route.SYNC not in one.routes or _by_pins(asked):
        return
    if asked.route is Route.SYNC and one.level is not None and one.ids is not None and not asked.own_ids:
        message = f"the synchronous route needs {one.ids}; none is given"
        nearest = (*by_other_route(asked), f"ids in filters.{one.ids}")
        yield Objection(f"filters.{one.ids}", "ids_needed", message, nearest)


def known_statuses(asked: Asked) -> Iterator[Objection]:
    """A status is one of Pinterest's for that entity."""
    for name, statuses in statuses_of(asked.spec).items():
        for status in statuses:
            if status not in STATUSES[name]:
                near = difflib.get_close_matches(status.upper(), STATUSES[name], NEAR_STATUSES_MAX, 0.4)
                message = f"{name} has no {status}"
                nearest = tuple(dict.fromkeys((*near, *STATUSES[name])))[:NEAR_STATUSES_MAX]
                yield Objection(f"filters.{name}", "unknown_status", message, nearest)


def six_statuses(asked: Asked) -> Iterator[Objection]:
    """A report takes six states; every state at once is no filter at all."""
    for name, statuses in statuses_of(asked.spec).items():
        if len(statuses) > REPORT_STATUSES_MAX:
            message = f"a report takes {REPORT_STATUSES_MAX} of {name}, not {len(statuses)}"
            nearest = (", ".join(statuses[:REPORT_STATUSES_MAX]), "none of them: all states")
            yield Objection(f"filters.{name}", "too_many_statuses", message, nearest)


def statuses_once(asked: Asked) -> Iterator[Objection]:
    """Each state is asked for once."""
    for name, statuses in statuses_of(asked.spec).items():
        if len(set(statuses)) < len(statuses):
            nearest = (", ".join(dict.fromkeys(statuses)),)
            yield Objection(f"filters.{name}", "doubled_status", f"{name} names a state twice", nearest)


def ids_in_slices(asked: Asked) -> Iterator[Objection]:
    """More ids of the own level than a request takes go in several; of a level above, they cannot."""
    most = ids_max(asked)
    for name in used_filters(asked.spec):
        found = len(ids_of(asked.spec, name))
        if found <= most:
            continue
        if name == asked.dataset.ids:
            message = f"a request takes {most} of {name}, so {found} are asked for in {-(-found // most)}"
            yield Objection(f"filters.{name}", "ids_split", message, severity=Severity.WARNED)
        else:
            message = f"a request takes {most} of {name}, not {found}"
            yield Objection(f"filters.{name}", "too_many_ids", message, (f"{most} ids", "none of them: all"))


def ids_once(asked: Asked) -> Iterator[Objection]:
    """An id twice in two slices would be counted twice."""
    for name in used_filters(asked.spec):
        found = ids_of(asked.spec, name)
        different = len({one.lstrip("0") for one in found})
        if different < len(found):
            message = f"{name} names an entity twice"
            yield Objection(f"filters.{name}", "doubled_id", message, (f"{different} different ids",))


def account_of_some_digits(asked: Asked) -> Iterator[Objection]:
    """The ad account's id is part of the address, where there is one."""
    digits, place = len(asked.spec.ad_account_id), asked.dataset.path
    if digits > PATH_ID_DIGITS_MAX and (place is None or AD_ACCOUNT_PLACE in place):
        message = f"an ad account's id has {PATH_ID_DIGITS_MAX} digits at most, not {digits}"
        yield Objection("ad_account_id", "id_too_long", message, ("one that pinflow ads accounts lists",))


def ids_of_some_digits(asked: Asked) -> Iterator[Objection]:
    """The synchronous route takes no longer ids of campaigns and ad groups."""
    if asked.route is not Route.SYNC or asked.dataset.family is not Family.PERFORMANCE:
        return
    for name in ("campaign_ids", "ad_group_ids"):
        too_long = [one for one in ids_of(asked.spec, name) if len(one) > PATH_ID_DIGITS_MAX]
        if too_long:
            message = f"at once an id of {name} has {PATH_ID_DIGITS_MAX} digits at most: {too_long[0]} has more"
            yield Objection(f"filters.{name}", "id_too_long", message, by_other_route(asked))


def ids_max(asked: Asked) -> int:
    """How many ids one request of this kind takes."""
    if asked.spec.dataset is _K.ORGANIC_PIN:
        return ORGANIC_PINS_MAX
    if asked.dataset.ids == "pin_ids":
        return SYNC_PINS_MAX
    return SYNC_IDS_MAX if asked.route is Route.SYNC else REPORT_IDS_MAX


FILTER_RULES = (
    of_level,
    of_route,
    pins_of_one_campaign,
    named_on_sync,
    known_statuses,
    six_statuses,
    statuses_once,
    ids_in_slices,
    ids_once,
    account_of_some_digits,
    ids_of_some_digits,
)
