"""Text that any database takes."""


def storable(text: str) -> str:
    """`text` without NULs and halves of characters, which JSON and workbooks can spell and nobody can keep."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
