"""Products by their source's own ids: an event that has nothing but the id finds its product, before it or after.

Everything here happens under the source's lock.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, delete, select, update

from contracts.changes import ChangeKind, ProductChange
from contracts.names import SourceKey
from store.arrivals import keep_first
from store.tables.sources import ChangeRow, ForeignIdRow, ProductStateRow
from store.tables.states import ChangeState


def under_known_keys(
    session: Session, source: SourceKey, changes: Sequence[ProductChange]
) -> Sequence[ProductChange]:
    """The same changes, each under the key that its product is known by, if it is.

    That is the key under which it first came with more than its id. A deletion that came before waits again, under
    that key: which of the two happened last is then seen by their times.
    """
    ids = {change.foreign_id for change in changes if change.foreign_id}
    if not ids:
        return changes
    known = known_names(session, source, ids)
    first = {key: name for key, name in _first_names(changes).items() if key not in known}
    keep_first(session, [ForeignIdRow(source=source, foreign_id=id_, product_key=first[id_]) for id_ in first])
    for foreign_id in sorted(first):
        _adopt_deletions(session, source, foreign_id, first[foreign_id])
    return [_named(change, known | first) for change in changes]


def known_names(session: Session, source: SourceKey, ids: Collection[str]) -> dict[str, str]:
    """The keys of products by the source's own ids, as far as they are known."""
    query = select(ForeignIdRow).where(ForeignIdRow.source == source, col(ForeignIdRow.foreign_id).in_(ids))
    return {row.foreign_id: row.product_key for row in session.exec(query)}


def _first_names(changes: Sequence[ProductChange]) -> dict[str, str]:
    """What each product is called by the first event that is no deletion."""
    names: dict[str, str] = {}
    for change in changes:
        if change.foreign_id and change.kind != ChangeKind.DELETE:
            names.setdefault(change.foreign_id, change.product_key)
    return names


def _named(change: ProductChange, names: Mapping[str, str]) -> ProductChange:
    key = names.get(change.foreign_id or "", change.product_key)
    if key == change.product_key:
        return change
    product = change.product and change.product.model_copy(update={"key": key})
    return change.model_copy(update={"product_key": key, "product": product})


def _adopt_deletions(session: Session, source: SourceKey, foreign_id: str, key: str) -> None:
    """Deletions under a name that stood in for the product's: what was made of them there is forgotten."""
    strangers = (
        ChangeRow.source == source,
        ChangeRow.foreign_id == foreign_id,
        ChangeRow.kind == ChangeKind.DELETE,
        ChangeRow.product_key != key,
    )
    rows = session.exec(select(ChangeRow).where(*strangers).order_by(col(ChangeRow.id))).all()
    if not rows:
        return
    # The state first: whoever folds them has its lock, and takes that of the changes afterwards.
    stood_in = col(ProductStateRow.product_key).in_({row.product_key for row in rows})
    nothing_known = col(ProductStateRow.product).is_(None)
    states = (col(ProductStateRow.source) == source, stood_in, nothing_known)
    session.exec(delete(ProductStateRow).where(*states))
    again = {"product_key": key, "state": ChangeState.WAITING, "tell_at": 0.0, "folded_at": None}
    session.exec(update(ChangeRow).where(col(ChangeRow.id).in_({row.id for row in rows})).values(**again))
