"""The control door for apps: POST /_simulator/apps registers or changes one."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Any

from simulator.account_control import name_in
from simulator.control_input import EPOCH_MAX, Input
from simulator.keyring import CONTINUOUS_SINCE, DEFAULT_OWNER, App
from simulator.things import Tier
from simulator.world import World

REDIRECT_URIS_MAX = 20
REDIRECT_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s#]+")


def read_apps(world: World) -> dict[str, Any]:  # JSON
    """Without their secrets."""
    return {"apps": [_app_json(app) for app in world.state.keyring.apps.values()]}


def set_app(world: World, posted: Any) -> dict[str, Any]:  # JSON
    """Registers the app, or changes what is given; what it handed out stays good."""
    given = Input.of(posted, "The app")
    given.allow("app_id", "secret", "redirect_uris", "tier", "created", "owner")
    app = _changed(given, _app(world, given))
    world.record("app", **asdict(app))
    return _app_json(app)


def _app(world: World, given: Input) -> App:
    app_id = name_in(given, "app_id")
    known = world.state.keyring.apps.get(app_id)
    if known is None and not given.has("secret"):
        raise given.refused("secret", "is needed for a new app")
    return known or App(app_id, "", (), Tier.STANDARD, CONTINUOUS_SINCE, DEFAULT_OWNER)


def _changed(given: Input, app: App) -> App:
    tier = given.text("tier", default=app.tier)
    if tier not in set(Tier):
        raise given.refused("tier", f"must be one of {', '.join(Tier)}, not {tier!r}")
    return replace(
        app,
        secret=given.text("secret", default=None) or app.secret,
        redirect_uris=_redirect_uris(given) if given.has("redirect_uris") else app.redirect_uris,
        tier=Tier(tier),
        created=given.number("created", default=app.created, most=EPOCH_MAX),
        owner=name_in(given, "owner", default=app.owner),
    )


def _redirect_uris(given: Input) -> tuple[str, ...]:
    uris = given.texts("redirect_uris", longest=REDIRECT_URIS_MAX)
    for uri in uris:
        if not REDIRECT_URI.fullmatch(uri):
            raise given.refused("redirect_uris", f"must be whole addresses without a fragment, not {uri!r}")
    return tuple(uris)


def _app_json(app: App) -> dict[str, Any]:  # JSON
    fields = asdict(app)
    del fields["secret"]
    return {"app_id": fields.pop("id"), **fields}
