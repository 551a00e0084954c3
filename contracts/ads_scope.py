"""Which rows of a destination a chunk speaks for: those that it replaces, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from contracts.ads import AD_ACCOUNT_COLUMN, DAY_COLUMN, Chunk, DatasetKey, RowColumn, Value

TARGETING_COLUMN = "TARGETING_TYPE"
RUN_COLUMN = "PINFLOW_RUN"
"""Which run a row is from; what truncate-insert goes by."""

METADATA_PREFIX = "PINFLOW_"
"""How columns begin that tell of the extraction, and not of what was extracted."""
REVISIONS_SUFFIX = "_revisions"
"""After a table's name: what its rows said before."""
REPLACED_AT_COLUMN = "PINFLOW_REPLACED_AT"
"""There: when a row was restated, or gone."""

_K = DatasetKey
ID_COLUMNS: Mapping[DatasetKey, str] = MappingProxyType(
    {
        _K.CAMPAIGN: "CAMPAIGN_ID",
        _K.CAMPAIGN_BREAKDOWN: "CAMPAIGN_ID",
        _K.AD_GROUP: "AD_GROUP_ID",
        _K.AD_GROUP_BREAKDOWN: "AD_GROUP_ID",
        _K.AD: "AD_ID",
        _K.AD_BREAKDOWN: "AD_ID",
        _K.AD_PIN: "PIN_ID",
        _K.KEYWORD: "AD_GROUP_ID",
        _K.PRODUCT_GROUP: "PRODUCT_GROUP_ID",
        _K.PRODUCT_GROUP_BREAKDOWN: "PRODUCT_GROUP_ID",
        _K.PRODUCT_ITEM: "PRODUCT_ITEM_ID",
        _K.PRODUCT_ITEM_BREAKDOWN: "PRODUCT_ITEM_ID",
        _K.ORGANIC_PIN: "PIN_ID",
    },
)
"""The column that a chunk's ids are about."""


@dataclass(frozen=True, slots=True)
class Scope:
    """An ad account and its days; where `only` names columns, just the rows with one of those values."""

    ad_account_id: str
    first: date
    last: date
    only: Mapping[str, frozenset[str]]

    def covers(self, row: Mapping[str, Value]) -> bool:
        """Whether the row is one of those. What a row does not have, it is not asked for."""
        account, day = row.get(AD_ACCOUNT_COLUMN), row.get(DAY_COLUMN)
        if account is not None and str(account) != self.ad_account_id:
            return False
        if day is not None and not self.first.isoformat() <= str(day) <= self.last.isoformat():
            return False
        return all(row.get(name) is None or str(row[name]) in wanted for name, wanted in self.only.items())


def scope_of(chunk: Chunk) -> Scope:
    """Raises nothing: a dataset whose ids have no column of their own is replaced whole."""
    only: dict[str, frozenset[str]] = {}
    if chunk.ids and chunk.dataset in ID_COLUMNS:
        only[ID_COLUMNS[chunk.dataset]] = frozenset(chunk.ids)
    if chunk.breakdowns:
        only[TARGETING_COLUMN] = frozenset(chunk.breakdowns)
    return Scope(chunk.ad_account_id, chunk.first, chunk.last, MappingProxyType(only))


def position(columns: tuple[RowColumn, ...], name: str) -> int | None:
    """Where the column stands in a row; None where it does not."""
    return next((index for index, column in enumerate(columns) if column.name == name), None)
