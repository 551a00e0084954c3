"""Column names as people write them, made comparable."""

import unicodedata


def fold_header(name: str) -> str:
    """`name` without case, spaces, punctuation and Merchant's `g:`: `Body (HTML)` and `body_html` are one."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip().removeprefix("g:")
    return "".join(char for char in folded if char.isalnum())
