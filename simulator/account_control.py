"""The control door for accounts: POST /_simulator/accounts makes or changes one."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from simulator import accounts, boards
from simulator.answers import ApiError
from simulator.control_input import ControlError, Input
from simulator.things import Account, Tier, TrialPins
from simulator.world import World

FLAGS = ("patch", "spam_blocked", "sandbox")


def read_accounts(world: World) -> dict[str, Any]:  # JSON
    return {"accounts": [_account_json(world, held) for held in world.state.archive.accounts.values()]}


def set_account(world: World, posted: Any) -> dict[str, Any]:  # JSON
    """Makes the account, or renews its token and changes what is given; adds the boards it lacks."""
    given = Input.of(posted, "The account")
    given.allow("account", "app", "tier", "access_ttl", "refresh_ttl", "trial_pins", *FLAGS, "boards")
    account = _account(world, given)
    names = given.texts("boards", longest=boards.BOARDS_MAX)
    accounts.open_account(world, account)
    held = {board.name.casefold() for board in world.state.archive.boards_of(account.name)}
    for name in names:
        if name.strip().casefold() not in held:
            _make_board(world, account, name)
            held.add(name.strip().casefold())
    return _account_json(world, account)


def name_in(given: Input, field: str, *, default: str = "") -> str:
    """Of an account or an app."""
    name = given.text(field, default=default)
    if name is None or not accounts.NAME.fullmatch(name):
        raise given.refused(field, "must be letters, digits, dots, dashes or underscores, 64 at most")
    return name


def _account(world: World, given: Input) -> Account:
    name = name_in(given, "account")
    before = world.state.archive.accounts.get(name) or accounts.new_account(world, name)
    tier = given.text("tier", default=before.tier)
    if tier not in set(Tier):
        raise given.refused("tier", f"must be one of {', '.join(Tier)}, not {tier!r}")
    return replace(
        before,
        app=given.text("app", default=None) or before.app,
        tier=Tier(tier),
        renewed=world.now(),
        access_ttl=_seconds(given, "access_ttl", before.access_ttl),
        refresh_ttl=_seconds(given, "refresh_ttl", before.refresh_ttl),
        patch=_flag(given, "patch", before.patch),
        trial_pins=_trial_pins(given, before.trial_pins),
        spam_blocked=_flag(given, "spam_blocked", before.spam_blocked),
        sandbox=_flag(given, "sandbox", before.sandbox),
    )


def _trial_pins(given: Input, before: TrialPins) -> TrialPins:
    chosen = given.text("trial_pins", default=before)
    if chosen not in set(TrialPins):
        raise given.refused("trial_pins", f"must be one of {', '.join(TrialPins)}, not {chosen!r}")
    return TrialPins(chosen)


def _flag(given: Input, field: str, before: bool) -> bool:  # noqa: FBT001  what it was, not how to read it
    return given.flag(field) if given.has(field) else before


def _seconds(given: Input, field: str, before: float | None) -> float | None:
    """An explicit null takes the limit away."""
    if field not in given.values:
        return before
    return given.number(field, default=0.0) if given.has(field) else None


def _make_board(world: World, account: Account, name: str) -> None:
    try:
        boards.make_board(world, account, name)
    except ApiError as refusal:
        raise ControlError(f"The account: the board {name!r} is refused: {refusal}") from refusal


def _account_json(world: World, account: Account) -> dict[str, Any]:  # JSON
    fields = asdict(account)
    fields["account"] = fields.pop("name")
    held = sorted(world.state.archive.boards_of(account.name), key=lambda board: board.sequence)
    return {**fields, "token": account.token, "boards": [{"id": board.id, "name": board.name} for board in held]}
