"""A decision's action, as those who carry it out need it: from its number to all that is known."""

from dataclasses import dataclass

from activities.change_ports import Products
from contracts.buffering import DeedOrder
from contracts.change_rules import ChangeAction
from contracts.intake import KeptDecision
from contracts.product import Product
from drafting.change_decisions import actions_of


@dataclass(frozen=True)
class Deed:
    """What is to be done, about which product."""

    decision: KeptDecision
    action: ChangeAction
    product: Product | None
    """As it is now; None: it is gone. Nothing newer is folded in before the decision is done."""

    @property
    def why(self) -> str:
        """Who says so: `rule 2 "Sold out" of spring-shop`."""
        number = f"rule {self.action.rule}"
        name = f' "{self.action.name}"' if self.action.name not in {"", number} else ""
        return f"{number}{name} of {self.decision.source}"


async def deed_of(products: Products, order: DeedOrder) -> Deed | None:
    """None: the source was removed, and nothing of it is to be done any more."""
    decision = await products.decision(order.decision)
    if decision is None:
        return None
    known = await products.known(decision.source, decision.product_key)
    action = actions_of(decision)[order.number]
    return Deed(decision=decision, action=action, product=known.product if known else None)
