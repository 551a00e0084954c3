"""A source that cannot be read as a whole; a single record that cannot is an `UnreadableRow`, a value."""

from contracts.product import UnreadableRow


class CatalogUnreadable(Exception):
    """Nothing in the file can be used: `message` says what and where, `remedy` what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class CatalogEmpty(CatalogUnreadable):
    """All that is wrong with it is that it has no products."""


def unreadable_row(row: int, message: str, remedy: str) -> UnreadableRow:
    """Record `row` with its trouble; long texts are cut to what the contract holds."""
    return UnreadableRow(row=row, message=message[:2_000], remedy=remedy[:2_000])
