"""What a person sees when an account was connected."""

import time
from dataclasses import dataclass

from contracts.accounts import Tier
from starter.account_card import card_report, token_words
from starter.accounts import write
from starter.screen import Screen
from store.account_cards import AccountCard


@dataclass(frozen=True)
class Welcome:
    """An account that was connected. `told`: whether Temporal heard of it; `again`: it was here before."""

    card: AccountCard
    tier: Tier | None
    told: bool
    again: bool


def show_welcome(welcome: Welcome, *, as_json: bool) -> None:
    now = time.time()
    if as_json:
        write({**card_report(welcome.card, welcome.tier, now), "told": welcome.told})
        return
    screen = Screen()
    card = welcome.card
    done = "connected again: its pins go on in order" if welcome.again else "connected"
    screen.say(f"● {card.key} is {done}", style="bold green")
    screen.say(f"  Pinterest  {card.username}{f', through app {card.app}' if card.app else ''}")
    screen.say(f"  Token      {token_words(card, now)}")
    for line in _warnings(welcome):
        screen.say(f"  {line}", style="yellow")
    if not welcome.again:
        screen.say(f"Launch to it with: pinflow launch FILE --account {card.key}")


def _warnings(welcome: Welcome) -> list[str]:
    card, found = welcome.card, []
    if not card.renews:
        found.append(f"Nobody can renew this token. Before it ends: pinflow accounts reconnect {card.key}")
    if welcome.tier is Tier.TRIAL:
        found.append(
            "Its app has trial access: in production Pinterest refuses its pins, or shows them to you alone. Ask "
            "for standard access at developers.pinterest.com."
        )
    if card.parked is not None:
        found.append(f"It is still parked: {card.parked}")
    if card.paused is not None:
        found.append(f"It is still paused ({card.paused}): pinflow accounts resume {card.key}")
    if not welcome.told:
        found.append("Temporal is not there: it is written down, and heeded when it runs again (pinflow up).")
    return found
