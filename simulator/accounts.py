"""Who is asking: `sim_<account>` is a token of that account, which exists from its first use on."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict
from typing import Any

from simulator.answers import Answer, authentication_failed
from simulator.call import Call
from simulator.things import Account, Tier
from simulator.world import World

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
DEFAULT_APP = "simulated-app"


def account_in(authorization: str) -> str | None:
    """The account that the header speaks for, or None; whether it may is another question."""
    scheme, _, token = authorization.partition(" ")
    name = token.strip().removeprefix("sim_")
    if scheme.lower() != "bearer" or name == token.strip() or not NAME.fullmatch(name):
        return None
    return name


def authenticate(world: World, name: str | None) -> Account:
    """Raises ApiError 401 for a token of nobody, and for one whose `access_ttl` has passed."""
    if name is None:
        raise authentication_failed()
    account = world.state.archive.accounts.get(name) or open_account(world, new_account(world, name))
    if not account.token_is_alive(world.now()):
        raise authentication_failed()
    return account


def new_account(world: World, name: str) -> Account:
    now = world.now()
    return Account(name, _user_id(name), DEFAULT_APP, Tier.STANDARD, created=now, renewed=now)


def open_account(world: World, account: Account) -> Account:
    world.record("account", **asdict(account))
    return account


async def get_user_account(call: Call) -> Answer:
    return Answer(200, _account_json(call))


def _account_json(call: Call) -> dict[str, Any]:  # JSON of Account in the specification
    archive, account = call.world.state.archive, call.account
    return {
        "id": account.user_id,
        "username": account.name,
        "account_type": "BUSINESS",
        "business_name": account.name,
        "about": "",
        "website_url": "",
        "profile_image": "",
        "board_count": len(archive.boards_of(account.name)),
        "pin_count": sum(pin.is_listed(call.now) for pin in archive.pins_of(account.name)),
        "follower_count": 0,
        "following_count": 0,
        "monthly_views": 0,
    }


def _user_id(name: str) -> str:
    """18 digits that stay the same for the same name, as an account's id does over a reset."""
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return f"7{digest % 10**17:017d}"
