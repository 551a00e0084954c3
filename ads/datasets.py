"""The datasets on offer: what each tells, where Pinterest has it, and what makes a row of it a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from contracts.ads import Breakdown, DatasetKey, Granularity, Route


class Family(StrEnum):
    """What kind of question a dataset answers."""

    PERFORMANCE = "performance"
    """Metrics of ads, by day and entity."""
    ENTITIES = "entities"
    """Names and states as they are now, archived ones too."""
    ORGANIC = "organic"
    """Metrics of the account's own pins."""
    DICTIONARY = "dictionary"
    """Pinterest's words for its metrics."""

    @property
    def dated(self) -> bool:
        """Whether its rows are of days. What is not is read as it is now."""
        return self in {Family.PERFORMANCE, Family.ORGANIC}


AD_ACCOUNT_PLACE = "{ad_account_id}"
_HERE = f"/ad_accounts/{AD_ACCOUNT_PLACE}"

_COMMON = frozenset(
    {
        Breakdown.KEYWORD,
        Breakdown.APPTYPE,
        Breakdown.GENDER,
        Breakdown.LOCATION,
        Breakdown.PLACEMENT,
        Breakdown.COUNTRY,
        Breakdown.TARGETED_INTEREST,
        Breakdown.PINNER_INTEREST,
        Breakdown.AUDIENCE_INCLUDE,
        Breakdown.GEO,
        Breakdown.AGE_BUCKET,
        Breakdown.REGION,
        Breakdown.AGE_BUCKET_AND_GENDER,
    },
)
_ENHANCED = _COMMON | {Breakdown.CREATIVE_ENHANCEMENTS}
_REPORTED = _ENHANCED | {Breakdown.LOCAL_ADS_STORE_CODE}
_CAMPAIGN = _COMMON | {Breakdown.CREATIVE_TYPE, Breakdown.AUDIENCE_MULTIPLIER}
_NOT_HOURLY = frozenset({Granularity.TOTAL, Granularity.DAY, Granularity.WEEK, Granularity.MONTH})

_BY_DAY = frozenset({Granularity.DAY})


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset of the catalogue."""

    key: DatasetKey
    title: str
    about: str
    row_key: tuple[str, ...] = ()
    """Columns that tell rows of one day apart, beside the ad account."""
    path: str | None = None
    """Of the synchronous route; None: only as a report."""
    level: str | None = None
    """Of a report; None: only synchronously."""
    sync_breakdowns: frozenset[Breakdown] = frozenset()
    report_breakdowns: frozenset[Breakdown] = frozenset()
    """What each route may cut it by; a dataset that has some must be cut by at least one."""
    ids: str | None = None
    """The filter of its own level."""
    family: Family = Family.PERFORMANCE
    granularities: frozenset[Granularity] = frozenset(Granularity)

    @property
    def breakdowns(self) -> frozenset[Breakdown]:
        """What it may be cut by on one route or the other."""
        return self.sync_breakdowns | self.report_breakdowns

    def breakdowns_of(self, route: Route) -> frozenset[Breakdown]:
        """What this route may cut it by."""
        return self.sync_breakdowns if route is Route.SYNC else self.report_breakdowns

    @property
    def items(self) -> bool:
        """About product items, which Pinterest keeps for three months only."""
        return self.ids == "product_item_ids"

    @property
    def of_the_best(self) -> bool:
        """The best pins of some days."""
        return self.key in {DatasetKey.TOP_PINS, DatasetKey.TOP_VIDEO_PINS}

    @property
    def routes(self) -> tuple[Route, ...]:
        """The ways to it, the quicker first."""
        ways = ((Route.SYNC, self.path), (Route.ASYNC, self.level))
        return tuple(route for route, place in ways if place)


def dataset(key: DatasetKey) -> Dataset:
    """The dataset of this key."""
    return DATASETS[key]


_K = DatasetKey
_ALL = (
    Dataset(_K.AD_ACCOUNT, "Ad account performance", "one row a day", (), f"{_HERE}/analytics", "ADVERTISER"),
    Dataset(
        _K.CAMPAIGN,
        "Campaign performance",
        "one row a day and campaign",
        ("CAMPAIGN_ID",),
        f"{_HERE}/campaigns/analytics",
        "CAMPAIGN",
        ids="campaign_ids",
    ),
    Dataset(
        _K.AD_GROUP,
        "Ad group performance",
        "one row a day and ad group",
        ("AD_GROUP_ID",),
        f"{_HERE}/ad_groups/analytics",
        "AD_GROUP",
        ids="ad_group_ids",
    ),
    Dataset(
        _K.AD,
        "Ad performance",
        "one row a day and ad",
        ("AD_ID",),
        f"{_HERE}/ads/analytics",
        "PIN_PROMOTION",
        ids="ad_ids",
    ),
    Dataset(
        _K.AD_PIN,
        "Ad pin performance",
        "one row a day and pin of one campaign",
        ("CAMPAIGN_ID", "PIN_ID"),
        f"{_HERE}/pins/analytics",
        ids="pin_ids",
    ),
    Dataset(
        _K.KEYWORD,
        "Keyword performance",
        "one row a day, keyword and ad group: not to be summed over ad groups",
        ("AD_GROUP_ID", "KEYWORD_ID"),
        level="KEYWORD",
        ids="ad_group_ids",
    ),
    Dataset(
        _K.PRODUCT_GROUP,
        "Product group performance",
        "one row a day and product group",
        ("PRODUCT_GROUP_ID",),
        f"{_HERE}/product_groups/analytics",
        "PRODUCT_GROUP",
        ids="product_group_ids",
    ),
    Dataset(
        _K.PRODUCT_ITEM,
        "Product item performance",
        "one row a day, product and ad group; the last 91 days",
        ("AD_GROUP_ID", "PRODUCT_ITEM_ID"),
        level="PRODUCT_ITEM",
        ids="product_item_ids",
        granularities=_NOT_HOURLY,
    ),
    Dataset(
        _K.AD_ACCOUNT_BREAKDOWN,
        "Ad account, broken down",
        "account metrics by audience, place or device",
        (),
        f"{_HERE}/targeting_analytics",
        "ADVERTISER_TARGETING",
        _COMMON,
        _REPORTED,
    ),
    Dataset(
        _K.CAMPAIGN_BREAKDOWN,
        "Campaigns, broken down",
        "campaign metrics by audience, place or device",
        ("CAMPAIGN_ID",),
        f"{_HERE}/campaigns/targeting_analytics",
        "CAMPAIGN_TARGETING",
        _CAMPAIGN,
        _REPORTED | {Breakdown.AUDIENCE_MULTIPLIER},
        "campaign_ids",
    ),
    Dataset(
        _K.AD_GROUP_BREAKDOWN,
        "Ad groups, broken down",
        "ad group metrics by audience, place or device",
        ("AD_GROUP_ID",),
        f"{_HERE}/ad_groups/targeting_analytics",
        "AD_GROUP_TARGETING",
        _ENHANCED,
        _REPORTED,
        "ad_group_ids",
    ),
    Dataset(
        _K.AD_BREAKDOWN,
        "Ads, broken down",
        "ad metrics by audience, place or device",
        ("AD_ID",),
        f"{_HERE}/ads/targeting_analytics",
        "PIN_PROMOTION_TARGETING",
        _COMMON | {Breakdown.QUIZ_RESULT},
        _REPORTED,
        "ad_ids",
    ),
    Dataset(
        _K.PRODUCT_GROUP_BREAKDOWN,
        "Product groups, broken down",
        "product group metrics by audience, place or device",
        ("PRODUCT_GROUP_ID",),
        None,
        "PRODUCT_GROUP_TARGETING",
        frozenset(),
        _REPORTED,
        "product_group_ids",
    ),
    Dataset(
        _K.PRODUCT_ITEM_BREAKDOWN,
        "Product items, broken down",
        "product metrics by kind of media, audience, place or device",
        ("AD_GROUP_ID", "PRODUCT_ITEM_ID"),
        None,
        "PRODUCT_ITEM_TARGETING",
        frozenset(),
        _REPORTED | {Breakdown.MEDIA_TYPE},
        "product_item_ids",
        granularities=_NOT_HOURLY,
    ),
    Dataset(
        _K.AD_ACCOUNTS,
        "Ad accounts",
        "names, currency, time zone",
        ("ID",),
        "/ad_accounts",
        granularities=_BY_DAY,
        family=Family.ENTITIES,
    ),
    Dataset(
        _K.CAMPAIGNS,
        "Campaigns",
        "names, states, budgets",
        ("ID",),
        f"{_HERE}/campaigns",
        granularities=_BY_DAY,
        family=Family.ENTITIES,
    ),
    Dataset(
        _K.AD_GROUPS,
        "Ad groups",
        "names, states, budgets",
        ("ID",),
        f"{_HERE}/ad_groups",
        granularities=_BY_DAY,
        family=Family.ENTITIES,
    ),
    Dataset(
        _K.ADS,
        "Ads",
        "names, states, pins",
        ("ID",),
        f"{_HERE}/ads",
        granularities=_BY_DAY,
        family=Family.ENTITIES,
    ),
    Dataset(
        _K.KEYWORDS,
        "Keywords",
        "words, match types, ad groups",
        ("ID",),
        f"{_HERE}/keywords",
        granularities=_BY_DAY,
        family=Family.ENTITIES,
    ),
    Dataset(
        _K.PRODUCT_GROUPS,
        "Product groups",
        "names, states, bids",
        ("ID",),
        f"{_HERE}/product_group_promotions",
        granularities=_BY_DAY,
        family=Family.ENTITIES,
    ),
    Dataset(
        _K.METRIC_DICTIONARY,
        "Metric dictionary",
        "each metric as Ads Manager names and defines it",
        ("NAME",),
        "/resources/delivery_metrics",
        family=Family.DICTIONARY,
        granularities=_BY_DAY,
    ),
    Dataset(
        _K.ORGANIC_ACCOUNT,
        "Organic account analytics",
        "impressions, saves and clicks of an account's own pins, by day",
        (),
        "/user_account/analytics",
        family=Family.ORGANIC,
        granularities=_BY_DAY,
    ),
    Dataset(
        _K.ORGANIC_PIN,
        "Organic pin analytics",
        "impressions, saves and clicks of a pin, by day",
        ("PIN_ID",),
        "/pins/{pin_id}/analytics",
        ids="pin_ids",
        family=Family.ORGANIC,
        granularities=_BY_DAY,
    ),
    Dataset(
        _K.TOP_PINS,
        "Top pins",
        "the 50 pins with most of a metric",
        ("PIN_ID",),
        "/user_account/analytics/top_pins",
        family=Family.ORGANIC,
        granularities=_BY_DAY,
    ),
    Dataset(
        _K.TOP_VIDEO_PINS,
        "Top video pins",
        "the 50 video pins with most of a metric",
        ("PIN_ID",),
        "/user_account/analytics/top_video_pins",
        family=Family.ORGANIC,
        granularities=_BY_DAY,
    ),
)
DATASETS: Mapping[DatasetKey, Dataset] = MappingProxyType({one.key: one for one in _ALL})
"""The whole catalogue, in the order in which it is shown."""
