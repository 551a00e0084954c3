"""Rows of a file with the moments that a launch would give them."""

from contracts.launch import LaunchPolicy
from contracts.ledger import NewRow
from contracts.pace import AccountView, Quota
from contracts.windows import Spread, WindowRule
from drafting.planning import Rules
from drafting.spread import Pinned
from drafting.window_text import read_window
from starter.dry_run import Verdict, judged
from starter.plan_days import PlannedRow
from starter.plan_rows import PlanTerms, gap_seconds, planned_rows
from tests.builders import POLICY, a_product, rows_of
from tests.fakes.clock import START

RULES = LaunchPolicy(pin=POLICY)
ALWAYS = read_window("daily 00:00-24:00 UTC")
DAY = 86_400.0
MINUTE = Quota(limit=60, window_seconds=60)


def verdicts(*rows: NewRow) -> list[Verdict]:
    numbered = [row.model_copy(update={"row": number}) for number, row in enumerate(rows, start=2)]
    return [judged(row, RULES) for row in numbered]


def a_row(board: str = "Mugs", **changes: object) -> NewRow:
    (row,) = rows_of(a_product("mug", board=board, **changes))
    return row


def planned(found: list[Verdict], rules: Rules, *placed: Pinned, quota: Quota = MINUTE) -> list[PlannedRow]:
    view = AccountView(now=START, quotas=(quota,))
    return list(planned_rows(found, PlanTerms(rules, view, zone="UTC", seed="x"), placed))


def test_the_slowest_bucket_says_how_far_apart_pins_lie() -> None:
    quotas = (Quota(limit=100, window_seconds=60), Quota(limit=96, window_seconds=DAY))

    assert gap_seconds(AccountView(now=START, quotas=quotas)) == 900


def test_pins_that_are_placed_already_are_kept_clear_of() -> None:
    apart = Rules(launch=WindowRule(window=ALWAYS, spread=Spread(board_gap_seconds=6 * 3_600)))
    there = [Pinned(START + hours * 3_600, "mugs") for hours in (1, 8)]

    (row,) = planned(verdicts(a_row()), apart, *there)

    assert row.at is not None
    assert all(abs(row.at - pin.at) >= 6 * 3_600 for pin in there)


def test_one_link_on_two_boards_lies_days_apart() -> None:
    apart = Rules(launch=WindowRule(window=ALWAYS, spread=Spread(link_days=7)))

    one, other = planned(verdicts(a_row("Mugs"), a_row("Sale")), apart)

    assert one.at is not None
    assert other.at is not None
    assert abs(other.at - one.at) > 6 * DAY


def test_a_board_with_a_rule_does_not_hold_up_the_others() -> None:
    evening = WindowRule(window=read_window("daily 18:00-22:00 UTC"))

    kept, free = planned(verdicts(a_row("MUGS"), a_row("Sale")), Rules(boards={"mugs": evening}))

    assert free.at == START
    assert kept.at is not None
    assert kept.at > START + 3_600


def test_without_a_rule_the_quota_of_a_day_spreads_pins_over_days() -> None:
    rows = planned(verdicts(*[a_row()] * 5), Rules(), quota=Quota(limit=2, window_seconds=DAY))

    moments = [row.at or 0 for row in rows]
    assert moments[0] == START
    assert moments[2] >= moments[0] + DAY
    assert moments[4] >= moments[2] + DAY


def test_rows_without_a_place_say_so_in_a_sentence_and_the_others_why_they_are_refused() -> None:
    over = WindowRule(window=read_window("daily 00:00-24:00 UTC not after 2026-11-17"))

    hopeless, untitled = planned(verdicts(a_row(), a_row(title="")), Rules(launch=over))

    assert (hopeless.at, hopeless.reason) == (None, "never_opens")
    assert "closed for good" in (hopeless.message or "")
    assert (untitled.at, untitled.reason) == (None, "title_missing")
    assert untitled.message


def test_the_same_file_is_planned_alike_each_time() -> None:
    rules = Rules(launch=WindowRule(window=ALWAYS, spread=Spread(jitter_seconds=300)))
    rows = verdicts(*[a_row()] * 20)

    assert planned(rows, rules) == planned(rows, rules)
