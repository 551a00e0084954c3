"""What the patrol found, for people and programs: in words, and with what to do about it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from contracts.findings import FindingKind
from contracts.patrol import ToldFinding

Report = dict[str, Any]  # Any: a JSON document on its way out

WHAT: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.DUPLICATE: "Two pins of one product",
        FindingKind.UNEXPECTED: "A pin of a product that ended without one",
        FindingKind.STRANGER: "A pin with our mark that no product here has",
        FindingKind.REMOVED: "A live pin that is gone",
        FindingKind.CHANGED: "A live pin that was moved or edited",
        FindingKind.ADOPTED: "A pin that was found again",
        FindingKind.ABSENT: "A product of which no pin was made",
    }
)

TO_DO: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.DUPLICATE: "Remove the later one of each pair: pinflow patrol --remove-duplicates",
        FindingKind.UNEXPECTED: "Delete it at Pinterest; or launch its product again, and the pin is its own.",
        FindingKind.STRANGER: "See whether another ledger pins to this account, or somebody copied a link.",
        FindingKind.REMOVED: "See the notices in the Pinterest account. To pin it anew: launch with --edition.",
        FindingKind.CHANGED: "Look at it there. When it is put back, the next round takes it for live again.",
        FindingKind.ADOPTED: "Nothing: the product has its pin.",
        FindingKind.ABSENT: "Try it again if it is still wanted: pinflow retry.",
    }
)

_ONE_AND_MANY: Mapping[FindingKind, tuple[str, str]] = MappingProxyType(
    {
        FindingKind.DUPLICATE: ("duplicate", "duplicates"),
        FindingKind.UNEXPECTED: ("unexpected pin", "unexpected pins"),
        FindingKind.STRANGER: ("stranger", "strangers"),
        FindingKind.REMOVED: ("removed pin", "removed pins"),
        FindingKind.CHANGED: ("changed pin", "changed pins"),
        FindingKind.ADOPTED: ("adopted pin", "adopted pins"),
        FindingKind.ABSENT: ("product without a pin", "products without a pin"),
    }
)


def counts_in_words(counts: Mapping[FindingKind, int]) -> str:
    """`2 duplicates, 1 stranger`; empty when there is nothing."""
    named = ((counts[kind], _ONE_AND_MANY[kind]) for kind in FindingKind if counts.get(kind))
    return ", ".join(f"{count:,} {one if count == 1 else many}" for count, (one, many) in named)


def found_words(counts: Mapping[FindingKind, int]) -> str | None:
    """What is open at Pinterest, and where to see it; None when nothing is."""
    counted = counts_in_words(counts)
    return f"Found on Pinterest: {counted}. See them with: pinflow patrol --findings" if counted else None


def finding_report(told: ToldFinding, *, pins_at: str | None) -> Report:
    """One finding's line. `pins_at` is the address under which a pin's id makes its page; None: it has none."""
    found = told.finding
    absent = found.kind is FindingKind.ABSENT
    return {
        "kind": found.kind,
        "account": found.account,
        "product": told.product or None,
        "title": told.title or None,
        "key": found.key,
        "board_id": found.board_id or None,
        "pin_id": None if absent else found.pin_id,
        "pin_url": None if absent else pin_address(found.pin_id, pins_at),
        "other_pin_id": found.other_pin_id or None,
        "other_pin_url": pin_address(found.other_pin_id, pins_at),
        "made_at": found.made_at,
        "other_made_at": found.other_made_at,
        "detail": found.detail,
        "seen_at": found.seen_at,
        "open": found.settled_at is None,
        "settlement": found.settlement or None,
        "remedy": TO_DO[found.kind],
    }


def pin_address(pin_id: str, pins_at: str | None) -> str | None:
    """Where a person sees the pin."""
    return f"{pins_at}/{pin_id}/" if pin_id and pins_at else None


def seen_words(told: ToldFinding) -> str:
    """`since 2026-11-22 14:02 UTC`, and what was done about it."""
    found = told.finding
    since = f"since {datetime.fromtimestamp(found.seen_at, UTC):%Y-%m-%d %H:%M} UTC"
    return f"{since}; {found.settlement}" if found.settlement else since
