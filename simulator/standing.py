"""What a caller may not do, however well it asks: scopes it lacks, spam blocks, trial access, policy."""

from __future__ import annotations

from dataclasses import replace

from simulator import scopes
from simulator.answers import policy_violation, scopes_insufficient, spam_blocked, trial_refused
from simulator.callers import Caller
from simulator.effects import Effect, Ending
from simulator.limits import Category
from simulator.operations import Operation
from simulator.things import Tier, TrialPins
from simulator.world import World

CREATE_PIN = "POST /v5/pins"


def check_standing(world: World, caller: Caller, operation: Operation, effect: Effect) -> None:
    """Raises ApiError: 401/3, 429/9, 403/29 or 403/403. The effect `spam_block` blocks the account for good."""
    _check_scopes(caller, operation)
    if operation.category is not Category.ORG_WRITE:
        return
    if effect.ending is Ending.SPAM_BLOCK:
        _block(world, caller.account.name)
    if world.state.archive.accounts[caller.account.name].spam_blocked:
        raise spam_blocked()
    if operation.label == CREATE_PIN and _is_refused_on_trial(caller):
        raise trial_refused()
    if effect.ending is Ending.REFUSE_POLICY:
        raise policy_violation()


def _check_scopes(caller: Caller, operation: Operation) -> None:
    needed = scopes.NEEDED[operation.label]
    missing = [scope for scope in needed.scopes if scope not in caller.scopes]
    if missing or (caller.is_client and not needed.for_clients):
        raise scopes_insufficient(missing)


def _block(world: World, name: str) -> None:
    account = world.state.archive.accounts[name]
    world.record("account", **vars(replace(account, spam_blocked=True)))


def _is_refused_on_trial(caller: Caller) -> bool:
    account = caller.account
    is_on_trial = account.tier is Tier.TRIAL and not account.sandbox
    return is_on_trial and account.trial_pins is TrialPins.REFUSED
