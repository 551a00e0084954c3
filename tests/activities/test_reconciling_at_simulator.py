"""What was extracted from the simulator agrees at every level, and a row that is lost afterwards is found."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import text
from sqlmodel import Session

from ads.day_series import points_of, shown_of
from ads.reconciling import Comparison, Side, Verdict, asked_columns, compare, reference_of, sides_of
from contracts.ads import AdsSourceSpec, Breakdown, DatasetKey
from contracts.ads_rows import RowsAsked
from contracts.ads_runs import AdsRunKind, AdsRunOrder, AdsRunRequest, FetchOrder
from store.ads_coverage import SqlAdsCoverage
from store.ads_sources import SqlAdsSources
from store.ads_table_rows import read_table
from store.ads_tables import AdsTable
from tests.activities.test_ads_at_simulator import COLUMNS, Desk, desk  # noqa: F401 - a fixture
from tests.builders import ACCOUNT
from tests.fakes.clock import START

DAYS = 40
SOURCES = {
    DatasetKey.AD_ACCOUNT: (),
    DatasetKey.CAMPAIGN: (),
    DatasetKey.AD: (),
    DatasetKey.AD_ACCOUNT_BREAKDOWN: (Breakdown.GENDER, Breakdown.COUNTRY),
}


def a_spec(desk: Desk, dataset: DatasetKey, **changes: object) -> AdsSourceSpec:  # noqa: F811
    plain = AdsSourceSpec(
        key=dataset.replace("_", "-"),
        account=ACCOUNT,
        ad_account_id=desk.ad_account,
        dataset=dataset,
        columns=COLUMNS,
        breakdowns=SOURCES[dataset],
    )
    return plain.model_copy(update=changes)


async def extracted(desk: Desk, spec: AdsSourceSpec) -> AdsSourceSpec:  # noqa: F811
    """The source's last days, in its table."""
    await SqlAdsSources(desk.database).add(spec, START)
    first, run = desk.today - timedelta(days=DAYS), f"run-of-{spec.key}-{desk.today}"
    request = AdsRunRequest(source=spec.key, kind=AdsRunKind.BACKFILL, first=first)
    await desk.patiently(desk.planning.plan_ads_run, AdsRunOrder(run=run, request=request))
    while (order := await desk.planning.next_ads_chunk(run)) is not None:
        asked = await desk.patiently(desk.extracting.ask_for_report, order)
        assert asked.token is not None, asked.failed
        end = await desk.patiently(desk.extracting.fetch_report, FetchOrder(chunk=order, token=asked.token))
        assert (end.failed, end.lost) == (None, None)
    return spec


def span(desk: Desk) -> tuple[date, date]:  # noqa: F811
    return desk.today - timedelta(days=DAYS), desk.today - timedelta(days=1)


async def sides(desk: Desk, specs: Sequence[AdsSourceSpec]) -> list[Side]:  # noqa: F811
    found: list[Side] = []
    first, last = span(desk)
    for spec in specs:
        place = desk.destinations.of(spec)
        assert isinstance(place, AdsTable)
        days = await SqlAdsCoverage(desk.database).days(spec.key, first, last)
        found += sides_of(
            spec, read_table(place, RowsAsked(desk.ad_account, first, last, asked_columns(spec))), days
        )
    return found


async def compared(desk: Desk, specs: Sequence[AdsSourceSpec]) -> list[Comparison]:  # noqa: F811
    all_sides = await sides(desk, specs)
    reference = reference_of(all_sides)
    assert reference is not None
    assert reference.spec.dataset is DatasetKey.AD_ACCOUNT
    return [compare(reference, side, *span(desk)) for side in all_sides if side is not reference]


async def test_every_level_and_breakdown_adds_up_to_the_account(desk: Desk) -> None:  # noqa: F811
    specs = [await extracted(desk, a_spec(desk, dataset)) for dataset in SOURCES]
    found = await compared(desk, specs)
    assert len(found) == len(SOURCES)
    assert {one.columns for one in found} == {COLUMNS}
    assert [(one.name, one.equal, list(one.differences)) for one in found] == [
        (one.name, DAYS * len(COLUMNS), []) for one in found
    ]


async def test_a_row_that_is_lost_afterwards_is_found(desk: Desk) -> None:  # noqa: F811
    specs = [await extracted(desk, a_spec(desk, dataset)) for dataset in (DatasetKey.AD_ACCOUNT, DatasetKey.AD)]
    day = desk.today - timedelta(days=37)

    def lose(session: Session) -> None:
        one = text('SELECT min("AD_ID") FROM ads_data_ad WHERE "DATE" = :day')
        lost = {"day": str(day), "ad": session.execute(one, {"day": str(day)}).scalar_one()}
        session.execute(text('DELETE FROM ads_data_ad WHERE "DATE" = :day AND "AD_ID" = :ad'), lost)

    await desk.destinations.tables.write(lose)
    (found,) = await compared(desk, specs)
    assert {(one.day, one.verdict) for one in found.unexplained} == {(day, Verdict.DIFFERENT)}
    assert all(one.by is not None and one.by < 0 for one in found.unexplained)


async def test_a_source_that_was_read_days_before_differs_where_numbers_moved(desk: Desk) -> None:  # noqa: F811
    """Only on days that were provisional then, and it is said so."""
    old = await extracted(desk, a_spec(desk, DatasetKey.AD))
    await desk.pass_time(10 * 86_400.0)
    fresh = await extracted(desk, a_spec(desk, DatasetKey.AD_ACCOUNT))
    (found,) = await compared(desk, [fresh, old])
    assert {one.verdict for one in found.differences} == {Verdict.PROVISIONAL, Verdict.MISSING}
    missing = {one.day for one in found.differences if one.verdict is Verdict.MISSING}
    assert missing == {desk.today - timedelta(days=back) for back in range(1, 11)}


async def test_the_chart_s_days_are_the_simulator_s_truth(desk: Desk) -> None:  # noqa: F811
    spec = await extracted(desk, a_spec(desk, DatasetKey.AD))
    first, last = span(desk)
    shown, place = shown_of(spec), desk.destinations.of(spec)
    assert isinstance(place, AdsTable)
    days = await SqlAdsCoverage(desk.database).days(spec.key, first, last)
    rows = read_table(place, RowsAsked(desk.ad_account, first, last, shown.columns))
    points = points_of(shown, rows, days, first, last)
    truth: dict[str, list[int]] = {}
    for (day, _), (spend, _, value) in (await desk.truth(DAYS)).items():
        held = truth.setdefault(day, [0, 0])
        held[0] += spend
        held[1] += value
    told = {
        str(point.first): [int((point.spend or 0) * 10**6), int((point.value or 0) * 10**6)] for point in points
    }
    assert {day: sums for day, sums in told.items() if any(sums)} == truth
    assert any(point.roas for point in points)
