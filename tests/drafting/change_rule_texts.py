"""Rules of changes for tests, as files have them."""

EVERYTHING = """\
# What becomes of the spring shop's changes.

[[rule]]
name = "Never"
on = ["new", "tag_added", "price_drop", "changed"]
when = { tag = "no-pin" }
do = "nothing"

[[rule]]
name = "Jackets on sale"
on = ["price_drop", "sale-started"]
by_percent = 20
when = { product_type = "Apparel > ** > Jackets", price = "> 50 EUR" }
any = [{ brand = "Acme*" }, { tag = "spring" }]
not = { tag = "outlet" }
do = "repin"
edition = "{month}"
account = "deals"
board = "{brand} deals"
section = "Jackets"
title = "{title}, now {sale_price}"
description = "{description}[[ In {Season}.]]"
window = "Mon-Fri 18:00-22:00 Europe/Berlin"
images = "all"
priority = "urgent"
cooldown = "7d"

[[rule]]
name = "Gone"
on = ["deleted"]
do = "delete"

[[rule]]
name = "Sold out"
on = "out_of_stock"
when = { availability = "out of stock" }
do = "delete"

[[rule]]
name = "Back"
on = "Back in Stock"
do = "replace"
images = "hero"
board = "Back in stock"
priority = "low"

[[rule]]
name = "Campaigns"
on = "tag_added"
added = ["campaign-*", "/^promo/"]
do = "pin"
images = 3
section = ""

[[rule]]
on = ["price_rise", "sale_ended", "new_image", "title_changed", "changed"]
by_percent = 100.5
do = "update"
title = "{title}"

[[rule]]
on = "new"
do = "pin"
"""
"""A file with every word that there is."""


def one_rule(*lines: str, on: str = "new", do: str = "pin") -> str:
    """A rule with these lines."""
    return "\n".join(["[[rule]]", f"on = '{on}'", f"do = '{do}'", *lines, ""])
