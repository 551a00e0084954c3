"""The launches that a source's changes go into: one a day for each account and each policy, open to more rows."""

import hashlib
import re
from datetime import UTC, datetime

from contracts.board_rules import BoardRules
from contracts.change_rules import ChangeAction
from contracts.contract import Instant
from contracts.launch import LaunchPolicy
from contracts.names import AccountKey, LaunchId, SourceKey
from contracts.outcome import Reason, Refused
from contracts.pin import PinPolicy
from contracts.product import Product
from contracts.refusals import refuse
from contracts.windows import WindowRule
from contracts.wording import Wordings
from drafting.board_rules import RuleBook
from drafting.boards import checked_board
from drafting.placing import Place, PlacedBy, place_product
from drafting.publish_dates import choose_not_before
from drafting.windows import ZoneMissing, ZoneUnknown

NAME_MAX = 40
"""Characters of a source's, or an account's, name in a launch's id."""

DIGEST_MAX = 8


def standing_policy(action: ChangeAction, pin: PinPolicy, zone: str | None) -> LaunchPolicy:
    """What holds for every row that the action makes."""
    return LaunchPolicy(
        pin=pin,
        edition=action.edition,
        wordings=Wordings(every=action.wording),
        priority=action.priority,
        images=action.images,
        zone=zone,
        window=None if action.window is None else WindowRule(window=action.window),
    )


def standing_launch(source: SourceKey, account: AccountKey, policy: LaunchPolicy, at: Instant) -> LaunchId:
    """`20261122-spring-shop-demo-3f9a1c07`: the same for all that was decided on that day (UTC) by that policy."""
    told = policy.model_dump_json(exclude_defaults=True)
    digest = hashlib.sha256(f"{source}\n{account}\n{told}".encode()).hexdigest()[:DIGEST_MAX]
    return LaunchId(f"{datetime.fromtimestamp(at, UTC):%Y%m%d}-{_word(source)}-{_word(account)}-{digest}")


def place_action(product: Product, action: ChangeAction, rules: BoardRules) -> Place | Refused:
    """Where the action's pins belong: where the rule says, else where a file's product would."""
    if action.board is None:
        return place_product(product, rules=RuleBook.of(rules))
    board = checked_board(action.board)
    return board if isinstance(board, Refused) else Place(board, action.section or "", PlacedBy.RULE, action.rule)


def not_before_of(product: Product, zone: str | None) -> Instant | Refused | None:
    """The moment of its publish date; refused when nobody said by which clocks it is meant."""
    try:
        return choose_not_before(product, zone)
    except (ZoneMissing, ZoneUnknown) as missing:
        why = f"The publish date {product.publish_at} has no offset, and the source no time zone: {missing}"
        return refuse(Reason.ROW_UNREADABLE, why[:1_000])


def _word(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")[:NAME_MAX] or "x"
