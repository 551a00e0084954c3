"""Every table of the ledger at once, for those who make the whole of it or look it over.

Whoever needs one table names its module: a command should not pay for those that it does not use.
"""

from sqlmodel import SQLModel

from store.tables import (  # noqa: F401 - importing them is what fills the metadata
    accounts,
    ads,
    api,
    boards,
    events,
    launches,
    pins,
    quota,
    results,
    sources,
)

METADATA = SQLModel.metadata
