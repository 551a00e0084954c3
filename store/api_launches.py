"""Launches and their pins as the HTTP API lists them, and the orders that it takes about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlmodel import Session, col, func, or_, select

from contracts.api_launches import (
    LaunchFilter,
    LaunchPage,
    LaunchProduct,
    LaunchStatus,
    ProductFilter,
    ProductPage,
)
from contracts.contract import Instant
from contracts.hand import HandAnswer, HandOrder
from contracts.launch import LaunchSummary
from contracts.names import LaunchId
from drafting.filters import WAITING, read_filter
from store.database import Database
from store.hand import act_on_rows
from store.launches import summary_of
from store.rows import result_of
from store.tables.launches import LaunchRow, ProductRow
from store.wakes import note_wakes


@dataclass(frozen=True)
class SqlApiLaunches:
    """Keeps the API's port `Launches`."""

    database: Database

    async def page(self, wanted: LaunchFilter) -> LaunchPage:
        return await self.database.read(lambda session: _page(session, wanted))

    async def find(self, launch: LaunchId) -> LaunchSummary | None:
        """None if the ledger does not know it."""
        return await self.database.read(lambda session: summary_of(session, session.get(LaunchRow, launch)))

    async def products(self, wanted: ProductFilter) -> ProductPage:
        return await self.database.read(lambda session: _products(session, wanted))

    async def order(self, order: HandOrder, at: Instant) -> HandAnswer:
        """Carried out and on disk; whom it concerns is noted in the same transaction, and told by the worker.

        Raises `ValueError` for a filter that cannot be read.
        """
        return await self.database.write(lambda session: _order(session, order, at))


def _order(session: Session, order: HandOrder, at: Instant) -> HandAnswer:
    reach = act_on_rows(session, order, read_filter(order.selection.where), at)
    note_wakes(session, reach.accounts, reach.launches)
    return reach.answer


def _page(session: Session, wanted: LaunchFilter) -> LaunchPage:
    meant = _launches(wanted)
    newest = select(LaunchRow).where(*meant).order_by(col(LaunchRow.created_at).desc(), col(LaunchRow.id).desc())
    rows = session.exec(newest.limit(wanted.limit).offset(wanted.offset)).all()
    return LaunchPage(
        launches=tuple(found for row in rows if (found := summary_of(session, row))),
        total=session.exec(select(func.count()).select_from(LaunchRow).where(*meant)).one(),
    )


def _launches(wanted: LaunchFilter) -> Sequence[ColumnElement[bool]]:
    found = list[ColumnElement[bool]]()
    if wanted.accounts is not None:
        found.append(col(LaunchRow.account).in_(wanted.accounts))
    if wanted.status is not None:
        ended = col(LaunchRow.finished_at)
        found.append(ended.is_(None) if wanted.status is LaunchStatus.RUNNING else ended.is_not(None))
    if wanted.since is not None:
        found.append(col(LaunchRow.created_at) >= wanted.since)
    if wanted.until is not None:
        found.append(col(LaunchRow.created_at) < wanted.until)
    if wanted.words:
        found.append(_contains(wanted.words, col(LaunchRow.id), col(LaunchRow.source)))
    return found


def _products(session: Session, wanted: ProductFilter) -> ProductPage:
    meant = _rows(wanted)
    in_order = select(ProductRow).where(*meant).order_by(col(ProductRow.row), col(ProductRow.image_slot))
    rows = session.exec(in_order.limit(wanted.limit).offset(wanted.offset)).all()
    return ProductPage(
        products=tuple(map(_product, rows)),
        total=session.exec(select(func.count()).select_from(ProductRow).where(*meant)).one(),
    )


def _rows(wanted: ProductFilter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(ProductRow.launch) == wanted.launch]
    if wanted.outcome is not None:
        outcome = col(ProductRow.outcome)
        found.append(outcome.is_(None) if wanted.outcome == WAITING else outcome == wanted.outcome)
    if wanted.reason is not None:
        found.append(col(ProductRow.reason) == wanted.reason)
    if wanted.board is not None:
        found.append(or_(col(ProductRow.board_name) == wanted.board, col(ProductRow.board_id) == wanted.board))
    if wanted.held is not None:
        found.append(col(ProductRow.held).is_(wanted.held))
    if wanted.words:
        found.append(_contains(wanted.words, col(ProductRow.product_key), col(ProductRow.title)))
    return found


def _contains(words: str, *columns: SQLColumnExpression[str]) -> ColumnElement[bool]:
    return or_(*(func.lower(column).contains(words.lower(), autoescape=True) for column in columns))


def _product(row: ProductRow) -> LaunchProduct:
    told = result_of(row).model_dump()
    return LaunchProduct.model_validate(
        {**told, "key": row.intent_key, "board_name": row.board_name, "section_name": row.section_name}
    )
