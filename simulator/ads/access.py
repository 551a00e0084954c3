"""Whose ad account it is, and who else may ask about it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

from simulator.ads.entities import Tree
from simulator.ads.shape import Shape, day_of
from simulator.answers import ad_account_not_found, not_permitted
from simulator.call import Call
from simulator.world import World

FIRST_DAYS = 400  # how long ago the ad account began that every account has of its own


def ad_account_of(call: Call) -> Tree:
    """The ad account in the path. Raises ApiError 404 when there is none, 403/29 without a role for reports."""
    ad_account = call.id_in_path("ad_account_id")
    open_own(call.world, call.account.name)
    shape = call.world.state.ads.shapes.get(ad_account)
    if shape is None:
        raise ad_account_not_found()
    if not shape.may_report(call.account.name):
        raise not_permitted()
    return call.world.state.ads.tree(ad_account)


def visible_to(world: World, account: str, *, shared: bool) -> list[Shape]:
    """Its own, and those on which it has any role."""
    open_own(world, account)
    held = world.state.ads.shapes.values()
    return [shape for shape in held if shape.owner == account or (shared and shape.roles_of(account))]


def open_own(world: World, account: str) -> None:
    """Every account has an ad account, unless it was given others before."""
    if any(shape.owner == account for shape in world.state.ads.shapes.values()):
        return
    first_day = day_of(world.now()) - FIRST_DAYS
    keep(world, Shape(ad_account_id(account), account, f"{account} ads", first_day, seed=world.seed))


def keep(world: World, shape: Shape) -> None:
    world.record("ad_account", **asdict(shape))


def ad_account_id(name: str) -> str:
    """18 digits that stay the same for the same name."""
    digest = int.from_bytes(hashlib.sha256(f"ad account of {name}".encode()).digest()[:8], "big")
    return f"5{digest % 10**17:017d}"
