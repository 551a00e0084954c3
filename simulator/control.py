"""The simulator's own doors under /_simulator: its truth to read, its clock, limits and faults to set."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import accounts, boards
from simulator.answers import ApiError
from simulator.clock import Setting
from simulator.control_input import ControlError, Input
from simulator.fault_reading import read_plan
from simulator.limits import Category
from simulator.things import Account, Board, Pin, Tier
from simulator.world import World

EPOCH_MAX = 253_402_300_000.0  # the year 9999
QUOTA_MAX = 1_000_000

Reader = Callable[[World], dict[str, Any]]  # JSON
Setter = Callable[[World, Any], dict[str, Any]]  # JSON


def control_routes(world: World) -> list[Route]:
    readers: dict[str, Reader] = {
        "health": read_health,
        "pins": read_pins,
        "boards": read_boards,
        "accounts": read_accounts,
        "requests": read_requests,
        "writes": read_writes,
        "faults": read_faults,
        "limits": read_limits,
        "clock": read_clock,
    }
    setters: dict[str, Setter] = {
        "faults": set_faults,
        "limits": set_limits,
        "accounts": set_account,
        "clock": set_clock,
        "reset": reset,
    }
    reading = [Route(f"/_simulator/{name}", _reading(world, reader)) for name, reader in readers.items()]
    setting = [
        Route(f"/_simulator/{name}", _setting(world, setter), methods=["POST"]) for name, setter in setters.items()
    ]
    return reading + setting


def read_health(world: World) -> dict[str, Any]:  # JSON
    return {"ok": True, "seed": world.seed, "instance": world.instance}


def read_pins(world: World) -> dict[str, Any]:  # JSON
    """Every pin that was really made, oldest first; `removed` is an epoch once it is gone."""
    now = world.now()
    return {"pins": [_pin_json(pin, now) for pin in world.state.archive.pins.values()]}


def read_boards(world: World) -> dict[str, Any]:  # JSON
    return {"boards": [_board_json(world, board) for board in world.state.archive.boards.values()]}


def read_accounts(world: World) -> dict[str, Any]:  # JSON
    return {"accounts": [_account_json(world, held) for held in world.state.archive.accounts.values()]}


def read_requests(world: World) -> dict[str, Any]:  # JSON
    return world.state.tally.as_json()


def read_writes(world: World) -> dict[str, Any]:  # JSON
    return {"writes": world.state.tally.writes_as_json()}


def read_faults(world: World) -> dict[str, Any]:  # JSON
    return world.plan.as_json()


def read_limits(world: World) -> dict[str, Any]:  # JSON
    """The quotas that were set, per minute: those for all under `default`."""
    found: dict[str, Any] = {"default": {}, "accounts": {}}  # JSON
    for (name, category), quota in world.state.limits.quotas.items():
        place = found["default"] if name is None else found["accounts"].setdefault(name, {})
        place[category] = quota
    return found


def read_clock(world: World) -> dict[str, Any]:  # JSON
    return {"now": world.now(), "frozen": world.state.clock.setting.frozen is not None}


def set_faults(world: World, posted: Any) -> dict[str, Any]:  # JSON
    """Replaces the whole plan; its dice and hit counts begin anew."""
    world.plan = read_plan(posted, world.seed)
    return read_faults(world)


def set_limits(world: World, posted: Any) -> dict[str, Any]:  # JSON
    given = Input.of(posted, "The limits")
    given.allow("account", *Category)
    name = _account_name(given) if given.has("account") else None
    quotas = {
        category: given.integer(category, default=0, most=QUOTA_MAX)
        for category in Category
        if given.has(category)
    }
    if not quotas:
        raise ControlError(f"The limits: name at least one of {', '.join(Category)}.")
    for category, quota in quotas.items():
        world.record("quota", account=name, category=category, quota=quota)
    return read_limits(world)


def set_account(world: World, posted: Any) -> dict[str, Any]:  # JSON
    """Makes the account, or renews its token and changes what is given; adds the boards it lacks."""
    given = Input.of(posted, "The account")
    given.allow("account", "app", "tier", "access_ttl", "refresh_ttl", "boards")
    account = _account(world, given)
    names = given.texts("boards", longest=boards.BOARDS_MAX)
    accounts.open_account(world, account)
    held = {board.name.casefold() for board in world.state.archive.boards_of(account.name)}
    for name in names:
        if name.strip().casefold() not in held:
            _make_board(world, account, name)
            held.add(name.strip().casefold())
    return _account_json(world, account)


def set_clock(world: World, posted: Any) -> dict[str, Any]:  # JSON
    given = Input.of(posted, "The clock")
    given.allow("now", "advance", "real")
    if sum(map(given.has, ("now", "advance", "real"))) != 1:
        raise ControlError("The clock: give exactly one of now, advance and real.")
    if given.has("now"):
        setting = Setting(frozen=given.number("now", default=0.0, most=EPOCH_MAX))
    elif given.has("advance"):
        setting = world.state.clock.advanced(given.number("advance", default=0.0, most=EPOCH_MAX))
    else:
        setting = _real(given)
    world.record("clock", **asdict(setting))
    return read_clock(world)


def reset(world: World, _: Any) -> dict[str, Any]:  # JSON
    world.reset()
    return read_health(world)


def _reading(world: World, reader: Reader) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(_: Request) -> Response:
        return JSONResponse(reader(world))

    return endpoint


def _setting(world: World, setter: Setter) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(setter(world, await _posted(request)))
        except ControlError as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return endpoint


async def _posted(request: Request) -> Any:  # JSON of any shape
    body = await request.body()
    try:
        return json.loads(body) if body else {}
    except ValueError as error:
        raise ControlError(f"The body is not JSON: {error}.") from error


def _real(given: Input) -> Setting:
    if not given.flag("real"):
        raise given.refused("real", "must be true")
    return Setting()


def _account_name(given: Input) -> str:
    name = given.text("account", default=None)
    if name is None or not accounts.NAME.fullmatch(name):
        raise given.refused("account", "must be letters, digits, dots, dashes or underscores, 64 at most")
    return name


def _account(world: World, given: Input) -> Account:
    name = _account_name(given)
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
    )


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


def _board_json(world: World, board: Board) -> dict[str, Any]:  # JSON
    now = world.now()
    pins = world.state.archive.count_on_board(board.id, lambda pin: pin.exists(now))
    return {
        "id": board.id,
        "account": board.account,
        "name": board.name,
        "privacy": board.privacy,
        "created": board.created,
        "pins": pins,
    }


def _pin_json(pin: Pin, now: float) -> dict[str, Any]:  # JSON
    return {
        "id": pin.id,
        "account": pin.account,
        "board_id": pin.board_id,
        "section_id": None,
        "title": pin.title,
        "description": pin.description,
        "alt_text": pin.alt_text,
        "link": pin.link,
        "created": pin.created,
        "listed": pin.listed,
        "processed": pin.processed,
        "removed": None if pin.exists(now) else pin.removal,
        "image": asdict(pin.picture),
    }
