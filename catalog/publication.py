"""Whether the shop shows a product at all, in the words that files use."""

from catalog.headers import fold_header

_HIDDEN = frozenset(
    {"archived", "disabled", "draft", "false", "hidden", "inactive", "n", "no", "none", "pending", "private"}
    | {"trash", "unlisted", "unpublished", "notvisibleindividually", "0"}
)


def is_published(*texts: str) -> bool:
    """False when any of the cells says draft, archived, hidden, false and the like; blank ones say nothing."""
    # WooCommerce writes -1 for a draft, or '-1, and folding would make a yes of it.
    return not any(text.strip(" '") == "-1" or fold_header(text) in _HIDDEN for text in texts)
