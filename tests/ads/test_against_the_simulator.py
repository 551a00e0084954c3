"""What the pre-flight lets pass, Pinterest as its specification reads lets pass, too: no refusal costs a call.

The simulator shares no code with us. Whole sources are drawn, good and bad; each request that the plan makes of
one without an objection is shown to the simulator's own reader.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ads.asking import ids_of
from ads.columns import columns
from ads.datasets import DATASETS, Family
from ads.keeping import standing_objections
from ads.planner import Plan, plan
from ads.preflight import preflight, refusals
from ads.requests import proof_request, report_request
from contracts.ads import (
    AdsFilters,
    AdsSourceSpec,
    AttributionWindows,
    Breakdown,
    Chunk,
    DatasetKey,
    Granularity,
    Route,
)
from contracts.ads_reports import ReportRequest
from pinterest_api.ads_wire import request_to_body
from simulator.ads.entities import Tree, grow
from simulator.ads.question import EPOCH
from simulator.ads.report_asking import read_order
from simulator.ads.shape import Shape
from simulator.answers import ApiError
from simulator.fields import Fields
from tests.ads.sources import TODAY, a_source

PERFORMANCE = [key for key, one in DATASETS.items() if one.family is Family.PERFORMANCE]
REPORTED = [key for key in PERFORMANCE if DATASETS[key].level]
TREE = grow(Shape("549755885175", "demo", "ads", first_day=0, campaigns=1, ad_groups=1, ads=1))
WINDOW_DAYS = [0, 1, 7, 14, 30, 60]
STATES = ["RUNNING", "PAUSED", "ARCHIVED", "APPROVED", "REJECTED", "EXCLUDED", "DRAFT", "COMPLETED", "ACTIVE"]

ids = st.integers(0, 520).map(lambda count: tuple(str(number) for number in range(count)))
states = st.lists(st.sampled_from(STATES), max_size=8).map(tuple)
filters = st.builds(
    AdsFilters,
    **{field: st.one_of(st.just(()), st.just(()), ids if field.endswith("_ids") else states)
       for field in AdsFilters.model_fields},
)  # fmt: skip
windows = st.builds(
    AttributionWindows,
    click_days=st.sampled_from(WINDOW_DAYS),
    engagement_days=st.sampled_from(WINDOW_DAYS),
    view_days=st.sampled_from(WINDOW_DAYS),
)
wild_sources = st.builds(
    AdsSourceSpec,
    key=st.just("wild"),
    account=st.just("demo"),
    ad_account_id=st.just(TREE.shape.id),
    dataset=st.sampled_from(PERFORMANCE),
    columns=st.lists(st.sampled_from(list(columns())), max_size=6, unique=True).map(tuple),
    breakdowns=st.lists(st.sampled_from(list(Breakdown)), max_size=15, unique=True).map(tuple),
    granularity=st.sampled_from(Granularity),
    windows=windows,
    filters=filters,
    route=st.sampled_from([None, *Route]),
)


def fitting(key: DatasetKey, granularity: Granularity, name: str, count: int) -> AdsSourceSpec:
    """A source against which little stands: wild ones are mostly refused."""
    one = DATASETS[key]
    cuts = sorted(one.report_breakdowns)[:count] if one.report_breakdowns else []
    return a_source(dataset=key, granularity=granularity, columns=[name], breakdowns=cuts, route="async")


fitting_sources = st.builds(
    fitting,
    st.sampled_from(REPORTED),
    st.sampled_from(Granularity),
    st.sampled_from(list(columns())),
    st.integers(1, 15),
)
first_days = st.integers(-2, 1_000).map(lambda back: TODAY - timedelta(days=back))


def accepted(tree: Tree, request: ReportRequest) -> None:
    """Raises what Pinterest would answer."""
    read_order(Fields(json.loads(request_to_body(request))), tree, (TODAY - EPOCH).days)


def narrowed(spec: AdsSourceSpec, chunk: Chunk) -> AdsSourceSpec:
    """The source as this piece alone asks for it."""
    changes: dict[str, object] = {"breakdowns": chunk.breakdowns, "route": chunk.route}
    if chunk.ids:
        field = str(DATASETS[spec.dataset].ids)
        changes["filters"] = spec.filters.model_copy(update={field: chunk.ids})
    return spec.model_copy(update=changes)


def passed(spec: AdsSourceSpec, first: date, days: int) -> Iterator[Plan]:
    """The plan of a source against which nothing stands."""
    last = first + timedelta(days=days)
    if not refusals(preflight(spec, first, last, TODAY)):
        yield plan(spec, first, last, TODAY)


@settings(max_examples=400)
@given(st.one_of(wild_sources, fitting_sources), first_days, st.integers(0, 400))
def test_each_planned_report_is_accepted(spec: AdsSourceSpec, first: date, days: int) -> None:
    for found in passed(spec, first, days):
        for chunk in found.chunks:
            if chunk.route is Route.ASYNC:
                accepted(TREE, report_request(spec, chunk))
                accepted(TREE, proof_request(spec, chunk))


def named(key: DatasetKey, cuts: list[Breakdown], name: str) -> AdsSourceSpec:
    """A source of some entities: which route it takes hangs on its days."""
    own = DATASETS[key].ids
    narrowed_to = {own: ["7"]} if own else {}
    mine = sorted(set(cuts) & DATASETS[key].breakdowns)
    return a_source(dataset=key, columns=[name], breakdowns=mine, filters=narrowed_to)


@settings(max_examples=400)
@given(
    st.sampled_from(REPORTED),
    st.lists(st.sampled_from(Breakdown), max_size=4),
    st.sampled_from(["PAID_IMPRESSION", "QUIZ_PIN_RESULT_OPEN", "TOTAL_ADD_TO_CART"]),
    st.integers(1, 1_000),
)
def test_a_source_that_is_kept_asks_for_no_report_that_is_refused_whatever_its_days(
    key: DatasetKey, cuts: list[Breakdown], name: str, back: int
) -> None:
    spec = named(key, cuts, name)
    if not refusals(standing_objections(spec, TODAY)):
        for chunk in plan(spec, TODAY - timedelta(days=back), TODAY - timedelta(days=1), TODAY).chunks:
            if chunk.route is Route.ASYNC:
                accepted(TREE, report_request(spec, chunk))


@settings(max_examples=400)
@given(st.one_of(wild_sources, fitting_sources), first_days, st.integers(0, 400))
def test_each_planned_piece_passes_the_pre_flight_by_itself(spec: AdsSourceSpec, first: date, days: int) -> None:
    """And stays within one request: no piece is to be cut again."""
    for found in passed(spec, first, days):
        for chunk in found.chunks:
            alone = narrowed(spec, chunk)
            assert refusals(preflight(alone, chunk.first, chunk.last, TODAY)) == ()
            assert len(plan(alone, chunk.first, chunk.last, TODAY).chunks) == 1


@settings(max_examples=200)
@given(wild_sources, first_days, st.integers(0, 400))
def test_pieces_have_every_id_breakdown_and_day_once(spec: AdsSourceSpec, first: date, days: int) -> None:
    for found in passed(spec, first, days):
        cells = [
            (day, cut, one)
            for chunk in found.chunks
            for day, cut, one in product((chunk.first, chunk.last), chunk.breakdowns or ("",), chunk.ids or ("",))
        ]
        ends = {(chunk.first, chunk.last) for chunk in found.chunks}
        wanted = ids_of(spec, DATASETS[spec.dataset].ids) or ("",)
        cut = spec.breakdowns or ("",)
        assert len(cells) == 2 * len(ends) * len(wanted) * len(cut)
        assert {one for _, _, one in cells} == set(wanted if cells else ())


@pytest.mark.parametrize("key", REPORTED)
def test_each_column_that_passes_for_a_dataset_is_accepted(key: DatasetKey) -> None:
    """All of them, one by one, and by the hour, too."""
    cuts = sorted(DATASETS[key].report_breakdowns)[:1]
    day = TODAY - timedelta(days=1)
    passes = 0
    for name, granularity in product(columns(), (Granularity.DAY, Granularity.HOUR)):
        spec = a_source(dataset=key, columns=[name], breakdowns=cuts, granularity=granularity, route="async")
        for found in passed(spec, day, 0):
            passes += 1
            accepted(TREE, report_request(spec, found.chunks[0]))
    assert passes > len(columns()) / 2


@pytest.mark.parametrize("key", REPORTED)
def test_each_breakdown_that_passes_for_a_dataset_is_accepted_and_no_other(key: DatasetKey) -> None:
    """Of plain levels Pinterest says nothing and ignores them, so there the pre-flight alone refuses."""
    day = TODAY - timedelta(days=1)
    for cut in Breakdown:
        spec = a_source(dataset=key, columns=["PAID_IMPRESSION"], breakdowns=[cut], route="async")
        chunk = plan(spec, day, day, TODAY).chunks[0]
        stands = bool(refusals(preflight(spec, day, day, TODAY)))
        if not DATASETS[key].breakdowns:
            assert stands
        elif stands:
            with pytest.raises(ApiError):
                accepted(TREE, report_request(spec, chunk))
        else:
            accepted(TREE, report_request(spec, chunk))


@pytest.mark.parametrize(("key", "field"), list(product(REPORTED, AdsFilters.model_fields)))
def test_each_filter_that_passes_for_a_dataset_is_accepted(key: DatasetKey, field: str) -> None:
    cuts = sorted(DATASETS[key].report_breakdowns)[:1]
    day = TODAY - timedelta(days=1)
    for value in ["7"] if field.endswith("_ids") else STATES:
        spec = a_source(dataset=key, breakdowns=cuts, route="async", filters={field: [value]})
        for found in passed(spec, day, 0):
            accepted(TREE, report_request(spec, found.chunks[0]))
