"""Rows of a file with the moments that a launch would give them: pure, so that every case can be tried."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from contracts.contract import Instant
from contracts.pace import AccountView
from drafting.boards import fold_board_name
from drafting.planning import Asked, Moment, Rules, effective, order_of, plan, why_not
from drafting.spread import Pinned, Unplaced, Why
from starter.dry_run import READY, Verdict
from starter.earliest import earliest_moments
from starter.plan_days import PlannedRow


@dataclass(frozen=True)
class PlanTerms:
    """What a plan goes by. `zone` says where days begin that no window names; `seed` is what jitter comes from."""

    rules: Rules
    view: AccountView
    zone: str
    seed: str


class _Told(NamedTuple):
    """What is said of a row's moment."""

    at: Instant | None = None
    reason: str | None = None
    message: str | None = None


def gap_seconds(view: AccountView) -> float:
    """Between two pins of the account, by its slowest quota."""
    return max(quota.window_seconds / quota.limit for quota in view.quotas)


def planned_rows(
    verdicts: Sequence[Verdict], terms: PlanTerms, placed: Iterable[Pinned] = ()
) -> Sequence[PlannedRow]:
    """Each row with its moment, or why it has none, in the order of the file.

    Pins of `placed` keep their moments. Rows that no rule keeps leave one after the other, by the quotas.
    """
    asked = [_asked(verdict) for verdict in verdicts if verdict.verdict == READY]
    found = plan(
        asked,
        terms.rules,
        zone=terms.zone,
        gap_seconds=gap_seconds(terms.view),
        seed=terms.seed,
        now=terms.view.now,
        placed=placed,
    )
    told = _moments(asked, found, _early(_free(asked, terms.rules), terms.view))
    told |= _reasons(asked, found, terms)
    return [_planned(verdict, told.get(_order(verdict)) or _told_unasked(verdict)) for verdict in verdicts]


def _order(verdict: Verdict) -> int:
    return order_of(verdict.row.row, verdict.row.image_slot)


def _asked(verdict: Verdict) -> Asked:
    link, image = verdict.shown
    return Asked(_order(verdict), verdict.row.board_name, link, image, verdict.row.not_before)


def _free(asked: Sequence[Asked], rules: Rules) -> Sequence[Asked]:
    """Those that no rule keeps."""
    boards = {board for board in {row.board for row in asked} if effective(rules, fold_board_name(board)) is None}
    return [row for row in asked if row.board in boards]


def _early(rows: Sequence[Asked], view: AccountView) -> Mapping[int, Instant]:
    start = max(view.now, view.blocked_until)
    wanted = [max(start, row.since or start) for row in rows]
    moments = earliest_moments(wanted, view.quotas, view.writes)
    return {row.order: at for row, at in zip(rows, moments, strict=True)}


def _moments(
    asked: Sequence[Asked], found: Sequence[Moment | Unplaced], early: Mapping[int, Instant]
) -> dict[int, _Told]:
    return {
        row.order: _Told(at=early.get(row.order, one.at))
        for row, one in zip(asked, found, strict=True)
        if isinstance(one, Moment)
    }


def _reasons(asked: Sequence[Asked], found: Sequence[Moment | Unplaced], terms: PlanTerms) -> dict[int, _Told]:
    """Of those without a moment. Many have the same reason, which may take long to find."""
    said: dict[tuple[str, Instant | None, Why], str] = {}
    told = {}
    for row, one in zip(asked, found, strict=True):
        if isinstance(one, Unplaced):
            alike = (row.board, row.since, one.why)
            if alike not in said:
                said[alike] = why_not(row, one.why, terms.rules, terms.view.now)
            told[row.order] = _Told(reason=one.why.value, message=said[alike])
    return told


def _told_unasked(verdict: Verdict) -> _Told:
    """Of a row that asks for no moment."""
    refused = verdict.refused
    return _Told(None, refused.reason.value, refused.message) if refused else _Told(reason=verdict.verdict)


def _planned(verdict: Verdict, told: _Told) -> PlannedRow:
    row = verdict.row
    return PlannedRow(row.row, row.image_slot + 1, row.product_key, row.board_name, *told)
