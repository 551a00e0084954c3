"""How the ledger's tables number their rows."""

NUMBERED_ONCE = {"sqlite_autoincrement": True}
"""For tables whose numbers others remember: SQLite else gives the number of a deleted row to another one."""
