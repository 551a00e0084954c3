"""What is known of a source's products, and what was decided about them.

A product's waiting changes are taken in, its new state is kept and the decision is written down in one
transaction: whoever dies before has done nothing, whoever dies after finds the decision where it was put.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select, update

from contracts.changes import KnownProduct, ProductChange
from contracts.contract import Instant
from contracts.intake import Folding, FoldStep, KeptDecision, NewDecision
from contracts.names import SourceKey
from contracts.product import Product
from store.arrivals import keep_first
from store.changes import TELL_AGAIN_SECONDS, change_of
from store.database import Database
from store.foreign_ids import known_names
from store.intake_counts import COALESCED, count_intake, decided_to
from store.locks import source_runs
from store.tables.sources import ChangeRow, DecisionRow, ProductStateRow
from store.tables.states import ChangeState, DecisionState

FOLD_MAX = 500
"""Changes of one product that one step takes in."""

PAGE_MAX = 1_000
"""Products, or ids, of one question."""

Fold = Callable[[KnownProduct | None, Sequence[ProductChange]], Folding]
"""A pure rule: from what is known and what is told, in its order of arrival, to what is known then and is done."""


@dataclass(frozen=True)
class SqlProducts:
    """The products of all sources."""

    database: Database

    async def fold(self, source: SourceKey, product_key: str, fold: Fold, at: Instant) -> FoldStep:
        """One step for the product, alone with it.

        A decision that nobody has carried out is given again before anything new is decided. Else up to FOLD_MAX
        waiting changes are folded; what is decided then waits until `done`, if something is to be done. An empty
        step where nothing waits, and where the source is paused or gone. Raises whatever `fold` raises, and then
        nothing is changed.
        """
        return await self.database.write(lambda session: _step(session, source, product_key, fold, at))

    async def done(self, decision: int, at: Instant, *, pinned: bool = False) -> bool:
        """The decision was carried out; `pinned`: cool-downs of the product begin now. False: it was before."""
        return await self.database.write(lambda session: _done(session, decision, at, pinned=pinned))

    async def known(self, source: SourceKey, product_key: str) -> KnownProduct | None:
        return await self.database.read(lambda session: _known(session, source, product_key))

    async def known_page(self, source: SourceKey, after: str, limit: int) -> Sequence[KnownProduct]:
        """The source's products in the order of their keys, behind `after`; PAGE_MAX at most."""
        query = (
            select(ProductStateRow)
            .where(ProductStateRow.source == source, col(ProductStateRow.product_key) > after)
            .where(col(ProductStateRow.at).is_not(None))
            .order_by(col(ProductStateRow.product_key))
            .limit(min(limit, PAGE_MAX))
        )
        return await self.database.read(
            lambda session: [known for row in session.exec(query) if (known := _known_of(row)) is not None]
        )

    async def names(self, source: SourceKey, foreign_ids: Collection[str]) -> Mapping[str, str]:
        """The products' keys by the source's own ids, PAGE_MAX of them at most, as far as they are known."""
        if len(foreign_ids) > PAGE_MAX:
            raise ValueError(f"{len(foreign_ids)} ids at once, {PAGE_MAX} at most")
        return await self.database.read(lambda session: known_names(session, source, foreign_ids))

    async def decision(self, decision: int) -> KeptDecision | None:
        """None: its source was removed."""
        return await self.database.read(lambda session: _decision(session, decision))

    async def decisions(self, source: SourceKey, limit: int) -> Sequence[KeptDecision]:
        """The source's last decisions, the newest first, done or not, also those to do nothing."""
        query = (
            select(DecisionRow)
            .where(DecisionRow.source == source)
            .order_by(col(DecisionRow.id).desc())
            .limit(limit)
        )
        return await self.database.read(lambda session: [_decision_of(row) for row in session.exec(query)])


def _step(session: Session, source: SourceKey, product_key: str, fold: Fold, at: Instant) -> FoldStep:
    if not source_runs(session, source) or not _anything_waits(session, source, product_key):
        return FoldStep()
    state = _locked_state(session, source, product_key)
    undone = _undone(session, source, product_key)
    if undone is not None:
        return FoldStep(decision=_decision_of(undone), more=_changes_wait(session, source, product_key))
    rows = _waiting_changes(session, source, product_key)
    if not rows:
        return FoldStep()
    return _fold_rows(session, state, rows, fold, at)


def _anything_waits(session: Session, source: SourceKey, product_key: str) -> bool:
    return _changes_wait(session, source, product_key) or _undone(session, source, product_key) is not None


def _changes_wait(session: Session, source: SourceKey, product_key: str) -> bool:
    mine = (ChangeRow.source == source, ChangeRow.product_key == product_key)
    query = select(ChangeRow.id).where(*mine, ChangeRow.state == ChangeState.WAITING).limit(1)
    return session.exec(query).first() is not None


def _locked_state(session: Session, source: SourceKey, product_key: str) -> ProductStateRow:
    """Made if it is not there: a row that is not there cannot be locked."""
    keep_first(session, [ProductStateRow(source=source, product_key=product_key)])
    return session.get_one(ProductStateRow, (source, product_key), with_for_update=True)


def _undone(session: Session, source: SourceKey, product_key: str) -> DecisionRow | None:
    mine = (DecisionRow.source == source, DecisionRow.product_key == product_key)
    query = select(DecisionRow).where(*mine, DecisionRow.state == DecisionState.WAITING)
    return session.exec(query.execution_options(populate_existing=True)).one_or_none()


def _waiting_changes(session: Session, source: SourceKey, product_key: str) -> Sequence[ChangeRow]:
    query = (
        select(ChangeRow)
        .where(ChangeRow.source == source, ChangeRow.product_key == product_key)
        .where(ChangeRow.state == ChangeState.WAITING)
        .order_by(col(ChangeRow.id))
        .limit(FOLD_MAX)
    )
    return session.exec(query.with_for_update()).all()


def _fold_rows(
    session: Session, state: ProductStateRow, rows: Sequence[ChangeRow], fold: Fold, at: Instant
) -> FoldStep:
    source = SourceKey(state.source)
    folding = fold(_known_of(state), [change_of(row) for row in rows])
    _keep(state, folding.known)
    folded = col(ChangeRow.id).in_([row.id for row in rows])
    session.exec(update(ChangeRow).where(folded).values(state=ChangeState.FOLDED, folded_at=at))
    kept = _keep_decision(session, state, folding.decision, at)
    acts = folding.decision.counted if folding.decision else ()
    count_intake(session, {source: {COALESCED: len(rows) - 1, **Counter(map(decided_to, acts))}}, at)
    return FoldStep(decision=kept, folded=len(rows), more=_changes_wait(session, source, state.product_key))


def _keep(state: ProductStateRow, known: KnownProduct) -> None:
    if (known.source, known.product_key) != (state.source, state.product_key):
        raise ValueError(f"{state.product_key!r} of {state.source} was folded into {known.product_key!r}")
    product = known.product
    state.product = None if product is None else product.model_dump_json(exclude_defaults=True)
    state.deleted, state.at, state.sequence = known.deleted, known.at, known.sequence
    state.digest, state.pinned_at = known.digest, known.pinned_at


def _keep_decision(
    session: Session, state: ProductStateRow, decision: NewDecision | None, at: Instant
) -> KeptDecision | None:
    """Given back only if there is something to do; else it is kept for who asks why nothing was done."""
    if decision is None:
        return None
    waits = bool(decision.counted)
    row = DecisionRow(
        source=state.source,
        product_key=state.product_key,
        at=at,
        happenings=decision.happenings,
        actions=decision.actions,
        explanation=decision.explanation,
        counted=json.dumps(decision.counted),
        state=DecisionState.WAITING if waits else DecisionState.DONE,
        tell_at=at + TELL_AGAIN_SECONDS,
        done_at=None if waits else at,
    )
    session.add(row)
    session.flush()
    return _decision_of(row) if waits else None


def _done(session: Session, decision: int, at: Instant, *, pinned: bool) -> bool:
    found = session.get(DecisionRow, decision)
    if found is None:
        return False
    state = session.get(ProductStateRow, (found.source, found.product_key), with_for_update=True)
    row = session.get(DecisionRow, decision, with_for_update=True, populate_existing=True)
    if row is None or row.state == DecisionState.DONE:
        return False
    row.state, row.done_at = DecisionState.DONE, at
    if pinned and state is not None:
        state.pinned_at = max(at, state.pinned_at or at)
    return True


def _decision(session: Session, decision: int) -> KeptDecision | None:
    row = session.get(DecisionRow, decision)
    return None if row is None else _decision_of(row)


def _known(session: Session, source: SourceKey, product_key: str) -> KnownProduct | None:
    row = session.get(ProductStateRow, (source, product_key))
    return None if row is None else _known_of(row)


def _known_of(row: ProductStateRow) -> KnownProduct | None:
    if row.at is None:
        return None
    return KnownProduct(
        source=SourceKey(row.source),
        product_key=row.product_key,
        product=None if row.product is None else Product.model_validate_json(row.product),
        deleted=row.deleted,
        at=row.at,
        sequence=row.sequence,
        digest=row.digest,
        pinned_at=row.pinned_at,
    )


def _decision_of(row: DecisionRow) -> KeptDecision:
    return KeptDecision(
        id=row.id or 0,
        source=SourceKey(row.source),
        product_key=row.product_key,
        at=row.at,
        happenings=row.happenings,
        actions=row.actions,
        explanation=row.explanation,
        counted=tuple(json.loads(row.counted)),
    )
