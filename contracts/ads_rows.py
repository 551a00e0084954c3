"""Rows of ads data as they are read back from where they were written."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from contracts.ads import Value

KeptRow: TypeAlias = tuple[Value, ...]
"""A row's values, as the destination keeps them: a decimal may be text there."""


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """Which rows: columns of an ad account's days, both inclusive."""

    ad_account_id: str
    first: date
    last: date
    columns: tuple[str, ...]
    """As Pinterest spells them; one that is not kept is None in each row."""
