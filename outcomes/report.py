"""A launch's report for machines: the JSON document that `--json` prints."""

from collections.abc import Sequence
from typing import Any

from contracts.launch import LaunchSummary, ProductResult, Tally
from contracts.outcome import Reason
from contracts.reconciling import Reconciling
from outcomes.pages import WebUi, pins_query

PINTEREST_PIN = "https://www.pinterest.com/pin"

Report = dict[str, Any]  # Any: a JSON document on its way out


def launch_report(
    summary: LaunchSummary,
    results: Sequence[ProductResult],
    *,
    web_ui: str | None,
    pins_at: str | None,
    namespace: str = "default",
    reconciling: Reconciling | None = None,
) -> Report:
    """The whole launch. `pins_at` is the address under which a pin's id makes its page; None: it has none now."""
    return {
        "launch": summary.launch,
        **tally_report(summary.tally),
        "web_ui": launch_page(web_ui, summary, namespace=namespace) if web_ui else None,
        **reconciling_report(reconciling or Reconciling()),
        "products": [product_report(result, pins_at=pins_at) for result in results],
    }


def tally_report(tally: Tally) -> Report:
    """The counts, in the order in which people read them."""
    names = ("total", "live", "already", "refused", "unconfirmed", "withdrawn", "waiting")
    return {name: getattr(tally, name) for name in names}


def reconciling_report(reconciling: Reconciling) -> Report:
    """Those that wait because their answer was lost: how many, and what is known of the first of them."""
    return {
        "reconciling_count": reconciling.count,
        "reconciling": [pin.model_dump(mode="json") for pin in reconciling.pins],
    }


def product_report(result: ProductResult, *, pins_at: str | None) -> Report:
    """One product's line."""
    return {
        "row": result.row,
        "product": result.product,
        "title": result.title,
        "outcome": result.outcome,
        "already": result.already,
        "changed": result.changed,
        "board_id": result.board_id,
        "pin_id": result.pin_id,
        "pin_url": f"{pins_at}/{result.pin_id}/" if result.pin_id and pins_at else None,
        "reason": result.reason,
        "message": result.message,
        "remedy": result.remedy,
        "actor": result.actor,
        "image": result.image,
        "owner_only": result.owner_only,
        "not_before": result.not_before,
        "cancelled_too_late": result.reason is Reason.CANCELLED_TOO_LATE,
    }


def launch_page(web_ui: str, summary: LaunchSummary, *, namespace: str = "default") -> str:
    """The Web UI's list of this launch's workflows."""
    return WebUi(web_ui, namespace).workflows(pins_query(launch=summary.launch))


def headline(tally: Tally, reconciling: int = 0) -> str:
    """`19 live (3 already), 5 refused, 4 waiting (1 reconciling)`: what is zero is left out, but for live."""
    parts = [f"{tally.live} live" + (f" ({tally.already} already)" if tally.already else "")]
    for name in ("refused", "unconfirmed", "withdrawn", "waiting"):
        count = getattr(tally, name)
        if count:
            parts.append(f"{count} {name}")
    if tally.waiting and reconciling:
        parts[-1] += f" ({reconciling} reconciling)"
    return ", ".join(parts)
