"""The accounts of this Pinterest: made at their first use, or with what they need by the control door."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict
from typing import Any

from simulator.answers import Answer
from simulator.call import Call
from simulator.keyring import DEFAULT_APP
from simulator.things import Account, Tier
from simulator.world import World

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


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
