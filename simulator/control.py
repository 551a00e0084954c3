"""The simulator's own doors under /_simulator: its truth to read, its clock, limits and faults to set."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.account_control import name_in, read_accounts, set_account
from simulator.ads.control import answer_truth, read_ads, set_ads
from simulator.app_control import read_apps, set_app
from simulator.clock import Setting
from simulator.control_input import EPOCH_MAX, ControlError, Input
from simulator.fault_reading import read_plan
from simulator.keyring import DEFAULT_APP, DEFAULT_SECRET
from simulator.limits import Category
from simulator.things import Board, Pin
from simulator.world import World

QUOTA_MAX = 1_000_000
IDS_MAX = 10_000

Reader = Callable[[World], dict[str, Any]]  # JSON
Setter = Callable[[World, Any], dict[str, Any]]  # JSON


def control_routes(world: World) -> list[Route]:
    readers: dict[str, Reader] = {
        "health": read_health,
        "pins": read_pins,
        "boards": read_boards,
        "media": read_media,
        "apps": read_apps,
        "accounts": read_accounts,
        "requests": read_requests,
        "writes": read_writes,
        "faults": read_faults,
        "limits": read_limits,
        "contention": read_contention,
        "clock": read_clock,
        "ads": read_ads,
    }
    setters: dict[str, Setter] = {
        "faults": set_faults,
        "limits": set_limits,
        "contention": set_contention,
        "apps": set_app,
        "accounts": set_account,
        "pins/remove": remove_pins,
        "ads": set_ads,
        "clock": set_clock,
        "reset": reset,
    }
    reading = [Route(f"/_simulator/{name}", _reading(world, reader)) for name, reader in readers.items()]
    setting = [
        Route(f"/_simulator/{name}", _setting(world, setter), methods=["POST"]) for name, setter in setters.items()
    ]
    return [*reading, *setting, Route("/_simulator/ads/truth", partial(answer_truth, world))]


def read_health(world: World) -> dict[str, Any]:  # JSON
    """With the app that is there from the beginning, for whoever connects an account."""
    app = {"app_id": DEFAULT_APP, "secret": DEFAULT_SECRET}
    return {"ok": True, "seed": world.seed, "instance": world.instance, "app": app}


def read_pins(world: World) -> dict[str, Any]:  # JSON
    """Every pin that was really made, oldest first; `removed` is an epoch once it is gone."""
    now = world.now()
    return {"pins": [_pin_json(pin, now) for pin in world.state.archive.pins.values()]}


def read_boards(world: World) -> dict[str, Any]:  # JSON
    return {"boards": [_board_json(world, board) for board in world.state.archive.boards.values()]}


def read_media(world: World) -> dict[str, Any]:  # JSON
    """Every upload of a video, with what came and what becomes of it."""
    now = world.now()
    uploads = world.state.archive.uploads.values()
    return {"media": [{**asdict(upload), "status": upload.status(now)} for upload in uploads]}


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


def read_contention(world: World) -> dict[str, Any]:  # JSON
    return {"on": world.state.limits.contention}


def read_clock(world: World) -> dict[str, Any]:  # JSON
    return {"now": world.now(), "frozen": world.state.clock.setting.frozen is not None}


def set_faults(world: World, posted: Any) -> dict[str, Any]:  # JSON
    """Replaces the whole plan; its dice and hit counts begin anew."""
    world.plan = read_plan(posted, world.seed)
    return read_faults(world)


def set_limits(world: World, posted: Any) -> dict[str, Any]:  # JSON
    given = Input.of(posted, "The limits")
    given.allow("account", *Category)
    name = name_in(given, "account") if given.has("account") else None
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


def set_contention(world: World, posted: Any) -> dict[str, Any]:  # JSON
    """Whether the later one of two pins at once on a board is refused."""
    given = Input.of(posted, "The contention")
    given.allow("on")
    if not given.is_flag("on"):
        raise given.refused("on", "must be true or false")
    world.record("contention", on=given.flag("on"))
    return read_contention(world)


def remove_pins(world: World, posted: Any) -> dict[str, Any]:  # JSON
    """As moderation does: gone at once, without a word. Those that were gone already stay as they were."""
    given = Input.of(posted, "The pins to remove")
    given.allow("ids")
    ids, pins, now = given.texts("ids", longest=IDS_MAX), world.state.archive.pins, world.now()
    for pin_id in ids:
        if pin_id not in pins:
            raise given.refused("ids", f"must be pins that were made, not {pin_id!r}")
    removed = [pin_id for pin_id in dict.fromkeys(ids) if pins[pin_id].exists(now)]
    for pin_id in removed:
        world.record("pin_removed", id=pin_id, at=now)
    return {"removed": removed}


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


def _board_json(world: World, board: Board) -> dict[str, Any]:  # JSON
    now = world.now()
    pins = world.state.archive.count_on_board(board.id, lambda pin: pin.exists(now))
    sections = world.state.archive.sections_of(board.id)
    return {
        "id": board.id,
        "account": board.account,
        "name": board.name,
        "privacy": board.privacy,
        "created": board.created,
        "pins": pins,
        "sections": [{"id": section.id, "name": section.name} for section in reversed(sections)],
    }


def _pin_json(pin: Pin, now: float) -> dict[str, Any]:  # JSON
    return {
        "id": pin.id,
        "account": pin.account,
        "board_id": pin.board_id,
        "section_id": pin.section_id,
        "parent_pin_id": pin.parent_pin_id,
        "title": pin.title,
        "description": pin.description,
        "alt_text": pin.alt_text,
        "link": pin.link,
        "created": pin.created,
        "listed": pin.listed,
        "processed": pin.processed,
        "removed": None if pin.exists(now) else pin.removal,
        "owner_only": pin.owner_only,
        "media_type": pin.media_type,
        "image": asdict(pin.picture),
        "images": [asdict(slide.picture) for slide in pin.slides] or [asdict(pin.picture)],
        "media_id": pin.media_id,
    }
