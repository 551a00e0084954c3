"""The catalogue of ads data over HTTP: what can be extracted. Nothing is asked of Pinterest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from pydantic import Field

from ads.columns import Column, Unit, search
from ads.datasets import DATASETS, Dataset, Family
from ads.drafts import search_datasets, search_offered
from contracts.ads import Breakdown, ColumnName, DatasetKey, Granularity, Route, ValueType
from intake.api.operation import Answer, Call, Operation, not_found
from intake.api.wire import SEARCH_MAX, PageQuery, Wire, page_answer

TAG = "ads"
DATASET_EXAMPLE = {
    "id": "campaign",
    "title": "Campaign performance",
    "about": "one row a day and campaign",
    "family": "performance",
    "routes": ["sync", "async"],
    "row_key": ["CAMPAIGN_ID"],
    "breakdowns": [],
    "granularities": ["DAY", "HOUR", "MONTH", "TOTAL", "WEEK"],
}
COLUMN_EXAMPLE = {
    "id": "TOTAL_CHECKOUT",
    "label": "Checkouts",
    "unit": "count",
    "type": "integer",
    "attribute": False,
    "additive": True,
    "conversion": True,
    "routes": ["async", "sync"],
}


class AdsSearch(PageQuery):
    """Words that all must be there."""

    search: Annotated[str, Field(max_length=SEARCH_MAX)] = ""


class AdsColumnSearch(AdsSearch):
    """Of a dataset: only what can be asked of it."""

    dataset: DatasetKey | None = None
    attribute: bool | None = None
    """true: what says which; false: what says how much."""


class AdsDatasetTold(Wire):
    """A dataset of the catalogue."""

    id: DatasetKey
    title: str
    about: str
    family: Family
    routes: list[Route]
    row_key: list[str]
    """Columns that tell rows of one day apart, beside the ad account."""
    breakdowns: list[Breakdown]
    granularities: list[Granularity]


class AdsColumnTold(Wire):
    """One of Pinterest's columns."""

    id: ColumnName
    label: str
    unit: Unit
    type: ValueType
    attribute: bool
    additive: bool
    """Whether it may be summed over days and entities."""
    conversion: bool
    """Attributed later, so restated."""
    routes: list[Route]


@dataclass(frozen=True)
class AdsCatalogueApi:
    """Needs nothing of the world."""

    def operations(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                "/v1/ads/datasets",
                "List what can be extracted of Pinterest Ads; words search",
                TAG,
                self.datasets,
                query=AdsSearch,
                answer=AdsDatasetTold,
                answer_is_list=True,
                answer_example=[DATASET_EXAMPLE],
            ),
            Operation(
                "GET",
                "/v1/ads/datasets/{dataset_id}",
                "See a dataset",
                TAG,
                self.dataset,
                answer=AdsDatasetTold,
                answer_example=DATASET_EXAMPLE,
            ),
            Operation(
                "GET",
                "/v1/ads/columns",
                "Find columns by words, those of a dataset or all",
                TAG,
                self.columns,
                query=AdsColumnSearch,
                answer=AdsColumnTold,
                answer_is_list=True,
                answer_example=[COLUMN_EXAMPLE],
            ),
        ]

    async def datasets(self, call: Call) -> Answer:
        query = cast("AdsSearch", call.query)  # the operation's own model
        found = search_datasets(query.search)
        return page_answer([_dataset(one) for one in found[query.offset :][: query.limit]], len(found))

    async def dataset(self, call: Call) -> Answer:
        found = next((one for key, one in DATASETS.items() if key == call.path["dataset_id"]), None)
        if found is None:
            raise not_found("dataset")
        return Answer(_dataset(found))

    async def columns(self, call: Call) -> Answer:
        query = cast("AdsColumnSearch", call.query)  # the operation's own model
        if query.dataset is not None:
            found = search_offered(query.dataset, query.search, attribute=query.attribute)
        else:
            found = tuple(one for one in search(query.search) if query.attribute in {None, one.attribute})
        return page_answer([_column(one) for one in found[query.offset :][: query.limit]], len(found))


def _dataset(one: Dataset) -> AdsDatasetTold:
    return AdsDatasetTold(
        id=one.key,
        title=one.title,
        about=one.about,
        family=one.family,
        routes=list(one.routes),
        row_key=list(one.row_key),
        breakdowns=sorted(one.breakdowns),
        granularities=sorted(one.granularities) if one.family is Family.PERFORMANCE else [],
    )


def _column(one: Column) -> AdsColumnTold:
    return AdsColumnTold(
        id=one.name,
        label=one.label,
        unit=one.unit,
        type=one.type,
        attribute=one.attribute,
        additive=one.additive,
        conversion=one.conversion,
        routes=sorted(one.routes),
    )
