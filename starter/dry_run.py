"""A dry run: what would become of every row, without starting, fetching or sending anything."""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from config import Settings, load_settings
from contracts.launch import ConcernCount, LaunchPolicy, ProductResult
from contracts.ledger import NewRow
from contracts.names import AccountKey, PinKey
from contracts.outcome import Outcome, Refused
from contracts.pin import PinDraft
from drafting import identity
from drafting.board_rules import RuleBook
from drafting.planning import shown_by
from drafting.sale_dates import as_of
from drafting.verdicts import judge_row
from outcomes.attention import concern_counts, concern_lines
from starter.boards_rules import rules_of
from starter.failures import ExitCode
from starter.launch import opened, unreadable_told
from starter.launching import LaunchWish, choose_account, choose_policy
from starter.ledger import Ledger, open_ledger
from starter.rows import Row, new_rows
from starter.screen import Screen

PAGE = 500
ROWS_SHOWN_MAX = 60
"""Rows that a person is shown; `--json` has all."""

READY, ALREADY, REFUSED = "ready", "already", "refused"


@dataclass(frozen=True)
class Verdict:
    """What would become of one row: `draft` when it would be sent, `refused` when it cannot be."""

    row: NewRow
    """Without its product, which a large file has too many of to keep them all."""
    verdict: str
    draft: PinDraft | None = None
    refused: Refused | None = None
    shown: tuple[str, str] = ("", "")
    """Its link and picture, by which it is like other pins; blank unless it would be sent."""


@dataclass(frozen=True)
class Judging:
    """By what rows are judged."""

    account: AccountKey
    policy: LaunchPolicy
    rules: RuleBook


def dry_run(wish: LaunchWish, *, as_json: bool, strict: bool) -> int:
    """Judge every row; the exit code. Nothing is started, and nothing written but what every command writes."""
    return asyncio.run(_dry_run(load_settings(), wish, as_json=as_json, strict=strict))


async def _dry_run(settings: Settings, wish: LaunchWish, *, as_json: bool, strict: bool) -> int:
    first, rows = opened(wish)
    async with open_ledger(settings) as ledger:
        account = choose_account(wish, await ledger.account_names())
        policy = await choose_policy(wish, settings, first, await ledger.accounts.shop_url(account))
        found = await rules_of(wish.boards_file, ledger, account)
        judging = Judging(account, policy, found.book)
        verdicts = await judge_file(ledger, judging, rows, wish)
    if as_json:
        sys.stdout.write(json.dumps(report(verdicts)) + "\n")
    else:
        _show(Screen(), verdicts)
    refused = any(verdict.verdict == REFUSED for verdict in verdicts)
    return ExitCode.NOT_ALL_LIVE if strict and refused else ExitCode.DONE


async def judge_file(
    ledger: Ledger | None, judging: Judging, rows: Iterable[Row], wish: LaunchWish
) -> Sequence[Verdict]:
    """Every row's verdict; without a ledger nothing is live. Raises `CommandFailed` as a launch would."""
    verdicts, policy = list[Verdict](), judging.policy
    with unreadable_told(wish):
        new = new_rows(rows, policy, limit=wish.limit, file=wish.file, rules=judging.rules)
        while page := list(itertools.islice(new, PAGE)):
            verdicts += (
                await _judge(ledger, judging.account, policy, page)
                if ledger
                else [judged(row, policy) for row in page]
            )
    return verdicts


async def _judge(
    ledger: Ledger, account: AccountKey, policy: LaunchPolicy, rows: Sequence[NewRow]
) -> Sequence[Verdict]:
    """Drafted as the launch would; live already, as far as the ledger knows the boards."""
    known = await ledger.boards.known(account, {row.board_name for row in rows})
    ids = {board.name: board.board_id for board in known if board.board_id}
    keys = {
        (row.row, row.image_slot): key
        for row in rows
        if (key := _key(account, policy, row, ids.get(row.board_name))) is not None
    }
    live = await ledger.launches.live_keys(list(keys.values()))
    return [judged(row, policy, live=keys.get((row.row, row.image_slot)) in live) for row in rows]


def _key(account: AccountKey, policy: LaunchPolicy, row: NewRow, board_id: str | None) -> PinKey | None:
    if row.product is None or board_id is None:
        return None
    return identity.key_of(account, board_id, row.product, image_slot=row.image_slot, edition=policy.edition)


def judged(row: NewRow, policy: LaunchPolicy, *, live: bool = False) -> Verdict:
    """One row's verdict."""
    slim = row.model_copy(update={"product": None})
    if row.refused is not None or row.product is None:
        return Verdict(slim, REFUSED, refused=row.refused)
    # Its board was chosen already, as a launch chooses it.
    placed = policy if policy.board is not None else policy.model_copy(update={"board": row.board_name})
    found = judge_row(as_of(row.product, time.time()), placed, image_slot=row.image_slot)
    if isinstance(found, Refused):
        return Verdict(slim, REFUSED, refused=found)
    shown = shown_by(row.product, row.image_slot)
    return Verdict(slim, ALREADY if live else READY, draft=found.draft, shown=shown)


def report(verdicts: Sequence[Verdict]) -> dict[str, object]:
    """The document of a dry run."""
    return {
        "dry_run": True,
        "total": len(verdicts),
        **{name: _count(verdicts, name) for name in (READY, ALREADY, REFUSED)},
        "products": [_line(verdict) for verdict in verdicts],
    }


def _line(verdict: Verdict) -> dict[str, object]:
    row, draft, refused = verdict.row, verdict.draft, verdict.refused
    return {
        "row": row.row,
        "product": row.product_key,
        "image": row.image_slot + 1,
        "verdict": verdict.verdict,
        "title": draft.title if draft else row.title,
        "description": draft.description if draft else None,
        "board": row.board_name or None,
        "section": row.section_name or None,
        "link": draft.link if draft else None,
        "image_url": draft.image_url if draft else None,
        "video_url": draft.video_url if draft else None,
        "not_before": row.not_before,
        "reason": refused.reason if refused else None,
        "message": refused.message if refused else None,
        "remedy": refused.remedy if refused else None,
        "actor": refused.actor if refused else None,
    }


def _count(verdicts: Iterable[Verdict], name: str) -> int:
    return sum(verdict.verdict == name for verdict in verdicts)


def _show(screen: Screen, verdicts: Sequence[Verdict]) -> None:
    screen.table(table_of(verdicts[:ROWS_SHOWN_MAX]))
    if len(verdicts) > ROWS_SHOWN_MAX:
        screen.say(f"and {len(verdicts) - ROWS_SHOWN_MAX:,} more; --json has all", style="dim")
    counts = ", ".join(
        f"{count:,} {name}" for name in (READY, ALREADY, REFUSED) if (count := _count(verdicts, name))
    )
    screen.say(
        f"\n● {counts or 'no products'}: nothing was sent, pages and pictures were not looked at", style="bold"
    )
    screen.show_concerns(concerns_of(verdicts))


def table_of(verdicts: Sequence[Verdict]) -> Table:
    """A line each; titles and boards are cut to what the screen is wide."""
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    places, words = [_place(verdict) for verdict in verdicts], [_word(verdict) for verdict in verdicts]
    table.add_column("row", justify="right", style="dim", width=max(map(len, ["row", *places])))
    table.add_column("verdict", width=max(map(len, ["verdict", *words])))
    table.add_column("title", ratio=2, overflow="ellipsis", no_wrap=True)
    table.add_column("board", ratio=1, overflow="ellipsis", no_wrap=True)
    for verdict, place, word in zip(verdicts, places, words, strict=True):
        title = verdict.draft.title if verdict.draft else verdict.row.title or verdict.row.product_key
        table.add_row(place, word, Text(title), Text(verdict.row.board_name))
    return table


def _place(verdict: Verdict) -> str:
    """`7`, and `7.2` for the second picture of its product."""
    return f"{verdict.row.row}.{verdict.row.image_slot + 1}" if verdict.row.image_slot else str(verdict.row.row)


def _word(verdict: Verdict) -> str:
    return verdict.verdict if verdict.refused is None else str(verdict.refused.reason)


def concerns_of(verdicts: Iterable[Verdict]) -> Sequence[ConcernCount]:
    """Who must act on what, before anything is launched."""
    return concern_lines(
        concern_counts(
            ProductResult(
                row=verdict.row.row,
                image=verdict.row.image_slot + 1,
                product=verdict.row.product_key[:300],
                title=verdict.row.title,
                outcome=Outcome.REFUSED,
                reason=verdict.refused.reason,
                message=verdict.refused.message,
                remedy=verdict.refused.remedy,
                actor=verdict.refused.actor,
            )
            for verdict in verdicts
            if verdict.refused is not None
        )
    )
